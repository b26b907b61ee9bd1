"""One poll of one source, whatever the page, the network and the store do."""

import asyncio
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from live_blogs import NOON, URL, entries, entry, html, page, snapshot
from structlog.testing import capture_logs

from monitor.errors import Fenced, Held, LayoutChanged, ServerFault, StoreUnavailable, TimedOut, Unreachable
from monitor.event import event_id
from monitor.model import (
    CssSelectors,
    Discovery,
    Event,
    EventType,
    Known,
    KnownEntries,
    KnownEntry,
    LastPoll,
    NotModified,
    Page,
    PollCommit,
    Redirect,
    Request,
    Source,
    SourceState,
    Validators,
)
from monitor.pipeline import AUDIT_EVERY, STORE_RETRY, Pipeline, Poll, PollOutcome
from monitor.polling import extraction
from monitor.polling import memory as module
from monitor.polling.extraction import OFF_LOOP_BYTES

FLOOD = Source(name="flood", url=URL)
DOWN = Unreachable(URL, "the connection was refused")
FULL = StoreUnavailable("the disk is full")
BROKEN = html("<html><p>Nothing to see</p></html>", validators=Validators(etag="broken"))


class MemoryStore:
    """The part of the store that polls use: it keeps what commits write and nothing else. Faults are raised in turn."""

    founding = instance = "0f3a"

    def __init__(self, *names: str) -> None:
        self.states = {name: SourceState(source=name) for name in names}
        self.entries: dict[str, dict[str, KnownEntry]] = {}
        self.live_blogs: dict[str, Known] = {}
        self.events: list[Event] = []
        self.faults: deque[Exception | None] = deque()
        self.commits = 0
        self.saved: list[list[str]] = []

    def fail(self, *faults: Exception | None) -> None:
        self.faults.extend(faults)

    async def load_states(self) -> dict[str, SourceState]:
        await self._enter()
        return dict(self.states)

    async def save_states(self, states: Sequence[SourceState]) -> None:
        await self._enter()
        self.saved.append([state.source for state in states])
        for state in states:
            held = self.states[state.source]
            self.states[state.source] = replace(state, sequence=held.sequence, epoch=held.epoch)

    async def load_known(self, source: str) -> Known:
        await self._enter()
        return replace(
            self.live_blogs.get(source, Known()), entries=KnownEntries(self.entries.get(source, {}).values())
        )

    async def commit_poll(self, commit: PollCommit) -> None:
        await self._enter()
        source = commit.state.source
        if self.states[source].sequence != commit.expected_sequence:
            raise Fenced(source)
        numbers = [event.sequence for event in commit.events]
        assert numbers == list(range(commit.expected_sequence + 1, commit.state.sequence + 1))
        self.states[source] = commit.state
        self.entries.setdefault(source, {}).update({seen.id: seen for seen in commit.entries})
        self.live_blogs[source] = replace(commit.known, entries={})
        self.events += commit.events
        self.commits += 1

    async def _enter(self) -> None:
        await asyncio.sleep(0)
        fault = self.faults.popleft() if self.faults else None
        if fault is not None:
            raise fault


class Desk:
    """A pipeline on its store, with a script of answers: exceptions are raised, pages returned."""

    def __init__(self, *answers: object, source: Source = FLOOD, store: MemoryStore | None = None) -> None:
        self.source = source
        self.store = store or MemoryStore(source.name)
        self.answers = deque(answers)
        self.requests: list[Request] = []
        self.told: list[tuple[str, list[int]]] = []
        self.rewritten: list[str] = []
        self.pipeline = self.restarted()

    def restarted(self, version: str = "1.0") -> Pipeline:
        """Return a pipeline that knows what the store knows."""
        self.pipeline = Pipeline(
            version=version,
            fetch=self.fetch,
            store=self.store,
            clock=lambda: NOON + timedelta(minutes=90),
            states=dict(self.store.states),
            on_commit=lambda name, events: self.told.append((name, [event.sequence for event in events])),
            on_rewritten=self.rewritten.append,
        )
        return self.pipeline

    async def fetch(self, request: Request) -> Page | NotModified:
        self.requests.append(request)
        answer = self.answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def poll(self, *answers: object) -> Poll:
        self.answers.extend(answers)
        return asyncio.run(self.pipeline.poll(self.source))

    def polls(self) -> list[Poll]:
        """Poll until the script is at its end."""
        return [self.poll() for _ in range(len(self.answers))]

    def flush(self) -> None:
        asyncio.run(self.pipeline.flush())

    @property
    def state(self) -> SourceState:
        return self.pipeline.state(self.source.name)


def same(etag: str | None = None, **fields) -> NotModified:
    return NotModified(url=URL, fetched_at=NOON, validators=Validators(etag=etag), **fields)


def types(*polls: Poll) -> list[str]:
    return [event.type.value for poll in polls for event in poll.events]


# ---------------------------------------------------------------------------------------------- good polls


