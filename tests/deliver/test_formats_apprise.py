"""Apprise: sent by its own library in a process that dials only what it may; its False is tried again."""

import asyncio
import socket
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Network

import pytest
from aiohttp import web
from delivery_doubles import receiving, status, talking
from samples_told import AT, endpoint

from monitor.deliver.formats.apprise import Notifier, known_address
from monitor.deliver.formats.apprise_process import DIALS, STARTS, THREADS, DialRefused, guard, told
from monitor.deliver.send import Sender
from monitor.errors import Unrenderable
from monitor.model import EventType, Format, Outcome
from monitor.samples import samples
from monitor.wire.addresses import LOOPBACK

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # one of Apprise's services, 3.11

pytest.importorskip("apprise")
SAMPLES = samples("0f3a", AT)
EVENT = SAMPLES[EventType.ENTRY_UPDATED]


def sender(allowed):
    return Sender(user_agent="t", clock=lambda: datetime.now(UTC), allow_networks=allowed)


def sending(events, *, status=200, url="json://127.0.0.1:{port}/x", timeout_s=60.0, allowed=LOOPBACK):
    """Send through a JSON service on this machine; return the attempt and what the service got."""
    got = []

    async def answer(request):
        got.append(await request.json())
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
            async with sender(allowed) as send:
                return await send(wants, events, 1)
        finally:
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
    """Apprise says no more than False; that is a refusal, which the schedule repeats. Its log says why."""
    attempt, _ = sending([EVENT], status=500)
    assert (Outcome.REFUSED, None) == (attempt.outcome, attempt.status)
    why = "Failed to send JSON POST notification: Internal server error., error=500."
    assert f"Apprise could not send it: {why}" == attempt.reason


def test_services_that_hang_are_left():
    """After the endpoint's timeout an attempt is over; when every thread hangs the process is made anew."""

    async def run():
        hung = asyncio.Semaphore(0)

        async def hang(reader, writer):
            hung.release()
            await reader.read()

        async with talking(hang) as silent, receiving(status(200), status(200)) as receiver, sender(LOOPBACK) as send:
            wants = replace(endpoint(Format.APPRISE), timeout=timedelta(seconds=60))
            well = replace(wants, url=receiver.url.replace("http", "json"))
            assert Outcome.ACCEPTED is (await send(well, [EVENT], 1)).outcome  # Apprise is loaded now
            hangs = replace(wants, url=silent.replace("http", "json"), timeout=timedelta(seconds=1))
            left = await asyncio.gather(*(send(hangs, [EVENT], 1) for _ in range(THREADS)))
            assert [Outcome.TIMED_OUT] * THREADS == [attempt.outcome for attempt in left]
            return await send(well, [EVENT], 1)

    assert Outcome.ACCEPTED is asyncio.run(run()).outcome


def test_an_address_that_nobody_knows():
    """It is no use to try again, and the reason names the webhook and not its address."""
    attempt, got = sending([EVENT], url="nonsense://{port}")
    assert (Outcome.UNRENDERABLE, []) == (attempt.outcome, got)
    assert "Apprise does not know the address of desk; see its list of services" == attempt.reason
    assert (True, False) == (known_address("mailto://desk:x@example.org"), known_address("nonsense://x"))


def test_an_event_that_the_disk_cut():
    """It is given up like one that any other format cannot tell, and holds up none of those behind it."""
    attempt, got = sending([replace(EVENT, body=EVENT.body[:99])])
    assert ([], Outcome.UNRENDERABLE) == (got, attempt.outcome)
    assert attempt.reason.startswith(f"apprise cannot tell {EVENT.id}: RowDamaged: ")


