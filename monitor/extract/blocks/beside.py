"""Times that share their line with something else: "12:42 Crews vote" in a heading, "Posted at 12:42 by Ada Moor"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from monitor.extract.blocks.signatures import is_name, without_by
from monitor.extract.page.fittings import BOLD
from monitor.extract.page.kinds import HEADING_TAGS
from monitor.extract.times.far_dates import is_far
from monitor.extract.times.openings import dotted_as_clock, far_opening_of, opening_of, said_behind
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
_CLOCK = re.compile(r"\d\s?[:.hH]\s?\d\d")
_CAPITAL_AT_END = re.compile(r"[^\W\d_a-z][^\W\d_]*\W*\Z")
"""How a name ends; to read the date of a line that does not costs a hundred times as much."""

_HEADINGS = (HEADING_TAGS - {"h1"}) | {"summary"}
"""A line that tells a time and a headline may be one of these; the largest is the page's own."""

_IN_BRACKETS = re.compile(r"(?P<said>[^(（\[]{3,300}?)\s*[(（\[](?P<when>[^()（）\[\]]{4,40})[)）\]]")
_BEHIND_A_SIGN = re.compile(r"(?P<said>.{3,300}?)\s(?:[|·•–—-]|\+{2,3})\s(?P<when>[^|·•–—+-]{4,40})")
_JOINING = frozenset("-–'’")
_SIGN = re.compile(r"\s*(?:[|·•∙●]|,\s|\s[–—-]|\s(?:on|at)\s(?=.{0,12}\d)|\s\((?=[^()]{0,40}\)\Z))\s*")
_ANY_SIGN = re.compile(r"[|·•∙●,–—(-]|\s(?:on|at)\s")
"""To split lines that have none of these took a tenth of a page of lines."""

_LABEL = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}(?: ?[:：|·•] ?| [–—-] | (?=\d))")
"""Up to three words before a time: what was done then, or where ("Punjab | 11:45 am")."""

_PLACING = frozenset("|·•–—-")
"""Signs behind a place, or behind a headline: "Rain stops play – 14:45"."""

_OTHER = re.compile(
    r"start|begin|kick|open|clos|end|next|due|deadline|until|till|from|expect|schedul|depart|arriv|read|updat|last|edit",
    re.IGNORECASE,
)
"""What is still to come, or no time of an entry's publication."""

_PARTING = " \t,:;|/•·●–—-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line tells: its time, and behind it the name of who wrote, or else a headline.

    Where it is `placed`, the words before the time say where, or are the headline of an entry that has no other.
    """

    when: When
    name: str | None = None
    headline: str | None = None
    placed: bool = False


def line_of(part: Part, reader: Reader) -> Line | None:
    """Return what the own words of an element tell: a clock, then a name or a headline, or a name and then a clock."""
    if not _DIGIT.search(part.own):
        return None
    heading = _is_heading(part) or _is_bold_line(part)
    words = one_line(part.own)
    if heading:
        return _behind(words, reader) or _before(words, reader)
    if len(words) > MAX_LINE_CHARS or not _CLOCK.search(words, 0, MAX_START_CHARS):
        return None
    if words[0] in "([" and words[-1] in ")]":
        words = words[1:-1]  # "(Ada Moor, 14:20)"
    signed, named = _names_in(form_of(words))
    line = (_signed(words, reader) if signed else None) or _labelled(part, words, reader)
    return line or (_opening(words, reader, heading=False) if named else None)


def _is_bold_line(part: Part) -> bool:
    """Return whether bold words are all of their paragraph: "<p><b>14.20 Uhr: Der Rat tagt</b></p>"."""
    line = part.parent
    return part.tag in BOLD and line is not None and line.tag == "p" and line.size == part.size


def _is_heading(part: Part) -> bool:
    """Return whether an element is a heading, or all of one: its link, or the button that unfolds what it heads."""
    around = islice(chain((part,), part.above()), MAX_IN_A_HEADING)
    return any(one.tag in _HEADINGS for one in takewhile(lambda one: one.size == part.size, around))


def _opening(words: str, reader: Reader, *, heading: bool) -> Line | None:
    """Return what words tell that begin with a clock."""
    found = opening_of(dotted_as_clock(words) if reader.brief else words)
    if found is None:
        return None
    rest = found.after
    if rest[:1].isalnum() or (rest[:1] in _JOINING and rest[1:2].isalnum()):
        return None  # "10:30-hour delays", "10:30's end"
    said = said_behind(rest)
    name = None if heading else without_by(said)
    if name is not None:
        introduced = name != said or rest.strip()[:1] in set(_PARTING)
        fits = introduced and " " in name and is_name(name)
    else:
        fits = len(said.split()) >= MIN_HEADLINE_WORDS
    when = reader.read(found.words) if fits else None
    if when is None:
        return None
    return Line(when=when, name=name, headline=said if heading else None)


def _before(words: str, reader: Reader) -> Line | None:
    """Return what a heading tells that begins with a time."""
    if is_far(words[:MAX_START_CHARS]):
        return _far_opening(words, reader)
    return _opening(words, reader, heading=True) if _CLOCK.search(words, 0, MAX_START_CHARS) else None


def _behind(words: str, reader: Reader) -> Line | None:
    """Return what a heading tells that ends with a time in brackets or behind a sign: "Pier closed (14:20)"."""
    words = words.strip(" +")
    behind = _IN_BRACKETS.fullmatch(words) or _BEHIND_A_SIGN.fullmatch(words)
    when = reader.read(behind["when"]) if behind else None
    return Line(when=when, headline=behind["said"]) if behind and when and not when.whole_day else None


def _far_opening(words: str, reader: Reader) -> Line | None:
    """Return what a heading tells that begins with a time in another script: "午後11時16分 橋は通行止め"."""
    found = far_opening_of(words)
    when = reader.read(found.words) if found is not None else None
    return Line(when=when, headline=said_behind(found.after)) if found is not None and when is not None else None


def _labelled(part: Part, words: str, reader: Reader) -> Line | None:
    """Return the time that a line tells behind the few words that say of what: "Declared at 23:14", "Filed: 14:47"."""
    label = _LABEL.match(words)
    around = part.parent.own if part.parent is not None else ""
    if label is None or _OTHER.search(label[0]) or part.size > len(part.own) or any(map(str.isalnum, around)):
        return None
    when = reader.read(words[label.end() :])
    placed = label[0].strip()[-1] in _PLACING
    return Line(when=when, placed=placed) if when is not None and not when.whole_day else None


def _signed(words: str, reader: Reader) -> Line | None:
    """Return what "By Ada Moor | 11:42 am" and "Ada Moor (11:42)" tell: a name, a sign or "on", a time."""
    name, timed = _SIGN.split(words, maxsplit=1)
    when = reader.read(timed.removesuffix(")") if "(" not in timed else timed)
    return Line(when=when, name=without_by(name.strip())) if when is not None else None


@remembered(2_048)
def _names_in(form: str) -> tuple[bool, bool]:
    """Return whether words of this form begin with a name and a sign, or "on", and whether a name may end them."""
    name, *rest = _SIGN.split(form, maxsplit=1) if _ANY_SIGN.search(form) else (form,)
    name = without_by(name.strip()) if rest else ""
    return " " in name and is_name(name), _CAPITAL_AT_END.search(form) is not None
