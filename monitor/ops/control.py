"""The control socket: a Unix-domain socket beside the database, by which commands reach the daemon that has it open.

    command ──one order, a line of JSON──▶ daemon
            ◀──one answer, likewise──────    and the connection is over

Whoever may connect may order: the socket belongs to the daemon's user alone (mode 0600). A process that holds the
database's lock is the only one that listens here, so a socket that lies there when it starts is a dead one's.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import structlog

from monitor.errors import CannotListen, ConfigError, Declined, Obstacle, StoreError
from monitor.orders import (
    ANSWER_LIMIT_BYTES,
    ORDER_LIMIT_BYTES,
    Different,
    Done,
    Faulty,
    Flush,
    NotUnderstood,
    Refused,
    Reload,
    line_of,
    parse_answer,
    parse_order,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from monitor.orders import Answer, Lasting, Order

    Obey = Callable[[Order], Awaitable[int | Different]]

ASKED_WITHIN_S = 5.0
"""How long a connection may take to say its order."""

ANSWERED_WITHIN_S = 30.0
"""How long a command waits for the answer: a busy store is asked again for seconds."""

FLUSHED_WITHIN_S = 2.0
"""How long who only looks waits for the latest figures."""

CONNECTIONS_MOST = 16
"""Connections at once; who comes beyond them is refused."""

PATH_LIMIT_BYTES = 100
"""The system's structure has room for 104 (BSD, macOS) or 108 (Linux), its closing zero included."""

OWNER_ONLY = 0o600

_UNLINKED_BY_US: dict[str, Any] = {"cleanup_socket": False} if sys.version_info >= (3, 13) else {}

log = structlog.stdlib.get_logger("monitor")


def socket_of(database: Path) -> Path:
    """Return the path of the control socket of a database's daemon."""
    return database.with_name(database.name + ".sock")


class ControlSocket:
    """Listens while the `async with` block runs, and has `obey` do what is ordered.

    Where no socket can be made the daemon does without, and says so: it is polling and sending that must go on.
    """

    def __init__(self, path: Path, obey: Obey) -> None:
        self._path = path
        self._obey = obey
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        try:
            listening = _listening(self._path)
        except OSError as error:
            log.warning("no control socket: commands cannot reach it", path=str(self._path), reason=str(error))
            return self
        self._server = await asyncio.start_unix_server(
            self._accept, sock=listening, limit=ORDER_LIMIT_BYTES, **_UNLINKED_BY_US
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening, remove the socket, and let orders that are being done end or give them up."""
        if self._server is None:
            return
        with suppress(OSError):  # the folder may have become read-only; the next daemon takes it for a dead one's
            self._path.unlink()
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A task of our own: the one that asyncio would make logs an error when it is cancelled at the end.
        connection = asyncio.get_running_loop().create_task(self._converse(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one order, answer it, and hang up."""
        try:
            answer = await self._answer(reader)
            if answer is not None:
                writer.write(line_of(answer))
                async with asyncio.timeout(ASKED_WITHIN_S):
                    await writer.drain()
        except (OSError, TimeoutError):
            log.info("a command did not wait for its answer")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader) -> Answer | None:
        """Return what to answer, None if nothing was asked."""
        if len(self._connections) > CONNECTIONS_MOST:
            return Refused(reason="too many commands at once; try again", obstacle=Obstacle.BUSY)
        try:
            async with asyncio.timeout(ASKED_WITHIN_S):
                line = await reader.readline()
        except TimeoutError:
            return Refused(reason=f"no order within {ASKED_WITHIN_S:g} s", obstacle=Obstacle.BUSY)
        except ValueError:
            return Refused(reason=f"an order has at most {ORDER_LIMIT_BYTES} bytes", obstacle=Obstacle.UNKNOWN)
        if not line:
            return None
        try:
            order = parse_order(line)
        except NotUnderstood as error:
            return Refused(reason=f"the daemon does not understand the order: {error}", obstacle=Obstacle.UNKNOWN)
        return await self._do(order)

    async def _do(self, order: Order) -> Answer:
        name = type(order).__name__.lower()
        try:
            done = await self._obey(order)
        except Declined as error:
            return Refused(reason=str(error), obstacle=error.obstacle)
        except ConfigError as error:
            return Faulty(faults=error.faults)
        except (StoreError, CannotListen) as error:
            log.warning("order not done", order=name, reason=str(error))
            return Refused(reason=str(error))
        if isinstance(done, Different):
            return done
        if isinstance(order, Flush):  # a screen asks for it every two seconds
            return Done(count=done)
        log.info("order done", order=name, webhook=getattr(order, "webhook", None), count=done)
        return Done(count=done)