def test_the_first_poll_is_a_baseline():
    """Stored with its validators, told to nobody."""
    desk = Desk(page(*entries(2, 1), etag="v1"))

    poll = desk.poll()

    assert (poll.outcome, poll.events, len(poll.snapshot.entries)) == (PollOutcome.CHANGED, (), 2)
    assert (desk.told, desk.store.commits, sorted(desk.store.entries["flood"])) == ([], 1, ["e1", "e2"])
    written = replace(desk.state, last=None)
    assert (desk.store.states["flood"], Validators(etag="v1")) == (written, desk.state.validators)
    last = desk.state.last
    assert last == LastPoll(at=last.at, outcome="changed", next_at=last.at + poll.interval)
    assert (desk.state.extractor, desk.state.entry_at) == ("jsonld", NOON)


SOON = html("<html><title>Flood live</title><p>Our coverage starts soon.</p></html>")


@pytest.mark.parametrize("first", [SOON, DOWN], ids=["nothing to read", "unreachable"])
def test_what_was_published_since_the_watch_began_is_told(first):
    """Though nothing could be read at first; what is older is a baseline."""
    desk = Desk(first, page(*entries(92, 91, 1), fetched_at=NOON + timedelta(minutes=95)))

    assert ["entry.created"] * 2 == types(*desk.polls())
    assert ["e91", "e92"] == [event.entry_id for event in desk.store.events]
    assert desk.state.begun is None


def test_a_page_whose_clock_is_ahead_says_nothing_of_when_the_watch_began():
    """Local time that is given out as UTC makes whatever it shows seem new."""
    desk = Desk(SOON, page(*entries(210, 200, 190), fetched_at=NOON + timedelta(minutes=95)))

    assert [] == types(*desk.polls())


def test_a_live_blog_that_begins_tells_each_entry_once():
    """Its JSON-LD cuts the texts that its markup has whole, which is known once there are several."""
    words = [f"Crews at pier {number} have {number}0 tons of gravel. " for number in range(5)]

    def blog(count: int, edited: str = "") -> Page:
        shown = [entry(number, text=(words[number] * 9 + edited * (number == 1)).strip()) for number in range(count)]
        posts = [
            f'<article id="{one.id}"><time datetime="{one.published.isoformat()}"></time><h2>{one.title}</h2>'
            f"<p>{one.text}</p></article>"
            for one in shown[::-1]
        ]
        cut = page(*(replace(one, text=f"{(edited * (one.id == 'e1') + one.text)[:120]}…") for one in shown[::-1]))
        return replace(cut, body=cut.body.replace(b"</html>", f"<main>{''.join(posts)}</main></html>".encode()))

    desk = Desk(blog(1), blog(2), blog(3), blog(4), blog(5))

    told = [(event.type.value, event.entry_id) for poll in desk.polls() for event in poll.events]

    assert [("entry.created", f"e{number}") for number in range(1, 5)] == told
    assert desk.state.extractor == "jsonld+container"
    again = Desk(blog(1), blog(2), blog(3, edited="It is closed. "))
    assert ["entry.created", "entry.updated", "entry.created"] == types(*again.polls())


# --------------------------------------------------------------------------------------- another reader


def test_what_another_version_reads_otherwise_is_no_edit():
    """It asks for the whole page, keeps what it reads as a revision, and tells what is new; the next edit is told."""
    shown = entries(3, 2, 1)
    otherwise = [replace(one, text=f"{one.text} A caption.") for one in shown]
    first = page(*shown, etag="v1", fetched_at=NOON)
    desk = Desk(first)
    desk.polls()
    desk.restarted("1.1")

    polls = desk.poll(page(entry(4), *otherwise, etag="v2")), desk.poll(page(entry(4, text="Edited."), *otherwise))

    assert ["entry.created", "entry.updated"] == types(*polls)
    assert [Validators(), Validators(etag="v2")] == [request.known for request in desk.requests[1:]]
    assert "A caption" in desk.store.entries["flood"]["e1"].revision.entry.text


def test_the_same_version_goes_on_where_it_was():
    """A restart alone asks whether the page has changed, and tells what has."""
    desk = Desk(page(*entries(3, 2, 1), etag="v1"))
    desk.polls()
    desk.restarted()

    poll = desk.poll(page(entry(3, text="Edited."), *entries(2, 1)))

    assert ["entry.updated"] == types(poll)
    assert Validators(etag="v1") == desk.requests[-1].known


def test_an_index_is_asked_whether_it_changed():
    """It is read whole once by each version, as any page is."""
    item = f"<item><title>Flood live</title><link>{URL}-live</link></item>"
    listing = f"<?xml version='1.0'?><rss version='2.0'><channel>{item}</channel></rss>"
    index = html(listing, headers={"content-type": "application/rss+xml"}, validators=Validators(etag="v1"))
    desk = Desk(index, same("v1"), source=replace(FLOOD, discover=Discovery()))
    desk.polls()
    desk.flush()
    desk.restarted("1.1")

    desk.poll(index)
    desk.poll(same("v1"))

    assert [None, "v1", None, "v1"] == [request.known.etag for request in desk.requests]


def test_another_version_that_cannot_read_yet_is_another_one_still():
    """Until it has read the page, whatever else happens."""
    desk = Desk(page(*entries(3, 2, 1), etag="v1"))
    desk.polls()
    desk.restarted("1.1")

    polls = [desk.poll(DOWN), desk.poll(page(*(entry(number, text=f"Otherwise {number}.") for number in (3, 2, 1))))]

    assert [] == types(*polls)


