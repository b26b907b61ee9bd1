"""Turns every way in which HTTP fails into the FetchError that says so in plain words."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from monitor.errors import BadContent, BadStatus, FetchError, NotAllowed, ServerFault, TooLarge, Unreachable
from monitor.model.guards import guard_of
from monitor.wire.addresses import remedy
from monitor.wire.faults import HeadersTooLarge, NameNotFound, NameNotResolved, NoRoute, NotTrusted, Refused
from monitor.wire.faults import NotAllowed as AddressNotAllowed
from monitor.wire.retry_after import parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.fetch.limits import Limits

FAULTS: tuple[tuple[type[Exception], type[FetchError], str], ...] = (
    (NameNotFound, Unreachable, "{}"),
    (NameNotResolved, Unreachable, "{}"),
    (NotTrusted, Unreachable, "{}"),
    (httpx.ConnectTimeout, Unreachable, "could not connect within {connect:g} s"),
    (httpx.ConnectError, Unreachable, "could not connect: {}"),
    (HeadersTooLarge, TooLarge, "the answer has {}"),
    (httpx.RemoteProtocolError, BadContent, "the answer is broken: {}"),
    (httpx.LocalProtocolError, FetchError, "{}"),
    (httpx.TransportError, Unreachable, "the connection broke: {}"),
)
"""httpx's error, ours, and the words; the first that fits counts."""

ANSWERS = (NameNotFound, NotTrusted, Refused)
"""Faults that something beyond our own machine has told us."""

TRANSIENT_STATUSES = frozenset({408, 425, 429})
"""What a client is told to try again, beside every 5xx."""
REMEDIES = {
    401: "; send a session cookie in `headers`",
    402: "; send a session cookie in `headers`",
    403: "; poll more slowly, and name a contact in `fetch.user_agent`",
    404: "; check the address",
    410: "; check the address",
    451: "; it is not served where we are",
}
"""What to do about a refusal that does not say it itself."""

RETRIED_STATUSES = frozenset({500, 502, 503, 504})
"""What a second request a moment later often finds gone: a backend that restarts, a proxy that lost one."""


@contextmanager
def fetch_errors(url: httpx.URL, limits: Limits) -> Iterator[None]:
    """Raise FetchError for whatever httpx raises inside."""
    try:
        yield
    except AddressNotAllowed as error:
        raise not_allowed(str(url), error.address, str(error)) from error
    except httpx.TransportError as error:
        kind, words = next((kind, words) for theirs, kind, words in FAULTS if isinstance(error, theirs))
        reason = words.format(error, connect=limits.connect.total_seconds())
        if kind is Unreachable:
            ours, theirs = isinstance(error, NameNotResolved | NoRoute), isinstance(error, ANSWERS)
            raise Unreachable(str(url), reason, ours=ours, theirs=theirs) from error
        raise kind(str(url), reason) from error


def not_allowed(url: str, address: str, words: str) -> NotAllowed:
    """Return the error for an address that we do not dial; `words` say what it is."""
    return NotAllowed(url, f"{words}; {remedy(address, 'fetch.allow_networks')}", address=address)


def refusal(url: httpx.URL, response: httpx.Response, now: datetime) -> FetchError:
    """Return the error for an answer that is no page."""
    guard = guard_of(response.headers)
    return refused(str(url), response.status_code, response.headers.get("retry-after"), now, guard=guard)


def refused(url: str, status: int, retry_after: str | None, now: datetime, *, guard: str | None = None) -> FetchError:
    """Return the error for a status that is no page's, with what its Retry-After says, and what to do next.

    `guard` is who challenges us, if the answer's headers say so.
    """
    answered = f"the server answered {_phrase(status)}"
    if guard is not None:
        answered += f", a challenge of {guard}; poll more slowly, or ask the publisher to let us in"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return BadContent(url, answered if guard else f"{answered}, which is no whole page")
    after = parse_retry_after(retry_after, now=now)
    wait = f" and asks us to wait {after.total_seconds():.0f} s" if after else ""
    kind = ServerFault if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in TRANSIENT_STATUSES else BadStatus
    advice = "" if guard or wait else REMEDIES.get(status, "")
    return kind(url, status, f"{answered}{wait}{advice}", retry_after=after)


def may_pass(error: BaseException) -> bool:
    """Whether trying again at once, within the same poll, has a chance and is not unwelcome.

    A connection that is dropped before the answer is not in here: aiohttp has then already asked once more, because
    it may have been a kept one that the server closed just then. Nor is an answer that breaks off: the next poll will
    come, and a page costs more than a connection.
    """
    if isinstance(error, ServerFault):
        return error.status in RETRIED_STATUSES and error.retry_after is None
    cause = error.__cause__
    return isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout) and not isinstance(
        cause, AddressNotAllowed | NameNotFound | NotTrusted
    )


def _phrase(status: int) -> str:
    """Return "403 Forbidden"; the words are the standard's, because a server may put anything there."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
