"""Who wrote an entry, by the markup of its byline or by words that can only be one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.fittings import EMBEDS, is_label, short_text, within
from monitor.extract.reading import MAX_AUTHORS
from monitor.extract.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from monitor.extract.marks import Reader

MAX_BYLINE_CHARS = 120
MAX_NAME_CHARS = 60

_AROUND = " ,;|·•-–—"
_NAME_PARTS = '[itemprop="name"], [rel~="author"], a, strong, b, [class*="name" i]'
_BY = re.compile(r"^(?:by|von|par|por|di|da|door|autor|text|post(?:ed)? by|—|–|-|\|)[\s:]+", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|und|et|y|e|en|i|и|&)\s+|\s*[,;|]\s+")
_ROLE = re.compile(r"\b(?:correspondent|editor|reporter|writer|reporting|in|at|for|the|news|live)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*\s?|(?:de|van|von|der|den|da|di|la|le|bin|al)\s){1,5}")
_A_NAME = r"(?:[^\W\d_a-z][\w.'’-]+ ?){1,4}"
_BY_LINE = re.compile(rf"(?:By|Von|Par|Por|Di|Door) {_A_NAME}(?:(?:,|and|und|et|y|e|en) {_A_NAME})*")


def signature(mark: LexborNode, item: LexborNode, doomed: dict[int, LexborNode]) -> Iterator[str]:
    """Yield the name that stands beside a time in a block of their own, which is doomed with it (Independent)."""
    block = mark.parent
    if block is None or block.mem_id == item.mem_id or block.tag in {"p", "article", "section", "header"}:
        return
    words, time = short_text(block, MAX_BYLINE_CHARS), short_text(mark, MAX_BYLINE_CHARS)
    rest = _BY.sub("", (words or "").replace(time or "", "").strip(_AROUND))
    if time and " " in rest and _NAME.fullmatch(rest) and not is_label(rest):
        doomed[block.mem_id] = block
        yield rest


def names_in(node: LexborNode, item: LexborNode, reader: Reader) -> Iterator[str]:
    """Yield the names in a byline; a role or a place behind a name is none."""
    words = short_text(node, MAX_BYLINE_CHARS, "\n")
    if not words or within(node, item, EMBEDS):
        return
    inner = [part.text(separator=" ") for part in node.css(_NAME_PARTS)[:MAX_AUTHORS]]
    for line in inner or words.split("\n")[:2]:
        for part in _AND.split(_BY.sub("", one_line(line))):
            name = part.strip(_AROUND)
            if name and not _ROLE.search(name) and not is_label(name) and not reader.read(name):
                yield name


def spoken_bylines(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    """Yield what is a byline by its words: a name in an entry's header, or a paragraph "By A. Name and B. Name"."""
    for node in tree.css("header span, header p, header div, header a"):
        words = one_line(node.text(deep=False))
        if " " in words and len(words) <= MAX_NAME_CHARS and _NAME.fullmatch(words) and not is_label(words):
            yield node
    for node in tree.css("p"):
        words = one_line(node.text()[: 2 * MAX_BYLINE_CHARS])
        if words[:1].isupper() and len(words) <= MAX_BYLINE_CHARS and _BY_LINE.fullmatch(words):
            yield node