def test_the_operators_own_selectors_make_no_edits():
    """Nor does their end: what was chosen by other settings is chosen anew."""

    def blog(*posts: str) -> Page:
        return html(f"<html><title>Flood live</title><h1>Flood live</h1><main>{''.join(posts)}</main></html>")

    def post(number: int) -> str:
        first = f"<p>{' '.join(f'word{number}{at}' for at in range(9))} since dawn.</p>" if number % 3 == 0 else ""
        return (
            f'<article id="post-10{number}"><time datetime="2026-01-02T12:{number:02}:00Z">12:{number:02}</time>'
            f'<h2>Bridge {number} is closed</h2>{first}<p class="more">Crews look at the stones of it.</p></article>'
        )

    chosen = replace(FLOOD, selectors=CssSelectors(entry="article", title="h2", text=".more", time="time"))
    others = replace(FLOOD, selectors=CssSelectors(entry="article", title="h2", text="p", time="time"))
    posts = [post(number) for number in range(8, 0, -1)]
    desk = Desk(blog(*posts))
    desk.polls()
    told = []
    for source, newest in ((chosen, post(9)), (others, post(10)), (FLOOD, post(11)), (chosen, post(12))):
        desk.source = source
        posts.insert(0, newest)
        told.append(types(desk.restarted() and desk.poll(blog(*posts))))

    assert [["entry.created"]] * 4 == told


def test_on_start_tells_the_newest():
    """As many as the operator asked for."""
    desk = Desk(page(*entries(3, 2, 1)), source=replace(FLOOD, on_start=2))

    poll = desk.poll()

    assert [event.entry_id for event in poll.events] == ["e2", "e3"]


def test_an_empty_baseline_is_a_baseline():
    """A live blog without entries yet: its first entry is told when it comes."""
    desk = Desk(page(), page(entry(1)))

    assert types(*desk.polls()) == ["entry.created"]


def test_changes_are_durable_before_they_are_told():
    """Events, entries and state in one commit; then those who wait hear of it, with the sequences."""
    desk = Desk(page(*entries(2, 1)), page(entry(3), entry(2, text="Edited"), entry(1), etag="v2"))

    _, poll = desk.polls()

    assert types(poll) == ["entry.updated", "entry.created"]
    assert tuple(desk.store.events) == poll.events
    assert desk.told == [("flood", [1, 2])]
    assert desk.store.commits == 2
    assert (desk.state.sequence, desk.state.validators.etag) == (2, "v2")
    assert poll.events[0].message["data"]["source"] == {"name": "flood", "url": URL, "labels": {}}


def test_a_poll_that_changed_nothing_writes_nothing():
    """Its state is noted and flushed later, once."""
    desk = Desk(page(entry(1), etag="v1"), page(entry(1), etag="v2"), same("v3"))

    outcomes = [poll.outcome for poll in desk.polls()]

    assert outcomes == [PollOutcome.CHANGED, PollOutcome.UNCHANGED, PollOutcome.NOT_MODIFIED]
    assert (desk.store.commits, desk.store.saved) == (1, [])
    desk.flush()
    desk.flush()
    assert (desk.store.saved, desk.store.states["flood"]) == ([["flood"]], desk.state)
    assert desk.state.validators.etag == "v3"


def test_intervals_follow_the_pace():
    """Short while entries come, longer while it is quiet; a missing entry is looked after soon."""

    def after(minutes: int) -> datetime:
        return NOON + timedelta(minutes=minutes)

    desk = Desk(
        page(*entries(3, 2, 1), fetched_at=after(4)),
        replace(same(), fetched_at=after(24)),
        page(*entries(3, 2, 1), fetched_at=after(64)),
        page(*entries(65, 64, 3, 2, 1), fetched_at=after(66)),
        page(*entries(65, 64, 3, 1), fetched_at=after(67)),
        source=FLOOD,
    )

    busy, quiet, quieter, again, missing = (poll.interval for poll in desk.polls())
    assert FLOOD.min < busy < quiet < quieter < FLOOD.max
    assert again < quiet
    assert missing == FLOOD.min


def test_a_host_that_is_left_alone_is_no_fault_of_the_source():
    """The poll is put off for as long as the host wants, or the usual interval, and nothing is counted."""
    waits = [timedelta(minutes=7), timedelta(milliseconds=1)]
    desk = Desk(*(Held(URL, "flood.example is left alone", wait=wait) for wait in waits), source=FLOOD)

    polls = desk.polls()
    assert [PollOutcome.HELD] * 2 == [poll.outcome for poll in polls]
    assert [waits[0], FLOOD.min] == [poll.interval for poll in polls]
    assert desk.pipeline.state(FLOOD.name).failures == 0


def test_the_next_poll_comes_when_the_cached_copy_has_run_out():
    """Not before, where the answer would be the same copy, and at most a second after."""
    cached = {"content-type": "text/html", "cache-control": "max-age=60", "age": "20"}
    desk = Desk(page(*entries(2, 1), headers=cached, fetched_at=NOON + timedelta(minutes=4)), source=FLOOD)

    assert timedelta(seconds=40) < desk.poll().interval < timedelta(seconds=41)


