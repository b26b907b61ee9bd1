"""Discord's webhooks, an embed per event (https://discord.com/developers/docs/resources/webhook)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from monitor.deliver.formats.fitting import fit, utf16_units, wrapped
from monitor.deliver.formats.message import Mark, Message, Span, message, unmentioning
from monitor.event import rfc3339
from monitor.model import EventType, Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

TITLE_LIMIT = 256
DESCRIPTION_LIMIT = 4_096
AUTHOR_LIMIT = 256
EMBEDS_LIMIT = 6_000
"""Characters of all texts of all embeds of one message."""

SPAN_COST = 4
"""The marks around a struck or bold line."""

_MARKUP = re.compile(r"[\\*_~`|<>\[(#]|^(?:[-+]|\d+(?=[.)]))", re.MULTILINE)
"""Closing brackets mean nothing without the opening ones; a backslash before one would become part of an address."""
_ADDRESS = re.compile(r"https?://[^\s<>\u200b]+")
_AFTER_ADDRESS = ".,:;!?\"'"
_IN_ADDRESS = str.maketrans({char: quote(char) for char in "[]|`\\"})
"""Discord takes all up to a blank for the address, backslashes too: what would need one is written as the web does."""
_COLOURS = {
    EventType.ENTRY_CREATED: 0x2E7D32,
    EventType.ENTRY_UPDATED: 0xF9A825,
    EventType.ENTRY_DELETED: 0xC62828,
    EventType.ENTRY_RESTORED: 0x00838F,
    EventType.SOURCE_DEGRADED: 0xC62828,
    EventType.SOURCE_RECOVERED: 0x2E7D32,
    EventType.SOURCE_GAP: 0xC62828,
}
_NEUTRAL = 0x6A1B9A
_AROUND = {Mark.SAME: "", Mark.NEW: "**", Mark.OLD: "~~"}


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one message with an embed per event, which can mention nobody."""
    told = [message(event) for event in events]
    body = {
        "embeds": [_embed(one, EMBEDS_LIMIT // len(told)) for one in told],
        "allowed_mentions": {"parse": []},
    }
    return Rendered(
        url=_address(endpoint), body=msgspec.json.encode(body), headers={"content-type": "application/json"}
    )


def escaped(text: str) -> str:
    r"""Return a text as Discord's Markdown shows it; addresses stay whole, so that they can be followed.

    >>> escaped("**no** [a](b)\n- c https://a.example/x_y_z")
    '\\*\\*no\\*\\* \\[a]\\(b)\n\\- c https://a.example/x_y_z'
    >>> escaped("(see https://a.example/Kyiv_(city)).")
    '\\(see https://a.example/Kyiv_(city)).'
    """
    parts, place = [], 0
    words = unmentioning(text)
    for found in _ADDRESS.finditer(words):
        address = _without_what_follows(found[0])
        parts += [_MARKUP.sub(_escape, words[place : found.start()]), address.translate(_IN_ADDRESS)]
        place = found.start() + len(address)
    return "".join([*parts, _MARKUP.sub(_escape, words[place:])])


def _without_what_follows(address: str) -> str:
    """Return an address without the sentence's own marks, and without brackets that were opened before it."""
    end = len(address)
    closing = {")": address.count(")") - address.count("("), "]": address.count("]") - address.count("[")}
    while (last := address[end - 1]) in _AFTER_ADDRESS or closing.get(last, 0) > 0:
        if last in closing:
            closing[last] -= 1
        end -= 1
    return address[:end]


def _escape(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _address(endpoint: Endpoint) -> str:
    """Return the webhook's address, asking for an answer once the message is there, and for a thread if one is set."""
    thread = endpoint.options.get("thread_id")
    wishes = ["wait=true", *([f"thread_id={quote(thread, safe='')}"] if thread else [])]
    parts = urlsplit(endpoint.url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, *wishes)))))


def _embed(told: Message, limit: int) -> dict[str, Any]:
    title = _fitted(told.headline or told.place, TITLE_LIMIT)
    author = unmentioning(f"{told.sign} {told.what}")[:AUTHOR_LIMIT]
    footer = unmentioning(" · ".join(filter(None, (told.byline, told.place))))
    notes = "".join(f"\n{escaped(note)}" for note in told.notes)
    room = min(limit - sum(map(utf16_units, (title, author, footer))), DESCRIPTION_LIMIT) - utf16_units(notes)
    words = "".join(map(_marked, fit(told.spans, room, _cost)))
    description = (words + notes).strip()
    return {
        "author": {"name": author},
        "title": title,
        **({"url": told.url} if told.url else {}),
        **({"description": description} if description else {}),
        "color": _COLOURS.get(told.kind, _NEUTRAL),
        "footer": {"text": footer},
        "timestamp": rfc3339(told.at),
    }


def _fitted(text: str, limit: int) -> str:
    """Return a text that is no longer than `limit` once it is escaped."""
    return "".join(map(_marked, fit([Span(mark=Mark.SAME, text=text)], limit, _cost)))


def _marked(span: Span) -> str:
    return wrapped(escaped(span.text), _AROUND[span.mark], _AROUND[span.mark])


def _cost(span: Span) -> int:
    lines = 0 if span.mark is Mark.SAME else 1 + span.text.count("\n")
    return utf16_units(escaped(span.text)) + SPAN_COST * lines
