"""What the address behind a "load more" button answers: entries as markup in JSON, and where the next ones are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.extract.structured.paging import merged_address, next_by_cursor
from monitor.extract.values.loose import decode_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import Page

MAX_ENVELOPE_DEPTH = 4
MAX_ENVELOPE_MEMBERS = 200
"""How many members of one object or list are looked at: a list may hold the markup of each entry."""

MAX_HEAD_BYTES = 2_000
_WHOLE_PAGE = (b"<html", b"<!doctype")
_PIECE_ENDS = (b">", b"}", b"]")
_JSON_START = re.compile(rb"\s*[\[{]")
_MARKUP = re.compile(r"\s*<[a-z!]", re.IGNORECASE)
_ADDRESS = re.compile(r"/|\?|https?://", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[^a-z]")
_NEXT = frozenset(
    {"next", "nexturl", "nextlink", "nextpage", "nextpageurl", "nexthref", "older", "olderurl", "moreurl"}
)
_ADDRESS_NAMES = frozenset({"href", "url"})


def is_json(page: Page) -> bool:
    """Return whether a page's body begins as JSON does."""
    return _JSON_START.match(page.body) is not None


def is_whole_piece(page: Page) -> bool:
    """Return whether a body is a piece of a page, or JSON, that does not break off: it has no end of its own."""
    body = page.body.rstrip()
    head = body[:MAX_HEAD_BYTES].lower()
    return body.endswith(_PIECE_ENDS) and not any(sign in head for sign in _WHOLE_PAGE)


def cursor_in(page: Page) -> str | None:
    """Return the address of the next page by the cursor that the JSON of a page gives, if it has one."""
    try:
        return next_by_cursor(decode_json(page.body)[0], page.url)
    except ValueError:  # not JSON after all
        return None


def unwrapped(page: Page) -> tuple[Page, str | None]:
    """Return a page as the markup that its JSON holds, and the address that this names as the next.

    What holds no markup comes back as it is.
    """
    if not is_json(page):
        return page, None
    try:
        value, _ = decode_json(page.body)
    except ValueError:  # not JSON: the extractors say what it is
        return page, None
    strings = list(_strings(value, "", 0))
    markup = [words for _, words in strings if _MARKUP.match(words)]
    if not markup:
        return page, None
    named = next((words for name, words in strings if name in _NEXT and _ADDRESS.match(words)), None)
    following = merged_address(page.url, named) if named else next_by_cursor(value, page.url)
    headers = {**page.headers, "content-type": "text/html; charset=utf-8"}
    body = "\n".join(markup).encode("utf-8", "replace")
    return replace(page, body=body, headers=headers), following


def _strings(value: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the strings in a value with the name that each has; a link's is that of the object around it."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict) and depth < MAX_ENVELOPE_DEPTH:
        for key, member in list(value.items())[:MAX_ENVELOPE_MEMBERS]:
            own = _PUNCTUATION.sub("", str(key).lower())
            yield from _strings(member, name if own in _ADDRESS_NAMES else own, depth + 1)
    elif isinstance(value, list) and depth < MAX_ENVELOPE_DEPTH:
        for member in value[:MAX_ENVELOPE_MEMBERS]:
            yield from _strings(member, name, depth + 1)
