"""What the last reading of a source made of each piece of its page, so that only what changed is made again.

    page ─▶ carrier's bytes as before?  ─▶ its Reading, the very same      (shelf.reading)
            piece's bytes as before?    ─▶ its Draft, and its Entry        (shelf.drafts, shelf.seen)
            rows of the same entries?   ─▶ the very same merged Entry      (recall.rows)

Extraction is pure, so a value found under everything that it was made of is the value that would be made again. What
hangs on more than its bytes (a time that is still ahead, "5 min ago") is not kept. A recall belongs to one source and
one thread at a time, and holds no more than its last reading used.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
    from datetime import datetime

    from monitor.extract.blocks.pieces import Piece
    from monitor.extract.merging.merge import Merged
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Seal
    from monitor.extract.readings.reading import Absent, Cover, Draft, Reading  # noqa: TC004 - it imports this module
    from monitor.model import Entry  # noqa: TC004 - msgspec only asks what an annotation is when it decodes

_K = TypeVar("_K")
_V = TypeVar("_V")

_UNASKED = object()


class Rest(Protocol):
    """What a reading is made of only if it was asked for."""

    @property
    def asked(self) -> bool: ...

    @property
    def digests(self) -> Hashable: ...


class Memo(Generic[_K, _V]):
    """Values by what they were made of, as long as each reading asks for them.

    Objects may be keys by their `id` if the value holds them: an address is not used again while its object lives.
    """

    __slots__ = ("_before", "_now")

    def __init__(self) -> None:
        self._before: dict[_K, _V] = {}
        self._now: dict[_K, _V] = {}

    def __len__(self) -> int:
        return len(self._now)

    def turn(self) -> None:
        """Begin a reading: what the one before did not ask for is forgotten."""
        self._before, self._now = self._now, {}

    def settle(self) -> None:
        """End a reading: only what it asked for is kept."""
        self._before = {}

    def clear(self) -> None:
        self._before, self._now = {}, {}

    def get(self, key: _K) -> _V | None:
        value = self._before.pop(key, None)
        if value is None:
            return self._now.get(key)
        self._now[key] = value
        return value

    def get_all(self, keys: Iterable[_K]) -> list[_V | None]:
        """Return what `get` does for each of the keys, in a third of the time."""
        before, now = self._before, self._now
        found: list[_V | None] = []
        for key in keys:
            value = before.pop(key, None)
            if value is None:
                value = now.get(key)
            else:
                now[key] = value
            found.append(value)
        return found

    def put(self, key: _K, value: _V) -> None:
        self._now[key] = value

    def put_all(self, values: Iterable[tuple[_K, _V]]) -> None:
        self._now.update(values)


def told_again(
    pieces: Iterable[tuple[_K, bytes | None, Told | None]],
    draft_of: Callable[[_K], Draft],
    ties: Ties,
    drafts: Memo[bytes, Told],
) -> list[Draft]:
    """Return the draft of each piece: as it was told, or as `draft_of` makes it now, which is kept if it will last.

    A piece comes with its digest, None if none tells it from others, and with what was told of it.
    """
    found: list[Draft] = []
    for piece, digest, told in pieces:
        if told is not None:
            found.append(told.draft)
            continue
        ties.now = False
        found.append(draft_of(piece))
        if digest is not None and not ties.now:
            drafts.put(digest, Told(draft=found[-1]))
    return found


class Vote(NamedTuple):
    """What one entry says of its id: it is the time of an update, it cannot be one, it is a slug of the headline."""

    update_time: bool
    creation_time: bool
    slug: bool


class Look(NamedTuple):
    """Whether an element tells a time and has a name, as entries do, and whether it is called something else.

    `built` is what it is built of: tag and first class of each element right in it.
    """

    timed: bool
    named: bool
    other: bool
    built: frozenset[tuple[str, str]] = frozenset()


class Seen(msgspec.Struct, eq=False, gc=False):
    """What was made of one draft: `plain` is it without what the page says for all, `blank` names what that was.

    `vote` and `entry` stand with what they are made of. A struct, as the drafts are: it is made in a third of the time.
    """

    draft: Draft
    plain: Draft | None = None
    blank: tuple[str, ...] = ()
    vote: tuple[str, Draft, Vote] | None = None
    entry: tuple[str, Draft, Entry] | None = None


class Ties(msgspec.Struct):
    """What a value hangs on beside its own bytes: `now` if it may be another one later."""

    now: bool = False


class Told(msgspec.Struct, eq=False, gc=False):
    """A draft as its JSON told it; `references` are what those that lead out of it led to.

    `ids` are the `@id`s in it, once they were asked for.
    """

    draft: Draft
    references: tuple[tuple[str, Any], ...] = ()
    ids: tuple[str, ...] | None = None


@dataclass(slots=True, kw_only=True)
class Shelf:
    """What one carrier's last reading made.

    `answer` is the whole of it, `reading` likewise with what it was made of, `head` the live blog without its entries.
    The drafts stand by the digest of their bytes and hold for one `context`. What was `seen` in them, and the `names`
    that keys are, spelt out and bare, hold for one `page_url`; without what the page says for all for one set of
    `page_values`. `mute` are elements that say nothing of the page; `looks` tell how far items look like entries.
    """

    answer: Reading | Absent | None = None
    reading: tuple[tuple[Hashable, ...], object, object, Reading] | None = None
    head: tuple[tuple[Hashable, ...], Cover] | None = None
    context: Any = None
    drafts: Memo[bytes, Told] = field(default_factory=Memo)
    joined: Memo[tuple[int, int], tuple[Draft, Draft, Draft]] = field(default_factory=Memo)
    pieces_context: object = None
    pieces: Memo[bytes, Piece] = field(default_factory=Memo)
    mute: Memo[bytes, Seal] = field(default_factory=Memo)
    looks: Memo[tuple[str, bytes], Look] = field(default_factory=Memo)
    page_url: str = ""
    page_values: Any = None
    names: dict[str | None, tuple[str | None, str | None]] = field(default_factory=dict)
    seen: dict[int, Seen] = field(default_factory=dict)

    def recalled(self, made_of: tuple[Hashable, ...], document: Document, rest: Rest) -> Reading | None:
        """Return the last reading if it was made of the same."""
        if self.reading is None or self.reading[0] != made_of:
            return None
        _, canonical, others, reading = self.reading
        if canonical is not _UNASKED and canonical != document.canonical:
            return None
        return reading if others is _UNASKED or others == rest.digests else None

    def keep(self, made_of: tuple[Hashable, ...], document: Document, rest: Rest, reading: Reading) -> None:
        """Keep a reading that was made of this, and of the canonical address and the rest if these were asked for."""
        canonical = vars(document).get("canonical", _UNASKED)
        self.reading = (made_of, canonical, rest.digests if rest.asked else _UNASKED, reading)

    def answered(self, answer: Reading | Absent) -> Reading | Absent:
        """Return the last answer if this one is equal to it: what is made of the very same need not be made again."""
        if self.answer is None or self.answer != answer:
            self.answer = answer
        return self.answer

    def look_at(self, drafts: Iterable[Draft], page_url: str) -> list[Seen]:
        """Return what was seen in the very same drafts the last time; of others it is forgotten."""
        if self.page_url != page_url:
            self.page_url, self.seen = page_url, {}
            self.names.clear()
        known = self.seen
        seen = [known.get(id(draft)) or Seen(draft) for draft in drafts]
        self.seen = {id(one.draft): one for one in seen}
        return seen

    def cover(self, *page_values: Any) -> None:
        """Forget how drafts look without the page's values if those are others now."""
        if self.page_values != page_values:
            self.page_values = page_values
            for one in self.seen.values():
                one.plain = None

    def place(self, context: Any) -> bool:
        """Return whether drafts are read in the place they were read in before; if not, none is kept."""
        if self.context == context:
            return True
        kept = len(self.drafts) > 0
        self.context = context
        self.drafts.clear()
        return not kept


