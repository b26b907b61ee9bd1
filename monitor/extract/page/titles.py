"""The title that an HTML page gives itself, found without building its tree."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from monitor.extract.words.text import MAX_TITLE_CHARS, one_line

if TYPE_CHECKING:
    from monitor.extract.page.document import Document

# Each pattern begins with a literal and is bounded: many beginnings on a hostile page cost no more than their bytes.
_NAME = b"og:title"
_META = re.compile(rb"""<(?i:meta\b[^>]{0,400}\bog:title["\'][^>]{0,2000}>)""")
_TYPE = re.compile(rb"""<(?i:meta\b[^>]{0,400}\bog:type["\'][^>]{0,400}>)""")
_CONTENT = re.compile(rb"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_TITLE = re.compile(rb"<(?i:title)[^>]{0,200}>([^<]{1,2000})")


def page_title(document: Document) -> str | None:
    """Return a page's `og:title`, which names no site, else its `title`."""
    body = document.utf8
    meta = _META.search(body) if _NAME in body.lower() else None
    found = _CONTENT.search(meta[0]) if meta else None
    return _words_of(found or _TITLE.search(body))


def page_type(document: Document) -> str | None:
    """Return what a page says that it is, by its `og:type`: "article", "website", "video.other"."""
    meta = _TYPE.search(document.utf8) if b"og:type" in document.utf8.lower() else None
    return _words_of(_CONTENT.search(meta[0])) if meta else None


def _words_of(found: re.Match[bytes] | None) -> str | None:
    if found is None:
        return None
    words = next((group for group in found.groups() if group), b"")
    return one_line(html.unescape(words.decode("utf-8", "replace")))[:MAX_TITLE_CHARS] or None