def test_the_settings_of_a_source_reach_its_requests():
    """Address, headers and time."""
    source = replace(FLOOD, headers={"cookie": "a=1"}, timeout=timedelta(seconds=3))
    desk = Desk(page(entry(1)), source=source)
    desk.poll()

    assert desk.requests == [Request(url=URL, headers={"cookie": "a=1"}, timeout=timedelta(seconds=3))]


def test_a_forced_extractor_is_obeyed():
    """A name that does not exist is told like a page that cannot be read."""
    desk = Desk(page(entry(1)), source=replace(FLOOD, extractor="telepathy"))

    poll = desk.poll()

    assert poll.outcome is PollOutcome.EXTRACT_FAILED
    assert "telepathy" in poll.reason


def test_a_large_page_is_read_beside_the_loop(monkeypatch):
    """A hostile page may take seconds; a small one is not worth a thread."""
    threads = []
    read = extraction.extract
    monkeypatch.setattr(
        extraction, "extract", lambda *a, **k: (threads.append(threading.current_thread()), read(*a, **k))[1]
    )
    small = page(entry(1))
    large = replace(small, body=small.body + b" " * OFF_LOOP_BYTES)

    polls = Desk(small, large).polls()

    assert [thread is threading.main_thread() for thread in threads] == [True, False]
    assert [poll.outcome for poll in polls] == [PollOutcome.CHANGED, PollOutcome.UNCHANGED]


# --------------------------------------------------------------------------------- conditional requests


def test_requests_are_conditional_and_audited():
    """Every fiftieth conditional poll in a row goes out unconditionally, because servers have bugs in their 304s."""
    desk = Desk(page(entry(1), etag="v1"), *[same("v1")] * (AUDIT_EVERY - 1), page(entry(1), etag="v1"), same("v1"))
    desk.polls()

    unconditional = [place for place, request in enumerate(desk.requests) if request.known == Validators()]

    assert unconditional == [0, AUDIT_EVERY]


def test_validators_of_an_unreadable_page_are_not_kept():
    """Else the page that could not be read would be the known one, and its entries never seen."""
    desk = Desk(page(entry(1), etag="v1"), BROKEN, page(*entries(2, 1), etag="v2"))

    polls = desk.polls()

    assert [request.known.etag for request in desk.requests] == [None, "v1", "v1"]
    assert (polls[1].outcome, types(*polls)) == (PollOutcome.EXTRACT_FAILED, ["entry.created"])


def test_a_page_that_lost_all_entries_is_not_compared():
    """A layout that changed looks like a live blog without entries; nothing of it counts as gone."""
    desk = Desk(page(*entries(2, 1), etag="v1"), page(etag="v2"), page(*entries(3, 2, 1)))

    _, empty, back = desk.polls()

    assert (empty.outcome, empty.reason) == (
        PollOutcome.EXTRACT_FAILED,
        "the page showed 2 entries and shows none any more",
    )
    assert (desk.requests[2].known.etag, types(back)) == ("v1", ["entry.created"])


@pytest.mark.parametrize(("body", "why"), [("", ": the body is empty"), ("<html><body></body></html>", "")])
def test_an_empty_page_under_a_remembered_choice_is_no_defect(body, why):
    """It counts as a failure of the source, with a reason, and what was known stays."""
    desk = Desk(page(*entries(3, 2, 1)), html(body))

    _, poll = desk.polls()

    assert PollOutcome.EXTRACT_FAILED is poll.outcome
    assert f"jsonld, which gave this live blog's ids, finds no entries any more{why}" == poll.reason
    assert (1, ["e1", "e2", "e3"]) == (desk.state.failures, sorted(desk.store.entries["flood"]))
    assert desk.state.choice.startswith("jsonld")


def young(*numbers):
    """Return a live blog without data, whose headlines and buttons are called nothing."""
    heads = (
        "Storm nears",
        "Ships leave the bay",
        "Ferries stay in port",
        "Bridge is shut",
        "Trains end",
        "Power fails",
    )
    words = "The harbour master said that pilots had brought all ships out of the bay before the storm came."
    rows = "".join(
        f"<div><b>{10 + at}:05</b><div>{heads[at - 1]}</div><p>{words} {at}.</p><i>Vorken plim</i></div>"
        for at in numbers
    )
    head = "<title>Flood live</title><meta property='article:published_time' content='2026-01-02T05:00:00Z'>"
    return html(f"<html><head>{head}</head><body><main>{rows}</main></body></html>")


def test_a_live_blog_that_began_just_now_is_told_entry_by_entry():
    """Its first entries are read otherwise once there are enough to compare; that is nobody's edit."""
    desk = Desk(*[young(*range(newest, 0, -1)) for newest in (2, 3, 4, 5, 6)])

    polls = desk.polls()

    assert 4 * ["entry.created"] == types(*polls)
    oldest = polls[-1].snapshot.entries[-1]
    assert ("Storm nears", False) == (oldest.title, "Vorken" in oldest.text)


def test_a_deletion_waits_for_a_second_look_at_the_page():
    """While one is pending the request is unconditional: a 304 says nothing new about it."""
    desk = Desk(*[page(*entries(*shown), etag="v") for shown in [(3, 2, 1), (3, 1), (3, 1), (3, 1)]])

    assert types(*desk.polls()) == ["entry.deleted"]
    assert [request.known.etag for request in desk.requests] == [None, "v", None, "v"]


