"""Where the newest entries are of a live blog whose first page shows the oldest: found once, remembered, asked for.

    first page  e1 … e10, upwards, and it leads on ─▶ newest first?  last page?  the next, and the next?
                                                        │ what shows newer entries is remembered (model/tail.py)
    each poll   that page, if it changed; with `short`, the one before it as well
                it names one after it ─▶ that one, too, and so on: the last is asked for with the next poll
                the newest entry that we know is not on it ─▶ the first page is asked again

What is on the pages before it is not looked at any more, and so not withdrawn: it has rolled off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.compare.identity import recognise
from monitor.errors import BadStatus
from monitor.extract.structured.paging import linked
from monitor.extract.words.urls import without_fragment
from monitor.model import NotModified, Page, Tail, Validators, Way, Window
from monitor.polling.counting import counted_back, titled
from monitor.polling.paging import Joined
from monitor.polling.walk import Shown, are_newer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from monitor.model import Entry, Known, Snapshot, SourceState
    from monitor.polling.walk import Walk

SHORT = 5
"""A last page of fewer entries is read with the one before it: most edits and withdrawals follow an entry soon."""

LOOKED_KEPT = 8
GONE = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""How a page is answered that was emptied, or is counted another way now."""

WORDS = {
    Way.NEWEST_FIRST: "the same in the order newest first",
    Way.LAST: "the last page",
    Way.NEXT: "the last of the pages that lead on from it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of a poll answered, the page before it if that was asked for, and where the source stands."""

    answer: Page | NotModified
    state: SourceState
    before: Page | None = None


async def ask(
    state: SourceState,
    first: str,
    known: Validators,
    *,
    fetch: Callable[[str, Validators], Awaitable[Page | NotModified]],
    pause: Callable[[], Awaitable[None]],
) -> Asked:
    """Return what a poll gets from the page with the newest entries, or from the `first` one if that is gone.

    `known` are the validators of what is asked for; between two requests there is a `pause`. Raises: FetchError.
    """
    tail = state.tail
    if tail.url is None or state.lead is not None:
        return Asked(answer=await fetch(first, known), state=state)
    try:
        answer = await fetch(tail.url, known)
    except BadStatus as error:
        if error.status not in GONE:
            raise
        await pause()
        return await ask(replace(state, tail=emptied(tail)), first, Validators(), fetch=fetch, pause=pause)
    if isinstance(answer, NotModified) and tail.way is not Way.NEWEST_FIRST and _follows(answer, tail.url):
        await pause()
        answer = await fetch(tail.url, Validators())
    if isinstance(answer, Page) or not tail.short or tail.before is None:
        return Asked(answer=answer, state=state)
    await pause()
    before = await fetch(tail.before, tail.before_validators)
    if isinstance(before, NotModified):
        return Asked(answer=answer, state=state)
    await pause()
    return Asked(answer=await fetch(tail.url, Validators()), state=state, before=before)


def emptied(tail: Tail) -> Tail:
    """Return where to look once the page with the newest entries has none: on the one before it, else on the first."""
    if tail.before is None:
        return Tail()
    return replace(tail, url=tail.before, before=None, before_validators=Validators(), short=False)


def _follows(answer: NotModified, url: str) -> bool:
    """Return whether the header of a page that is as it was names one after it now: none did, or it would be read."""
    return linked(answer.headers, url, "next") is not None


def is_wanted(tail: Tail, snapshot: Snapshot, known: Known, *, overlaps: Callable[[Sequence[Entry]], bool]) -> bool:
    """Return whether a first page must be asked where its newest entries are.

    It shows the oldest on top and leads to pages that were not looked into, or it shows none of what was on it.
    """
    leads = _leads(snapshot)
    if not leads:
        return False
    return not set(leads) <= set(tail.looked) or (bool(known.window) and not overlaps(snapshot.entries))


def _leads(snapshot: Snapshot) -> tuple[str, ...]:
    ways = snapshot.ways
    return tuple(url for url in (ways.newest_first, ways.last, ways.newer) if url) if snapshot.upwards else ()


def with_notice(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot with a line on where its entries were read, if that is not the first page."""
    tail = snapshot.tail
    if tail is None or tail.url is None or tail.way is None:
        return snapshot
    notice = f"the address shows the oldest entries first; the newest are read at {tail.url} ({WORDS[tail.way]})"
    return replace(snapshot, warnings=(*snapshot.warnings, notice))


async def at_newest(
    first: Shown, walk: Walk, known: Known, *, enough: Callable[[Sequence[Entry]], bool], start: Tail
) -> tuple[Page, Snapshot]:
    """Return the page with the newest entries and what it shows as the live blog's own, or the first one as it is."""
    walk.take(first)
    found, own = await found_from(first, walk, known, enough=enough, looked=start.looked), first.snapshot
    return found.page, replace(
        found.snapshot, title=own.title, standfirst=own.standfirst, url=own.url, choice=own.choice
    )


def _anything(_: Sequence[Entry]) -> bool:
    return True


async def found_from(
    first: Shown,
    walk: Walk,
    known: Known,
    *,
    enough: Callable[[Sequence[Entry]], bool] = _anything,
    looked: Sequence[str] = (),
) -> Shown:
    """Return the page that has the newest entries by what the first one names, or that one if there is none."""
    ways = first.snapshot.ways
    looked = tuple(dict.fromkeys((*looked, *_leads(first.snapshot))))[-LOOKED_KEPT:]
    for way, url in ((Way.NEWEST_FIRST, ways.newest_first), (Way.LAST, ways.last), (Way.NEXT, ways.newer)):
        shown = None if url is None else await walk.read(url)
        if shown is None or shown is first or not _leads_there(shown.snapshot, first.snapshot, way):
            continue
        if way is Way.NEWEST_FIRST:
            chain = [shown]
        else:
            chain = await walk.onward([first, shown] if url == ways.newer else [shown])
        pinned = _on_both(first, chain[-1], chain)
        tail = Tail(way=way, second=ways.newer, looked=looked, pinned=pinned, arrived=not walk.stopped)
        return await _composed(chain, walk, known, tail, enough=enough)
    return replace(first, snapshot=replace(first.snapshot, tail=Tail(looked=looked)))


def _leads_there(page: Snapshot, first: Snapshot, way: Way) -> bool:
    if way is Way.NEWEST_FIRST:
        # All of a short live blog stands on both.
        return not page.upwards and (
            are_newer(page, first) or {e.id for e in page.entries} == {e.id for e in first.entries}
        )
    return are_newer(page, first)


def _on_both(first: Shown, last: Shown, chain: Sequence[Shown]) -> tuple[str, ...]:
    """Return what of the first page stands on the last one as well, though others are between."""
    if first in chain[-2:]:
        return ()
    own = {entry.id for entry in first.snapshot.entries}
    return tuple(entry.id for entry in last.snapshot.entries if entry.id in own)


async def read_again(shown: Shown, walk: Walk, known: Known, tail: Tail, *, choice: str) -> Shown:
    """Return what stands on the page that was remembered, and on those that came after it, as the live blog's own.

    That is read by a `choice`.
    """
    found = await _anew(shown, walk, known, tail)
    title = titled(found.snapshot.title, known.title, found.page.url)
    return replace(found, snapshot=replace(found.snapshot, title=title, standfirst=None, url=walk.first, choice=choice))


async def _anew(shown: Shown, walk: Walk, known: Known, tail: Tail) -> Shown:
    """Return what is on the page that was remembered, and after it, or where the newest entries are now.

    If the newest one that is known is not there, the first page is asked: the publisher may have changed the order.
    """
    chain = [shown] if tail.way is Way.NEWEST_FIRST else await walk.onward([shown])
    found = await _composed(chain, walk, known, replace(tail, arrived=not walk.stopped))
    rolled = tail.way is Way.NEWEST_FIRST and _is_ahead(found.snapshot, known)
    if rolled or not tail.arrived or shows_newest(found.snapshot, known):
        return found
    front = await walk.read(walk.first)
    if front is None or (front.snapshot.upwards and _shares(found.snapshot, known)):
        return found  # what is not there was taken away
    if front.snapshot.upwards:
        front = await found_from(front, walk, known)
    else:
        front = replace(front, snapshot=replace(front.snapshot, tail=Tail()))
    assert front.snapshot.tail is not None
    elsewhere = front.snapshot.tail.url not in {None, tail.url}
    return front if elsewhere or (front.snapshot.tail.url is None and _shares(front.snapshot, known)) else found


async def _composed(
    chain: Sequence[Shown],
    walk: Walk,
    known: Known,
    tail: Tail,
    *,
    enough: Callable[[Sequence[Entry]], bool] = _anything,
) -> Shown:
    """Return the last of the pages with as many before it as it takes, as one snapshot."""
    last, before = chain[-1], _before(chain, tail, walk.first)
    short = tail.way is not Way.NEWEST_FIRST and len(_joined([last], tail).entries) < SHORT
    parts = _as_far_back(chain, tail, enough=enough, least=len(chain) if known.baseline else 1 + short)
    if short and len(parts) == 1 and before:
        further = await walk.read(before)
        if further is not None and not are_newer(further.snapshot, last.snapshot):
            parts.append(further)
    rest = chain[: -len(parts)]
    if rest:
        below: str | None = without_fragment(rest[-1].page.url)
    else:
        below = page_before(parts[-1].snapshot, parts[-1].page.url, tail, walk.first)
    tail = replace(
        tail,
        url=without_fragment(last.page.url),
        before=None if tail.way is Way.NEWEST_FIRST else before,
        before_validators=parts[1].page.validators if len(parts) > 1 else Validators(),
        short=short,
    )
    return _as_one(parts, tail, below)


def _as_far_back(
    chain: Sequence[Shown], tail: Tail, *, enough: Callable[[Sequence[Entry]], bool], least: int
) -> list[Shown]:
    """Return the last of the pages, newest first: `least` of them, if there are as many, and on to what is `enough`."""
    joined = Joined([], {})
    parts: list[Shown] = []
    for page in reversed(chain):
        if parts and len(parts) >= least and enough(joined.entries):
            break
        parts.append(page)
        joined.add(_without(page.snapshot, tail.pinned))
    return parts


def _joined(parts: Sequence[Shown], tail: Tail) -> Joined:
    """Return the entries of pages, each once, without those of the first page that stand on the last one as well."""
    joined = Joined([], {})
    for part in parts:
        joined.add(_without(part.snapshot, tail.pinned))
    return joined


def _as_one(parts: Sequence[Shown], tail: Tail, below: str | None) -> Shown:
    """Return pages, the newest first, as one that is where `tail` says and goes on `below`."""
    last = parts[0]
    snapshot = replace(
        last.snapshot,
        entries=tuple(_joined(parts, tail).entries),
        window=Window.NEWEST,
        older=None if below is None or without_fragment(below) == tail.url else below,
        unseen={id_: blind for part in reversed(parts) for id_, blind in part.snapshot.unseen.items()},
        on_first=len(last.snapshot.entries),
        tail=tail,
    )
    # One that names a page after it may be as it was while that one, which showed nothing so far, has entries now.
    named = tail.way is not Way.NEWEST_FIRST and last.snapshot.ways.newer is not None
    return Shown(page=replace(last.page, validators=Validators()) if named else last.page, snapshot=snapshot)


def _before(chain: Sequence[Shown], tail: Tail, first: str) -> str | None:
    if len(chain) > 1:
        return without_fragment(chain[-2].page.url)
    last = chain[-1]
    remembered = tail.before if without_fragment(last.page.url) == tail.url else None
    return last.snapshot.ways.before or remembered or page_before(last.snapshot, last.page.url, tail, first)


def page_before(page: Snapshot, url: str, tail: Tail, first: str) -> str | None:
    """Return the address of the page before another one, in the direction of older entries, to the `first` one."""
    if tail.way is Way.NEWEST_FIRST:
        return page.older
    return page.ways.before or (counted_back(tail.second, url, first) if tail.second else None)


def _without(snapshot: Snapshot, pinned: Sequence[str]) -> list[Entry]:
    return [entry for entry in snapshot.entries if entry.id not in pinned]


def of_backward(page: Snapshot, url: str, tail: Tail, first: str) -> Snapshot:
    """Return what a page shows on the way back from the newest entries: older ones are before it, not after."""
    if tail.url is None:
        return page
    before = page_before(page, url, tail, first)
    entries = page.entries if before is None else tuple(_without(page, tail.pinned))
    return replace(page, older=before, entries=entries)


def shows_newest(snapshot: Snapshot, known: Known) -> bool:
    """Return whether a snapshot shows the newest of the entries that are known to be there; true if none is known."""
    entries = known.entries
    newest = next((id_ for id_ in known.window if not entries.pinned(id_) and not entries.missing(id_)), None)
    if newest is None or any(entry.id == newest for entry in snapshot.entries):
        return True
    return newest in recognise(snapshot, known).ids


def _is_ahead(snapshot: Snapshot, known: Known) -> bool:
    """Return whether a page shows an entry that came after all that is known to be there."""
    dates = [at for id_ in known.window if (at := known.entries.published(id_))]
    return bool(dates) and any(entry.published and entry.published > max(dates) for entry in snapshot.entries)


def _shares(snapshot: Snapshot, known: Known) -> bool:
    return not set(recognise(snapshot, known).ids).isdisjoint(known.window)
