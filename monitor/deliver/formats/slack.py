"""Slack's incoming webhooks, in blocks (https://docs.slack.dev/reference/block-kit/blocks).

The words stand in rich text, whose elements are taken literally and struck or bold one by one; in mrkdwn `*` and `~`
only mark whole words, and those of the publisher would have to be broken up. `text` is what notifications show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from monitor.deliver.formats.fitting import fit, plain_diff, utf16_units
from monitor.deliver.formats.message import Mark, Message, Span, cut, message, unmentioning
from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import Endpoint, Event

BLOCK_LIMIT = 3_000
"""Characters in one block's text; Slack answers 400 to more."""

MESSAGE_LIMIT = 12_000
"""Characters of all blocks as JSON. Slack documents none, and answers `msg_blocks_too_long` from about 13,000 on, in
which what stands around the words counts, too (slackapi/bolt-js#2509, #2867)."""

FALLBACK_LIMIT = 300
ELEMENT_COST = 10
"""What an element counts beside its text, so that a block has no more than some hundred."""

_STYLES: Mapping[Mark, Mapping[str, Any]] = {
    Mark.SAME: {},
    Mark.NEW: {"style": {"bold": True}},
    Mark.OLD: {"style": {"strike": True}},
}


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one message with two blocks per event."""
    told = [message(event) for event in events]
    room = MESSAGE_LIMIT // len(told)
    body = {
        "text": _fallback(told),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [block for one in told for block in _blocks(one, room)],
    }
    return Rendered(url=endpoint.url, body=msgspec.json.encode(body), headers={"content-type": "application/json"})


def escaped(text: str) -> str:
    """Return a text as Slack wants it where it reads markup: `<!channel>` is words then.

    >>> escaped("<!channel> & co").replace("\u200b", "")
    '&lt;!channel&gt; &amp; co'
    """
    return unmentioning(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fallback(told: Sequence[Message]) -> str:
    first = told[0]
    words = first.headline or plain_diff(first.spans)
    more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
    return escaped(cut(f"{first.sign} {first.what}{more} · {' '.join(words.split())}", FALLBACK_LIMIT))


def _blocks(told: Message, room: int) -> list[dict[str, Any]]:
    """Return the two blocks of an event, at most `room` characters of JSON."""
    # A link that takes half of the room leaves none to the words.
    url = told.url if told.url and len(told.url) <= room // 2 else None
    head = [_text(f"{told.sign} {told.what}\n", bold=True)]
    if told.headline and url:
        head.append({"type": "link", "url": url, "text": unmentioning(told.headline), "style": {"bold": True}})
    elif told.headline:
        head.append(_text(told.headline, bold=True))
    notes = cut("".join(f"\n{note}" for note in told.notes), room // 3)
    foot = [_text(notes)] if notes else []
    if url and not told.headline:
        foot += [_text("\n"), {"type": "link", "url": url, "text": "Open"}]
    context = {
        "type": "context",
        "elements": [{"type": "plain_text", "text": unmentioning(told.footer), "emoji": False}],
    }
    taken = sum(_cost(element["text"]) for element in (*head, *foot)) + 2 * ELEMENT_COST
    spans = fit(told.spans, BLOCK_LIMIT - taken, lambda span: _cost(unmentioning(span.text)))
    around = _size([_section([*head, _text("\n"), *foot]), context])
    spans = fit(spans, room - around, lambda span: _size(_span(span)) + 1)
    gap = [_text("\n")] if spans and told.headline else []
    return [_section([*head, *gap, *(_span(span) for span in spans if span.text), *foot]), context]


def _section(elements: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _span(span: Span) -> dict[str, Any]:
    return {"type": "text", "text": unmentioning(span.text), **_STYLES[span.mark]}


def _size(shape: object) -> int:
    """Return how many characters a part of the message takes as JSON."""
    return utf16_units(msgspec.json.encode(shape).decode())


def _text(text: str, *, bold: bool = False) -> dict[str, Any]:
    style = {"style": {"bold": True}} if bold else {}
    return {"type": "text", "text": unmentioning(text), **style}


def _cost(text: str) -> int:
    return utf16_units(text) + ELEMENT_COST
