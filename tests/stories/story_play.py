"""A story played through the real pipeline by a simulated clock."""

import asyncio
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import count
from random import Random
from zlib import crc32

from story_desk import Desk, Look, Looks
from story_judge import Judge, Verdict
from story_layouts import URL, Layout

from monitor.errors import FetchError
from monitor.model import Event, Known, NotModified, Page, PollCommit, Request, Source, SourceState, Validators
from monitor.pipeline import Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an edge has: the live blog as it stood when the copy was made.

    `style` is for the layout; what is `drawn` says the same as `looks`, in another way; a `body` stands in place of it.
    """

    made_at: datetime
    looks: Looks
    drawn: Looks | None = None
    headers: dict[str, str] = field(default_factory=dict)
    style: dict[str, object] = field(default_factory=dict)
    body: bytes | None = None
    etag: str | None = None
    fault: FetchError | None = None
    layout: Layout | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One poll: when, what it was shown as of when (None: nothing of the live blog), and what came of it."""

    at: datetime
    made_at: datetime | None
    looks: Looks
    outcome: str
    events: tuple[Event, ...]


Edge = Callable[["Story"], Answer]


def origin(story: "Story") -> Answer:
    """Return the page as it is."""
    return answer(story, story.now)


def answer(story: "Story", made_at: datetime, *, says: str = "date", **style: object) -> Answer:
    """Return the copy that was made at a time; `says` names what it says of its age: any of date, age, modified."""
    headers: dict[str, str] = {}
    if "date" in says:
        headers["date"] = format_datetime(made_at, usegmt=True)
    if "age" in says:
        headers["age"] = str(int((story.now - made_at).total_seconds()))
    if "modified" in says:
        headers["last-modified"] = format_datetime(story.desk.changed_at(made_at), usegmt=True)
    return Answer(made_at=made_at, looks=story.desk.at(made_at), headers=headers, style=style)


def edges(*lifetimes_s: float, says: str = "") -> Edge:
    """Return edges that are asked in turn, each of which makes its copy anew every so many seconds."""

    def edge(story: "Story") -> Answer:
        turn = len(story.seen) % len(lifetimes_s)
        return answer(story, cached(story, lifetimes_s[turn], phase_s=7 * turn), says=says)

    return edge


def redrawn(change: Callable[["Story", Look], Look], **style: object) -> Edge:
    """Return an edge that draws each entry in another way, without a word that differs."""

    def edge(story: "Story") -> Answer:
        made = answer(story, story.now, **style)
        return replace(made, drawn=tuple(change(story, look) for look in made.looks))

    return edge


def cached(story: "Story", lifetime_s: float, phase_s: float = 0) -> datetime:
    """Return when an edge made the copy that it serves now, if it makes one every so often."""
    since = (story.now - story.began).total_seconds() - phase_s
    return story.now - timedelta(seconds=since % lifetime_s)


