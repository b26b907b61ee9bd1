"""Drafts of entries → a reading: what only shows when they are seen together, the same for every format.

drafts ─▶ blank ones out ─▶ newest first ─▶ page-level values out ─▶ ids ─▶ each once ─▶ Reading
"""

from __future__ import annotations

import re
from collections import Counter
from operator import gt, lt
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec.structs import replace

from monitor.extract.readings.ids import both_ids, classify, derived_ids, digest
from monitor.extract.readings.reading import Reading
from monitor.extract.readings.recall import Seen, Shelf
from monitor.model import Entry, IdClass, Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from monitor.extract.readings.reading import Cover, Draft

MAX_ENTRIES = 5_000
"""The longest live blog seen has 428 entries on one page."""

MANY = 3
"""From this many entries on, one time of publication shared by all is the page's and not theirs."""

ASCENDING = 0.8
"""The share of neighbours in ascending order that makes a page oldest first. The NYT pins its lead: 5 of 8 ascend."""

EMPTY_CONFIDENCE = 0.3
"""A live blog that declares itself but has no entry: coverage that has not begun, or a layout that we misread."""

MOST_KEYS = 10
"""How many keys of an entry are remembered, those of entries that went from the page among them."""

NO_IDENTITY = "the publisher's ids are no identity"
NO_ZONE = "times without a zone"
"""What warnings say that no longer hold once ids or times come from another carrier."""

_PLACEHOLDER = re.compile(
    r"(?:default[-_]?(?:image|img|thumb|photo|pic)|placeholder|no[-_]?(?:image|img|photo|thumb)|nameplate)[^/]*\.\w{3,4}\Z"
    r"|\A(?:blank|spacer|transparent|1x1|pixel)(?:[-_]\d{1,4})?\.(?:gif|png|svg)\Z",
    re.IGNORECASE,
)
"""What files are called that stand for a picture; "default.jpg" alone is the preview of a video."""

_STAND_INS = ("no", "default", "placeholder", "nameplate", "blank", "spacer", "transparent", "1x1", "pixel")
"""What these begin with, in lower case: most names have nothing of it, and that shows in a quarter of the time."""

_MINUTE = re.compile(r"(\d{1,3})(?:\s?\+\s?(\d{1,2}))?\s?['’′]")
"""A minute of play, as entries begin: "45+2'"."""

T = TypeVar("T")

_DECLARED, _TIMED, _WORDED, _NAMED = 0.55, 0.2, 0.15, 0.1
"""What makes up confidence: the format itself, entries with a time, entries with text, ids that can be trusted."""


def assemble(
    cover: Cover,
    drafts: Sequence[Draft],
    *,
    page_url: str,
    zone: tzinfo | None = None,
    warnings: Sequence[str] = (),
    weight: float = 1.0,
    permanent: bool = False,
    bare: bool = False,
    shelf: Shelf | None = None,
) -> Reading:
    """Return the reading that `drafts`, in page order, make together.

    `zone` is the one that times without any were read in. `weight` scales its confidence. `permanent` says that the
    format promises ids for ever, as feeds do (RFC 4287 §4.2.6): only positions break the promise visibly. `bare` says
    that it tells of its entries no more than that they are there. From the `shelf` comes what was made of the very same
    drafts the last time.
    """
    shelf = shelf or Shelf()
    notes = list(warnings)
    kept = [draft for draft in drafts if bare or draft.title or draft.text or draft.images or draft.links or draft.url]
    if not kept:
        return Reading(
            cover=cover,
            entries=(),
            confidence=EMPTY_CONFIDENCE * weight,
            id_class=IdClass.DERIVED,
            warnings=tuple(notes),
        )
    if assumed := sum([draft.assumed for draft in kept]):
        notes.append(f"{assumed} of {len(kept)} entries have {NO_ZONE}; {zone or 'UTC'} is assumed")
    ordered = _newest_first(kept)
    upwards = ordered is not kept
    seen = shelf.look_at(ordered, page_url)
    kept = _without_page_values(cover, seen, notes, shelf)
    id_class, ids = _choose_ids(kept, seen, page_url, shelf)
    if permanent and id_class not in {IdClass.POSITIONAL, IdClass.DERIVED}:
        id_class = IdClass.STABLE
    if id_class in {IdClass.POSITIONAL, IdClass.UPDATE_TIME}:
        notes.append(f"{NO_IDENTITY} ({id_class.value}); entries are matched by time and words")
    seen, names = _each_once(seen, kept, ids)
    entries = tuple(
        [
            made[2]
            if (made := one.entry) is not None and made[1] is one.plain and made[0] == name
            else _entry(one, name)
            for one, name in zip(seen, names, strict=True)
        ]
    )
    return Reading(
        cover=cover,
        entries=entries,
        confidence=round(weight * _confidence(entries, id_class), 3),
        id_class=id_class,
        window=Window.WHOLE if id_class is IdClass.COUNTER and {"0", "1"} & set(names) else Window.NEWEST,
        warnings=tuple(notes),
        upwards=upwards,
        aged=frozenset([name for one, name in zip(seen, names, strict=True) if one.draft.aged]),
        dayless=frozenset([name for one, name in zip(seen, names, strict=True) if one.draft.dayless]),
    )


