"""Frames whose page stands in the page itself: `<iframe srcdoc="&lt;article&gt;…">` (WHATWG HTML §4.8.5).

Advertisements stand in such frames, too, and another one with each answer: they are opened only where a page shows no
live blog outside of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.extract.page.document import Kind
from monitor.model.references import unescape

if TYPE_CHECKING:
    from monitor.extract.page.document import Document
    from monitor.model import Page

MAX_FRAMES = 20
_FRAME = re.compile(
    r"""<(?i:iframe)\b[^<>]{0,2000}?\s(?i:srcdoc)\s*=\s*(?:"([^"]*)"|'([^']*)')[^<>]{0,2000}>(?:\s*</(?i:iframe)\s*>)?"""
)
_WHOLE = re.compile(r"<!doctype\b[^<>]*>|</?(?:html|head|body)\b[^<>]*>", re.IGNORECASE)


def with_frames_open(document: Document) -> Page | None:
    """Return a page with the pages of its frames as elements; None if it has no such frames."""
    if document.kind is not Kind.HTML:
        return None
    opened = frames_open(document.text)
    if opened is None:
        return None
    headers = {**document.page.headers, "content-type": "text/html; charset=utf-8"}
    return replace(document.page, headers=headers, body=opened.encode("utf-8", "replace"))


def frames_open(markup: str) -> str | None:
    """Return markup with the pages of its frames as elements; None if it has no such frames.

    >>> frames_open('<iframe srcdoc="&lt;html&gt;&lt;p&gt;Rain&lt;/p&gt;"></iframe>, <iframe src=/ad></iframe>')
    '<div data-frame="open"><p>Rain</p></div>, <iframe src=/ad></iframe>'
    """
    opened, count = _FRAME.subn(_opened, markup, count=MAX_FRAMES)
    return opened if count else None


def _opened(frame: re.Match[str]) -> str:
    inner = _WHOLE.sub("", unescape(frame[1] or frame[2] or ""))
    return f'<div data-frame="open">{inner}</div>'
