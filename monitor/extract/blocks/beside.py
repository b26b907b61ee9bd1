"""Times that share their line with something else: "12:42 Crews vote" in a heading, "Posted at 12:42 by Ada Moor"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice, pairwise, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.portraits import is_given
from monitor.extract.blocks.signatures import are_of_byline, names_said, without_by
from monitor.extract.page.fittings import BOLD
from monitor.extract.page.kinds import HEADING_TAGS
from monitor.extract.tables.labels import is_label
from monitor.extract.times.far_dates import is_far
from monitor.extract.times.openings import Opening, dotted_as_clock, far_opening_of, opening_of, said_behind
from monitor.extract.times.reader import form_of
from monitor.extract.words.remembered import remembered
from monitor.extract.words.text import one_line

if TYPE_CHECKING:
    from monitor.extract.page.outline import Part
    from monitor.extract.times.reader import Reader, When

MAX_START_CHARS = 48
"""How far into a line its time may reach."""

MAX_LINE_CHARS = 100
MIN_HEADLINE_WORDS = 2

MAX_IN_A_HEADING = 5
"""How many elements may hold the words of a heading, each in the next; Elementor's summaries have a span and a div."""

_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d\s?(?:[:.hH]\s?\d\d|[時时点點시])")
_NAME_AT_END = re.compile(r"[^\W\d_a-z][^\W\d_]*\W*\Z|\)\Z")
"""How a name ends; to read the date of a line that does not costs a hundred times as much."""

_HEADINGS = (HEADING_TAGS - {"h1"}) | {"summary"}
"""A line that tells a time and a headline may be one of these; the largest is the page's own."""

_IN_BRACKETS = re.compile(r"(?P<said>[^(（\[]{3,300}?)\s*[(（\[](?P<when>[^()（）\[\]]{4,40})[)）\]]")
_BEHIND_A_SIGN = re.compile(r"(?P<said>.{3,300}?)\s(?:[|·•–—-]|\+{2,3})\s(?P<when>[^|·•–—+-]{4,40})")
_JOINING = frozenset("-–'’")
_AT = r"(?:on|at|um|kl\.?|à|às|alle|om|o)"
_SIGN = re.compile(rf"\s*(?:[|·•∙●]|,\s|\s[–—-]|\s{_AT}\s(?=.{{0,12}}\d)|\s(?=[Bb]y\s)|\s\((?=[^()]{{0,40}}\)\Z))\s*")
_ANY_SIGN = re.compile(rf"[|·•∙●,–—(-]|\s(?:{_AT}|[Bb]y)\s")
"""To split lines that have none of these took a tenth of a page of lines."""

_SOURCE = re.compile(r"(?:来源|來源|出处|出典|출처|source|quelle|fuente|fonte|bron|источник)\s?[:：]\s?", re.IGNORECASE)
"""What stands before the name of where the words are from, who wrote no entry."""

_SIGNED_SHORT = re.compile(r"\([^\W\d_]{1,5}(?:/[^\W\d_]{1,5}){0,3}\)")
"""How wires and desks sign: "(dpa)", "(am/th)"."""

_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}(?: ?[:：|·•] ?| [–—-] | (?=\d))")
"""Up to three words before a time: what was done then, or where ("Punjab | 11:45 am")."""

_PLACING = frozenset("|·•–—-")
"""Signs behind a place, or behind a headline: "Rain stops play – 14:45"."""

_OTHER = re.compile(
    r"\b(?:start|begin|kick|(?:re)?open|clos|end|next|due|deadline|until|till|from|expect|schedul|depart|arriv|read|updat"
    r"|last|edit)",
    re.IGNORECASE,
)
"""What is still to come, or no time of an entry's publication."""

MAX_BEFORE_A_DATE = 1
"""How many pieces before the first with a number may be of its date: "Tuesday, 7 May 2026, 14:20"."""

