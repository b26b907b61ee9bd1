"""What the language of an HTML page says of how it writes dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.extract.page.titles import page_title

if TYPE_CHECKING:
    from monitor.extract.page.document import Document

MAX_HEAD_BYTES = 4_096
"""How far into a page its root element is looked for."""

_LANGUAGE = re.compile(rb"""<html\b[^<>]{0,800}?\b(?:xml:)?lang\s*=\s*["']?([A-Za-z]{2,3})""", re.IGNORECASE)
_MONTH_FIRST = frozenset({b"ja", b"zh", b"ko", b"hu", b"lt", b"mn"})
_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")


def writes_month_first(document: Document) -> bool:
    """Return whether "11/05" is the fifth of November on a page, by its language, or by the letters of its title.

    English says nothing: Americans write it so and others do not, and themes say en-US for all of them.
    """
    root = _LANGUAGE.search(document.utf8, 0, MAX_HEAD_BYTES)
    if root is not None and root[1].lower() in _MONTH_FIRST:
        return True
    return _EASTERN.search(page_title(document) or "") is not None
