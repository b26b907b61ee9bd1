"""The title that an HTML page gives itself, found without building its tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.words.text import MAX_TITLE_CHARS, one_line
from monitor.model.references import unescape

if TYPE_CHECKING:
    from monitor.extract.page.document import Document

# Each pattern begins with a literal, and what a tag says is looked for in it alone: a hostile page costs its bytes.
_META = re.compile(rb"<(?i:meta)\b([^>]*+)")
_PROPERTY = re.compile(rb"""\b(og:(?:title|type))["\']""", re.IGNORECASE)
_CONTENT = re.compile(rb"""\bcontent\s*+=\s*+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
MAX_TAG_BYTES = 2_400
_TITLE = re.compile(rb"<(?i:title)[^>]{0,200}>([^<]{1,2000})")


def page_title(document: Document) -> str | None:
    """Return a page's `og:title`, which names no site, else its `title`."""
    return _words_of(_property(document.utf8, b"og:title") or _TITLE.search(document.utf8))


def page_type(document: Document) -> str | None:
    """Return what a page says that it is, by its `og:type`: "article", "website", "video.other"."""
    return _words_of(_property(document.utf8, b"og:type"))


def _property(body: bytes, name: bytes) -> re.Match[bytes] | None:
    """Return what the first tag says that names a property."""
    if name not in body and name not in body.lower():
        return None
    for tag in _META.finditer(body):
        said = _PROPERTY.search(tag[1]) if len(tag[1]) <= MAX_TAG_BYTES else None
        if said is not None and said[1].lower() == name:
            return _CONTENT.search(tag[1])
    return None


def _words_of(found: re.Match[bytes] | None) -> str | None:
    if found is None:
        return None
    words = next((group for group in found.groups() if group), b"")
    return one_line(unescape(words.decode("utf-8", "replace")))[:MAX_TITLE_CHARS] or None
