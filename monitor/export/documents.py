"""A live blog as it is known, for people: an Atom feed (RFC 4287) of its entries, and a page that needs nothing else.

Only words go into them: a publisher's markup is another site's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from jinja2 import Environment, StrictUndefined, select_autoescape

from monitor.event import rfc3339
from monitor.export.page import PAGE
from monitor.export.tables import encoded
from monitor.history import standing, timeline, title_at
from monitor.model import EventType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.history import Step
    from monitor.model import Entry, History

TITLE_LIMIT_CHARS = 120

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARAGRAPHS = re.compile(r"\n+")


# ------------------------------------------------------------------------------------------------------ Atom


def atom(histories: Sequence[History], at: datetime) -> Iterator[bytes]:
    """Yield one feed with the entries that stood at a time, by live blog, the newest first."""
    one = histories[0] if len(histories) == 1 else None
    title = (title_at(one, at) or one.source) if one else ", ".join(history.source for history in histories)
    link = f"<link href={quoteattr(_allowed(one.url))}/>" if one else ""
    name = "+".join(quote(history.source, safe="") for history in histories)
    yield encoded(
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>urn:liveblog-monitor:export:{name}</id><title>{_xml(title)}</title><updated>{rfc3339(at)}</updated>"
        f"{link}<generator>liveblog-monitor</generator>\n"
    )
    for history in histories:
        for stood in standing(history, at):
            entry = stood.revision.entry
            yield encoded(
                f"<entry><id>urn:liveblog-monitor:{quote(history.source, safe='')}:{quote(_allowed(entry.id), safe='')}"
                f"</id><title>{_xml(_headline(entry))}</title>{_link(entry.url)}"
                f"<published>{rfc3339(entry.published or stood.first_seen)}</published>"
                f"<updated>{rfc3339(stood.revision.observed_at)}</updated>{_authors(entry)}"
                f'<content type="text">{_xml(entry.text)}</content></entry>\n'
            )
    yield b"</feed>\n"


def _authors(entry: Entry) -> str:
    """Return the authors; a feed's entries must have one each."""
    return "".join(f"<author><name>{_xml(name)}</name></author>" for name in entry.authors or ("unknown",))


def _link(url: str | None) -> str:
    return f"<link href={quoteattr(_allowed(url))}/>" if url else ""


def _xml(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Return the text without what no XML document may hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _headline(entry: Entry) -> str:
    line = " ".join((entry.title or entry.text).split())
    return line if len(line) <= TITLE_LIMIT_CHARS else line[: TITLE_LIMIT_CHARS - 1] + "…"


# ------------------------------------------------------------------------------------------------------ HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """An entry with all that happened to it."""

    entry: Entry
    when: datetime
    withdrawn: bool
    steps: tuple[Step, ...]


def html(histories: Sequence[History], at: datetime) -> Iterator[bytes]:
    """Yield one page of live blogs as they stood at a time, with every edit, those withdrawn marked.

    It loads nothing, runs nothing, and needs no other file.
    """
    environment = Environment(autoescape=select_autoescape(default=True), undefined=StrictUndefined)
    environment.filters |= {"stamp": rfc3339, "read": _read, "web": _web, "paragraphs": _paragraphs}
    template = environment.from_string(PAGE)
    blogs = (
        {"source": history.source, "url": history.url, "title": title_at(history, at), "entries": _told(history, at)}
        for history in histories
    )
    for part in template.generate(blogs=blogs, at=at):
        yield encoded(part)


def _told(history: History, at: datetime) -> list[_Told]:
    """Return every entry that was ever seen until a time, the newest first."""
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for step in timeline(history):
        if step.entry_id is not None and step.at <= at:
            steps[step.entry_id].append(step)
    told = []
    for happened in steps.values():
        revision = happened[-1].revision
        assert revision is not None  # a step of an entry has one
        told.append(
            _Told(
                entry=revision.entry,
                when=revision.entry.published or happened[0].at,
                withdrawn=happened[-1].type is EventType.ENTRY_DELETED,
                steps=tuple(happened[1:]),
            )
        )
    return sorted(told, key=lambda one: one.when, reverse=True)


def _read(moment: datetime) -> str:
    """Return a moment for people.

    >>> from datetime import UTC, datetime
    >>> _read(datetime(2024, 11, 7, 12, 3, 10, tzinfo=UTC))
    '7 Nov 2024, 12:03:10 UTC'
    """
    utc = moment.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y, %H:%M:%S} UTC"


def _web(url: str | None) -> str | None:
    """Return an address if it is one of the web: a publisher can write any, `javascript:` among them."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _paragraphs(text: str) -> list[str]:
    return [part for part in _PARAGRAPHS.split(text) if part.strip()]