def test_a_deletion_waits_for_another_copy_of_the_page():
    """What a cache serves again, as fresh as it is, was made but once; it is looked at again when that has run out."""
    control = {"cache-control": "max-age=30"}

    def copy(*numbers: int, at: int, age: int) -> Page:
        served = page(*entries(*numbers), fetched_at=NOON + timedelta(seconds=at))
        return replace(served, headers={**served.headers, **control, "age": str(age)})

    desk = Desk(copy(3, 2, 1, at=0, age=1), copy(3, 1, at=30, age=1), copy(3, 1, at=35, age=6))
    *_, gone, again = desk.polls()

    assert [] == types(gone, again)
    assert timedelta(seconds=24) < again.interval < timedelta(seconds=26)
    assert ["entry.deleted"] == types(desk.poll(copy(3, 1, at=60, age=1)))


def test_a_pending_deletion_outlives_the_process():
    """It is stored with the validators of the page that lacks the entry, or nobody would look a second time."""
    desk = Desk(page(*entries(3, 2, 1), etag="v1"), page(*entries(3, 1), etag="v2"))
    desk.polls()
    desk.flush()
    desk.restarted()

    poll = desk.poll(page(*entries(3, 1), etag="v2"))

    assert desk.requests[-1].known == Validators()
    assert types(poll) == ["entry.deleted"]


def test_a_pending_deletion_outlives_memory(monkeypatch):
    """With more sources than are kept in memory, each poll reads what is known from the store."""
    monkeypatch.setattr(module, "KNOWN_IN_MEMORY", 1)
    other = replace(FLOOD, name="other")
    desk = Desk(store=MemoryStore("flood", "other"))
    told = []
    for shown in [(3, 2, 1), (3, 1), (3, 1)]:
        for source in (FLOOD, other):
            desk.source = source
            told.append(types(desk.poll(page(*entries(*shown)))))

    assert told == [[], [], [], [], ["entry.deleted"], ["entry.deleted"]]


# ------------------------------------------------------------------------------------------- quarantine

NINE = entries(9, 8, 7, 6, 5, 4, 3, 2, 1)


def dated(shown, etag: str, minute: int) -> Page:
    """Return a page that was last modified so many minutes after noon."""
    headers = {"last-modified": format_datetime(NOON + timedelta(minutes=minute), usegmt=True)}
    made = page(*shown, etag=etag)
    return replace(made, headers={**made.headers, **headers})


def test_a_page_that_is_not_believed_leaves_no_trace():
    """Neither events nor validators nor what is known; it is logged with its reason, and looked at again soon."""
    desk = Desk(page(*NINE, etag="v1"), page(*entries(9, 1), etag="v2"), same("v1"), page(entry(10), *NINE, etag="v3"))
    with capture_logs() as logs:
        polls = desk.polls()

    assert (polls[1].outcome, polls[1].interval) == (PollOutcome.QUARANTINED, FLOOD.min)
    assert polls[1].reason == "most known entries are gone at once (1 of 3 that must agree)"
    assert [line["outcome"] for line in logs if line["event"] == "poll"][1] == "quarantined"
    assert [request.known.etag for request in desk.requests] == [None, "v1", "v1", "v1"]
    assert types(*polls) == ["entry.created"]


def test_pages_that_agree_are_believed():
    """After `quarantine_after` in a row the world has really changed; the count outlives the process."""
    pages = [page(*entries(9, 1), fetched_at=NOON + timedelta(minutes=minute)) for minute in (1, 2, 3)]
    desk = Desk(page(*NINE), *pages[:2], source=replace(FLOOD, confirm_deletions=1))
    desk.polls()
    desk.flush()
    desk.restarted()

    poll = desk.poll(pages[2])

    assert types(poll) == ["entry.deleted"] * 7
    assert desk.state.quarantine is None


def test_what_only_time_can_show_is_looked_at_without_hurry():
    """Once enough pages agree, each 15 s; a fixed interval stays what it is."""
    script = [page(*NINE), *[page(*entries(9, 1), fetched_at=NOON + timedelta(seconds=second)) for second in range(4)]]
    for source, waits in ((FLOOD, [5, 5, 15, 15]), (replace(FLOOD, interval=timedelta(seconds=7)), [7, 7])):
        polls = Desk(*script, source=source).polls()

        held = [poll.interval.total_seconds() for poll in polls if poll.outcome is PollOutcome.QUARANTINED]
        assert waits == held


def test_a_page_that_is_the_known_one_ends_a_quarantine():
    """Only suspicious pages in a row count."""
    bad = page(*entries(9, 1))
    desk = Desk(page(*NINE, etag="v1"), bad, bad, same("v1"), bad, bad)

    polls = desk.polls()

    assert types(*polls) == []
    assert desk.state.quarantine.snapshots == 2


WHOLE = [entry(number, text=f"First line {number}.\nSecond line.\nThird line {number}.") for number in (5, 4, 3, 2, 1)]
CUT = [replace(one, text=f"{one.text.splitlines()[0]}\nSubscribe to read on.") for one in WHOLE]
OTHER = [replace(one, text=f"Erste Zeile {one.id}.\nZweite Zeile.") for one in WHOLE]


