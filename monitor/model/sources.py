"""The settings of one live blog."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo  # likewise
from typing import TypeAlias

from monitor.model.discovery import Discovery
from monitor.model.timetable import Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class CssSelectors:
    """Where the entries of an HTML page stand, in CSS: `entry` is the block, the others are looked up inside it.

    `selector@attribute` reads an attribute instead of the words, `@attribute` one of the block itself; see
    `split_selector`.
    """

    entry: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    time: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonPaths:
    """Where the entries of a JSON page stand, in JMESPath: `entries` is the list, the others apply to each item.

    `script` is a CSS selector of the script block that holds the JSON of an HTML page.
    """

    entries: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    time: str | None = None
    author: str | None = None
    script: str | None = None


Selectors: TypeAlias = CssSelectors | JsonPaths

_SELECTOR = re.compile(r"(?P<css>.*?)(?:@(?P<attribute>[A-Za-z_:][\w:.-]*))?", re.DOTALL)


def split_selector(selector: str) -> tuple[str, str | None]:
    """Return the CSS and the attribute that a selector names; the CSS is empty for an attribute of the block itself.

    >>> split_selector("time.when@datetime"), split_selector("@data-post-id"), split_selector('a[href*="@desk"]')
    (('time.when', 'datetime'), ('', 'data-post-id'), ('a[href*="@desk"]', None))
    """
    match = _SELECTOR.fullmatch(selector)
    assert match is not None  # its first part takes anything
    return match["css"].strip(), match["attribute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One live blog that we poll, with its settings.

    `interval` None means auto: between `min` and `max`. On the first poll the `on_start` newest entries are told:
    0 for none (a baseline), None for all. `extractor` forces one by name; `selectors` say where the entries are, and
    then no extractor is asked. `zone` is that of times which name none; `render` means that the page is one for a
    browser, which runs its scripts first; `robots` that the publisher's robots.txt is kept to. `record` keeps each
    answer on disk, for `replay`; `evidence` those that changed what we know, in a chain that proves it.
    `depth` is how many pages are read, the first with each poll and the older ones in
    turn. `follow` goes on to the page that the live blog names as its successor. With `discover` the
    page is an index of live blogs, each of which is then a source with the same settings.
    """

    name: str
    url: str
    interval: timedelta | None = None
    min: timedelta = timedelta(seconds=5)
    max: timedelta = timedelta(minutes=5)
    timeout: timedelta = timedelta(seconds=15)
    on_start: int | None = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    extractor: str | None = None
    selectors: Selectors | None = None
    zone: tzinfo | None = None
    render: bool = False
    robots: bool = True
    confirm_deletions: int = 2
    backfill: bool = False
    degraded_after: int = 3
    quarantine_after: int = 3
    flap_after: int = 3
    record: bool = False
    evidence: bool = False
    depth: int = 1
    schedule: Timetable | None = None
    follow: bool = False
    discover: Discovery | None = None

    @property
    def is_told_how(self) -> bool:
        """Whether the operator says what reads the page: an extractor, or where its entries are."""
        return self.extractor is not None or self.selectors is not None