@dataclass(slots=True, kw_only=True)
class Pairings:
    """What the last merging made: how entries pair, and by one `choice` the entries that rows of them make."""

    merged: tuple[Sequence[Reading], str, Merged] | None = None
    likeness: Memo[tuple[int, int], tuple[Entry, Entry, bool | None]] = field(default_factory=Memo)
    shapes: Memo[str, str] = field(default_factory=Memo)
    choice: object = None
    rows: Memo[tuple[tuple[str, int], ...], tuple[tuple[Entry, ...], Entry, frozenset[str]]] = field(
        default_factory=Memo
    )

    def recalled(self, parts: Sequence[Reading], asked: str) -> Merged | None:
        """Return what was merged the last time if it was made of the very same readings, and the same was asked."""
        if self.merged is None or self.merged[1] != asked or len(self.merged[0]) != len(parts):
            return None
        return self.merged[2] if all(map(operator.is_, self.merged[0], parts)) else None

    def begin(self) -> None:
        """Begin to merge."""
        for memo in (self.likeness, self.shapes, self.rows):
            memo.turn()

    def follow(self, choice: object) -> None:
        """Forget the entries that another choice made."""
        if self.choice != choice:
            self.choice = choice
            self.rows.clear()

    def settle(self, parts: Sequence[Reading], asked: str, merged: Merged) -> None:
        """End it: only what it asked for is kept."""
        self.merged = (parts, asked, merged)
        for memo in (self.likeness, self.shapes, self.rows):
            memo.settle()


class Recall:
    """The memory of one source's last reading; hand it to each reading of the source, one after the other."""

    __slots__ = ("_context", "_now", "_shelves", "pairings")

    def __init__(self) -> None:
        self._now: datetime | None = None
        self._context: Hashable = None
        self._shelves: dict[str, Shelf] = {}
        self.pairings = Pairings()

    def begin(self, now: datetime, context: Hashable) -> None:
        """Begin a reading at `now`; all is forgotten if it is of something else, or the clock went back."""
        if context != self._context or (self._now is not None and now < self._now):
            self._shelves.clear()
            self.pairings = Pairings()
        self._now, self._context = now, context

    def shelf(self, carrier: str) -> Shelf:
        shelf = self._shelves.get(carrier)
        if shelf is None:
            self._shelves[carrier] = shelf = Shelf()
        return shelf

    def settle(self, carriers: Collection[str]) -> None:
        """End a reading: what other extractors made than the carriers of the live blog is forgotten."""
        self._shelves = {name: shelf for name, shelf in self._shelves.items() if name in carriers}

    @property
    def size(self) -> int:
        """How many entries it holds, each carrier's and the merged ones."""
        return sum(len(shelf.seen) for shelf in self._shelves.values()) + len(self.pairings.rows)