def within_limit(found: Sequence[T], warnings: list[str]) -> Sequence[T]:
    """Return as many of the entries found as are read, with a warning if that is not all."""
    if len(found) > MAX_ENTRIES:
        warnings.append(f"only the first {MAX_ENTRIES} of {len(found)} entries are read")
    return found[:MAX_ENTRIES]


def _newest_first(drafts: list[Draft]) -> list[Draft]:
    """Return `drafts` reversed if the page shows the oldest first; otherwise in page order, which is the editor's.

    What is pinned stands on top whatever its age: beside one other date it would turn the page. Where no entry has a
    date, minutes of play tell which is which.
    """
    stamps: list[Any] = [at for draft in drafts if (at := draft.published) is not None and not draft.pinned]
    if not stamps:
        found = (_MINUTE.match(draft.title or draft.text) for draft in drafts)
        stamps = [(int(minute[1]), int(minute[2] or 0)) for minute in found if minute]
    ascending, descending = (sum(map(step, stamps[1:], stamps)) for step in (gt, lt))
    return drafts[::-1] if ascending and ascending >= ASCENDING * (ascending + descending) else drafts


def _without_page_values(cover: Cover, seen: Sequence[Seen], notes: list[str], shelf: Shelf) -> list[Draft]:
    """Return the drafts without what a publisher copies from the page into its entries.

    The Guardian gives each entry the page's headline, times, authors and pictures, Reach the page's list of authors.
    """
    times = _page_times(cover, [one.draft for one in seen])
    images = frozenset(map(_picture, cover.images)) if len(seen) > 1 else frozenset()
    title = cover.title if cover.title and not _is_of_one(cover.title, seen) else None
    shelf.cover(title, cover.authors, images, times)
    kept: list[Draft] = []
    page = _PageValues(title, cover.authors if len(cover.authors) > 1 else (), times, images)
    known: dict[_Said, Mapping[str, tuple[str, ...] | None]] = {}  # most entries repeat the same
    for one in seen:
        plain = one.plain
        if plain is None:
            draft = one.draft
            titled = draft.title == page.title and page.title is not None and bool(draft.text or draft.images)
            blank = known.get(said := (titled, draft.authors, draft.images))
            if blank is None:
                known[said] = blank = page.repeated_in(said)
            plain, one.blank = (replace(draft, **blank), tuple(blank)) if blank else (draft, ())
            one.plain = plain
        kept.append(plain)
    if repeated := set[str]().union(*{one.blank for one in seen}):
        notes.append(f"entries repeat the page's {', '.join(sorted(repeated))}; ignored")
    return kept


def _is_of_one(title: str, seen: Sequence[Seen]) -> bool:
    """Return whether the page's headline is that of one entry among others.

    Many are named anew after each entry that matters, which has its headline from nowhere else.
    """
    return len(seen) > 1 and sum(one.draft.title == title for one in seen) == 1


_Said = tuple[bool, tuple[str, ...], tuple[str, ...]]
"""Whether an entry has the page's headline, its authors and its pictures."""


class _PageValues(NamedTuple):
    """What the page says for all its entries, authors if several."""

    title: str | None
    authors: tuple[str, ...]
    times: Sequence[str]
    images: frozenset[str]

    def repeated_in(self, said: _Said) -> Mapping[str, tuple[str, ...] | None]:
        """Return the fields in which an entry repeats the page, and what is left in each.

        Headline, authors and pictures are judged entry by entry: were they dropped only where all entries repeat them,
        one entry more with a picture of its own would bring back those of all others, each an edit that nobody made. A
        single author who signs the page may well have written the entry (Independent), so he stays.
        """
        titled, authors, images = said
        left: dict[str, tuple[str, ...] | None] = dict.fromkeys(self.times)
        if titled:
            left["title"] = None
        if self.authors and frozenset(authors) == frozenset(self.authors):
            left["authors"] = ()
        own = tuple([image for image in images if not _is_of_page(_picture(image), self.images)])
        if len(own) < len(images):
            left["images"] = own
        return left


def _is_of_page(picture: str, images: frozenset[str]) -> bool:
    """Return whether a picture is one of the page's, or stands where there is none (NDTV)."""
    if picture in images:
        return True
    name = picture.rpartition("/")[2]
    return any(map(name.lower().__contains__, _STAND_INS)) and _PLACEHOLDER.search(name) is not None


def _picture(address: str) -> str:
    """Return an image's address without its query: sizes, signatures and versions of one picture."""
    return address.partition("?")[0]


def _page_times(cover: Cover, drafts: Sequence[Draft]) -> tuple[str, ...]:
    """Return which times are the page's: the same on all entries. One alone may be that of the newest entry."""
    found: list[str] = []
    for field in ("published", "updated"):
        value = getattr(drafts[0], field)
        same = len(drafts) > 1 and value is not None and all(getattr(draft, field) == value for draft in drafts)
        if same and (value in {cover.published, cover.updated} or len(drafts) >= MANY):
            found.append(field)
    return tuple(found)


