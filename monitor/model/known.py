"""What is known of a live blog: every entry ever seen, packed, and what its page has taught us.

A live blog of 400 entries is looked at for three of them at a time, so the others stay as bytes, which is also how
"reads as before" is asked: a reading is packed in 0.6 µs and held against the bytes, and nothing is unpacked.

    record = reading ‖ fingerprints of earlier revisions ‖ tail
    reading  all of the entry but its id, as a MessagePack array in the order of _FIELDS; no reading begins another
    tail     fingerprint, observed_at, first_seen, published, number, missing, how many earlier revisions, marks

As objects an entry took 597 bytes beyond its characters, as a record it takes under 200 (`benchmarks/compare.py`).
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TypeAlias

import msgspec

from monitor.model.changes import Comings, Flapping, Revision
from monitor.model.left import LEFT_ENTRIES, LeftWindow
from monitor.model.snapshots import Entry

PAST_KEPT = 8
"""Fingerprints of earlier revisions that are remembered per entry: a copy that is older than that is no cache's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry that we have seen: its current revision, and how it stands.

    `missing` counts the good snapshots in a row that lacked it while its place in the window was shown. `past` holds
    the fingerprints of the revisions before the current one, newest last and at most PAST_KEPT.
    """

    revision: Revision
    first_seen: datetime
    missing: int = 0
    deleted: bool = False
    past: tuple[int, ...] = ()

    @property
    def id(self) -> str:
        return self.revision.entry.id


class KnownEntries(Mapping[str, KnownEntry]):
    """Known entries by id, in the order in which they were first seen. Each look unpacks one anew (3 µs).

    What many entries are asked for at once (dates, pins, counts) is read from their tails, in a tenth of the time.
    """

    __slots__ = ("_records",)

    def __init__(self, entries: Iterable[KnownEntry] = ()) -> None:
        self._records = {entry.id: _packed(entry) for entry in entries}

    def __getitem__(self, id_: str) -> KnownEntry:
        record = self._records[id_]
        fingerprint, observed_at, first_seen, _, number, missing, earlier, marks = _tail(record)
        return KnownEntry(
            revision=Revision(
                entry=_entry(id_, record), number=number, fingerprint=fingerprint, observed_at=_moment(observed_at)
            ),
            first_seen=_moment(first_seen),
            missing=missing,
            deleted=bool(marks & _DELETED),
            past=struct.unpack_from(f"<{earlier}Q", record, _reading_bytes(record)),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._records

    def __eq__(self, other: object) -> bool:
        return self._records == other._records if isinstance(other, KnownEntries) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    def __repr__(self) -> str:
        return f"KnownEntries({list(self.values())!r})"

    def but(self, changed: Mapping[str, KnownEntry]) -> KnownEntries:
        """Return the entries with the changed ones in place of those with their ids, or added at the end."""
        if not changed:
            return self
        after = KnownEntries()
        after._records = self._records | {id_: _packed(entry) for id_, entry in changed.items()}
        return after

    def entry(self, id_: str) -> Entry:
        """Return the entry as last read."""
        return _entry(id_, self._records[id_])

    def published(self, id_: str) -> datetime | None:
        """Return the date of an entry."""
        stamp: int = _tail(self._records[id_])[_PUBLISHED]
        return None if stamp == _NEVER else _moment(stamp)

    def first_seen(self, id_: str) -> datetime:
        """Return when an entry was first seen."""
        return _moment(_tail(self._records[id_])[_FIRST_SEEN])

    def changed_at(self, id_: str) -> datetime:
        """Return when the current revision of an entry was first seen."""
        return _moment(_tail(self._records[id_])[_OBSERVED_AT])

    def pinned(self, id_: str) -> bool:
        """Return whether an entry is pinned."""
        return bool(self._records[id_][-1] & _PINNED)

    def deleted(self, id_: str) -> bool:
        """Return whether an entry counts as deleted."""
        return bool(self._records[id_][-1] & _DELETED)

    def missing(self, id_: str) -> bool:
        """Return whether the last good snapshot lacked an entry that it should have shown."""
        return bool(self._records[id_][-1] & _MISSING)

    def waiting(self, ids: Iterable[str]) -> bool:
        """Return whether one of the entries is missing, and not yet for long enough to count as deleted."""
        records = self._records
        return any(records[id_][-1] & _MISSING for id_ in ids)

    def dated(self, dates: Iterable[datetime | None]) -> list[str]:
        """Return the ids of the entries that bear one of the dates."""
        stamps = {_STAMP.pack(_stamp(date)) for date in dates}
        return [id_ for id_, record in self._records.items() if record[_STAMP_AT:_STAMP_END] in stamps]

    def reading(self, id_: str) -> bytes:
        """Return how an entry was last read, as `reading_of` has it."""
        record = self._records[id_]
        return record[: _reading_bytes(record)]

    def reads(self, id_: str, reading: bytes) -> bool:
        """Return whether an entry is known and was last read exactly so."""
        record = self._records.get(id_)
        return record is not None and record.startswith(reading)

    def stands(self, id_: str, reading: bytes) -> bool:
        """Return whether an entry is known, neither missing nor deleted, and was last read exactly so."""
        record = self._records.get(id_)
        return record is not None and record.startswith(reading) and not record[-1] & _GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveBlog(LeftWindow):
    """What we know of a live blog beside its entries: of its page what we keep of those that were left, and more.

    `below` are the ids on the older pages, if these are read. `baseline` is False until the first good snapshot.
    `restless` says which words and links came and went lately, by their digests, and `filled` which places changed.
    `left` is the same of pages that the watch has gone on from, by their addresses.
    """

    below: tuple[str, ...] = ()
    baseline: bool = False
    flapping: Mapping[str, Flapping] = field(default_factory=dict)
    left: Mapping[str, LeftWindow] = field(default_factory=dict)
    restless: Mapping[str, Comings] = field(default_factory=dict)
    filled: Mapping[str, Comings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(LiveBlog):
    """What we know of a live blog: every entry ever seen, by id, and the rest."""

    entries: KnownEntries = field(default_factory=KnownEntries)

    @property
    def pending(self) -> bool:
        """Whether a deletion waits for confirmation, or an entry to settle: the next poll must read the page again."""
        told = any(flapping.told for flapping in self.flapping.values())
        return told or self.entries.waiting(self.window)


def own_window(known: Known) -> LeftWindow:
    """Return the part of what is known that is the current page's own, as it is kept of one that is left."""
    own = LeftWindow(**{name: getattr(known, name) for name in _OWN})
    window = frozenset(own.window)
    return replace(
        own,
        window=own.window[:LEFT_ENTRIES],
        # The names of what stands on other pages stay with these.
        aliases={name: id_ for name, id_ in own.aliases.items() if id_ in window},
    )