@pytest.mark.parametrize("whole", [page(*WHOLE, etag="v2"), same("v1")], ids=["read", "not modified"])
def test_texts_that_were_cut_for_once_are_doubted_for_longer(whole):
    """After the page was whole again twice as many must agree, then three times as many, whatever is restarted."""
    steady = replace(FLOOD, interval=timedelta(seconds=7))
    desk = Desk(page(*WHOLE, etag="v1"), page(*CUT), whole, *[page(*CUT)] * 4, source=steady)
    polls = desk.polls()
    desk.flush()
    desk.restarted()

    assert [poll.outcome for poll in polls[3:]] == [PollOutcome.QUARANTINED] * 4
    assert polls[-1].reason == "most entries say something else at once (4 of 6 that must agree)"
    again = [desk.poll(answer) for answer in (page(*CUT), whole, page(*CUT), page(*CUT), page(*CUT))]
    assert again[-1].reason == "most entries say something else at once (3 of 9 that must agree)"
    rest = [desk.poll(page(*CUT)) for _ in range(6)]
    assert types(*polls, *again, *rest) == ["entry.updated"] * 5


def test_other_words_are_not_doubted_for_longer():
    """Cut texts that were an accident say nothing of a page that is in another language."""
    steady = replace(FLOOD, interval=timedelta(seconds=7))
    desk = Desk(page(*WHOLE), page(*CUT), page(*WHOLE), *[page(*OTHER)] * 3, source=steady)

    assert types(*desk.polls()) == ["entry.updated"] * 5


def test_an_older_copy_among_fresh_ones_is_not_seen():
    """Two caches that disagree: by Last-Modified the older one is known for what it is."""
    old, new = [entry(3), entry(2)], [entry(4), entry(3, text="Edited"), entry(2)]
    script = [dated(old, "a", 1), dated(new, "b", 2), dated(old, "a", 1), dated(new, "b", 2), dated(old, "a", 1)]
    desk = Desk(*script, source=replace(FLOOD, confirm_deletions=1))

    polls = desk.polls()

    assert types(*polls) == ["entry.updated", "entry.created"]
    assert [poll.outcome.value for poll in polls[2:]] == ["quarantined", "unchanged", "quarantined"]


def test_an_entry_that_flaps_is_told_once_and_asked_for():
    """The event has both variants; until it settles the page is read unconditionally."""
    shown = [[entry(2), entry(1, text=text)] for text in ("twelve", "fifteen")]
    desk = Desk(*[page(*shown[number % 2], etag="v") for number in range(6)])

    polls = desk.polls()

    changes = [event.message["data"]["change"] for poll in polls for event in poll.events]
    assert [change.get("flapping") for change in changes] == [None, None, None, True]
    assert [request.known.etag for request in desk.requests] == [None, "v", "v", "v", "v", None]


# ------------------------------------------------------------------------------------------- redirects


def hop(status: int) -> Redirect:
    return Redirect(status=status, url=URL, location=f"{URL}-2")


@pytest.mark.parametrize(
    ("statuses", "expected"), [((301,), f"{URL}-2"), ((308, 301), f"{URL}-2"), ((302,), None), ((301, 302), None)]
)
@pytest.mark.parametrize("answer", [page(entry(1)), same()])
def test_permanent_redirects_are_remembered(statuses, expected, answer):
    """A chain is permanent only if each hop is; page or not modified, the next poll goes straight there."""
    moved = replace(answer, url=f"{URL}-2", redirects=tuple(map(hop, statuses)))
    desk = Desk(page(entry(1)), moved, same())
    desk.polls()

    assert (desk.state.url, desk.requests[-1].url) == (expected, expected or URL)


def test_a_redirect_that_leads_nowhere_is_forgotten():
    """The configured address may know better."""
    desk = Desk(page(entry(1), redirects=(hop(301),)), DOWN, same())
    desk.polls()

    assert [request.url for request in desk.requests] == [URL, URL, URL]
    assert desk.state.url is None


# --------------------------------------------------------------------------------------------- failures


def test_a_source_that_fails_is_told_once():
    """After so many failures in a row, with the reason; and once when it answers again."""
    desk = Desk(page(entry(1)), DOWN, DOWN, DOWN, DOWN, DOWN, same(), same())

    polls = desk.polls()

    assert [types(poll) for poll in polls] == [[], [], [], ["source.degraded"], [], [], ["source.recovered"], []]
    assert [poll.interval.total_seconds() for poll in polls[1:6]] == [5, 10, 20, 40, 80]
    told = polls[3].events[0].message["data"]
    assert told["reason"] == "the connection was refused"
    assert told["facts"] == {"failures": 3, "cause": "Unreachable", "url": URL}
    assert (desk.state.failures, desk.state.degraded, desk.state.sequence) == (0, False, 2)


def test_recovery_is_told_before_what_was_missed():
    """In one commit with the entries that came meanwhile."""
    desk = Desk(page(entry(1)), DOWN, page(*entries(2, 1)), source=replace(FLOOD, degraded_after=1))

    assert types(*desk.polls()) == ["source.degraded", "source.recovered", "entry.created"]


def test_failures_count_only_in_a_row():
    """One good poll in between starts anew."""
    desk = Desk(page(entry(1)), DOWN, DOWN, same(), DOWN, DOWN)

    assert types(*desk.polls()) == []


