"""Which of the pages that an index lists are watched. Pure: the time is an argument.

A page is taken up if its title and address match, it was not taken up before, no other source has it, and there is
room. It is given up a day after its live blog ended, or if it never was one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.model import Child, LiveBlogState
from monitor.patterns import found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Discovery, Listed, Source, SourceState

STALE = timedelta(days=2)
"""What an index dates further back is no news: a feed of a quiet desk lists last month's live blogs."""

CORRECTIONS = timedelta(days=1)
"""For so long a live blog that has ended is still watched."""

HOPELESS = 20
"""Failures after which a page that never was read is given up: with growing waits that is over an hour."""

REMEMBERED = 1_000
"""Children that were given up and are not taken up again."""

SLUG_CHARS = 48


def choose(
    source: Source,
    before: Sequence[Child],
    items: Iterable[Listed],
    *,
    first: bool,
    at: datetime,
    watched: Callable[[str], bool],
) -> tuple[Child, ...]:
    """Return the children after an index was read at `at`, those that it brought at the end.

    `first` says that it was read for the first time; `watched` whether a source has an address already.
    """
    assert source.discover is not None
    known = {_key(child.url) for child in before}
    names = {child.name for child in before}
    room = source.discover.at_once - sum(child.over_at is None for child in before)
    # What a clock that ran ahead has taken up would fill the day until that time comes.
    today = source.discover.per_day - sum(abs(at - child.added_at) < timedelta(days=1) for child in before)
    children = list(before)
    for item in items:
        if min(room, today) <= 0:
            break
        key = _key(item.url)
        if key in known or not _wanted(source.discover, item, at) or watched(item.url):
            continue
        name = _name(source.name, item, at, names)
        children.append(Child(name=name, url=item.url, added_at=at, first=first))
        known.add(key)
        names.add(name)
        room, today = room - 1, today - 1
    return tuple(children)


def given_up(children: Sequence[Child], states: Mapping[str, SourceState], *, at: datetime) -> tuple[Child, ...]:
    """Return the children with those marked that are over, and without the oldest of those."""
    marked = [
        replace(child, over_at=at) if child.over_at is None and _is_over(states.get(child.name), at) else child
        for child in children
    ]
    over = [child for child in marked if child.over_at is not None]
    forgotten = {child.name for child in over[:-REMEMBERED]}
    return tuple(child for child in marked if child.name not in forgotten)


def children_of(source: Source, state: SourceState | None) -> list[Source]:
    """Return the sources of the live blogs that are watched for a source that discovers them.

    Those that appeared while the index was watched are new, all that they say.
    """
    if state is None or source.discover is None:
        return []
    return [
        replace(
            source,
            name=child.name,
            url=child.url,
            discover=None,
            on_start=source.on_start if child.first else None,
        )
        for child in state.children
        if child.over_at is None
    ]


def _wanted(wishes: Discovery, item: Listed, at: datetime) -> bool:
    if item.published is not None and at - item.published > STALE:
        return False
    pairs = ((wishes.title, item.title), (wishes.url, item.url))
    return all(pattern is None or found(f"(?i){pattern}", text) for pattern, text in pairs)


def _is_over(state: SourceState | None, at: datetime) -> bool:
    if state is None:
        return False
    if state.life is None:
        return state.failures >= HOPELESS
    if state.life.state is LiveBlogState.RETIRED:
        return True
    return state.life.state is LiveBlogState.ENDED and abs(at - state.life.since) > CORRECTIONS


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _name(parent: str, item: Listed, at: datetime, taken: set[str]) -> str:
    """Return a name for a live blog: that of the source that found it, a day, and what its address calls it."""
    steps = [step.removesuffix(".html") for step in urlsplit(item.url).path.casefold().split("/") if step]
    # The last step may be a number or a word such as "live"; the one before says more.
    words = max(steps[:-3:-1], key=lambda step: sum(map(str.isalpha, step)), default="")
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:SLUG_CHARS].strip("-")
    stem = f"{parent}/{(item.published or at):%Y-%m-%d}-{slug or 'live-blog'}"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
