"""Entries that stand in another one: what its author, or a colleague, added below it under a time of its own.

article.live-post  13:01  Mayor speaks        an entry
  article.live-post--reply  13:20  She left   another, and none of its words are the first one's
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from monitor.extract.blocks.habits import around
from monitor.extract.page.fittings import EMBEDS, within
from monitor.extract.page.kinds import BYLINE, MARK, READERS
from monitor.extract.page.outline import beyond, outermost
from monitor.extract.page.trails import first_class
from monitor.extract.tables.labels import is_comment_control

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.extract.page.outline import Part

MAX_REPLIES = 200
MIN_WORDS = 20
"""Characters that an entry in another one has at least: "5 min ago" in an element of its own is none."""

_NAMED_BY = ("data-post-id", "data-source-id", "data-entry-id", "data-update-id", "data-id")

_REPLY = re.compile(r"(?<![a-z])(?:repl(?:y|ies)|responses?)(?![a-z])", re.IGNORECASE)
_SAID_SO = re.compile("[ck]omment|comentarios|komentarze", re.IGNORECASE)


def replies_in(item: Part) -> list[Part]:
    """Return the outermost elements in an item that are named or look as it does, and tell a time of their own.

    An item that tells no time beside them only holds them.
    """
    if not item.inner & MARK:
        return []
    inside = item.inside()
    marks = [part for part in inside if part.kinds & MARK]
    if len(marks) < len(("its own", "a reply's")):
        return []
    name = next((name for name in _NAMED_BY if item.get(name)), None)
    look = first_class(item.attributes)
    found = [part for part in inside if part.size >= MIN_WORDS and _is_alike(part, item, name, look)]
    replies = [part for part in outermost(found) if _is_timed(part) and not within(part, item, EMBEDS)]
    if not replies or not beyond(marks, replies):
        return []
    return list(islice(replies, MAX_REPLIES))


def own_of(item: Part, bylines: Sequence[Part]) -> Sequence[Part]:
    """Return the bylines outside of what is called a reply in an item: who replied did not write it (bulbs)."""
    if len(bylines) < len(("its own", "a reply's")):
        return bylines
    return [
        part for part in bylines if not any(_REPLY.search(one.get("class")) for one in around(part, item))
    ] or bylines


def _is_alike(part: Part, item: Part, name: str | None, look: str) -> bool:
    if name is not None and part.get(name) and part.get(name) != item.get(name):
        return True
    return part.tag == item.tag and look != "" and first_class(part.attributes) == look


def _is_timed(part: Part) -> bool:
    return part.inner & MARK != 0


def comments_in(item: Part) -> list[Part]:
    """Return the elements in an item that hold what readers wrote below it."""
    if not item.inner & READERS:
        return []
    return [part for part in item.inside() if part.kinds & READERS and _is_of_them(part)]


def _is_of_them(part: Part) -> bool:
    """Return whether an element of `READERS` holds signed or dated words of their own.

    Colleagues reply too; what readers do is asked for by a button.
    """
    signed = part.inner & (BYLINE | MARK) != 0
    return signed and (
        _SAID_SO.search(part.get("class")) is not None or any(is_comment_control(inner.own) for inner in part.inside())
    )
