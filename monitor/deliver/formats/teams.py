"""Microsoft Teams' Workflows webhooks, an Adaptive Card (https://adaptivecards.io/explorer).

The words stand in TextRuns, which know no Markdown: each is struck or bold as a whole. A mention would take an entity
of its own, and none is ever sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from monitor.deliver.formats.fitting import fit, utf16_units
from monitor.deliver.formats.message import Mark, Message, Span, message, unmentioning
from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Endpoint, Event

CARD_LIMIT_BYTES = 28 * 1024
"""Of the whole request. The documents do not say in which encoding, so the larger of UTF-8 and UTF-16 counts."""

FRAME_BYTES = 2 * 700
"""What stands around the words of a card."""

EVENT_BYTES = 2 * 700
"""What stands around the words of one event, its address apart."""

RUN_BYTES = 2 * 70
BLOCK_BYTES = 2 * 60

_STYLES: Mapping[Mark, Mapping[str, Any]] = {
    Mark.SAME: {},
    Mark.NEW: {"weight": "Bolder"},
    Mark.OLD: {"strikethrough": True},
}


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one card that tells all events."""
    told = [message(event) for event in events]
    room = (CARD_LIMIT_BYTES - FRAME_BYTES) // len(told)
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": [_container(one, room, apart=place > 0) for place, one in enumerate(told)],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    body = {"type": "message", "attachments": [attachment]}
    return Rendered(url=endpoint.url, body=msgspec.json.encode(body), headers={"content-type": "application/json"})


def _container(told: Message, limit_bytes: int, *, apart: bool) -> dict[str, Any]:
    headline = _run(told.headline or told.place, weight="Bolder", size="Medium")
    if told.url:
        headline["selectAction"] = {"type": "Action.OpenUrl", "title": "Open", "url": told.url}
    blocks = [_block([_run(f"{told.sign} {told.what}", weight="Bolder", color=_colour(told))]), _block([headline])]
    notes = [_block([_run(note)]) for note in told.notes]
    foot = _block([_run(told.footer, isSubtle=True, size="Small")])
    taken = EVENT_BYTES + sum(map(_size, (told.what, told.headline, told.url or "", told.footer, *told.notes)))
    spans = fit(told.spans, limit_bytes - taken - len(notes) * (RUN_BYTES + BLOCK_BYTES), _cost)
    items = [*blocks, *_paragraphs(spans), *notes, foot]
    return {"type": "Container", "items": items, **({"separator": True, "spacing": "Large"} if apart else {})}


def _colour(told: Message) -> str:
    return {"entry.deleted": "Attention", "source.degraded": "Attention", "source.gap": "Attention"}.get(
        told.kind.value, "Accent"
    )


def _paragraphs(spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Return a block per paragraph: not every client of Teams breaks a line inside of one."""
    paragraphs: list[list[dict[str, Any]]] = [[]]
    for span in spans:
        for place, text in enumerate(span.text.split("\n")):
            if place:
                paragraphs.append([])
            if text:
                paragraphs[-1].append(_run(text, **_STYLES[span.mark]))
    return [_block(runs) for runs in paragraphs if runs]


def _block(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": runs}


def _run(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": unmentioning(text), **style}


def _cost(span: Span) -> int:
    return _size(span.text) + (RUN_BYTES + BLOCK_BYTES) * (1 + span.text.count("\n"))


def _size(text: str) -> int:
    """Return the bytes that a text takes in the request, in whichever of the two encodings it is larger."""
    encoded = msgspec.json.encode(unmentioning(text))
    return max(len(encoded), 2 * utf16_units(encoded.decode()))