async def ask(path: Path, order: Lasting) -> int | None:
    """Have the daemon that listens at `path` do something; return to how many, None if no daemon listens there.

    Raises: Declined and StoreError as the daemon did; StoreError if it cannot be spoken to.
    """
    answer = await _answer_to(path, order)
    assert not isinstance(answer, Different)
    return None if answer is None else answer.count


async def ask_to_reload(path: Path, *, only_look: bool) -> Different | None:
    """Have the daemon that listens at `path` read its config again; return what is different, None if none listens.

    Raises: ConfigError, Declined and StoreError as the daemon did; StoreError if it cannot be spoken to.
    """
    answer = await _answer_to(path, Reload(only_look=only_look))
    assert not isinstance(answer, Done)
    return answer


async def ask_to_flush(path: Path) -> str | None:
    """Have the daemon that listens at `path`, if one does, write down how the latest polls went.

    Return why it cannot, if it says so. One that does not do it soon keeps nobody waiting: what it wrote before is then
    as good as it gets.
    """
    with suppress(StoreError, TimeoutError):
        async with asyncio.timeout(FLUSHED_WITHIN_S):
            answer = await _said(path, Flush())
            if isinstance(answer, Refused) and answer.obstacle is None:
                return answer.reason
    return None


async def _answer_to(path: Path, order: Order) -> Done | Different | None:
    match answer := await _said(path, order):
        case Faulty():
            raise ConfigError(answer.faults)
        case Refused():
            raise StoreError(answer.reason) if answer.obstacle is None else Declined(answer.obstacle, answer.reason)
        case _:
            return answer


async def _said(path: Path, order: Order) -> Answer | None:
    try:
        with _short(path) as name:
            reader, writer = await asyncio.open_unix_connection(name, limit=ANSWER_LIMIT_BYTES)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except PermissionError as error:
        raise StoreError(f"{path} belongs to another user; run the command as the daemon's user (sudo -u …)") from error
    except OSError as error:
        raise StoreError(f"{path}: the daemon cannot be reached ({error})") from error
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            writer.write(line_of(order))
            await writer.drain()
            return parse_answer(await reader.readline())
    except TimeoutError as error:
        raise StoreError(f"the daemon did not answer within {ANSWERED_WITHIN_S:g} s; it may do it yet") from error
    except (OSError, ValueError) as error:
        raise StoreError("the daemon hung up before it answered; see its log") from error
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _listening(path: Path) -> socket.socket:
    """Return a socket at `path` to which its owner alone can connect. Raises: OSError."""
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with _short(path) as name:
            listening.bind(name)
        # Nobody can connect before it listens, so there is no moment at which others could.
        path.chmod(OWNER_ONLY)
        listening.listen(CONNECTIONS_MOST)
    except OSError:
        listening.close()
        raise
    return listening


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Yield a name of the socket that the system has room for. Raises: OSError if there is none.

    On Linux a folder that is open has a short name of its own, however deep it lies.
    """
    if len(os.fsencode(path)) <= PATH_LIMIT_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        name = f"/proc/self/fd/{folder}/{path.name}"
        if len(os.fsencode(name)) > PATH_LIMIT_BYTES or not Path(name).parent.is_dir():
            raise OSError(f"the path of the socket is longer than {PATH_LIMIT_BYTES} bytes")
        yield name
    finally:
        os.close(folder)