def test_a_source_that_never_answered_is_told_too():
    """There is no live blog yet to name, but its address."""
    desk = Desk(DOWN, source=replace(FLOOD, degraded_after=1))

    told = desk.poll().events[0].message["data"]

    assert told["live_blog"] == {"title": None, "url": URL, "state": "live"}
    assert told["observed"] == {"at": "2026-01-02T13:30:00.000Z", "lag_s": None, "extractor": None, "confidence": None}


def test_retry_after_is_obeyed():
    """The server named a time."""
    busy = ServerFault(URL, 429, "too many requests", retry_after=timedelta(minutes=7))

    assert Desk(busy).poll().interval == timedelta(minutes=7)


def test_a_slow_source_is_a_failure_like_others():
    """Its reason is logged, on the poll's one line."""
    with capture_logs() as lines:
        Desk(TimedOut(URL, "no answer within 15 s")).poll()

    (line,) = lines
    assert (line["event"], line["log_level"], line["outcome"], line["reason"]) == (
        "poll",
        "warning",
        "fetch-failed",
        "no answer within 15 s",
    )


def test_a_good_poll_is_one_line():
    """With what it found and when the next one is."""
    with capture_logs() as lines:
        Desk(page(*entries(2, 1)), source=replace(FLOOD, on_start=1, interval=timedelta(seconds=5))).poll()

    assert lines == [
        {
            "event": "poll",
            "log_level": "info",
            "outcome": "changed",
            "duration_s": 0.0,
            "next_s": 5.0,
            "entries": 2,
            "events": ["entry.created"],
            "sequence": 1,
            "reason": None,
        }
    ]


# ------------------------------------------------------------------------------------------ the store fails


@pytest.mark.parametrize("second", [page(*entries(2, 1), etag="v2"), DOWN])
def test_a_commit_that_fails_is_done_again(second):
    """The next poll brings the same events under the same numbers, once; nothing was told or kept in between."""
    desk = Desk(page(entry(1), etag="v1"), source=replace(FLOOD, degraded_after=1))
    desk.poll()
    before = desk.state
    desk.store.fail(FULL)

    failed = desk.poll(second)
    assert (failed.outcome, failed.interval, failed.reason, failed.events) == (
        PollOutcome.STORE_FAILED,
        STORE_RETRY,
        "the disk is full",
        (),
    )
    assert (desk.told, desk.store.events, desk.state) == ([], [], before)

    again = desk.poll(second)
    assert [event.id for event in again.events] == [event_id("0f3a", "flood", 1, event.at) for event in again.events]
    assert [event.sequence for event in again.events] == [1]
    assert [request.known.etag for request in desk.requests] == [None, "v1", "v1"]
    assert tuple(desk.store.events) == again.events


def test_a_fault_of_the_store_is_no_failure_of_the_source():
    """However often it happens, nothing is told of the source."""
    desk = Desk(source=replace(FLOOD, degraded_after=1))
    desk.store.fail(*[FULL] * 5)

    polls = [desk.poll(page(entry(1))) for _ in range(5)]

    assert {poll.outcome for poll in polls} == {PollOutcome.STORE_FAILED}
    assert desk.state.failures == 0


def test_what_another_wrote_is_loaded_anew():
    """Fenced: state and entries come from the store, and the next poll tells what is new to it."""
    desk = Desk(page(entry(1)))
    desk.poll()
    other = Desk(page(*entries(2, 1)), store=desk.store)
    other.poll()

    fenced = desk.poll(page(*entries(3, 2, 1)))
    theirs = replace(other.state, last=None)
    assert (fenced.outcome, fenced.events, desk.state) == (PollOutcome.STORE_FAILED, (), theirs)
    assert (desk.told, desk.rewritten) == ([], ["flood"]), "who delivers must look anew, too"

    poll = desk.poll(page(*entries(3, 2, 1)))
    assert [(event.sequence, event.entry_id) for event in poll.events] == [(2, "e3")]
    assert [event.entry_id for event in desk.store.events] == ["e2", "e3"]


def test_a_source_that_the_database_has_no_more_is_said_to_be_gone():
    """It was added after the time that the database was put back to: nothing is lost of the state in memory."""
    desk = Desk(page(entry(1)))
    desk.poll()
    before = desk.state
    desk.store.fail(Fenced("flood"))
    desk.store.states.clear()

    poll = desk.poll(page(*entries(2, 1)))

    assert PollOutcome.STORE_FAILED is poll.outcome
    assert poll.reason == (
        "source 'flood' is not in the database, which was put back to a time before it was added; "
        "start the daemon anew, which adds it"
    )
    assert before == desk.state


def test_a_fenced_state_is_not_flushed():
    """What was noted before is stale: the other one's state stands."""
    desk = Desk(page(entry(1)), same())
    desk.polls()
    Desk(page(*entries(2, 1)), store=desk.store).poll()
    desk.poll(page(*entries(3, 2, 1)))

    desk.flush()

    assert desk.store.saved == []


def test_a_store_that_fails_while_loading_anew_is_tried_again():
    """Fenced, and then the database is away: no state is lost, the next poll finds out again."""
    desk = Desk(page(entry(1)))
    desk.poll()
    Desk(page(*entries(2, 1)), store=desk.store).poll()
    desk.store.fail(None, FULL)

    polls = [desk.poll(page(*entries(3, 2, 1))) for _ in range(3)]

    assert [poll.reason for poll in polls[:1]] == ["the disk is full"]
    assert [types(poll) for poll in polls] == [[], [], ["entry.created"]]


