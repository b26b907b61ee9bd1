"""A plain text as the lines that its page has: whole again, and without the marks of what turns pages into text.

Browsers, w3m, Lynx, Pandoc, html2text, Inscriptis and their like break lines to fit, and write down what a page only
shows: "* " before an item, "## " before a heading, "[words](address)" for a link, "[12]words" for the twelfth one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from monitor.extract.words.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_LINES = 20_000
"""A flat page of 400 entries has 3,000."""

MAX_LINE_CHARS = 20_000

WRAPPED_CHARS = range(50, 101)
"""How long the lines are of a text that was broken to fit a screen or a mail; a whole paragraph is longer."""

BROKEN = 0.25
MANY = 8
"""How many lines with another right below are full, in a text that was broken to fit: few of a chat's are."""

NEARLY_ALL = 0.95
"""The share of such lines that end where the room does, or before it: addresses stay whole."""

_MARKS = re.compile(
    r"(?P<item>(?:> ?)*[*+•◦▪‣·○●-] +(?=\S)|\d{1,3}[.)] +(?=#{1,6} )|(?:> ?)++(?=[^\s\d]))?(?P<heading>#{1,6} +(?=\S))?"
)
_NUMBERED = re.compile(r"\d{1,3}[.)] ")
_ADDRESS = re.compile(r"\s*\d{1,4}\. [a-z]{3,12}:\S+")
"""What Lynx lists below a page: where its links lead."""

_PICTURE = re.compile(
    r"!\[[^\[\]]*\]\([^()]*\)|\[[\w%.-]{1,80}\.(?:jpe?g|png|gif|webp|svg|avif)(?:[?&][^\[\]\s]*)?\]", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"()]*\")?\)")
_HEADED = re.compile(r"\A\s*#{1,6} +(?=\S)")
"""A heading in a link: "[### Fog](/fog)"."""

_REFERENCE = re.compile(r"(?<![\w\])])\[\d{1,4}\](?=\w)")
_MARKED = re.compile(r"[\[*_\\]|\(BUTTON\)")
_STRONG = re.compile(r"(?<![^\W\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af])\*\*(?=[^\s*])((?:[^*]|\*(?!\*))*+)(?<=\S)\*\*")
"""It begins a word, where words have blanks between them: newsrooms write f**k."""