def _choose_ids(
    drafts: Sequence[Draft], seen: Sequence[Seen], page_url: str, shelf: Shelf
) -> tuple[IdClass, list[str | None]]:
    """Return the first kind of key that is stable, else the one that names the most entries."""
    best: tuple[tuple[bool, int], IdClass, list[str | None]] | None = None
    if len(shelf.names) > MOST_KEYS * len(drafts):
        shelf.names.clear()
    for raw in dict.fromkeys(zip(*[draft.keys for draft in drafts], strict=False)):  # two keys are often one address
        if not any(raw) or _of_all(raw, drafts):
            continue
        ids = _unmixed(drafts, _named(raw, page_url, shelf))
        id_class = classify(ids, drafts, seen)
        score = (id_class is IdClass.STABLE, len(set(ids) - {None}))
        if best is None or score > best[0]:
            best = (score, id_class, ids)
        if id_class is IdClass.STABLE and None not in ids:
            break
    if best is None or best[1] is IdClass.DERIVED:
        return IdClass.DERIVED, [None] * len(drafts)
    return best[1], best[2]


def _named(keys: Sequence[str | None], page_url: str, shelf: Shelf) -> list[tuple[str | None, str | None]]:
    """Return the normal ids that keys are, spelt out and bare."""
    known = shelf.names
    if missing := [key for key in keys if key not in known]:
        known.update(zip(missing, both_ids(missing, page_url), strict=True))
    return [known[key] for key in keys]


def _of_all(keys: Sequence[object], drafts: Sequence[Draft]) -> bool:
    """Return whether one key, or name, stands for different entries: it names the page."""
    first = drafts[0]
    return keys.count(keys[0]) == len(keys) and any(
        draft.title != first.title or draft.text != first.text for draft in drafts
    )


def _unmixed(drafts: Sequence[Draft], names: Sequence[tuple[str | None, str | None]]) -> list[str | None]:
    """Return the bare ids of one kind of key, spelt out where two different keys would become one id."""
    ids = [bare for _, bare in names]
    if len(set(ids)) == len(ids):
        return ids
    if _of_all(ids, drafts):
        return [None] * len(ids)
    spellings = Counter(bare for _, bare in set(names))
    return [full if spellings[bare] > 1 else bare for full, bare in names]


def _each_once(
    seen: list[Seen], drafts: Sequence[Draft], ids: Sequence[str | None]
) -> tuple[list[Seen], Sequence[str]]:
    """Return drafts, as seen, and ids without second showings: pinned, summary and key-event copies of one entry.

    Two entries under one id that share neither time nor words are two (WordPress: two edits in one second).
    """
    given = [id_ for id_ in ids if id_ is not None]
    if len(given) == len(ids) == len(set(given)):
        return seen, given
    at: dict[str, int] = {}
    kept: list[int] = []
    names: list[str | None] = []
    for place, (draft, id_) in enumerate(zip(drafts, ids, strict=True)):
        name = id_
        if id_ is not None and id_ in at:
            shown = drafts[kept[at[id_]]]
            if _same(shown, draft):
                if len(draft.text) > len(shown.text):
                    kept[at[id_]] = place
                continue
            name = f"{id_}~{digest(f'{draft.published} {draft.title} {draft.text}')}"
            if name in at:
                continue
        if name is not None:
            at[name] = len(kept)
        kept.append(place)
        names.append(name)
    unnamed = [drafts[place] for place, name in zip(kept, names, strict=True) if name is None]
    made = iter(derived_ids(unnamed, set(at)))
    return [seen[place] for place in kept], [next(made) if name is None else name for name in names]


def _same(a: Draft, b: Draft) -> bool:
    return any(
        value and value == getattr(b, field)
        for field, value in (("published", a.published), ("title", a.title), ("text", a.text), ("images", a.images))
    )


def _entry(one: Seen, id_: str) -> Entry:
    draft = one.plain or one.draft
    text = draft.text
    if draft.title and text.startswith(draft.title):
        text = text.removeprefix(f"{draft.title}\n")  # a headline above a text is none of its lines
    entry = Entry(
        id=id_,
        url=draft.url,
        title=draft.title,
        text=text,
        html=draft.html,
        authors=draft.authors,
        published=draft.published,
        updated=draft.updated if draft.updated != draft.published else None,
        links=draft.links,
        images=draft.images,
        pinned=draft.pinned,
    )
    one.entry = (id_, draft, entry)
    return entry


def _confidence(entries: Sequence[Entry], id_class: IdClass) -> float:
    timed = sum([entry.published is not None or entry.updated is not None for entry in entries]) / len(entries)
    worded = sum([entry.text != "" for entry in entries]) / len(entries)
    return _DECLARED + _TIMED * timed + _WORDED * worded + _NAMED * (id_class is IdClass.STABLE)