def test_a_flush_that_fails_stays_due():
    """What could not be written is written by the next one."""
    desk = Desk(page(entry(1)), same("v2"))
    desk.polls()
    desk.store.fail(FULL)

    with pytest.raises(StoreUnavailable):
        desk.flush()
    desk.flush()

    assert desk.store.states["flood"].validators.etag == "v2"


def test_a_poll_during_a_flush_stays_due():
    """Only what was really written counts as written."""
    desk = Desk(page(entry(1)), same("v2"), same("v3"))
    for _ in range(2):
        desk.poll()

    async def meanwhile() -> None:
        flushing = asyncio.create_task(desk.pipeline.flush())
        await asyncio.sleep(0)
        await desk.pipeline.poll(FLOOD)
        await flushing

    asyncio.run(meanwhile())
    desk.flush()

    assert desk.store.saved == [["flood"], ["flood"]]
    assert desk.store.states["flood"].validators.etag == "v3"


# ------------------------------------------------------------------------------------------------ defects


def test_a_defect_is_contained():
    """Logged with its traceback, told of no source; the next poll goes on as if nothing was."""
    desk = Desk(page(entry(1)), RuntimeError("ours"), page(*entries(2, 1)))

    with capture_logs() as lines:
        polls = desk.polls()

    assert (polls[1].outcome, polls[1].reason) == (PollOutcome.DEFECT, "RuntimeError('ours')")
    assert [line["event"] for line in lines] == ["poll", "defect", "poll", "poll"]
    assert types(*polls) == ["entry.created"]


@pytest.mark.parametrize("answer", [page(*entries(2, 1)), DOWN])
def test_a_defect_while_committing_is_contained(answer):
    """Also one that happens while a failure is being dealt with."""
    desk = Desk(page(entry(1)), source=replace(FLOOD, degraded_after=1))
    desk.poll()
    desk.store.fail(RuntimeError("ours"))

    with capture_logs():
        polls = desk.poll(answer), desk.poll(answer)

    assert (polls[0].outcome, len(polls[1].events)) == (PollOutcome.DEFECT, 1)


async def test_cancellation_passes():
    """Whoever stops the daemon is not kept by a poll."""
    desk = Desk()

    async def hang(request: Request) -> Page:
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    reached = asyncio.Event()
    desk.fetch = hang
    desk.restarted()

    polling = asyncio.create_task(desk.pipeline.poll(FLOOD))
    await reached.wait()
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling


def test_more_entries_are_no_edits_of_the_first():
    """One entry is read from JSON-LD alone; with three the markup's links come in, which nobody has added to it."""

    def shows(*shown):
        carried = page(*shown)
        articles = "".join(
            f'<article class="post" id="{item.id}"><time datetime="{item.published.isoformat()}">12:0</time>'
            f"<h2>{item.title}</h2><p>{item.text}</p>"
            f'<p><a href="https://a.example/{item.id}">The report</a></p></article>'
            for item in shown
        )
        body = f"<body><h1>Flood</h1><main>{articles}</main></body></html>"
        return replace(
            carried, body=carried.body.replace(b"</html>", body.encode()), fetched_at=NOON + timedelta(hours=1)
        )

    first, *others = (entry(number, id=f"{800_000 + 7 * number}") for number in (1, 2, 3))
    edited = entry(1, id=first.id, text="Words of the update that were edited by somebody later on.")
    desk = Desk(shows(first), shows(*others[::-1], first), shows(*others[::-1], edited))

    told = [[(event.type, event.message["data"]["entry"]["id"]) for event in poll.events] for poll in desk.polls()]

    created = [(EventType.ENTRY_CREATED, other.id) for other in others]
    assert [[], created, [(EventType.ENTRY_UPDATED, first.id)]] == told


def test_a_layout_that_stays_changed_is_learnt_anew_without_events(monkeypatch):
    """After it was told as degraded, the page is read by another choice; other words of old entries are no edits."""
    choices = []

    def extract(page, *, remembered=None, **_):
        choices.append(remembered)
        if page.body == b"new" and remembered:
            raise LayoutChanged(page.url, "the choice of the last reading gives nothing")
        words = "read one way" if page.body == b"old" else "read another way"
        shown = (entry(1, text=words), *((entry(2),) if page.body == b"new" else ()))
        return snapshot(*shown[::-1], choice=page.body.decode())

    monkeypatch.setattr(extraction, "extract", extract)
    old, new = (replace(page(entry(1)), body=body) for body in (b"old", b"new"))
    desk = Desk(old, new, new, new, new, source=replace(FLOOD, degraded_after=3))

    polls = desk.polls()

    assert choices == [None, "old", "old", "old", None]
    assert [event.type for poll in polls for event in poll.events] == [
        EventType.SOURCE_DEGRADED,
        EventType.SOURCE_RECOVERED,
        EventType.ENTRY_CREATED,
    ]
    assert (desk.pipeline.state("flood").choice, desk.pipeline.state("flood").relearn) == ("new", False)