def seen_from(known: Known, own: LeftWindow) -> Known:
    """Return what is known with the own part of another page in place of the current one's."""
    return replace(known, below=(), baseline=True, **{name: getattr(own, name) for name in _OWN})


_OWN = tuple(one.name for one in fields(LeftWindow))


def same_ids(ids: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    """Return the ids, as the very strings of `own` where they are equal: a copy of each takes 73 bytes."""
    kept = {id_: id_ for id_ in own}
    ids = tuple(ids)
    return tuple(map(kept.get, ids, ids))


# ------------------------------------------------------------------------------------------------- records

_FIELDS = ("url", "title", "text", "html", "authors", "published", "updated", "links", "images", "pinned")

_TAIL = struct.Struct("<QqqqIIBB")
_STAMP = struct.Struct("<q")
_FINGERPRINT = struct.Struct("<Q")
_OBSERVED_AT = 1
_FIRST_SEEN = 2
_PUBLISHED = 3
_STAMP_AT = -_TAIL.size + 3 * _STAMP.size
_STAMP_END = _STAMP_AT + _STAMP.size
_PINNED, _DELETED, _MISSING = 1, 2, 4
_GONE = _DELETED | _MISSING
_NEVER = -(1 << 63)

_Reading: TypeAlias = tuple[
    str | None,
    str | None,
    str,
    str | None,
    tuple[str, ...],
    datetime | None,
    datetime | None,
    tuple[str, ...],
    tuple[str, ...],
    bool,
]
_values = attrgetter(*_FIELDS)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Reading).decode
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def reading_of(entry: Entry) -> bytes:
    """Return all of an entry but its id, packed: equal entries give equal bytes, others do not."""
    values = _values(entry)
    try:
        return _encode(values)
    except UnicodeEncodeError:  # half a surrogate pair; a "[" begins no array in MessagePack
        return json.dumps(msgspec.to_builtins(values)).encode()


def _entry(id_: str, record: bytes) -> Entry:
    packed = memoryview(record)[: _reading_bytes(record)]
    values = msgspec.convert(json.loads(bytes(packed)), _Reading) if packed[0] == _JSON else _decode(packed)
    url, title, text, html, authors, published, updated, links, images, pinned = values
    return Entry(
        id=id_,
        url=url,
        title=title,
        text=text,
        html=html,
        authors=authors,
        published=published,
        updated=updated,
        links=links,
        images=images,
        pinned=pinned,
    )


_JSON = ord("[")


def _packed(known: KnownEntry) -> bytes:
    revision, entry = known.revision, known.revision.entry
    tail = _TAIL.pack(
        revision.fingerprint,
        _stamp(revision.observed_at),
        _stamp(known.first_seen),
        _stamp(entry.published),
        revision.number,
        known.missing,
        len(known.past),
        _PINNED * entry.pinned | _DELETED * known.deleted | _MISSING * (known.missing > 0),
    )
    return b"".join((reading_of(entry), *map(_FINGERPRINT.pack, known.past), tail))


def _tail(record: bytes) -> tuple[int, ...]:
    return _TAIL.unpack_from(record, len(record) - _TAIL.size)


def _reading_bytes(record: bytes) -> int:
    return len(record) - _TAIL.size - _FINGERPRINT.size * record[-2]


def _stamp(moment: datetime | None) -> int:
    """Return microseconds since 1970, in which a datetime is exact."""
    return _NEVER if moment is None else (moment - _EPOCH) // _MICROSECOND


def _moment(stamp: int) -> datetime:
    return _EPOCH + timedelta(microseconds=stamp)
