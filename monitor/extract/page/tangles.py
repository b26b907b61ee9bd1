"""Whether a tree can be made of a page in time, as far as its tags tell before it is parsed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FEW_TAGS = 8_000
BYTES_PER_TAG = 24
"""A page has no tree if it has more tags outside its scripts than the first and one for so many bytes of its markup.

The captured pages have up to 6,400, one in 50 to 175 bytes; paragraphs with a link and a stress in each, long classes
aside, have one in 36. A mass of tags costs more to read than any page: 400 ms per MB."""

MAX_TREE_TAGS = 8_000
MAX_TREE_DEPTH = 512
MAX_TAG_BYTES = 20_000
MISNESTED = 16
"""Lexbor's time grows with the square of the depth and of the attributes in a tag: 4 s for 200 KB of <div>.

A page with fewer tags than the first ends in time whatever they are; past it the depth is counted, a closing tag
forgiven that comes up to `MISNESTED` levels late. A tag's length counts without its quoted values."""

_TAG = re.compile(rb"""</?[a-zA-Z][^\s/>]*+[^>"'=]*+(?:(?:=\s*+(?:"[^"]*+"|'[^']*+')|[="'])[^>"'=]*+)*+""")
_TAG_START = re.compile(rb"</?[a-zA-Z][^\s/>]*+")
_VALUE = re.compile(rb"""=\s*+(?:"[^"]*"|'[^']*')""")
_SCRIPT, _SCRIPT_END = b"<script", b"</script"
_SLASH = ord("/")
# Tags that nest nothing, or that the next of their kind closes.
_FLAT = frozenset(
    {b"area", b"base", b"br", b"col", b"dd", b"dt", b"embed", b"hr", b"img", b"input", b"li", b"link", b"meta"}
    | {b"option", b"p", b"source", b"td", b"th", b"tr", b"wbr"}
)


def tangle_of(body: bytes) -> str | None:
    """Return why the markup of a page would not be parsed in time, None if it would."""
    markup = _without_scripts(body)
    if (tags := markup.count(b"<")) > FEW_TAGS + len(markup) // BYTES_PER_TAG:
        return f"it has {tags} tags and little between them"
    return "its tags are too long, or nest too deeply" if _is_tangled(markup) else None


def _without_scripts(body: bytes) -> bytes:
    """Return a page without its scripts; each byte that is left is copied once, in half the time of a split."""
    pieces: list[bytes] = []
    end, at = 0, body.find(_SCRIPT)
    while at != -1:
        pieces.append(body[end:at])
        close = body.find(_SCRIPT_END, at)
        if close == -1:
            return b"".join(pieces)
        end = close + len(_SCRIPT_END)
        at = body.find(_SCRIPT, end)
    return b"".join([*pieces, body[end:]])


def _is_tangled(markup: bytes) -> bool:
    if len(markup) <= MAX_TAG_BYTES:
        return False
    tags: list[bytes] = _TAG.findall(markup)
    if max(map(len, tags), default=0) > MAX_TAG_BYTES and any(
        len(tag) > MAX_TAG_BYTES and len(_VALUE.sub(b"", tag)) > MAX_TAG_BYTES for tag in tags
    ):
        return True
    if len(tags) <= MAX_TREE_TAGS:
        return False
    return _is_deep([start[0] for tag in tags if (start := _TAG_START.match(tag))])


def _is_deep(starts: Sequence[bytes]) -> bool:
    """Return whether tags, of which these are the starts ("<div", "</p"), nest deeper than a tree may."""
    # By the start of a tag what opens its element, None if that nests nothing.
    openings = {
        start: b"<" + name if (name := start.lstrip(b"</").lower()) not in _FLAT else None for start in {*starts}
    }
    open_tags: list[bytes] = []
    for start in starts:
        opening = openings[start]
        if opening is None:
            continue
        if start[1] != _SLASH:
            open_tags.append(opening)
            if len(open_tags) > MAX_TREE_DEPTH:
                return True
        elif open_tags and open_tags[-1] == opening:
            open_tags.pop()
        elif opening in open_tags[-MISNESTED:]:
            while open_tags.pop() != opening:
                pass
    return False