async def test_without_the_package(monkeypatch):
    """Who has not installed the extra is told what to install."""
    monkeypatch.setitem(sys.modules, "apprise", None)
    notifier = Notifier(())
    try:
        with pytest.raises(Unrenderable, match="pip install"):
            await notifier(endpoint(Format.APPRISE), [EVENT])
    finally:
        await notifier.aclose()


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


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"])
async def test_where_a_redirect_leads(host):
    """A good host cannot send Apprise to one that may not be dialled."""

    async def point(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        port = forbidden.sockets[0].getsockname()[1]
        head = f"HTTP/1.1 302 Found\r\nlocation: http://{host}:{port}/x\r\ncontent-length: 0\r\n\r\n"
        writer.write(head.encode())
        await writer.drain()

    def dialled(reader, writer):
        reached.append(True)
        writer.close()

    reached = []
    forbidden = await asyncio.start_server(dialled, "127.0.0.1", 0)
    only = (IPv4Network("127.0.0.2/32"),)
    async with forbidden, talking(point, host="127.0.0.2") as url, sender(only) as send:
        wants = replace(endpoint(Format.APPRISE), url=url.replace("http", "json"), timeout=timedelta(seconds=60))
        attempt = await send(wants, [EVENT], 1)
    assert (Outcome.NOT_ALLOWED, []) == (attempt.outcome, reached)
    assert "is this machine itself" in attempt.reason


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (socket.SOCK_STREAM, lambda opened, target: opened.connect(target)),
        (socket.SOCK_STREAM, lambda opened, target: opened.connect_ex(target)),
        (socket.SOCK_DGRAM, lambda opened, target: opened.sendto(b"x", target)),
        (socket.SOCK_DGRAM, lambda opened, target: opened.sendmsg([b"x"], [], 0, target)),
    ],
)
@pytest.mark.parametrize(("host", "may"), [("127.0.0.1", True), ("10.0.0.7", False), ("localhost", False)])
def test_the_hook_hears_of_every_way_to_dial(kind, call, host, may):
    """Each call that opens a way to an address is judged by that; a name that the system would look up is none."""
    heard = []

    def judge(event, arguments):
        if event in DIALS and arguments[0] is opened:
            heard.append(event)
            guard(LOOPBACK, event, arguments)

    with closing(socket.create_server(("127.0.0.1", 0))) as server, socket.socket(socket.AF_INET, kind) as opened:
        hooked().append(judge)
        try:
            call(opened, (host, server.getsockname()[1]))
            refused = False
        except DialRefused:
            refused = True
        finally:
            hooked().clear()
    assert (not may, 1) == (refused, len(heard))


@cache
def hooked():
    """Return the list of those who hear of audit events; a hook cannot be taken back, so there is one for all."""
    hearing = []

    def hook(event, arguments):
        for one in hearing:
            one(event, arguments)

    sys.addaudithook(hook)
    return hearing


def test_no_program_is_started():
    """A program would dial what no hook of ours hears of."""
    for event in STARTS:
        with pytest.raises(PermissionError, match="no program"):
            guard((), event, ())


def test_a_process_that_dies_is_started_again():
    """Who waits for it is told; the next notification finds a new one."""

    async def run():
        async with receiving(status(200), status(200)) as receiver:
            notifier = Notifier(LOOPBACK)
            wants = replace(endpoint(Format.APPRISE), url=receiver.url.replace("http", "json"))
            first = await notifier(wants, [EVENT])
            await notifier._room.close()
            second = await notifier(wants, [EVENT])
            await notifier.aclose()
            return first, second

    assert [True, True] == [reading.accepted for reading in asyncio.run(run())]


def test_a_complaint_shows_no_secret():
    """What Apprise says of a failure is told without the long parts of the address, which may be secret."""
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    said = told("no such hook T1JJ3T3L2/TIiajkdnlazkcOXrIdevi7FQ at slack", url)
    assert "Apprise could not send it: no such hook …/… at slack" == said
    assert "Apprise could not send it: it did not say why" == told(None, "json://x")
    assert "Apprise could not send it: no hook (connection refused)" == told(
        "no hook", "json://x", "Connection refused"
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("json://127.0.0.1:1/s3cret-token-abc", "connection refused"),
        ("json://does-not-exist.invalid/s3cret-token-abc", "name or service not known"),
        ("jsons://127.0.0.1:{port}/s3cret-token-abc", None),  # the words for plain HTTP behind TLS differ
    ],
)
def test_why_a_connection_failed(url, why):
    """What the system said stands behind Apprise's words, and nothing of the address."""
    attempt, _ = sending([EVENT], url=url)
    assert Outcome.REFUSED is attempt.outcome
    assert attempt.reason.startswith("Apprise could not send it: A Connection error occurred")
    assert why is None or attempt.reason.endswith(f"({why})")
    assert "s3cret" not in attempt.reason
