"""Slack's incoming webhooks, in blocks (https://docs.slack.dev/reference/block-kit/blocks).

The words stand in rich text, whose elements are taken literally and struck or bold one by one; in mrkdwn `*` and `~`
only mark whole words, and those of the publisher would have to be broken up. `text` is what notifications show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from monitor.deliver.formats.fitting import fit, plain_diff, utf16_units
from monitor.deliver.formats.message import Mark, Message, cut, message, unmentioning
from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

BLOCK_LIMIT = 3_000
"""Characters in one block's text; Slack answers 400 to more."""

MESSAGE_LIMIT = 12_000
"""Characters of all blocks of a batch: more is folded away by Slack."""

FALLBACK_LIMIT = 300
ELEMENT_COST = 10
"""What an element counts beside its text, so that a block has no more than some hundred."""

_STYLES = {Mark.SAME: {}, Mark.NEW: {"style": {"bold": True}}, Mark.OLD: {"style": {"strike": True}}}


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one message with two blocks per event."""
    told = [message(event) for event in events]
    limit = min(BLOCK_LIMIT, MESSAGE_LIMIT // len(told))
    body = {
        "text": _fallback(told),
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [block for one in told for block in _blocks(one, limit)],
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


def _blocks(told: Message, limit: int) -> list[dict[str, Any]]:
    elements = [_text(f"{told.sign} {told.what}\n", bold=True)]
    if told.headline and told.url:
        elements.append({"type": "link", "url": told.url, "text": unmentioning(told.headline), "style": {"bold": True}})
    elif told.headline:
        elements.append(_text(told.headline, bold=True))
    notes = "".join(f"\n{note}" for note in told.notes)
    taken = sum(_cost(element.get("text", "")) for element in elements) + _cost(notes) + 2 * ELEMENT_COST
    spans = fit(told.spans, limit - taken, lambda span: _cost(unmentioning(span.text)))
    if spans and told.headline:
        elements.append(_text("\n"))
    elements += [{"type": "text", "text": unmentioning(span.text), **_STYLES[span.mark]} for span in spans if span.text]
    if notes:
        elements.append(_text(notes))
    if told.url and not told.headline:
        elements += [_text("\n"), {"type": "link", "url": told.url, "text": "Open"}]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]},
        {
            "type": "context",
            "elements": [{"type": "plain_text", "text": unmentioning(told.footer), "emoji": False}],
        },
    ]


def _text(text: str, *, bold: bool = False) -> dict[str, Any]:
    style = {"style": {"bold": True}} if bold else {}
    return {"type": "text", "text": unmentioning(text), **style}


def _cost(text: str) -> int:
    return utf16_units(text) + ELEMENT_COST