_PARTING = " \t,:;|/•·●–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line tells: its time, and beside it the names of who wrote, or else a headline.

    Where it is `placed`, the words beside the time say where, or are the headline of an entry that has no other.
    """

    when: When
    names: tuple[str, ...] = ()
    headline: str | None = None
    placed: bool = False

    @property
    def shared(self) -> bool:
        """Whether the words beside the time are names of people or places, or may be."""
        return bool(self.names) or self.placed


def line_of(part: Part, reader: Reader) -> Line | None:
    """Return what the own words of an element tell: a clock, then a name or a headline, or a name and then a clock."""
    if not _DIGIT.search(part.own):
        return None
    heading = _is_heading(part) or _is_bold_line(part)
    words = one_line(part.own)
    if heading:
        return _behind(words, reader) or _before(words, reader)
    if len(words) > MAX_LINE_CHARS:
        return None
    if words[0] in "([" and words[-1] in ")]":
        words = words[1:-1]  # "(Ada Moor, 14:20)"
    parted, named = _names_in(form_of(words))
    line = _parted(words, reader) if parted else None
    if (line is not None and line.names) or not _CLOCK.search(words, 0, MAX_START_CHARS):
        return line
    return _labelled(part, words, reader) or line or (_dateline(part, words, reader) if named else None)


def _is_bold_line(part: Part) -> bool:
    """Return whether bold words are all of their paragraph: "<p><b>14.20 Uhr: Der Rat tagt</b></p>"."""
    line = part.parent
    return part.tag in BOLD and line is not None and line.tag == "p" and line.size == part.size


def _is_heading(part: Part) -> bool:
    """Return whether an element is a heading, or all of one: its link, or the button that unfolds what it heads."""
    around = islice(chain((part,), part.above()), MAX_IN_A_HEADING)
    return any(one.tag in _HEADINGS for one in takewhile(lambda one: one.size == part.size, around))


def _opened(words: str, reader: Reader) -> Opening | None:
    """Return the time with a clock that words open with, if it is no part of what follows: "10:30-hour delays"."""
    if is_far(words[:MAX_START_CHARS]):
        return far_opening_of(words)
    found = opening_of(dotted_as_clock(words) if reader.brief else words)
    if found is None or found.after[:1].isalnum() or (found.after[:1] in _JOINING and found.after[1:2].isalnum()):
        return None
    return found


def _dateline(part: Part, words: str, reader: Reader) -> Line | None:
    """Return what a line tells that opens with a time and goes on with names alone: of who wrote it, or of where."""
    found = _opened(words, reader)
    if found is None:
        return None
    said = said_behind(found.after)
    if _tells_nothing(said) or _SIGNED_SHORT.fullmatch(said):
        when = reader.read(found.words) if _is_alone(part) else None
        return Line(when=when) if when is not None else None
    if not are_of_byline([said]):
        return None
    names = [name for name in names_said([said], reader) if " " in name]
    introduced = without_by(said) != said or found.after.strip()[:1] in set(_PARTING)
    written = names if introduced or (names and is_given(names[0])) else []
    when = reader.read(found.words) if written or _is_alone(part) else None
    return Line(when=when, names=tuple(written), placed=not written) if when is not None else None


def _before(words: str, reader: Reader) -> Line | None:
    """Return what a heading tells that begins with a time."""
    far = is_far(words[:MAX_START_CHARS])
    found = _opened(words, reader) if far or _CLOCK.search(words, 0, MAX_START_CHARS) else None
    said = said_behind(found.after) if found is not None else ""
    fits = found is not None and (far or len(said.split()) >= MIN_HEADLINE_WORDS)
    when = reader.read(found.words) if found is not None and fits else None
    return Line(when=when, headline=said) if when is not None else None


def _behind(words: str, reader: Reader) -> Line | None:
    """Return what a heading tells that ends with a time in brackets or behind a sign: "Pier closed (14:20)"."""
    words = words.strip(" +")
    behind = _IN_BRACKETS.fullmatch(words) or _BEHIND_A_SIGN.fullmatch(words)
    when = reader.read(behind["when"]) if behind else None
    return Line(when=when, headline=behind["said"]) if behind and when and not when.whole_day else None


def _labelled(part: Part, words: str, reader: Reader) -> Line | None:
    """Return the time that a line tells behind the few words that say of what: "Declared at 23:14", "Filed: 14:47"."""
    label = _LABEL.match(words)
    if label is None or _OTHER.search(label[0]) or not _is_alone(part):
        return None
    when = reader.read(words[label.end() :])
    if when is None or when.whole_day:
        return None
    said = label[0].strip()
    return Line(when=when, names=(said,)) if is_given(said) else Line(when=when, placed=said[-1] in _PLACING)


def _is_alone(part: Part) -> bool:
    """Return whether an element holds no other with words, and stands in none that has words of its own."""
    around = part.parent.own if part.parent is not None else ""
    return part.size == len(part.own) and not any(map(str.isalnum, around))


def _parted(words: str, reader: Reader) -> Line | None:
    """Return what "Ada Moor, Political editor | 11:42 am", "14:20 – Kiel – Ada Moor" and "Ada Moor (11:42)" tell.

    Signs part the time from names alone: of who wrote it, what they are, and where.
    """
    ends = pairwise([0, *(at for sign in _SIGN.finditer(words) for at in sign.span()), len(words)])
    spans = [
        (start, end) for start, end in islice(ends, 0, None, 2) if end > start and not _tells_nothing(words[start:end])
    ]
    dated = [at for at, (start, end) in enumerate(spans) if _DIGIT.search(words, start, end)]
    if not dated:
        return None
    for first in range(dated[0], max(dated[0] - MAX_BEFORE_A_DATE, 0) - 1, -1):
        time = words[spans[first][0] : spans[dated[-1]][1]]
        time = time.removesuffix(")") if "(" not in time else time
        when = reader.read(dotted_as_clock(time) if reader.brief else time)
        if when is None or when.whole_day:
            continue
        beside = (words[start:end].strip("() ") for start, end in (*spans[:first], *spans[dated[-1] + 1 :]))
        others = [*filter(None, beside)]
        names = tuple([name for name in names_said(others, reader) if " " in name])
        fits = are_of_byline(others) and (names or not any(map(_OTHER.search, others)))
        return Line(when=when, names=names, placed=not names) if fits else None
    return None


def _tells_nothing(piece: str) -> bool:
    """Return whether a piece of a line says neither when nor who: a label, what readers counted, where it is from."""
    return is_label(piece) or _SOURCE.match(piece) is not None


@remembered(2_048)
def _names_in(form: str) -> tuple[bool, bool]:
    """Return whether signs part names from a number in words of this form, and whether a name may end them."""
    pieces = _SIGN.split(form) if _ANY_SIGN.search(form) else ()
    parted = any(not _DIGIT.search(piece) and are_of_byline([piece]) for piece in pieces)
    return parted, _NAME_AT_END.search(form) is not None