_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*)])([^*]*)\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_]*)_(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~<$'\"-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A line as it stands in a text: its words without the marks before them, and the columns that it fills.

    `begins` is where its words do, `item` says that they are those of another item than the words above, `inside` that
    the line ends in the middle of where a link leads.
    """

    words: str
    start: int
    begins: int
    stop: int
    heading: bool
    item: bool
    inside: bool


def plain_lines(text: str, room: int = 0) -> tuple[list[tuple[str, bool]], int]:
    r"""Return the lines of a plain text and whether each is marked as a heading, and how many columns it was broken to.

    That is `room`, where it is known already: 0 if the text was not broken, or too little of it to tell.

    >>> plain_lines("## One\r\n\r\n* [Two](https://example.org) and **three**")
    ([('One', True), ('Two and three', False)], 0)
    """
    raw = (line[:MAX_LINE_CHARS] for line in text.splitlines()[:MAX_LINES])
    written: list[_Written] = []
    for line in raw:
        if not _ADDRESS.fullmatch(line):
            written.append(_written(line, inside=bool(written) and written[-1].inside))
    room = room or _room(written)
    shown = ((one_line(without_marks(words)), heading) for words, heading in _whole(written, room))
    return [(words, heading) for words, heading in shown if words], room if room in WRAPPED_CHARS else 0


def _written(raw: str, *, inside: bool) -> _Written:
    """Return a line as it stands in a text; `inside` says that the one above ends in the middle of an address."""
    line = raw.expandtabs().rstrip()
    words = line.lstrip()
    start = len(line) - len(words)
    marks = _MARKS.match(words)
    marked = marks.end() if marks else 0
    numbered = _NUMBERED.match(words, marked)  # it stays: "1. FC" is a name
    opens, closes = words.rfind("]("), words.rfind(")")
    return _Written(
        words=words[marked:],
        start=start,
        begins=start + (numbered.end() if numbered else marked),
        stop=start + _columns(words),
        heading=marks is not None and marks["heading"] is not None,
        item=marked > 0 or numbered is not None,
        inside=opens > closes or (inside and words != "" and closes < 0),
    )


def _columns(words: str) -> int:
    """Return how many columns words fill: two for each sign of Chinese, Japanese and Korean."""
    return len(words) if words.isascii() else len(words) + sum(map(_is_wide, words))


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF"


def _whole(lines: Sequence[_Written], room: int) -> Iterator[tuple[str, bool]]:
    """Yield lines and whether they are headings, those joined that were broken for want of room."""
    pieces: list[str] = []
    heading = False
    above: _Written | None = None
    for line in lines:
        if above is None or not _goes_on(above, line, room):
            yield "".join(pieces), heading
            pieces, heading = [line.words], line.heading
        else:
            pieces += [line.words] if _are_glued(above, line) else [" ", line.words]
        above = line
    yield "".join(pieces), heading


def _room(lines: Sequence[_Written]) -> int:
    """Return how many columns the lines of a text were broken to: 0 if they were not, `MAX_LINE_CHARS` if who knows.

    html2text breaks paragraphs, and leaves items and those with links whole; rows of a wide table are whole everywhere.
    """
    pairs = [(above, line) for above, line in pairwise(lines) if _may_go_on(above, line)]
    if not pairs or all(line.words for line in lines):
        return 0
    stops = sorted(above.stop for above, _ in pairs)
    room = stops[int(NEARLY_ALL * (len(stops) - 1))]
    full = sum(_is_full(above, line, room) for above, line in pairs)
    unbroken = sum(map(_is_unbroken, lines))
    if room >= WRAPPED_CHARS.stop or unbroken > BROKEN * full:
        return 0
    return room if room in WRAPPED_CHARS and full >= max(MANY, BROKEN * len(pairs)) else MAX_LINE_CHARS


def _is_unbroken(line: _Written) -> bool:
    """Return whether a line goes on behind a blank where it would have been broken; an address stays whole."""
    if line.stop < WRAPPED_CHARS.stop or line.item or "](" in line.words:
        return False
    return line.begins + line.words.rfind(" ") >= WRAPPED_CHARS.stop or any(map(_is_wide, line.words))


def _goes_on(above: _Written, line: _Written, room: int) -> bool:
    if above.words and line.words and _is_open(above, line):
        return True
    if room == 0 or not _may_go_on(above, line):
        return False
    return _is_full(above, line, room) or (above.stop >= WRAPPED_CHARS.start and line.words[0].islower())


def _is_open(above: _Written, line: _Written) -> bool:
    """Return whether a line ends in the middle of a link, in its words or where it leads."""
    broken = above.stop >= WRAPPED_CHARS.start or "](" in line.words
    return above.inside or (broken and above.words.rfind("[") > above.words.rfind("]"))


def _may_go_on(above: _Written, line: _Written) -> bool:
    """Return whether a line stands right below words, as what is left of them would."""
    told = above.words and line.words and not (line.heading or line.item)
    return bool(told) and line.start in {above.start, above.begins}


def _is_full(above: _Written, line: _Written, room: int) -> bool:
    """Return whether the first word of the next line has no room in the one above it."""
    if _are_glued(above, line):
        return above.stop + _columns(line.words[0]) > room
    word, _, _ = line.words.partition(" ")
    return above.stop + 1 + _columns(word) > room


def _are_glued(above: _Written, line: _Written) -> bool:
    return above.inside or (_is_wide(above.words[-1]) and _is_wide(line.words[0]))


def without_marks(words: str) -> str:
    r"""Return a line as its page shows it.

    >>> without_marks("[12]Storm **hits** the [coast](/coast \"Coast\")"), without_marks(r"5* hotels, 1\. FC")
    ('Storm hits the coast', '5* hotels, 1. FC')
    """
    if _MARKED.search(words) is None:
        return words
    words = _LINK.sub(r"\1", _PICTURE.sub("", words))
    words = _HEADED.sub("", _REFERENCE.sub("", words).removeprefix("(BUTTON)"), count=1)
    words = _EMPHASIS.sub(r"\1\2", _STRONG.sub(r"\1", words))
    return _ESCAPED.sub(r"\1", words.removesuffix("\\"))
