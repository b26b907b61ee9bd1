"""Apprise: sent by its own library, in threads, its False a failure that is tried again."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from samples_told import AT, endpoint

from monitor.addresses import LOOPBACK
from monitor.deliver.formats import apprise
from monitor.deliver.formats.apprise import Notifier, known_address
from monitor.deliver.send import Sender
from monitor.dialling import Guard
from monitor.errors import Unrenderable
from monitor.model import EventType, Format, Outcome
from monitor.samples import samples

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # one of Apprise's services, 3.11

pytest.importorskip("apprise")
SAMPLES = samples("0f3a", AT)
EVENT = SAMPLES[EventType.ENTRY_UPDATED]


def sending(events, *, status=200, url="json://127.0.0.1:{port}/x", timeout_s=60.0, hang=None, allowed=LOOPBACK):
    """Send through a JSON service on this machine; return the attempt and what the service got."""
    got = []

    async def answer(request):
        got.append(await request.json())
        if hang is not None:
            await hang.wait()
        return web.Response(status=status)

    async def run():
        app = web.Application()
        app.router.add_post("/x", answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            target = url.format(port=runner.addresses[0][1])
            wants = replace(endpoint(Format.APPRISE), url=target, timeout=timedelta(seconds=timeout_s))
            async with Sender(user_agent="t", clock=lambda: datetime.now(UTC), allow_networks=allowed) as send:
                return await send(wants, events, 1)
        finally:
            if hang is not None:
                hang.set()
            await runner.cleanup()

    return asyncio.run(run()), got


def test_an_event_in_words():
    """Title and body are what people read; the attempt is accepted."""
    attempt, [got] = sending([EVENT])
    assert (Outcome.ACCEPTED, None) == (attempt.outcome, attempt.reason)
    assert "✏️ Edited: number, negation · Dam holds, says ministry" == got["title"]
    assert got["message"].startswith("At least [12 → 45] people")
    assert got["message"].endswith("https://news.example.org/live/flood#1404077")


def test_a_batch_is_one_notification():
    """Each event has a line of its own that says what happened."""
    _, [got] = sending([*SAMPLES.values()][:3])
    assert "3 updates · Flood: live updates" == got["title"]
    assert ["🆕 New", "✏️ Edited", "🗑️ Withdrawn"] == [
        sign for sign in ("🆕 New", "✏️ Edited", "🗑️ Withdrawn") if sign in got["message"]
    ]


def test_false_is_tried_again():
    """Apprise says no more than False; that is a refusal, which the schedule repeats."""
    attempt, _ = sending([EVENT], status=500)
    assert (Outcome.REFUSED, None) == (attempt.outcome, attempt.status)
    assert attempt.reason is not None


def test_a_service_that_hangs_is_left():
    """After the endpoint's timeout the attempt is over, whatever the thread still does."""
    assert known_address("json://127.0.0.1/x")  # its services are imported now, which takes seconds on a busy machine
    attempt, got = sending([EVENT], timeout_s=1.0, hang=asyncio.Event())
    assert (Outcome.TIMED_OUT, 1) == (attempt.outcome, len(got))


def test_an_address_that_nobody_knows():
    """It is no use to try again, and the reason names the webhook and not its address."""
    attempt, got = sending([EVENT], url="nonsense://{port}")
    assert (Outcome.UNRENDERABLE, []) == (attempt.outcome, got)
    assert "Apprise does not know the address of desk; see its list of services" == attempt.reason
    assert (True, False) == (known_address("mailto://desk:x@example.org"), known_address("nonsense://x"))


def test_without_the_package(monkeypatch):
    """Who has not installed the extra is told what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)

    async def run():
        notifier = Notifier(Guard(()))
        try:
            await notifier(endpoint(Format.APPRISE), [EVENT])
        finally:
            notifier.close()

    with pytest.raises(Unrenderable, match="pip install"):
        asyncio.run(run())


@pytest.mark.parametrize(
    "url",
    [
        "json://127.0.0.1:{port}/x",
        "json://2130706433:{port}/x",
        "json://localhost:{port}/x",
        "json://[::1]:{port}/x",
        "mailto://desk:x@example.org?smtp=127.0.0.1&port={port}",
    ],
)
def test_a_host_that_is_not_public(url):
    """However the address spells it: nothing is dialled, and the reason says how to allow it."""
    attempt, got = sending([EVENT], url=url, allowed=())
    assert (Outcome.NOT_ALLOWED, []) == (attempt.outcome, got)
    assert "is this machine itself; only public addresses are dialled unless allowed (deliver.allow" in attempt.reason


def test_a_host_that_is_none():
    """What stands in a cloud service's address where a host would is not looked up; what is not found is passed."""
    known = apprise._library().Apprise()
    known.add(["slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "json://nothing.invalid/x", "syslog://"])
    assert ["nothing.invalid"] == list(apprise._hosts(known))
    assert apprise._check(Guard(()), known) is None
