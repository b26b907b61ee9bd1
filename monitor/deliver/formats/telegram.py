"""Telegram's bot API, sendMessage with HTML (https://core.telegram.org/bots/api#sendmessage)."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.deliver.formats.fitting import fit, utf16_units, wrapped
from monitor.deliver.formats.message import Mark, Message, Span, message, unmentioning
from monitor.model import Rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.model import Endpoint, Event

MESSAGE_LIMIT = 4_096
"""UTF-16 code units, counted without the tags and with each entity as the character that it stands for."""

MARK_COST = 45
"""What a struck or bold span counts beside its text: Telegram passes over all marks after the hundredth, and a struck
word that is not struck says the opposite."""

METHOD = "/sendMessage"
_SEPARATOR = "\n\n———\n\n"
_TAGS = {Mark.SAME: ("", ""), Mark.NEW: ("<b>", "</b>"), Mark.OLD: ("<s>", "</s>")}
_FIXED_MARKS = 3
"""The bold first line, the link and the footer of each event."""


def render(endpoint: Endpoint, events: Sequence[Event]) -> Rendered:
    """Return one message that tells all events."""
    told = [message(event) for event in events]
    room = (MESSAGE_LIMIT - len(_SEPARATOR) * (len(told) - 1)) // len(told)
    body: dict[str, Any] = {
        "chat_id": endpoint.options["chat_id"],
        "text": _SEPARATOR.join(_text(one, room) for one in told),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if thread := endpoint.options.get("thread_id"):
        body["message_thread_id"] = int(thread) if thread.isdecimal() else thread
    url = endpoint.url.rstrip("/")
    return Rendered(
        url=url if url.endswith(METHOD) else url + METHOD,
        body=msgspec.json.encode(body),
        headers={"content-type": "application/json"},
    )


def escaped(text: str) -> str:
    """Return a text in which Telegram finds neither tags nor names.

    >>> escaped("<b> & @desk").replace("\u200b", "|")
    '&lt;b&gt; &amp; @|desk'
    """
    return html.escape(unmentioning(text), quote=False)


def _text(told: Message, limit: int) -> str:
    head, foot = f"{told.sign} {told.what}", told.footer
    notes = "".join(f"\n{note}" for note in told.notes)
    link = told.headline or "Open"
    shown = f"{head}\n{link}\n\n{notes}\n\n{foot}"
    room = limit - utf16_units(unmentioning(shown)) - MARK_COST * _FIXED_MARKS
    words = "".join(wrapped(escaped(span.text), *_TAGS[span.mark]) for span in fit(told.spans, room, _cost)).strip()
    lines = [f"<b>{escaped(head)}</b>"]
    if told.url:
        lines.append(f'<a href="{html.escape(told.url)}">{escaped(link)}</a>')
    elif told.headline:
        lines.append(f"<b>{escaped(told.headline)}</b>")
    body = (words + escaped(notes)).strip()
    return "\n".join([*lines, *(["", body] if body else []), "", f"<i>{escaped(foot)}</i>"])


def _cost(span: Span) -> int:
    marks = 0 if span.mark is Mark.SAME else MARK_COST * (1 + span.text.count("\n"))
    return utf16_units(unmentioning(span.text)) + marks
