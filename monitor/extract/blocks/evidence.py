"""What tells of one repeated element that it is an entry: a time, a name. Remembered by its markup."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.beside import line_of
from monitor.extract.blocks.front import is_called_live
from monitor.extract.blocks.groups import BESIDE
from monitor.extract.blocks.marks import is_timed_leaf, reader_of, told
from monitor.extract.blocks.naming import names_post
from monitor.extract.page.fittings import AD_ID, NOT_ENTRY
from monitor.extract.page.kinds import LEAF, MARK
from monitor.extract.page.trails import first_class
from monitor.extract.readings.recall import Look
from monitor.extract.times.reader import MAX_PHRASE_CHARS
from monitor.extract.words.remembered import finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.blocks.seals import Opening
    from monitor.extract.page.document import Document
    from monitor.extract.page.outline import Part
    from monitor.extract.page.trails import Evidence
    from monitor.extract.times.reader import Reader

_POST_IDS = frozenset({"data-post-id", "data-source-id"})
MAX_MINUTE_CHARS = 12
MAX_BUILT = 12
"""How many of the elements right in one say how it is built."""

_MINUTE = re.compile(
    r"\d{1,3}(?:\s?\+\s?\d{1,2})?\s?(?:['’′]|\.|\.?\s?min\.?)(?:\s?\+\s?\d{1,2}['’′]?\.?)?|\d{1,3}\.[1-7]"
    r"|[Mm]in\.?\s?\d{1,3}(?:\s?\+\s?\d{1,2})?['’′]?"
)
_NUMBER = re.compile(r"[0-9]+")
_NAMED_TAGS = frozenset({"article", "section", "li"})
_NAMES = frozenset(
    {"id", "data-post-id", "data-source-id", "data-id", "data-entry-id", "data-item-id", "data-urn", "data-uid"}
)
_TOLD_ID = re.compile("(?:[a-z]+-)?(?:id|key|uid|uuid)")
_ANY_ID = re.compile("data-(?!author|user|parent|page|blog|video|image|slot|react|ad-|track)[a-z]+-id")
_CALLED = ("class", "data-type", "data-component", "content")
_UNMARKED = frozenset({"h1", "form", "input"})
"""What only elements without a time or a name hold if they are no entries: a page's headline, a form to subscribe."""

_SHOWN = frozenset({"img", "picture", "video", "iframe", "amp-img", "audio"})
_COMMENTARY = re.compile("comments?", re.IGNORECASE)
_LIVE_BOX = re.compile(r"(?<![a-z])(?:live|direct[oe]?|diretta|ticker|commentary)(?![a-z])", re.IGNORECASE)
_NARRATED = re.compile(r"narra(?:t|ci|ç|zi)|relato(?![a-z])|cr[oó]nica", re.IGNORECASE)
"""What publishers call a live blog whose entries they call comments (El Mundo: "live-narration__comment")."""

_is_called_other = finding(NOT_ENTRY)
_names_narration = finding(_NARRATED)


def looked_at(opening: Opening, evidence: Evidence, document: Document, called: str) -> list[Look]:
    """Return how the blocks that a page was opened around look; what the last reading knew is not looked at again.

    `called` is what all of them are called.
    """
    looks = document.shelf.looks
    looks.turn()
    if any(part.sealed and looks.get((evidence, opening.digests[part.number])) is None for part in opening.parts):
        opening.parts = opening.reopened(opening.parts)
    reader = reader_of(document, brief=is_called_live(document))
    found: list[Look] = []
    for part in opening.parts:
        key = (evidence, opening.digests[part.number])
        look = looks.get(key) if not part.outline.cut_off else None
        if look is None:
            reader.refused = False
            named = is_named(part) or any(map(is_record, part.inside()))
            look = look_at(part, evidence, called, reader, timed=_is_timed(part, evidence, reader), named=named)
            if not reader.refused and not part.outline.cut_off:
                looks.put(key, look)
        found.append(look)
    looks.settle()
    return found


def look_at(part: Part, evidence: Evidence, called: str, reader: Reader, *, timed: bool, named: bool) -> Look:
    """Return how an element looks beside others of which all are `called` one thing."""
    return Look(
        timed=timed,
        named=named,
        other=_is_other(part, evidence, called, reader, marked=timed or named),
        built=frozenset((child.tag, first_class(child.attributes)) for child in islice(part.children(), MAX_BUILT)),
    )


def entries_of(items: Sequence[Part], looks: Sequence[Look]) -> list[Part]:
    """Return the items of a group without advertisements, promotions, comments and what has neither time nor name.

    Where no item has a name, one without a time is an entry if it is built as those with one are: a box that asks for
    a subscription stands in a row of its own among rows without names.
    """
    named = any(look.named for look in looks)
    timed = [look.built for look in looks if look.timed and not look.other]
    common = {one for one, often in Counter(chain.from_iterable(timed)).items() if often > len(timed) / 2}

    def is_entry(item: Part, look: Look) -> bool:
        if look.other or look.timed:
            return not look.other
        return item.size > 0 and (look.named if named else len(look.built & common) >= len(common) / 2)

    return [item for item, look in zip(items, looks, strict=True) if is_entry(item, look)]


