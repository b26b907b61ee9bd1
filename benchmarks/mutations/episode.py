"""One live blog from its first poll on, with the real pipeline as its reader."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from monitor.model import NotModified, Page, Source, SourceState, Validators
from monitor.replay import forgetful

from .stage import Stage, newest_date
from .turn import telling
from .words import squeeze

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from monitor.model import Event, Request

    from .item import Item
    from .pages import PageSpec
    from .turn import Expected, Turn

    Mutation = Callable[[Turn], bool]

SMALLEST = 8
"""Entries that a live blog begins with: one of two has nothing that could roll off."""

SAYING_WHEN = 0.5
"""The share of live blogs whose page says when it was modified, as far as its kind of page can."""

HIDDEN = 3
"""Entries at most that are below the window of a page at first."""


_PAGE = re.compile(r"[?&]page=(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One answer that the publisher gave."""

    at: datetime
    body: bytes
    headers: Mapping[str, str]


class Episode:
    """One live blog from its first poll on; the Turn of its mutations."""

    def __init__(self, page: PageSpec, seed: str, runner: asyncio.Runner) -> None:
        self.random = Random(seed)
        self.page = page
        self.seed = seed
        self.stage = Stage.open(page, self.random)
        self._grow()
        self._says_when = self.random.random() < SAYING_WHEN
        known = (page.at, newest_date(self.stage.items), self.stage.says_modified())
        self.now = page.at or max(filter(None, known), default=datetime(2026, 1, 2, 12, tzinfo=UTC))
        self.shots: list[Shot] = []
        self.events: list[Event] = []
        self.outcomes: list[str] = []
        self.expected: list[Expected] = []
        self.ids: dict[Item, str] = {}
        self.returned: set[Item] = set()
        self._runner = runner
        self._source = Source(name="page", url=page.url, on_start=None)
        states = {"page": SourceState(source="page")}
        self._pipeline = forgetful(states, fetch=self._fetch, clock=lambda: self.now)

    def _grow(self) -> None:
        stage, before = self.stage, len(self.stage.items)
        while len(stage.items) < SMALLEST and stage.new() is not None:
            pass
        if self.page.rolls and len(stage.items) >= SMALLEST:
            hidden = self.random.randrange(HIDDEN) if before > SMALLEST else 0
            stage.size = len(stage.items) - hidden

    # ------------------------------------------------------------------------------------------- the turn

    def pass_time(self, by: timedelta) -> None:
        self.now += by

    def show(self, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> None:
        newest = newest_date(self.stage.shown)
        self.now += timedelta(seconds=self.random.randrange(5, 40))
        if newest is not None and newest > self.now:
            self.now = newest + timedelta(seconds=20)
        given = {"content-type": self.page.content_type, **(headers or {})}
        self.shots.append(Shot(at=self.now, body=self.stage.body() if body is None else body, headers=given))
        # Not Runner.run: what it does for Ctrl-C, anew for each poll, costs a tenth of all.
        poll = self._runner.get_loop().run_until_complete(self._pipeline.poll(self._source))
        self.events += poll.events
        self.outcomes.append(f"{poll.outcome.value}{f' ({poll.reason})' if poll.reason else ''}")

    def expect(self, expected: Expected) -> None:
        self.expected.append(expected)
        if self._says_when:
            self.stage.modified_at = self.now + timedelta(seconds=3)

    async def _fetch(self, request: Request) -> Page | NotModified:
        shot = self.shots[-1]
        if older := _PAGE.search(request.url):
            shot = replace(shot, body=self.stage.body(page=int(older[1])))
        digest = int.from_bytes(hashlib.blake2b(shot.body, digest_size=7).digest())
        validators = Validators(body_digest=digest)
        if request.known.body_digest == digest:
            return NotModified(url=request.url, fetched_at=shot.at, validators=validators, status=200)
        return Page(
            url=request.url,
            status=200,
            headers=shot.headers,
            body=shot.body,
            fetched_at=shot.at,
            validators=validators,
        )

    # ------------------------------------------------------------------------------------------- judging

    def begin(self) -> str | None:
        """Poll the page for the first time; return what was not read of it as it stands there, if anything."""
        self.show()
        said = {event.entry_id or "": words_of(event) for event in self.events}
        self.events.clear()
        for item in telling(self.stage):
            head = item.words()[:80]
            ids = [id_ for id_, words in said.items() if head in words]
            if len(ids) == 1:
                self.ids[item] = ids[0]
        if not said:
            return self.outcomes[-1]
        shown = len(self.stage.items if self.page.older else self.stage.shown)
        return f"{len(said)} entries are read of {shown}" if len(said) != shown else None

    def play(self, mutation: Mutation) -> tuple[bool, tuple[int, int, int], list[str]]:
        """Return whether the mutation could be played; how many were told right, expected, told; what was wrong."""
        self.events.clear()
        self.expected.clear()
        self.outcomes.clear()
        before = len(self.shots), list(self.stage.items)
        played = mutation(self)
        if not played:
            untouched = not self.expected and before == (len(self.shots), self.stage.items)
            return False, (0, 0, 0), [] if untouched else ["half played"]
        left = list(self.events)
        wrong: list[str] = []
        right = 0
        for expected in self.expected:
            event = next((event for event in left if self._is(expected, event)), None)
            if event is None:
                wrong.append(f"missed    {_wanted(expected, expected.item and self.ids.get(expected.item))}")
                continue
            left.remove(event)
            if expected.item is not None:
                self.ids.setdefault(expected.item, event.entry_id or "")
            right += 1
        wrong += [f"invented  {_told(event)}" for event in left]
        return True, (right, len(self.expected), len(self.events)), wrong

    def _is(self, expected: Expected, event: Event) -> bool:
        """Return whether an event tells of what was expected: of that entry, under its id, with the words it has."""
        if event.type.value != expected.kind or expected.item is None:
            return event.type.value == expected.kind
        known = self.ids.get(expected.item)
        if known != event.entry_id if known else event.entry_id in self.ids.values():
            return False
        change = event.message["data"]["change"] or {}
        facts = (
            (expected.fields, tuple(change.get("fields", ()))),
            (expected.silent, change.get("silent")),
            (expected.flapping, change.get("flapping", False)),
        )
        if any(wanted is not None and wanted != told for wanted, told in facts):
            return False
        return expected.says[:200] in words_of(event)

    def capture(self, folder: Path) -> None:
        """Write all polls as a capture."""
        folder.mkdir(parents=True, exist_ok=True)
        lines = []
        for number, shot in enumerate(self.shots):
            name = f"{number:04}.body"
            (folder / name).write_bytes(shot.body)
            line = {"at": shot.at.isoformat(), "url": self.page.url, "status": 200, "headers": dict(shot.headers)}
            lines.append(json.dumps(line | {"body": name}))
        (folder / "index.jsonl").write_text("\n".join(lines) + "\n")


def words_of(event: Event) -> str:
    entry = event.message["data"].get("entry") or {}
    return squeeze(f"{entry.get('title') or ''} {entry.get('text') or ''}")


def _wanted(expected: Expected, id_: str | None) -> str:
    silent = {None: "", True: "silent", False: "not silent"}[expected.silent]
    return f"{expected.kind} {id_ or 'under an id of its own'} {expected.fields or ''} {silent} {expected.says[:50]!r}"


def _told(event: Event) -> str:
    told = event.message["data"]
    entry, change = told.get("entry"), told.get("change")
    if entry is None:
        return f"{event.type.value} {told.get('reason')}"
    text = f"{event.type.value} {entry['id']} {(entry['title'] or entry['text'])[:50]!r}"
    if change is None:
        return text
    diff = [(sign, words[:40]) for sign, words in change["diff"] if sign != "="]
    return f"{text} {change['fields']} {'silent' if change['silent'] else ''} {diff[:4]}"
