"""Reading on: the older pages of a live blog, joined to the first one into one snapshot.

Asked for when more is wanted than the first page shows: all of it, the newest N, or as much as closes a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from monitor.compare.edits import same_content
from monitor.errors import ExtractError, FetchError
from monitor.event import rfc3339
from monitor.model import Change, EventType, Window

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from monitor.model import Entry, Known, Snapshot

PAGE_GAP = timedelta(seconds=1)
"""Between two pages of one publisher: nobody reads faster than that."""

MAX_PAGES_PER_POLL = 20
MAX_PAGES = 200
"""Read at most, in all: the longest live blogs seen have 400 entries at ten a page."""

MAX_ENTRIES = 20_000
_PAGES = frozenset({"page", "paged", "p", "pg", "pagina", "seite"})
_PASSED = frozenset({"offset", "start", "skip", "from"})


@dataclass(slots=True)
class Joined:
    """The entries so far, in page order, each once."""

    entries: list[Entry]
    by_id: dict[str, Entry]

    def add(self, entries: Sequence[Entry]) -> int:
        """Add what is new and return how many that were; what is all newer than the rest comes before it.

        Pages shift while they are read, so the same entry may be on two; ids that count positions begin anew on each
        page, so another entry may have the same one.
        """
        before = len(self.entries)
        for entry in entries:
            id_, number = entry.id, 1
            while id_ in self.by_id and not same_content(self.by_id[id_], entry):
                number += 1
                id_ = f"{entry.id}~{number}"
            if id_ not in self.by_id:
                named = entry if id_ == entry.id else replace(entry, id=id_)
                self.by_id[id_] = named
                self.entries.append(named)
        if before and _are_newer(self.entries[before:], self.entries[:before]):
            self.entries = self.entries[before:] + self.entries[:before]
        return len(self.entries) - before


def _are_newer(entries: Sequence[Entry], others: Sequence[Entry]) -> bool:
    """Return whether all entries came after all others: the first page shows the oldest, and the next newer ones."""
    stamps, others_stamps = (
        [entry.published for entry in some if entry.published is not None and not entry.pinned]
        for some in (entries, others)
    )
    return bool(stamps and others_stamps) and min(stamps) > max(others_stamps)


async def read_on(
    first: Snapshot,
    *,
    read: Callable[[str], Awaitable[Snapshot]],
    enough: Callable[[Sequence[Entry]], bool],
    pause: Callable[[], Awaitable[None]],
    most_pages: int,
) -> Snapshot:
    """Return the first page with the older ones that were wanted and could be had.

    `read` fetches and extracts one older page; `pause` is awaited before each. A page that fails ends the reading with
    a warning: what was read so far is good.
    """
    gathered = _Gathered(first)
    visited = {first.url}
    while (asked := gathered.older) is not None and asked not in visited and not enough(gathered.entries):
        if gathered.pages >= most_pages or len(gathered.entries) >= MAX_ENTRIES:
            gathered.warn(f"only the newest {gathered.pages} pages were read ({len(gathered.entries)} entries)")
            break
        visited.add(asked)
        await pause()
        try:
            page = await read(asked)
        except (FetchError, ExtractError) as error:
            gathered.fail(error)
            break
        if not gathered.take(asked, page):
            break  # a server that does not page answers with the first page whatever is asked
    if gathered.barred is not None and not enough(gathered.entries):
        gathered.warn(gathered.barred)
    return gathered.snapshot()


class _Gathered:
    """The first page and the older ones that were read so far; `older` is the address of the next, if there is one."""

    def __init__(self, first: Snapshot) -> None:
        self.older = first.older
        self.pages = 1
        self.barred = first.barred
        self._first = self._last = first
        self._joined = Joined([], {})
        self._joined.add(first.entries)
        self._warnings = list(first.warnings)
        self._unseen, self._touched, self._withdrawn = dict(first.unseen), dict(first.touched), first.withdrawn
        self._aged, self._dayless = first.aged, first.dayless
        self._ends = True
        self._named = self._counted = self._upwards = False

    @property
    def entries(self) -> Sequence[Entry]:
        return self._joined.entries

    def warn(self, warning: str) -> None:
        self._warnings.append(warning)

    def fail(self, error: FetchError | ExtractError) -> None:
        """Note that the older page could not be read."""
        if self._counted:  # nobody named that page
            self.older, self._ends = None, False
        else:
            self.barred = f"an older page could not be read: {error}"

    def take(self, asked: str, page: Snapshot) -> bool:
        """Add the older page that was `asked` for, and return whether it shows anything that was not there."""
        oldest = self.entries[-1] if self.entries else None
        self.pages += 1
        self._unseen, self._touched = {**page.unseen, **self._unseen}, {**page.touched, **self._touched}
        self._withdrawn |= page.withdrawn
        self._aged |= page.aged
        self._dayless |= page.dayless
        if not self._joined.add(page.entries):
            self.older = None if self._counted else self.older
            return False
        self._upwards = self._upwards or self.entries[0] is not self._first.entries[0]
        # What a button loads is a piece of a page. Where the first names no next one, the script counts on by itself.
        self._ends = page.closed or (self._named and not self._counted)
        self._last = page
        self.older, self._named = page.older, self._named or page.older is not None
        self._counted = self.older is None and not page.closed and not self._named
        if self._counted:
            self.older = counted_on(asked, oldest, page.entries, page=self.pages)
        return True

    def snapshot(self) -> Snapshot:
        """Return all of it as one."""
        first, entries = self._first, tuple(self.entries)
        if self._upwards:
            self.warn(f"{first.url} shows the oldest entries, and new ones come on the last page: watch that one")
        if self.pages == 1:
            return replace(first, warnings=tuple(self._warnings), barred=self.barred)
        return replace(
            first,
            entries=entries,
            older=self.older,
            barred=self.barred,
            window=Window.WHOLE if self.older is None and self._ends else Window.NEWEST,
            warnings=tuple(self._warnings),
            unseen=self._unseen,
            on_first=len(first.entries) if not self._upwards else len(entries),
            touched_since=self._last.touched_since,
            touched=self._touched,
            withdrawn=self._withdrawn,
            aged=self._aged,
            dayless=self._dayless,
        )


def counted_on(asked: str, last: Entry | None, shown: Sequence[Entry], *, page: int) -> str | None:
    """Return the address after the one that was asked for, by what it counts; None if it counts nothing.

    That is a number of a page, how many entries are passed over, or the `last` entry that was there before; `shown` is
    what it answered with. It was the `page`th that was read: a path that ends in that number, or counts from 0, counts.

    >>> counted_on("https://news.example/more?blog=7&page=2", None, (), page=2)
    'https://news.example/more?blog=7&page=3'
    >>> counted_on("https://news.example/live/7/more/2", None, (), page=2)
    'https://news.example/live/7/more/3'
    """
    parts = urlsplit(asked)
    before, _, number = parts.path.rpartition("/")
    if number in {str(page), str(page - 1)}:
        return parts._replace(path=f"{before}/{int(number) + 1}").geturl()
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    for at, (name, _, value) in enumerate(pairs):
        if name.lower() in _PAGES and value.isdecimal():
            follows = str(int(value) + 1)
        elif name.lower() in _PASSED and value.isdecimal() and shown:
            follows = str(int(value) + len(shown))
        elif last is not None and shown and unquote(value) in (spelt := _spellings(last)):
            follows = quote(_spellings(shown[-1])[spelt.index(unquote(value))], safe=":")
        else:
            continue
        pairs[at] = (name, "=", follows)
        return parts._replace(query="&".join("".join(pair) for pair in pairs)).geturl()
    return None


def _spellings(entry: Entry) -> list[str]:
    """Return how addresses name an entry: by its id, or by its time in seconds, milliseconds or as RFC 3339 says it."""
    if entry.published is None:
        return [entry.id]
    seconds = int(entry.published.timestamp())
    return [entry.id, str(seconds), str(1000 * seconds), f"{entry.published:%Y-%m-%dT%H:%M:%SZ}"]


def gap_between(known: Known, snapshot: Snapshot) -> Change:
    """Return the change that tells between which times something may have been missed, and of what."""
    newest = [known.entries.published(id_) for id_ in known.window]
    start = max((stamp for stamp in newest if stamp), default=None)
    # A pinned entry, or one that surfaces late, is older than all that was known: it ends no gap.
    later = [
        entry.published for entry in snapshot.entries if not (start and entry.published and entry.published <= start)
    ]
    end = min((stamp for stamp in later if stamp), default=None)
    why = f" ({snapshot.barred})" if snapshot.barred else ""
    reason = (
        f"nothing on the page was known, and the pages between could not be read{why}: entries may have been missed"
    )
    # Its coverage began after all that was known, or it counts its entries from 1 again.
    begun = snapshot.coverage_start
    if (start and begun and begun > start) or any(entry.id in known.entries for entry in snapshot.entries):
        reason = "another live blog stands at the address now: what came last on the one before may have been missed"
    return Change(
        kind=EventType.SOURCE_GAP,
        reason=reason,
        facts={"from": rfc3339(start) if start else None, "to": rfc3339(end) if end else None},
    )
