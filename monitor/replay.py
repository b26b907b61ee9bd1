"""Captures through the real pipeline, under their own clock: what would have been told of what was recorded.

    for each source, while its capture has an answer to what it would ask next, the earliest of all first:
        the clock = the time of that answer
        poll:  fetch ◀── the capture      extract, compare, commit ──▶ memory
        tell the events

Nothing is sent and nothing is written. The same capture gives the same bytes each time: ids come from a fixed name.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from xxhash import xxh3_64_intdigest

from monitor.capture.exchange import address
from monitor.errors import (
    BadContent,
    BadRedirect,
    BadStatus,
    CaptureError,
    Disallowed,
    FetchError,
    NotAllowed,
    TimedOut,
    TooLarge,
    Unreachable,
)
from monitor.fetch.faults import refused
from monitor.model import Known, NotModified, Page, Redirect, SourceState, Validators
from monitor.pipeline import Pipeline
from monitor.ports import PollStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Mapping, Sequence

    from monitor.capture import Capture, Exchange
    from monitor.model import PollCommit, Request, Source
    from monitor.pipeline import Poll
    from monitor.ports import Clock, Fetch

INSTANCE = "replay"
"""The name from which a replay's event ids are derived, instead of a database's own."""

REDIRECTS_LIMIT = 10

FAILURES: Mapping[str, type[FetchError]] = {
    kind.__name__: kind
    for kind in (
        *(Unreachable, TimedOut, NotAllowed, Disallowed),
        *(TooLarge, BadRedirect, BadContent, FetchError),
    )
}
"""The faults that came without a status, by the name that captures give them."""

_DOCUMENTS = ("html", "xml", "json")
_WHOLE = (200, 203)


class ReplayStore(PollStore):
    """A store that keeps poll states and nothing else: what is known lives in the pipeline, for as long as it does."""

    def __init__(self, states: Mapping[str, SourceState]) -> None:
        self._states = dict(states)

    @property
    def founding(self) -> str:
        return INSTANCE

    @property
    def instance(self) -> str:
        return INSTANCE

    async def load_states(self, sources: Collection[str] | None = None) -> Mapping[str, SourceState]:
        return {name: state for name, state in self._states.items() if sources is None or name in sources}

    async def save_states(self, states: Sequence[SourceState]) -> None:
        self._states.update({state.source: state for state in states})

    async def load_known(self, source: str) -> Known:
        del source
        return Known()

    async def commit_poll(self, commit: PollCommit) -> None:
        self._states[commit.state.source] = commit.state


class CaptureFetch:
    """A Fetch that answers from a capture, and the clock of its answers.

    What a poll asks for is looked for from the answer before on, but not beyond the next poll: the older page as it
    was an hour later is another one. What is not there was not recorded, and is Unreachable.
    """

    def __init__(self, capture: Capture) -> None:
        self._exchanges = capture.exchanges
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, exchange in enumerate(capture.exchanges):
            self._places[exchange.url].append(place)
        self._bodies: dict[str, Exchange] = {}
        self._next = 0
        self._end = len(capture.exchanges)
        self._answered: set[int] = set()
        self.fault: CaptureError | None = None
        self.now = capture.exchanges[0].at if capture.exchanges else datetime.fromtimestamp(0, UTC)

    @property
    def unasked(self) -> Sequence[Exchange]:
        """What the capture holds and no poll has asked for."""
        return [exchange for place, exchange in enumerate(self._exchanges) if place not in self._answered]

    def clock(self) -> datetime:
        return self.now

    def upcoming(self, url: str) -> datetime | None:
        """Return when the next answer to a poll of `url` came; None if there is none any more."""
        place = self._find(address(url), len(self._exchanges))
        return None if place is None else self._exchanges[place].at

    def begin(self, url: str) -> None:
        """Let the next poll of `url` begin, with the clock at its answer."""
        key = address(url)
        place = self._find(key, len(self._exchanges))
        assert place is not None
        self._next = place
        self.now = self._exchanges[place].at
        after = self._places[key]
        following = bisect_right(after, place)
        self._end = after[following] if following < len(after) else len(self._exchanges)

    async def __call__(self, request: Request) -> Page | NotModified:
        """Answer one request. Raises: FetchError as it was recorded, or for a broken capture, with its `fault` set."""
        try:
            return self._followed(request)
        except CaptureError as error:
            self.fault = error
            raise Unreachable(request.url, str(error)) from error

    def _followed(self, request: Request) -> Page | NotModified:
        """Return the answer at the end of the redirects. Raises: FetchError, CaptureError."""
        url = address(request.url)
        hops: list[Redirect] = []
        while True:
            exchange = self._take(url)
            location = exchange.location
            if exchange.status is None or location is None:
                return self._answer(request, exchange, tuple(hops))
            hops.append(Redirect(status=exchange.status, url=url, location=location))
            if len(hops) > REDIRECTS_LIMIT:
                raise BadRedirect(request.url, f"more than {REDIRECTS_LIMIT} redirects, the last to {location}")
            url = location

    def _find(self, key: str, end: int) -> int | None:
        places = self._places.get(key, [])
        at = bisect_right(places, self._next - 1)
        return places[at] if at < len(places) and places[at] < end else None

    def _take(self, key: str) -> Exchange:
        place = self._find(key, self._end)
        if place is None:
            raise Unreachable(key, "the capture has no answer to this")
        self._next = place + 1
        self._answered.add(place)
        exchange = self._exchanges[place]
        self.now = exchange.at
        return exchange

    def _answer(self, request: Request, exchange: Exchange, hops: tuple[Redirect, ...]) -> Page | NotModified:
        if exchange.status is None:
            raise _failure(exchange)
        if exchange.status == 304:  # noqa: PLR2004  # RFC 9110 §15.4.5
            return self._unchanged(request, exchange, hops)
        if exchange.status not in _WHOLE or exchange.read is None:
            raise refused(exchange.url, exchange.status, exchange.headers.get("retry-after"), exchange.at)
        self._bodies[exchange.url] = exchange
        return _page(request, exchange, exchange, hops)

    def _unchanged(self, request: Request, exchange: Exchange, hops: tuple[Redirect, ...]) -> Page | NotModified:
        """Answer a 304; whoever asks without conditions, by other settings than the recorded ones, gets the page."""
        if request.known != Validators():
            fresh = _validators(exchange.headers, request.known)
            return NotModified(url=exchange.url, fetched_at=exchange.at, validators=fresh, redirects=hops)
        before = self._bodies.get(exchange.url)
        if before is None:
            raise BadStatus(exchange.url, 304, "the capture does not hold the page that this 304 speaks of")
        return _page(request, exchange, before, hops)


def _page(request: Request, exchange: Exchange, held: Exchange, hops: tuple[Redirect, ...]) -> Page | NotModified:
    """Return the page that `held` carries as the answer of `exchange`; the known page if its bytes are the same."""
    assert held.read is not None
    body = held.read()
    digest = Validators(body_digest=xxh3_64_intdigest(body))
    validators = _validators(exchange.headers, _validators(held.headers, digest))
    if validators.body_digest == request.known.body_digest:
        return NotModified(url=exchange.url, fetched_at=exchange.at, validators=validators, status=200, redirects=hops)
    return Page(
        url=exchange.url,
        status=held.status or 200,
        headers=held.headers,
        body=body,
        fetched_at=exchange.at,
        validators=validators,
        redirects=hops,
        wire_bytes=len(body),
    )


def _validators(headers: Mapping[str, str], known: Validators) -> Validators:
    """Return `known` with what the headers say anew."""
    etag, modified = headers.get("etag"), headers.get("last-modified")
    return replace(known, etag=etag or known.etag, last_modified=modified or known.last_modified)


def _failure(exchange: Exchange) -> FetchError:
    kind = FAILURES.get(exchange.error or "")
    if kind is None:
        raise CaptureError(exchange.place, f"`error` must be one of {', '.join(FAILURES)}, not {exchange.error!r}")
    return kind(exchange.url, exchange.reason or "the request failed")


# ------------------------------------------------------------------------------------------------- sources


def first_address(capture: Capture) -> str:
    """Return the address that a capture is of: that of its first page, or where its redirects began.

    Raises: CaptureError if it has none.
    """
    for exchange in capture.exchanges:
        kind = exchange.headers.get("content-type", "html")
        if exchange.location is not None or exchange.error or any(word in kind for word in _DOCUMENTS):
            return exchange.url
    raise CaptureError(capture.place, "holds no response of a page")


def configured(capture: Capture, sources: Sequence[Source]) -> list[Source]:
    """Return the sources whose address the capture has answers of, else the one that is called as it is.

    The latter had another address when it was recorded, and is polled there. Raises: CaptureError.
    """
    urls = {exchange.url for exchange in capture.exchanges}
    by_url = [source for source in sources if address(source.url) in urls]
    return by_url or [replace(one, url=first_address(capture)) for one in sources if one.name == capture.name]


# -------------------------------------------------------------------------------------------------- replay


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One poll of a replay."""

    source: Source
    poll: Poll


