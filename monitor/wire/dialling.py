"""How connections are opened: names looked up on threads of their own, and each address judged where it is dialled.

    host ──literal──────────────────────────╮
      ╰──name──▶ Names: addresses, those     ╰──▶ Guard: a socket for this very address, or none
                 that may not be dialled dropped

`Names` drops what the guard would refuse, so that a host with one good address is reached by that; the guard is what
holds: nothing lies between its look at the address and the connection.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from aiohttp.abc import AbstractResolver

from monitor.wire.addresses import refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from aiohttp import AddrInfoType
    from aiohttp.abc import ResolveResult

    from monitor.wire.addresses import Networks

    LookUp: TypeAlias = Callable[..., list[Any]]

LOOKUP_THREADS = 16
"""Look-ups at once: each is a thread that the system may hold for half a minute when the name server is gone."""

HAPPY_EYEBALLS_S = 0.25
"""The head start of IPv6 over IPv4 (RFC 8305 §5)."""

PROBE_BYTES = 8
"""Of a name that nobody else asks for."""

LOOKUP_S = 5.0
"""How long one look-up may take; what it still finds afterwards is dropped."""

_ADDRCONFIG = socket.AI_ADDRCONFIG
_SCOPED = 4
"""An IPv6 socket address of which the last part names the interface."""


class AddressRefused(PermissionError):
    """The address may not be dialled; `address` is it, `words` say what it is."""

    def __init__(self, address: str, words: str) -> None:
        super().__init__(f"{address} is {words}")
        self.address = address
        self.words = words


class Guard:
    """Makes the socket for an address that may be dialled. Raises: AddressRefused."""

    def __init__(self, allowed: Networks) -> None:
        self._allowed = allowed

    def check(self, address: str) -> None:
        """Raise AddressRefused if the address may not be dialled."""
        if words := refusal(address, self._allowed):
            raise AddressRefused(address, words)

    def __call__(self, target: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = target
        self.check(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)


async def name_servers_answer(host: str, *, look_up: LookUp = socket.getaddrinfo) -> bool:
    """Return whether name servers say of a name below a host's, which nobody can have cached, that it is not there.

    Or that it is: some domains have every name. False for a host in digits, which has no names below it, and for this
    machine.
    """
    name, _, _ = host.partition(":")
    if name.replace(".", "").isdigit() or name.startswith("[") or name.split(".")[-1] == "localhost":
        return False
    threads = _Threads(1)
    found = threads.submit(
        lambda: look_up(f"{secrets.token_hex(PROBE_BYTES)}.{name}", 0, socket.AF_UNSPEC, socket.SOCK_STREAM, 0, 0)
    )
    try:
        async with asyncio.timeout(LOOKUP_S):
            await asyncio.wrap_future(found)
    except (TimeoutError, UnicodeError):
        return False
    except socket.gaierror as error:
        return error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
    finally:
        threads.close()
    return True


class Names(AbstractResolver):
    """Looks names up as the system does, within `LOOKUP_S`, and keeps to what `guard` lets pass.

    It has threads of its own: asyncio's are shared with whatever else takes long, and the interpreter waits for them at
    its end, which a name server that is gone would delay beyond the time that a stop is given.
    """

    def __init__(self, guard: Guard, *, look_up: LookUp = socket.getaddrinfo) -> None:
        self._guard = guard
        self._look_up = look_up
        self._threads = _Threads(LOOKUP_THREADS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses that may be dialled. Raises: AddressRefused if there are others only, gaierror."""
        found = self._threads.submit(lambda: self._look_up(host, port, family, socket.SOCK_STREAM, 0, _ADDRCONFIG))
        try:
            async with asyncio.timeout(LOOKUP_S):
                infos = await asyncio.wrap_future(found)
        except TimeoutError:
            raise socket.gaierror(socket.EAI_AGAIN, f"no answer within {LOOKUP_S:g} s") from None
        except UnicodeError as error:  # a label that is empty or over 63 characters
            raise socket.gaierror(socket.EAI_NONAME, "not a valid name") from error
        good: list[ResolveResult] = []
        refused: AddressRefused | None = None
        for kind, _, protocol, _, sockaddr in infos:
            address = _numeric(sockaddr)
            try:
                self._guard.check(address)
            except AddressRefused as error:
                refused = refused or error
                continue
            good.append(
                {
                    "hostname": host,
                    "host": address,
                    "port": port,
                    "family": kind,
                    "proto": protocol,
                    "flags": socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
                }
            )
        if refused is not None and not good:
            raise refused
        return good

    async def close(self) -> None:
        """Let the threads end that wait; one that hangs in a look-up ends with the interpreter at the latest."""
        self._threads.close()


def _numeric(sockaddr: tuple[Any, ...]) -> str:
    """Return the address in digits, a link-local one with its interface."""
    scope = sockaddr[3] if len(sockaddr) == _SCOPED else 0
    return f"{sockaddr[0]}%{scope}" if scope and "%" not in sockaddr[0] else str(sockaddr[0])


class _Threads:
    """Up to `most` daemon threads, started when they are needed, that run what is submitted."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._started = 0

    def submit(self, call: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.put((future, call))
        if self._started < self._most and not self._idle.acquire(blocking=False):
            self._started += 1
            threading.Thread(target=self._work, name=f"names-{self._started}", daemon=True).start()
        return future

    def close(self) -> None:
        for _ in range(self._started):
            self._waiting.put(None)

    def _work(self) -> None:
        while (next_one := self._waiting.get()) is not None:
            future, call = next_one
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except Exception as error:  # noqa: BLE001  # it is whoever waits for the future that it is for
                    future.set_exception(error)
            self._idle.release()
