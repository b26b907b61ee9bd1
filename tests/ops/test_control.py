"""The control socket: who may speak to it, what it answers, and what it leaves behind."""

import asyncio
import os
import socket
import stat
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from monitor.errors import Declined, Obstacle, StoreError, StoreUnavailable
from monitor.ops import control
from monitor.ops.control import CONNECTIONS_MOST, ControlSocket, ask, ask_to_flush, socket_of
from monitor.orders import (
    ORDER_LIMIT_BYTES,
    Disable,
    Done,
    Enable,
    Flush,
    Order,
    Refused,
    line_of,
    parse_answer,
    purges,
)

ENABLE = Enable(webhook="desk")


class Daemon:
    """Obeys: remembers its orders, and answers or raises what it was given."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.orders: list[Order] = []

    async def __call__(self, order: Order) -> int:
        self.orders.append(order)
        answer = self.answers.pop(0) if self.answers else 1
        if isinstance(answer, Exception):
            raise answer
        return answer


@asynccontextmanager
async def connected(path: Path):
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def said(path: Path, *chunks: bytes, over: bool = False):
    """Send bytes as they are and return the answer, None for a connection that is just closed."""
    async with connected(path) as (reader, writer):
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
        if over:
            writer.write_eof()
        line = await reader.readline()
    return parse_answer(line) if line else None


def test_an_order_is_done_and_counted(tmp_path):
    """What was asked arrives as it was, and to how many it was done comes back; the log says so."""
    path, daemon = socket_of(tmp_path / "live.db"), Daemon(3)
    order = Disable(webhook="desk", reason="moving “house”")

    async def run():
        async with ControlSocket(path, daemon):
            return await ask(path, order)

    with capture_logs() as lines:
        assert 3 == asyncio.run(run())
    assert [order] == daemon.orders
    assert [{"event": "order done", "log_level": "info", "order": "disable", "webhook": "desk", "count": 3}] == lines


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Declined(Obstacle.UNKNOWN, "no webhook is named 'desk'"), Declined),
        (StoreUnavailable("the disk is full"), StoreError),
    ],
)
def test_a_refusal_comes_back_in_its_words(tmp_path, error, kind):
    """Who ordered is told what the daemon ran into; the daemon goes on."""
    path = tmp_path / "s"

    async def run():
        async with ControlSocket(path, Daemon(error)):
            try:
                await ask(path, ENABLE)
            except kind as found:
                return str(found), await ask(path, ENABLE)

    assert (str(error), 1) == asyncio.run(run())


def test_only_its_owner_may_connect(tmp_path):
    """Mode 0600 whatever the umask says, and nothing is left at the end."""
    path = tmp_path / "s"

    async def run():
        async with ControlSocket(path, Daemon()):
            return stat.S_ISSOCK(path.stat().st_mode), stat.S_IMODE(path.stat().st_mode)

    before = os.umask(0)
    try:
        assert (True, 0o600) == asyncio.run(run())
    finally:
        os.umask(before)
    assert not path.exists()


def test_the_socket_of_a_dead_daemon_is_replaced(tmp_path):
    """A process that was killed leaves its socket; nobody answers there, and the next daemon takes its place."""
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    async def run():
        before = await ask(path, ENABLE)
        async with ControlSocket(path, Daemon()):
            return before, await ask(path, ENABLE)

    assert (None, 1) == asyncio.run(run())
    assert asyncio.run(ask(path, ENABLE)) is None


async def test_a_socket_that_cannot_be_removed_is_left(tmp_path):
    """The daemon stops all the same, as where its folder has become read-only; here a folder is in its place."""
    path = socket_of(tmp_path / "live.db")

    async with ControlSocket(path, Daemon()):
        await asyncio.to_thread(path.unlink)
        await asyncio.to_thread(path.mkdir)

    assert path.is_dir()


async def test_a_database_that_lies_deep(tmp_path):
    """A path longer than a socket's name may be is reached all the same."""
    folder = tmp_path / ("deep" * 25) / ("deeper" * 20)
    folder.mkdir(parents=True)
    path = socket_of(folder / "live.db")

    async with ControlSocket(path, Daemon(7)):
        assert (True, 7) == (path.exists(), await ask(path, ENABLE))
    assert not path.exists()


