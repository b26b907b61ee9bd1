"""Apprise, for the long tail of services (https://github.com/caronc/apprise): the one format that sends by itself.

Its library blocks and dials by itself, unsigned. So it runs in a process of its own (`apprise_process`), which dials
nothing that may not be dialled: neither the host that an address names, nor where a redirect leads, nor what a name has
become since it was looked up. The process is started by the first notification, again when it has died, and anew when
all its threads hang.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from monitor.deliver.formats.answers import Reading
from monitor.deliver.formats.apprise_process import THREADS
from monitor.deliver.formats.fitting import fit, plain_diff
from monitor.deliver.formats.message import Message, message, unrenderable
from monitor.errors import Unrenderable
from monitor.wire.dialling import AddressRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    from monitor.model import Endpoint, Event
    from monitor.wire.addresses import Networks

TEXT_LIMIT = 4_000
"""Characters of one event's words; Apprise itself cuts or splits what a service does not take."""

SCRIPT = Path(__file__).with_name("apprise_process.py")
OURS = Path(__file__).parents[3]
"""Where the package `monitor` is, installed or not."""

_INSTALL = "the package apprise is not installed; pip install 'liveblog-monitor[apprise]'"
_ENDED = "Apprise's process ended before it answered"


class Notifier:
    """Sends through Apprise to public hosts and to those in `allowed`. Belongs to one event loop."""

    def __init__(self, allowed: Networks) -> None:
        self._allowed = allowed
        self._room: _Room | None = None
        self._starting = asyncio.Lock()

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event]) -> Reading:
        """Send one or more events.

        Raises: Unrenderable if Apprise is not there or does not know the address, or by a fault of ours;
        AddressRefused.
        """
        if find_spec("apprise") is None:
            raise Unrenderable(_INSTALL)
        try:
            told = [message(event) for event in events]
        except Exception as error:
            raise unrenderable(endpoint, events, error) from error
        title = _title(told[0]) if len(told) == 1 else f"{len(told)} updates · {told[0].place}"
        body = "\n\n".join(_text(one, titled=len(told) > 1) for one in told)
        async with self._starting:
            if self._room is None or self._room.over:
                self._room = await _Room.open(self._allowed)
            room = self._room
        try:
            said = await room.ask(url=endpoint.url, title=title, body=body)
        except ConnectionError:
            return Reading(accepted=False, reason=_ENDED)
        if said.get("unknown"):
            raise Unrenderable(f"Apprise does not know the address of {endpoint.name}; see its list of services")
        if refused := said.get("refused"):
            raise AddressRefused(refused, said["words"])
        return Reading(accepted=said["sent"], reason=said["reason"])

    async def aclose(self) -> None:
        """End the process; what it is sending is sent again by whoever starts next."""
        if self._room is not None:
            await self._room.close()


class _Room:
    """One process, and who waits for its answers. Once `over` it takes no more questions."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.over = False
        self._process = process
        self._waiting: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._given_up: set[int] = set()
        self._numbers = count(1)
        self._hearing = asyncio.create_task(self._hear())

    @classmethod
    async def open(cls, allowed: Networks) -> Self:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", str(SCRIPT)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=_environment(),
        )
        room = cls(process)
        room._tell(allowed=[str(network) for network in allowed])
        return room

    async def ask(self, **asked: str) -> Mapping[str, Any]:
        """Return what the process answers. Raises: ConnectionError if it ends before it does."""
        number = next(self._numbers)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._tell(number=number, **asked)
        try:
            said: Mapping[str, Any] = await answer
        except asyncio.CancelledError:
            self._given_up.add(number)
            if len(self._given_up) >= THREADS:  # as many hang as there are threads: nothing else would be sent
                self._kill()
            raise
        finally:
            self._waiting.pop(number, None)
        return said

    async def close(self) -> None:
        self._kill()
        await self._hearing

    def _kill(self) -> None:
        self.over = True
        with suppress(ProcessLookupError):
            self._process.kill()

    def _tell(self, **fields: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(fields).encode() + b"\n")

    async def _hear(self) -> None:
        """Hand out the answers until the process ends; then nobody who still waits gets one."""
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            said: dict[str, Any] = json.loads(line)
            self._given_up.discard(said["number"])
            answer = self._waiting.get(said["number"])
            if answer is not None and not answer.done():
                answer.set_result(said)
        self.over = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError(_ENDED))
        await self._process.wait()


def known_address(url: str) -> bool:
    """Return whether Apprise can send to an address. Raises: Unrenderable if it is not installed."""
    return bool(_library().Apprise().add(url))


def _environment() -> Mapping[str, str]:
    """Return the process's environment: without proxies, which would dial for it, and without stored passwords."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    path = os.pathsep.join(filter(None, (str(OURS), kept.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "NETRC": os.devnull}


def _library() -> ModuleType:
    try:
        return import_module("apprise")
    except ModuleNotFoundError as error:
        raise Unrenderable(_INSTALL) from error


def _title(told: Message) -> str:
    return " · ".join(filter(None, (f"{told.sign} {told.what}", told.headline)))


def _text(told: Message, *, titled: bool) -> str:
    words = plain_diff(fit(told.spans, TEXT_LIMIT, lambda span: len(span.text)))
    lines = (_title(told) if titled else "", words, *told.notes, told.footer, told.url or "")
    return "\n".join(filter(None, lines))
