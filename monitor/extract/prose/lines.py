"""A page as the lines that readers see, from plain text or from a tree, each with the block that holds it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from monitor.extract.page.fittings import ADS, MAIN, MAX_CLIMB, MAX_FITTING_CHARS, is_caption
from monitor.extract.page.kinds import CAPTION, FITTING, HEADING_TAGS, MAX_CLASS_CHARS
from monitor.extract.page.outline import Part
from monitor.extract.page.polls import is_poll
from monitor.extract.prose.plain import MAX_LINE_CHARS, MAX_LINES, plain_lines
from monitor.extract.tables.labels import is_label
from monitor.extract.tables.leading_on import READ_ON, names_older
from monitor.extract.words.remembered import LONGEST_CLASSES, finding
from monitor.extract.words.text import normal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.extract.page.outline import Outline

MAX_OPENING_CHARS = 48
MAX_ASIDE_PARTS = 400
LINKED = 0.5
"""The share of the words of an `aside` inside links at which it is a list of other stories."""

_SILENT = frozenset(
    {"script", "style", "template", "noscript", "iframe", "svg", "object", "video", "audio", "canvas", "select", "head"}
    | {"textarea", "button", "form", "nav", "footer"}
)
_BLOCKS = HEADING_TAGS | frozenset(
    {"address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"}
    | {"figure", "header", "li", "main", "ol", "p", "pre", "section"}
    | {"summary", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_HEADINGS = HEADING_TAGS | {"summary"}
_BREAKS = frozenset({"br", "hr"})
_ADVERTISEMENT = re.compile(rf"(?:^|\s)(?:google_)?(?:{ADS})(?:\d{{1,3}})?(?:[-_\s]|$)", re.IGNORECASE)
_OTHERS = re.compile(
    r"(?<![a-z])(?:related|recommended|recirc(?:ulation)?|read-?(?:more|also|next)|newsletter|promos?|more-(?:on|from)"
    r"|most-?(?:read|popular|viewed)|trending"
    r"|(?:supporter|donat(?:e|ion)|contribut(?:e|ion)s?|membership|subscri(?:be|ption)|app)-?(?:banner|box|cta|callout))(?![a-z])",
    re.IGNORECASE,
)
_TEASER = re.compile(r"(?<![a-z])teasers?(?![a-z])", re.IGNORECASE)
_BOXES = frozenset({"aside", "div", "section", "ul", "p"})
_CELLS = frozenset({"td", "th"})
_OPENING = frozenset({"strong", "b", "time", "span", "em"})
_CLOCK = re.compile(r"\d\s?[:.hHuU]\s?\d\d")
_CLOCK_ALONE = re.compile(r"(?<!\d)(?<!\d\.)\d{1,2}\s?[:.hHuU]\s?\d\d(?!\.?\d)")
"""A clock, and not the first half of a date: "30.11.2026". Teasers name the days of their stories, other boxes that of
the entries below them."""

_PICTURES = frozenset({"img", "amp-img"})
_ANCHORS = frozenset({"¶", "#", "§", "🔗"})
"""What documents have behind a heading that can be linked to."""

_names_advertisement = finding(_ADVERTISEMENT, longest=LONGEST_CLASSES)
_names_others = finding(_OTHERS, longest=LONGEST_CLASSES)
_names_teaser = finding(_TEASER, longest=LONGEST_CLASSES)


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """An element that breaks lines, and its place in `Lines.blocks`' own tree (the body's parent is None)."""

    part: Part
    parent: int | None


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Line number `at`; `block` is the innermost block around it, None in plain text. A picture alone has no text."""

    text: str
    at: int = 0
    block: int | None = None
    heading: bool = False
    caption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a page in reading order; `room` is how many columns a plain text was broken to, 0 if none."""

    lines: Sequence[Line]
    blocks: Sequence[Block] = ()
    room: int = 0

    def ancestors(self, block: int | None) -> Iterator[int]:
        """Yield a block and those around it, innermost first."""
        while block is not None:
            yield block
            block = self.blocks[block].parent


def lines_of_text(text: str, room: int = 0) -> Lines:
    r"""Return the lines of a plain text that is known to be broken to `room` columns, or is looked at for how many.

    >>> [line.text for line in lines_of_text("One\r\n\r\n* Two").lines]
    ['One', 'Two']
    """
    lines, room = plain_lines(text, room)
    return Lines(
        lines=[Line(text=words, at=at, heading=heading) for at, (words, heading) in enumerate(lines)], room=room
    )


def lines_of_page(outline: Outline) -> Lines:
    """Return the lines of an HTML page, without scripts, menus and forms."""
    scribe = _Scribe()
    texts, said = outline.texts, 0
    for part in outline.parts:
        if len(scribe.lines) >= MAX_LINES:
            break
        for at in range(said, part.first):
            scribe.write(texts[at], outline.speakers[at])
        said = part.first
        scribe.see(part)
    for at in range(said, len(texts)):
        scribe.write(texts[at], outline.speakers[at])
    scribe.end_line()
    return Lines(lines=scribe.lines, blocks=scribe.blocks)


def _is_other(part: Part) -> bool:
    """Return whether a block is no text of the page: an advertisement, a list of links beside it, a subscription."""
    if part.tag == "aside" and part.size < MAIN * part.outline.sizes[-1]:
        links = (one.size for one in islice(part.inside(), MAX_ASIDE_PARTS) if one.tag == "a")
        if sum(links) > LINKED * part.size:
            return True
    return _is_advertisement(part) or _asks_for_address(part)


def _asks_for_address(part: Part) -> bool:
    """Return whether a box has a field for the reader's address: a newsletter's, whatever it is called."""
    if part.tag not in _BOXES or part.size > MAX_FITTING_CHARS:
        return False
    return any(one.tag == "input" and one.get("type") == "email" for one in islice(part.inside(), MAX_CLIMB))


def _is_advertisement(part: Part) -> bool:
    """Return whether a block calls itself one, a box that leads to other stories, or a poll.

    They come and go between the entries of a page without other marks. What holds a clock may be what dates an entry.
    """
    if not part.attributes or part.size > MAX_FITTING_CHARS:
        return False
    names = [name[:MAX_CLASS_CHARS] for name in (part.get("class"), part.get("id")) if name]
    if any(map(_names_advertisement, names)) or is_poll(part):
        return True
    if part.tag not in _BOXES:
        return False
    boxed = part.kinds & FITTING != 0 or any(map(_names_others, names))
    clock = _CLOCK if boxed else _CLOCK_ALONE
    told = part.outline.texts[part.first : part.last]
    return (boxed or _is_teaser(part, names)) and not any(map(clock.search, told))


def _is_teaser(part: Part, names: Sequence[str]) -> bool:
    """Return whether a box is called a teaser, and most of what it says is a link (Tagesschau, between the entries)."""
    if not any(map(_names_teaser, names)):
        return False
    return any(one.tag == "a" and 2 * one.size > part.size for one in islice(part.inside(), MAX_CLIMB))


class _Scribe:
    """Writes down lines while it is shown the elements and texts of a page in document order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.blocks: list[Block] = []
        self._block_of: dict[int, int] = {}  # element → innermost block around or at it; silent ones are not there
        self._words: list[str] = []
        self._block: int | None = None
        self._speaker: Part | None = None
        self._controls = 0

    def see(self, part: Part) -> None:
        tag = part.tag
        around = self._block_of.get(part.parent.at) if part.parent is not None else None
        if tag == "body":
            around = -1
        # Systems of the older kind put all of a page into a form.
        silent = tag in _SILENT and not (tag == "form" and part.size > MAIN * part.outline.sizes[-1])
        if around is None or silent or (tag in _BLOCKS and tag != "body" and _is_other(part)):
            return
        self._block_of[part.at] = around
        if tag in _BLOCKS:
            self.blocks.append(Block(part=part, parent=around if around >= 0 else None))
            self._block_of[part.at] = len(self.blocks) - 1
        elif tag in _BREAKS:
            self.end_line()
        elif tag in _CELLS:
            self._words.append(" ")
        elif tag in _PICTURES:
            self.end_line()
            self.lines.append(Line(text="", at=len(self.lines), block=around))

    def write(self, words: str, speaker: Part) -> None:
        block = self._block_of.get(speaker.at)
        if block is None or (speaker.tag == "a" and (READ_ON.fullmatch(words) or words.strip() in _ANCHORS)):
            return
        if block != self._block:
            self.end_line()
            self._block = block
        if "\n" in words and speaker.tag == "pre":
            for line, _ in plain_lines(words)[0]:
                self.end_line()
                self._words.append(line)
            self._speaker = speaker
            return
        if self._opened_by_a_clock(words, speaker):
            self._words.append(" ")
        self._words.append(words)
        self._controls += speaker.tag == "a" and is_label(words)
        self._speaker = speaker

    def _opened_by_a_clock(self, words: str, speaker: Part) -> bool:
        """Return whether a line begins with a time in an element that only styles part from `words` (Forbes)."""
        before = self._speaker
        if len(self._words) != 1 or before is None or before is speaker or before.tag not in _OPENING:
            return False
        opening = self._words[0]
        return len(opening) <= MAX_OPENING_CHARS and words[:1].isalnum() and _CLOCK.search(opening) is not None

    def end_line(self) -> None:
        if not self._words:
            return
        text = " ".join("".join(self._words)[:MAX_LINE_CHARS].split())
        linked = len(self._words) == 1 and self._speaker is not None and self._speaker.tag == "a"
        controls = self._controls == len(self._words)  # "ShareTweet": links beside each other
        self._words, self._controls = [], 0
        if controls or (linked and names_older(text)):
            return
        if not text.isascii() or not text.isprintable():
            text = normal_text(text)
        if text:
            tags = self._tags_around(self._block) if self._block is not None else frozenset()
            part = self.blocks[self._block].part if self._block is not None else None
            self.lines.append(
                Line(
                    text=text,
                    at=len(self.lines),
                    block=self._block,
                    heading=not tags.isdisjoint(_HEADINGS),
                    caption="figcaption" in tags
                    or (part is not None and part.kinds & CAPTION != 0 and is_caption(part)),
                )
            )

    def _tags_around(self, at: int) -> frozenset[str]:
        """Return the tags of a block and the one it stands right in: la Repubblica has <h2><p>."""
        block = self.blocks[at]
        around = block if block.parent is None else self.blocks[block.parent]
        return frozenset({block.part.tag, around.part.tag})
