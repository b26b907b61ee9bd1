"""Apprise, for the long tail of services (https://github.com/caronc/apprise): the one format that sends by itself.

Its library blocks, so it has threads of its own, few of them: a service that hangs holds up other Apprise endpoints,
never the loop. It dials by itself, too, unsigned. So a host that the webhook's address names (json://, mailto://, ntfy://)
is looked up and judged before each notification; where a redirect leads, or a name that changes then, nobody sees.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING

from monitor.deliver.formats.answers import Reading
from monitor.deliver.formats.fitting import fit, plain_diff
from monitor.deliver.formats.message import Message, message
from monitor.errors import Unrenderable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType
    from typing import Any

    from monitor.dialling import Guard
    from monitor.model import Endpoint, Event

THREADS = 4
TEXT_LIMIT = 4_000
"""Characters of one event's words; Apprise itself cuts or splits what a service does not take."""

_INSTALL = "the package apprise is not installed; pip install 'liveblog-monitor[apprise]'"


class Notifier:
    """Sends through Apprise, at most THREADS at once, to hosts that `guard` lets pass."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="apprise")

    async def __call__(self, endpoint: Endpoint, events: Sequence[Event]) -> Reading:
        """Send one or more events.

        Raises: Unrenderable if Apprise is not there or does not know the address; AddressRefused.
        """
        told = [message(event) for event in events]
        title = _title(told[0]) if len(told) == 1 else f"{len(told)} updates · {told[0].place}"
        body = "\n\n".join(_text(one, titled=len(told) > 1) for one in told)
        loop = asyncio.get_running_loop()
        sent = await loop.run_in_executor(self._threads, _notify, self._guard, endpoint, title, body)
        return Reading(accepted=sent, reason=None if sent else "Apprise could not send it; its own log says why")

    def close(self) -> None:
        """Start nothing more; what is being sent ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def known_address(url: str) -> bool:
    """Return whether Apprise can send to an address. Raises: Unrenderable if it is not installed."""
    return bool(_library().Apprise().add(url))


def _notify(guard: Guard, endpoint: Endpoint, title: str, body: str) -> bool:
    """Send and wait. The first look at an address imports all of Apprise's services, which takes a second."""
    notifier = _library().Apprise()
    if not notifier.add(endpoint.url):
        raise Unrenderable(f"Apprise does not know the address of {endpoint.name}; see its list of services")
    _check(guard, notifier)
    return bool(notifier.notify(title=title, body=body))


def _check(guard: Guard, services: Iterable[Any]) -> None:
    """Look the services' hosts up. Raises: AddressRefused if any of the addresses may not be dialled."""
    for host in _hosts(services):
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            continue  # no address to dial: Apprise will find out, or it is a part of the address that is no host
        for *_, address in found:
            guard.check(str(address[0]))


def _hosts(services: Iterable[Any]) -> Iterator[str]:
    """Yield the hosts that the address of services names. Those of the other services are their makers', on the web."""
    for service in services:
        if any("{host}" in template for template in service.templates):
            # Of a mail address the host is the domain; `?smtp=`, or Apprise's own table, says where its server is.
            host = getattr(service, "smtp_host", None) or service.host
            if host:
                yield host.strip("[]")


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