@pytest.mark.parametrize("path", ["x" * 120, "missing/s"])
def test_without_a_socket_the_daemon_goes_on(tmp_path, path):
    """Where none can be made, the log says why and nothing else happens."""

    async def run():
        async with ControlSocket(tmp_path / path, Daemon()):
            return True

    with capture_logs() as lines:
        assert asyncio.run(run())
    assert ["no control socket: commands cannot reach it"] == [line["event"] for line in lines]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"what?\n", "does not understand"),
        (b"\xff\xfe\n", "does not understand"),
        (b'{"do":"explode"}\n', "does not understand"),
        (b'{"do":"enable"}\n', "missing required field `webhook`"),
        (b'{"do":"enable","webhook":"a","and":1}\n', "unknown field `and`"),
        (b'{"do":"pause","webhook":"a","until":"2026-01-02T00:00:00"}\n', "does not understand"),
        (b'{"do":"replay","webhook":"a","source":"b","sequences":[' + b"1," * 1000 + b"1]}\n", "length <= 1000"),
        (b"x" * (ORDER_LIMIT_BYTES + 10) + b"\n", "at most 262144 bytes"),
    ],
)
async def test_what_is_no_order_is_refused(tmp_path, line, reason):
    """In words, and nothing is done."""
    path, daemon = tmp_path / "s", Daemon()

    async with ControlSocket(path, daemon):
        answer = await said(path, line)
    assert isinstance(answer, Refused)
    assert reason in answer.reason
    assert [] == daemon.orders


async def test_who_says_nothing_is_left(tmp_path, monkeypatch):
    """A connection that is closed unsaid costs nothing; one that stays silent is told to go."""
    path = tmp_path / "s"
    monkeypatch.setattr(control, "ASKED_WITHIN_S", 0.05)

    async with ControlSocket(path, Daemon()):
        assert (None, Refused(reason="no order within 0.05 s", obstacle=Obstacle.BUSY)) == (
            await said(path, over=True),
            await said(path),
        )


async def test_connections_are_bounded(tmp_path):
    """Who comes when all places are taken is refused at once; the others are answered."""
    path = tmp_path / "s"

    async with ControlSocket(path, Daemon()) as _, asyncio.TaskGroup() as group:
        held = [await asyncio.open_unix_connection(str(path)) for _ in range(CONNECTIONS_MOST)]
        refused = await group.create_task(said(path))
        answers = []
        for reader, writer in held:
            writer.write(line_of(ENABLE))
            answers.append(parse_answer(await reader.readline()))
            writer.close()
            await writer.wait_closed()
    assert Refused(reason="too many commands at once; try again", obstacle=Obstacle.BUSY) == refused
    assert [Done(count=1)] * CONNECTIONS_MOST == answers


async def test_a_stop_does_not_wait_for_orders(tmp_path):
    """An order that hangs is given up; its command is told that the daemon hung up."""
    path = tmp_path / "s"
    begun = asyncio.Event()

    async def hang(_):
        begun.set()
        await asyncio.Event().wait()

    async with ControlSocket(path, hang):
        asking = asyncio.create_task(ask(path, ENABLE))
        await begun.wait()
    with pytest.raises(StoreError, match="hung up before it answered"):
        await asking


async def test_a_daemon_that_does_not_answer(tmp_path, monkeypatch):
    """The command ends, and says that it may be done yet."""
    path = tmp_path / "s"
    monkeypatch.setattr(control, "ANSWERED_WITHIN_S", 0.05)

    release = asyncio.Event()

    async def silent(_, writer):
        await release.wait()
        writer.close()

    server = await asyncio.start_unix_server(silent, str(path))
    with pytest.raises(StoreError, match=r"did not answer within 0\.05 s; it may do it yet"):
        await ask(path, ENABLE)
    release.set()
    server.close()


async def test_who_only_looks_is_kept_waiting_by_nobody(tmp_path, monkeypatch):
    """By no daemon that hangs, does not know the order, or does not run; one that cannot write says why."""
    path = tmp_path / "s"
    monkeypatch.setattr(control, "FLUSHED_WITHIN_S", 0.05)
    daemon = Daemon(0, Declined(Obstacle.UNKNOWN, "what?"), StoreUnavailable("the disk is full"))

    async def hang(_):
        await asyncio.Event().wait()

    said = [await ask_to_flush(path)]
    async with ControlSocket(path, hang):
        said.append(await ask_to_flush(path))
    async with ControlSocket(path, daemon):
        with capture_logs() as lines:
            said.append(await ask_to_flush(path))
        said.append(await ask_to_flush(path))
        said.append(await ask_to_flush(path))
    assert ([None, None, None, None, "the disk is full"], []) == (said, lines)
    assert [Flush()] * 3 == daemon.orders


def test_another_users_daemon(tmp_path, monkeypatch):
    """Who may not connect is told as whom to run the command; what cannot be connected to at all says so."""

    async def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    with pytest.raises(StoreError, match="longer than 100 bytes"):
        asyncio.run(ask(tmp_path / ("x" * 120), ENABLE))
    monkeypatch.setattr(asyncio, "open_unix_connection", refuse)
    with pytest.raises(StoreError, match="belongs to another user; run the command as the daemon's user"):
        asyncio.run(ask(tmp_path / "s", ENABLE))


def test_many_are_asked_for_in_portions():
    """Each order fits its line, even with the longest names."""
    orders = list(purges(["evt_" + "x" * 26] * 2_500, webhook="w" * 200, source=None))
    assert [1_000, 1_000, 500] == [len(order.event_ids) for order in orders]
    assert max(len(line_of(order)) for order in orders) < ORDER_LIMIT_BYTES
