"""An event as people read it: what happened, the headline, the words with what came and went, who, when, where. Pure.

The words are the publisher's and are trusted with nothing: characters that cannot be seen or that turn the reading
order around are dropped here, what a platform would obey is escaped by its format.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.errors import Unrenderable
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Endpoint, Event

HEADLINE_LIMIT = 250
BYLINE_LIMIT = 120
PLACE_LIMIT = 120
NOTE_LIMIT = 300
NOTES_LIMIT = 6
URL_LIMIT = 2_000
"""Discord takes 2,048 characters; a link that is cut leads nowhere, so a longer one is left out."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0d\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0001]"
)
"""Controls, marks and overrides of direction, blanks without width, halves of characters. Joiners (U+200C, U+200D) and
the choice of an emoji's form (U+FE0E, U+FE0F) stay: scripts and emoji are written with them."""

_NO_ADDRESS = re.compile(r"[\s<>\"'`\\^{|}\x00-\x20\x7f-\x9f]")
_MENTION = re.compile(r"(?P<link>https?://[\w.-]+(?::\d+)?/[^\s<>\"]*)|@(?=\w|$)|<(?=[@!#&:/]|at\b|$)", re.IGNORECASE)
"""At the end of a text too: the name may follow in the next span. A link is passed over in one piece."""
_CALL = re.compile(r"@(?=everyone|here|channel|all\b|$)", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[\w.+-]")
_DOMAIN = re.compile(r"(?!(?:everyone|here|channel|all)\b)[\w-]+\.[\w.-]*\w", re.IGNORECASE)
_BREAK = "\u200b"
_JOINER = "\u200d"
_JOINS_ON = re.compile("[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
"""Accents, joiners, forms and skin tones: part of the character before them."""

_WORDS: Mapping[EventType, tuple[str, str]] = {
    EventType.ENTRY_CREATED: ("🆕", "New"),
    EventType.ENTRY_UPDATED: ("✏️", "Edited"),
    EventType.ENTRY_DELETED: ("🗑️", "Withdrawn"),
    EventType.ENTRY_RESTORED: ("♻️", "Restored"),
    EventType.LIVE_BLOG_UPDATED: ("📰", "Live blog changed"),
    EventType.LIVE_BLOG_ENDED: ("🏁", "Live blog ended"),
    EventType.LIVE_BLOG_MOVED: ("➡️", "Live blog goes on elsewhere"),
    EventType.SOURCE_DEGRADED: ("⚠️", "Source cannot be read"),
    EventType.SOURCE_RECOVERED: ("✅", "Source can be read again"),
    EventType.SOURCE_GAP: ("🕳️", "Gap in what we saw"),
}


class Mark(Enum):
    """What became of words: they stayed (or are no diff at all), came or went."""

    SAME = auto()
    NEW = auto()
    OLD = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of words with the same mark."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An event in words. Each text but the spans is one line and short; what there is none of is "" or None.

    `what` says what happened (Edited silently: number); `notes` what changed beside the words, a line each; `place` is
    the live blog; `url` an http address that may stand in a link.
    """

    kind: EventType
    sign: str
    what: str
    headline: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...]
    byline: str
    place: str
    url: str | None
    at: datetime

    @property
    def footer(self) -> str:
        """Who, where and when, on one line."""
        return " · ".join(filter(None, (self.byline, self.place, f"{self.at:%H:%M} UTC")))


def message(event: Event) -> Message:
    """Return an event in words."""
    shape = event.message["data"]
    sign, what = _WORDS[event.type]
    entry, change = shape.get("entry"), shape.get("change")
    place = line(shape["live_blog"]["title"] or "", PLACE_LIMIT) or shape["source"]["name"]
    if entry is None:
        return Message(
            kind=event.type,
            sign=sign,
            what=what,
            headline=place,
            spans=_plain(shape["reason"]),
            notes=(),
            byline="",
            place=shape["source"]["name"],
            url=address(_goes_on_at(event)) or address(shape["live_blog"]["url"]) or address(shape["source"]["url"]),
            at=event.at,
        )
    previous = shape.get("previous")
    return Message(
        kind=event.type,
        sign=sign,
        what=what if change is None else _edited(what, change),
        headline=line(entry["title"] or "", HEADLINE_LIMIT),
        spans=_plain(entry["text"]) if change is None else _diff(change, entry, previous),
        notes=() if change is None or previous is None else tuple(_notes(change["fields"], previous, entry)),
        byline=line(", ".join(entry["authors"]), BYLINE_LIMIT),
        place=place,
        url=address(entry["url"]) or address(shape["live_blog"]["url"]) or address(shape["source"]["url"]),
        at=event.at,
    )


def unrenderable(endpoint: Endpoint, events: Sequence[Event], error: Exception) -> Unrenderable:
    """Return a fault of ours with one event: it is given up like any other that is refused, and the lane goes on."""
    why = f"{type(error).__name__}: {error}"
    return Unrenderable(f"{endpoint.format.value} cannot tell {events[-1].id}: {why}")


def _goes_on_at(event: Event) -> str | None:
    """Return where a live blog that has moved goes on: whoever hears of it wants to see that."""
    return event.message["data"].get("facts", {}).get("url") if event.type is EventType.LIVE_BLOG_MOVED else None


def seen(text: str) -> str:
    r"""Return a text without the characters that nobody sees or that turn its order around.

    >>> seen("a\u202egnp.exe\u200b b")
    'agnp.exe b'
    """
    return _UNSEEN.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def line(text: str, limit: int) -> str:
    """Return a text on one line, cut at a word if it is longer than `limit` characters."""
    return cut(" ".join(seen(text).split()), limit)


def cut(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, cut at a word where it can be.

    >>> cut("a grain shipment", 10), cut("shipment", 4), cut("shipment", 0)
    ('a grain …', 'shi…', '')
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = _last_blank(text, limit - 1)
    if end >= limit // 2:  # else one long word would take all the others with it
        return f"{text[:end].rstrip()} …"
    return f"{_whole(text, limit - 1)}…"


def unmentioning(text: str) -> str:
    r"""Return a text in which nothing that chats take for a mention stands: a blank without width breaks it.

    Addresses of mail, and names in the path of a link, stay as they are: broken, they would lead nowhere.

    >>> unmentioning("@everyone <!here> mail a@b.example https://c.example/@d").replace("\u200b", "|")
    '@|everyone <|!here> mail a@b.example https://c.example/@d'
    """
    if "@" not in text and "<" not in text:
        return text

    def broken(found: re.Match[str]) -> str:
        if (link := found["link"]) is not None:
            return _CALL.sub(f"@{_BREAK}", link)
        start = found.start()
        of_mail = start and _LOCAL_PART.match(text, start - 1) and _DOMAIN.match(text, start + 1)
        return found[0] if of_mail and found[0] == "@" else found[0] + _BREAK

    return _MENTION.sub(broken, text)


def address(url: str | None) -> str | None:
    """Return a web address that may stand in a link, None for any other."""
    if not url or len(url) > URL_LIMIT or _NO_ADDRESS.search(url) or _UNSEEN.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _last_blank(text: str, before: int) -> int:
    """Return where the last white space before a position is, -1 if there is none."""
    return max(text.rfind(" ", 0, before), text.rfind("\n", 0, before))


def _whole(text: str, end: int) -> str:
    """Return a text up to `end`, less if that would halve an emoji or part a letter from its accents."""
    while end > 0 and (_JOINS_ON.match(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end]


def _plain(text: str) -> tuple[Span, ...]:
    words = seen(text).strip()
    return (Span(mark=Mark.SAME, text=words),) if words else ()


def _edited(what: str, change: Mapping[str, Any]) -> str:
    """Return what happened with how it was done: silently, back and forth, which kinds of edit."""
    how = " silently" if change["silent"] else ""
    how += " back and forth" if change.get("flapping") else ""
    kinds = ", ".join(change["edits"])
    return f"{what}{how}: {kinds}" if kinds else f"{what}{how}"


_MARKS = {"=": Mark.SAME, "+": Mark.NEW, "-": Mark.OLD}


def _diff(change: Mapping[str, Any], entry: Mapping[str, Any], previous: Mapping[str, Any] | None) -> tuple[Span, ...]:
    """Return the diff of the words, runs of one mark joined; what changed beside them is told in notes."""
    spans: list[Span] = []
    for op, text in _of_words(change, entry, previous or entry):
        mark, words = _MARKS[op], seen(text)
        if spans and spans[-1].mark is mark:
            spans[-1] = Span(mark=mark, text=spans[-1].text + words)
        elif words:
            spans.append(Span(mark=mark, text=words))
    return tuple(spans)


def _of_words(
    change: Mapping[str, Any], entry: Mapping[str, Any], previous: Mapping[str, Any]
) -> Sequence[Sequence[str]]:
    """Return the hunks of headline and text, which come before those of links, images, authors and the pin."""
    if not {"title", "text"}.intersection(change["fields"]):
        return []
    beside = {"pinned"}
    for shape in (entry, previous):
        beside.update(shape["links"], shape["images"], shape["authors"])
        beside.update(image.partition("?")[0] for image in shape["images"])
    hunks = list(change["diff"])
    for field in ("pinned", "authors", "images", "links"):
        while field in change["fields"] and hunks and hunks[-1][0] != "=" and hunks[-1][1] in beside:
            hunks.pop()
    return hunks


def _notes(fields: Sequence[str], previous: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield what changed beside the words, a line each, not more than NOTES_LIMIT."""
    notes: list[str] = []
    if "links" in fields:
        notes += [f"Link removed: {link}" for link in previous["links"] if link not in entry["links"]]
        notes += [f"Link added: {link}" for link in entry["links"] if link not in previous["links"]]
    if "images" in fields:
        before, after = ({image.partition("?")[0] for image in shape["images"]} for shape in (previous, entry))
        notes += [_counted(len(before - after), "removed")] if before - after else []
        notes += [_counted(len(after - before), "added")] if after - before else []
    if "authors" in fields:
        names = [", ".join(shape["authors"]) or "nobody" for shape in (previous, entry)]
        notes.append(f"Byline: {names[0]} → {names[1]}")
    if "pinned" in fields:
        notes.append("Pinned" if entry["pinned"] else "No longer pinned")
    for note in notes[:NOTES_LIMIT]:
        yield line(note, NOTE_LIMIT)
    if len(notes) > NOTES_LIMIT:
        yield f"… and {len(notes) - NOTES_LIMIT} more"


def _counted(count: int, what: str) -> str:
    return f"Image {what}" if count == 1 else f"{count} images {what}"