def fleet(*behind: Callable[["Story"], float], says: str = "", session: int = 1) -> Edge:
    """Return servers, each so many seconds behind, of which one is asked by chance for so many polls."""

    def edge(story: "Story") -> Answer:
        lag = Random(len(story.seen) // session).choice(behind)(story)
        return answer(story, max(story.now - timedelta(seconds=lag), story.desk.history[0][0]), says=says)

    return edge


class Database:
    """What a database keeps of one source, in the form in which it was given."""

    founding = instance = "story"

    def __init__(self, *names: str) -> None:
        self.states: dict[str, SourceState] = {name: SourceState(source=name) for name in names}
        self.known: dict[str, Known] = {}

    async def load_states(self, sources: object = None) -> dict[str, SourceState]:
        del sources
        return dict(self.states)

    async def save_states(self, states: list[SourceState]) -> None:
        self.states.update((state.source, state) for state in states)

    async def load_known(self, source: str) -> Known:
        return self.known.get(source, Known())

    async def commit_poll(self, commit: PollCommit) -> None:
        self.states[commit.state.source] = commit.state
        self.known[commit.state.source] = commit.known


class Story:
    """A live blog, the edges that serve it, and the watch on it."""

    def __init__(
        self,
        layout: Layout,
        *,
        seed: int = 1,
        entries: int = 40,
        edge: Edge = origin,
        desk: Desk | None = None,
        window: int | None = None,
        killed: float = 0,
        **settings: object,
    ) -> None:
        """Begin with so many entries; the page shows `window` of them, or all.

        After so many polls (`killed`, as a share) the watch is killed, and what was not written is lost.
        """
        self.layout = layout
        self.desk = desk or Desk(seed)
        self.random = Random(seed + 1)
        self.killed = Random(seed + 2), killed
        self.edge = edge
        self.window = window
        if not self.desk.looks:
            self.desk.fill(entries)
        self.began = self.now = self.desk.now
        self.seen: list[Seen] = []
        self._plan: list[tuple[datetime, int, Callable[[Desk], object]]] = []
        self._order = count()
        self.database = Database("story")
        self.source = Source(name="story", **{"url": URL, "min": timedelta(seconds=20)} | settings)
        self.restart()
        self._served: Answer | None = None

    # ------------------------------------------------------------------------------------------- playing

    def later(self, seconds: float, step: Callable[[Desk], object]) -> None:
        """Let the newsroom do something so long after the beginning."""
        heapq.heappush(self._plan, (self.began + timedelta(seconds=seconds), next(self._order), step))

    def play(self, seconds: float, *, every: float | None = None) -> "Story":
        """Poll for so long after the beginning, at the pace that the pipeline asks for, or `every` so many seconds."""
        end = self.began + timedelta(seconds=seconds)
        while self.now <= end:
            while self._plan and self._plan[0][0] <= self.now:
                moment, _, step = heapq.heappop(self._plan)
                self.desk.now = moment
                step(self.desk)
            self.desk.now = self.now
            interval = self.poll()
            kills, share = self.killed
            if share and len(self.seen) % 2:  # as often as the daemon writes what brought no event
                asyncio.run(self.pipeline.flush())
            if share and kills.random() < share:
                self.restart()
            self.now += timedelta(seconds=every) if every else interval
        return self

    def restart(self) -> None:
        """Begin with what the database has: all that was only in memory is lost."""
        self.pipeline = Pipeline(
            fetch=self._fetch,
            store=self.database,
            clock=lambda: self.now,
            states=self.database.states,
            on_commit=lambda *_: None,
            page_gap=timedelta(0),
        )

    def poll(self) -> timedelta:
        self._served = None
        poll = asyncio.run(self.pipeline.poll(self.source))
        served = self._served
        good = served is not None and served.fault is None and served.body is None
        self.seen.append(
            Seen(
                at=self.now,
                made_at=served.made_at if good else None,
                looks=served.looks[: self.window] if good else (),
                outcome=f"{poll.outcome.value}{f' ({poll.reason})' if poll.reason else ''}",
                events=tuple(poll.events),
            )
        )
        return poll.interval

    async def _fetch(self, request: Request) -> Page | NotModified:
        served = self.edge(self)
        self._served = served
        if served.fault is not None:
            raise served.fault
        layout = served.layout or self.layout
        body = served.body
        if body is None:
            drawn = served.looks if served.drawn is None else served.drawn
            body = layout.body(
                drawn, served.made_at, **{"window": self.window, "title": self.desk.title} | served.style
            )
        digest = crc32(body)
        validators = Validators(etag=served.etag, last_modified=served.headers.get("last-modified"), body_digest=digest)
        same_etag = served.etag is not None and served.etag == request.known.etag
        if same_etag or digest == request.known.body_digest:
            status = 304 if same_etag else 200
            return NotModified(
                url=request.url, fetched_at=self.now, validators=validators, status=status, headers=served.headers
            )
        return Page(
            url=request.url,
            status=200,
            headers={"content-type": layout.content_type} | served.headers,
            body=body,
            fetched_at=self.now,
            validators=validators,
        )

    # ------------------------------------------------------------------------------------------- judging

    @property
    def told(self) -> list[Event]:
        return [event for seen in self.seen for event in seen.events]

    def judge(self) -> Verdict:
        """Return what was told of what happened."""
        return Judge(self).verdict()
