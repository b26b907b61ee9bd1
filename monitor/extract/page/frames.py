"""Pages that stand in what was answered: in frames of a page (WHATWG HTML §4.8.5), as a string in JSON.

    <iframe srcdoc="&lt;article&gt;…">                   {"success": true, "data": {"html": "<article>…"}}

Advertisements stand in such frames, too, and another one with each answer: they are opened only where what was answered
shows no live blog outside of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.extract.page.document import Kind
from monitor.model.references import unescape

if TYPE_CHECKING:
    from monitor.extract.page.document import Document
    from monitor.model import Page

MAX_FRAMES = 20
MAX_VALUES = 100_000
"""How many values of an answer are looked at."""

_ELEMENT_ENDS = "</"
_FRAME = re.compile(
    r"""<(?i:iframe)\b[^<>]{0,2000}?\s(?i:srcdoc)\s*=\s*(?:"([^"]*)"|'([^']*)')[^<>]{0,2000}>(?:\s*</(?i:iframe)\s*>)?"""
)
_WHOLE = re.compile(r"<!doctype\b[^<>]*>|</?(?:html|head|body)\b[^<>]*>", re.IGNORECASE)


def with_frames_open(document: Document) -> Page | None:
    """Return a page with the pages of its frames as elements, or the markup in JSON; None if there is neither."""
    if document.kind is Kind.JSON:
        opened = markup_in(document.json)
    else:
        opened = frames_open(document.text) if document.kind is Kind.HTML else None
    if opened is None:
        return None
    headers = {**document.page.headers, "content-type": "text/html; charset=utf-8"}
    return replace(document.page, headers=headers, body=opened.encode("utf-8", "replace"))


def markup_in(value: Any) -> str | None:
    """Return the longest markup that stands as a string in a value, as WordPress and Drupal answer their scripts.

    >>> markup_in([{"command": "settings"}, {"command": "insert", "data": "<p>Rain.</p>", "title": "<p>Hail</p>"}])
    '<p>Rain.</p>'
    """
    longest, waiting, left = None, [value], MAX_VALUES
    while waiting and left > 0:
        one = waiting.pop()
        left -= 1
        if isinstance(one, (dict, list)):
            waiting += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str) and len(one) > len(longest or "") and _ELEMENT_ENDS in one:
            longest = one
    return longest


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