def _is_other(item: Part, evidence: Evidence, called: str, reader: Reader, *, marked: bool) -> bool:
    """Return whether an element is an advertisement, a promotion or a comment by what it is called, a day or a head.

    If it is not `marked` by a time or name, it is called what the only box in it is called: rows of lists have no names
    of their own. It is no comment where all entries are `called` so. The head of a page that is laid out in rows is one
    of them, and has its headline in an `h1`, as an entry may have its own.
    """
    if 0 < item.size <= MAX_PHRASE_CHARS and _is_day(item, reader):
        return True
    if not marked and any(part.tag in _UNMARKED for part in item.inside()):
        return True
    boxes = [item] if marked else [item, *islice((part for part in item.children() if part.size == item.size), 1)]
    told_as = " ".join([box.get(name) for box in boxes for name in _CALLED])
    told_as = without_commentary(told_as, minutes=evidence == "minutes" or _COMMENTARY.search(called) is not None)
    return AD_ID.match(item.get("id")) is not None or _is_called_other(told_as)


def _is_day(item: Part, reader: Reader) -> bool:
    """Return whether all that an element says is a day, which heads the entries below it."""
    words = item.short_text(MAX_PHRASE_CHARS)
    when = reader.read(words) if words else None
    return when is not None and when.whole_day and not any(part.tag in _SHOWN for part in item.inside())


def without_commentary(names: str, *, minutes: bool) -> str:
    """Return what elements are called without "comment", if that is a commentator's: of a match, of a narration."""
    return _COMMENTARY.sub("", names) if minutes or _names_narration(names) else names


def is_commentary(around: Sequence[str]) -> bool:
    """Return whether what is called a comment stands in something live, and may be a commentator's.

    >>> is_commentary(["li race-comment", "div race-live"]), is_commentary(["li comment", "ol live-comments"])
    (True, False)
    """
    if not any(map(_COMMENTARY.search, around)):
        return False
    return any(_LIVE_BOX.search(names) and not _COMMENTARY.search(names) for names in around[1:])


def is_named(item: Part) -> bool:
    """Return whether an element has an id as entries do; components are told theirs under names of their own."""
    told = _TOLD_ID.fullmatch if "-" in item.tag else names_post
    for name, value in item.attributes.items():
        if (value and name in _NAMES) or told(name) or _ANY_ID.fullmatch(name):
            return True
    return False


def is_record(part: Part) -> bool:
    """Return whether an element names the entry that it stands in."""
    attributes = part.attributes
    return bool(attributes) and (not _POST_IDS.isdisjoint(attributes) or (part.tag == "article" and "id" in attributes))


def is_post(part: Part) -> bool:
    """Return whether an element is named as an entry by its id alone."""
    if not part.attributes:
        return False
    if (part.tag in _NAMED_TAGS and "id" in part.attributes) or not _POST_IDS.isdisjoint(part.attributes):
        return True
    tested = part.attributes.get("data-testid") or part.attributes.get("data-test-id")
    return bool(tested) and "post" in f"{part.get('data-testid')} {part.get('data-test-id')}".lower()


def is_minute(part: Part) -> bool:
    """Return whether an element says a minute of a match or a ball of an over, and nothing else: "45+2'", "17.4"."""
    if not 0 < len(part.own) <= MAX_MINUTE_CHARS or not part.kinds & LEAF:
        return False
    bare = part.own.isdigit() and "minut" in part.get("class").lower()
    return bare or _MINUTE.fullmatch(part.own) is not None


def minute_of(item: Part) -> tuple[int, ...] | None:
    """Return the minute of a match that an item tells, with those added to it; None if it tells none."""
    told = next(filter(is_minute, chain((item,), item.inside())), None)
    return tuple(map(int, _NUMBER.findall(told.own))) if told is not None else None


def _is_timed(item: Part, evidence: Evidence, reader: Reader) -> bool:
    if evidence == "posts":
        return any(map(is_post, chain((item,), item.inside())))
    itself = () if item.tag in BESIDE else (item,)
    if evidence == "lines":
        return any(line_of(part, reader) for part in item.inside())
    if evidence == "minutes":
        return any(map(is_minute, chain(itself, item.inside())))
    if evidence == "leaves":
        return any(is_timed_leaf(part, reader) for part in chain(itself, item.inside()))
    return any(part.kinds & MARK and told(part, reader) is not None for part in chain(itself, item.inside()))
