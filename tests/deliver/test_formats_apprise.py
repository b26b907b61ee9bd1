"""Apprise: sent by its own library, in threads, its False a failure that is tried again."""

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from samples_told import AT, endpoint

from monitor.deliver.formats.apprise import Notifier, known_address
from monitor.deliver.send import Sender
from monitor.errors import Unrenderable
from monitor.model import EventType, Format, Outcome
from monitor.samples import samples

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # one of Apprise's services, 3.11

pytest.importorskip("apprise")
SAMPLES = samples("0f3a", AT)
EVENT = SAMPLES[EventType.ENTRY_UPDATED]


def sending(events, *, status=200, url="json://127.0.0.1:{port}/x", timeout_s=60.0, hang=None):
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
            async with Sender(user_agent="t", clock=lambda: datetime.now(UTC)) as send:
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
        notifier = Notifier()
        try:
            await notifier(endpoint(Format.APPRISE), [EVENT])
        finally:
            notifier.close()

    with pytest.raises(Unrenderable, match="pip install"):
        asyncio.run(run())