def forgetful(states: Mapping[str, SourceState], *, fetch: Fetch, clock: Clock) -> Pipeline:
    """Return a pipeline that keeps nothing and waits for nobody: what it is fetched was recorded, or is made up."""
    return Pipeline(
        fetch=fetch,
        store=ReplayStore(states),
        clock=clock,
        states=states,
        on_commit=lambda *_: None,
        page_gap=timedelta(0),
    )


class Replay:
    """One source and the capture that answers it."""

    def __init__(self, source: Source, capture: Capture) -> None:
        self.source = source
        self.capture = capture
        self.fetch = CaptureFetch(capture)
        states = {source.name: SourceState(source=source.name)}
        self._pipeline = forgetful(states, fetch=self.fetch, clock=self.fetch.clock)

    def next_at(self) -> datetime | None:
        """Return when the next poll is due; None when the capture has no answer to it."""
        return self.fetch.upcoming(self._pipeline.address(self.source))

    async def poll(self) -> Replayed:
        """Poll once more. Raises: CaptureError."""
        self.fetch.begin(self._pipeline.address(self.source))
        poll = await self._pipeline.poll(self.source)
        if self.fetch.fault is not None:
            raise self.fetch.fault
        return Replayed(source=self.source, poll=poll)


async def replay(replays: Sequence[Replay]) -> AsyncIterator[Replayed]:
    """Yield the polls of all sources in the order of their clocks. Raises: CaptureError."""
    while due := [(at, place) for place, one in enumerate(replays) if (at := one.next_at()) is not None]:
        _, place = min(due)
        yield await replays[place].poll()
