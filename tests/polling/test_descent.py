"""Below the fold: edits and deletions on the older pages of a live blog, read in turn."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.capture import Capture, Exchange
from monitor.capture.exchange import address
from monitor.errors import ServerFault
from monitor.model import CssSelectors, NotModified, Page, Request, Source, SourceState, Validators
from monitor.pipeline import Pipeline
from monitor.polling.descent import TURN_EVERY
from monitor.replay import Replay, ReplayStore, replay
from monitor.store import open_store

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
URL = "https://news.example.org/live/flood"
PER_PAGE = 4
FLOOD = Source(
    name="flood",
    url=URL,
    depth=3,
    selectors=CssSelectors(entry="article", id="@id", text="p", time="time@datetime"),
)
CYCLE = 2 * TURN_EVERY
"""Polls after which both older pages were read, and one looked at twice."""


@dataclass
class Publisher:
    """A live blog in pages of four entries, with links to the older ones: by number, or by the last entry shown."""

    texts: dict[int, str] = field(default_factory=dict)
    cursors: bool = False
    dated: bool = True
    broken: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    asked: list[int] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    now: datetime = NOON

    def fill(self, count: int) -> "Publisher":
        self.texts = {number: f"These are the words of the update with the number {number}." for number in range(count)}
        return self

    async def fetch(self, request: Request) -> Page | NotModified:
        shown, number = self._shown(request.url)
        self.asked.append(number)
        self.now += timedelta(minutes=1)
        if number in self.broken or not shown:
            raise ServerFault(request.url, 503, "the server failed")
        body = self._html(shown, number).encode()
        etag = f'"{hash(body)}"'
        known = Exchange(at=self.now, url=address(request.url), place="-", headers={"etag": etag}, read=lambda: body)
        if request.known.etag == etag:
            self.exchanges.append(replace(known, status=304, read=None))
            return NotModified(url=request.url, fetched_at=self.now, validators=request.known)
        self.exchanges.append(replace(known, status=200))
        validators = Validators(etag=etag)
        return Page(url=request.url, status=200, headers={}, body=body, fetched_at=self.now, validators=validators)

    def _shown(self, url: str) -> tuple[list[int], int]:
        """Return what is on a page, newest first, and which page that is."""
        numbers = sorted(self.texts, reverse=True)
        place = 0
        if "?page=" in url:
            place = (int(url.rpartition("=")[2]) - 1) * PER_PAGE
        elif "?before=" in url:
            place = sum(number >= int(url.rpartition("=")[2]) for number in numbers)
        return numbers[place : place + PER_PAGE], -(-place // PER_PAGE) + 1

    def _html(self, shown: list[int], number: int) -> str:
        more = shown and min(shown) != min(self.texts)
        older = f"{URL}?before={min(shown)}" if self.cursors and shown else f"{URL}?page={number + 1}"
        link = f'<a rel="next" href="{older}">Older updates</a>' if more else ""
        articles = (self._article(one) for one in shown if one not in self.hidden)
        return f"<html><body><h1>Flood</h1>{''.join(articles)}{link}</body></html>"

    def _article(self, number: int) -> str:
        stamp = f'<time datetime="{(NOON + timedelta(minutes=number)).isoformat()}"></time>' if self.dated else ""
        return f'<article id="upd-{number:03}a">{stamp}<p>{escape(self.texts[number])}</p></article>'


class Desk:
    """A pipeline that polls the publisher and remembers what it told."""

    def __init__(self, publisher: Publisher, source: Source = FLOOD) -> None:
        self.publisher = publisher
        self.source = source
        states = {"flood": SourceState(source="flood")}
        self.pipeline = pipeline(publisher, ReplayStore(states), states)

    def polls(self, count: int) -> list[tuple[str, str | None]]:
        """Poll so many times and return what was told."""

        async def story() -> list[tuple[str, str | None]]:
            done = [await self.pipeline.poll(self.source) for _ in range(count)]
            return [(event.type.value, event.entry_id) for poll in done for event in poll.events]

        return asyncio.run(story())


def pipeline(publisher: Publisher, store, states, *, version: str = "1.0") -> Pipeline:
    return Pipeline(
        version=version,
        fetch=publisher.fetch,
        store=store,
        clock=lambda: publisher.now,
        states=states,
        on_commit=lambda *_: None,
        page_gap=timedelta(0),
    )


def desk(publisher: Publisher, source: Source = FLOOD) -> Desk:
    """Return a desk that has read all pages and told nothing."""
    quiet = Desk(publisher, source)
    assert quiet.polls(CYCLE) == []
    publisher.asked.clear()
    return quiet


@pytest.fixture(params=["numbered", "cursors", "undated"])
def site(request: pytest.FixtureRequest) -> Publisher:
    """Twelve entries on three pages."""
    return Publisher(cursors=request.param == "cursors", dated=request.param != "undated").fill(12)


# ----------------------------------------------------------------------------------------- what is told


def test_an_edit_on_the_third_page_is_told(site):
    """Within the cycle of the older pages, and nothing else is."""
    reader = desk(site)
    site.texts[1] += " A correction was made."

    assert reader.polls(CYCLE) == [("entry.updated", "upd-001a")]
    assert reader.polls(2 * CYCLE) == []


def test_a_deletion_on_the_second_page_is_told(site):
    """Once, after a second look, though all that is older has moved up."""
    reader = desk(site)
    del site.texts[5]

    assert reader.polls(CYCLE + 1) == [("entry.deleted", "upd-005a")]
    assert reader.polls(2 * CYCLE) == []


@pytest.mark.parametrize("number", [7, 4, 3, 0], ids=["first", "last", "first of the last page", "oldest"])
def test_a_deletion_at_the_edge_of_a_page_is_told(site, number):
    """No page alone proves it: the one above it does, or that there is no page below."""
    reader = desk(site)
    del site.texts[number]

    assert reader.polls(3 * CYCLE) == [("entry.deleted", f"upd-{number:03}a")]


def test_an_edit_that_comes_with_a_move_to_the_first_page_is_told():
    """Edited on the second page and moved up by a deletion above before that is read: neither deleted nor new."""
    site = Publisher(dated=False).fill(12)
    reader = desk(site)
    site.texts[7] += " A correction was made."
    del site.texts[11]

    assert sorted(reader.polls(CYCLE)) == [("entry.deleted", "upd-011a"), ("entry.updated", "upd-007a")]


def test_what_is_missing_from_a_last_page_that_vanishes_is_told():
    """The page above it is the last one by the time both are looked at: nothing below that is read any more."""
    site = Publisher(dated=False).fill(12)
    reader = desk(site, replace(FLOOD, depth=5))
    told = []
    for number in (9, 2, 1, 7):
        del site.texts[number]
        told += reader.polls(1)
    told += reader.polls(CYCLE)

    assert sorted(told) == [("entry.deleted", f"upd-{number:03}a") for number in (1, 2, 7, 9)]


def test_two_entries_on_a_last_page_are_called_what_they_were():
    """Their ids look like a counter, those of the first page do not; edited both, they are neither gone nor new."""
    site = Publisher(cursors=True).fill(13)
    for number in (10, 8, 7):
        del site.texts[number]
    reader = desk(site)
    for number in (0, 1):
        site.texts[number] += " Edited."

    assert sorted(reader.polls(2 * CYCLE)) == [("entry.updated", "upd-000a"), ("entry.updated", "upd-001a")]


def test_an_older_page_whose_ids_have_gaps_has_stable_ones():
    """Though those of the first page follow each other as a counter's do; an edit there is no new entry."""
    site = Publisher().fill(12)
    reader = desk(site)
    site.texts[3] += " Edited."
    del site.texts[2]

    assert sorted(reader.polls(2 * CYCLE)) == [("entry.deleted", "upd-002a"), ("entry.updated", "upd-003a")]


def test_a_page_on_which_everything_was_edited_is_known_again():
    """By the dates of its entries, where ids are no evidence: neither deleted nor new."""
    site = Publisher(cursors=True).fill(14)
    reader = desk(site, replace(FLOOD, depth=4))
    for number in (0, 1):
        site.texts[number] += " Edited."

    assert sorted(reader.polls(4 * CYCLE)) == [("entry.updated", "upd-000a"), ("entry.updated", "upd-001a")]


def test_a_last_page_that_lost_most_of_its_entries_is_believed_in_the_end():
    """It is looked at alone and with the page above it in turn, and only together they prove anything."""
    site = Publisher().fill(12)
    reader = desk(site)
    for number in (7, 6, 5, 3, 2, 1):
        del site.texts[number]

    told = reader.polls(6 * CYCLE)
    assert [("entry.deleted", f"upd-{number:03}a") for number in (1, 2, 3, 5, 6, 7)] == sorted(told)


def test_an_entry_that_is_slipped_in_below_is_told(site):
    """It was never seen before, wherever it stands and whatever its date."""
    del site.texts[6]
    reader = desk(site)
    site.texts[6] = "A late word on what happened at noon, slipped in between."

    assert reader.polls(CYCLE) == [("entry.created", "upd-006a")]


def test_new_entries_push_the_others_down_and_tell_of_none(site):
    """What rolls off the first page is looked for on the second, and what falls off the third is forgotten."""
    reader = desk(site)
    told = []
    for number in range(12, 26):
        site.texts[number] = f"Something new has happened, and this is report number {number} on it."
        told += reader.polls(2)

    assert told == [("entry.created", f"upd-{number:03}a") for number in range(12, 26)]
    assert reader.polls(2 * CYCLE) == []


def test_what_was_there_before_is_a_baseline():
    """A first reading of older pages tells nothing, unless backfill is wanted."""
    assert Desk(Publisher().fill(12)).polls(CYCLE) == []

    told = Desk(Publisher().fill(12), replace(FLOOD, backfill=True)).polls(CYCLE)
    assert sorted(told) == [("entry.created", f"upd-{number:03}a") for number in range(8)]


def test_an_edit_undone_is_told_as_well():
    """A→B→A is two updates, below the fold too."""
    site = Publisher().fill(12)
    reader = desk(site)
    first = site.texts[5]
    told = []
    for words in (first + " Or was it?", first):
        site.texts[5] = words
        told += reader.polls(CYCLE)

    assert told == [("entry.updated", "upd-005a")] * 2


# ------------------------------------------------------------------------------------------- how it is read


def test_older_pages_are_read_in_turn_and_at_a_slower_pace():
    """At once as long as they are unknown, then one every so many polls."""
    site = Publisher().fill(40)
    reader = Desk(site)

    reader.polls(2)
    assert site.asked == [1, 2, 1, 3]
    site.asked.clear()
    reader.polls(2 * CYCLE)
    assert [number for number in site.asked if number > 1] == [2, 3, 2, 3]
    assert site.asked.count(1) == 2 * CYCLE


def test_without_depth_no_older_page_is_read():
    """One page is what a source is, until told otherwise."""
    site = Publisher().fill(40)
    Desk(site, replace(FLOOD, depth=1)).polls(CYCLE)

    assert set(site.asked) == {1}


def test_less_depth_than_before_forgets_the_rest():
    """The config was changed: what is below is neither read nor missed."""
    site = Publisher().fill(40)
    reader = desk(site)
    reader.source = replace(FLOOD, depth=2)
    site.texts[39] += " Edited."
    del site.texts[30]

    assert reader.polls(2 * CYCLE) == [("entry.updated", "upd-039a")]
    assert set(site.asked) == {1, 2}


def test_a_page_that_fails_delays_only_itself(site):
    """The others are read in their turn, the source is not degraded, and what was missed is told later."""
    reader = desk(site)
    site.broken.add(2)
    site.texts[5] += " A correction was made."
    site.texts[1] += " Another one."

    assert reader.polls(CYCLE) == [("entry.updated", "upd-001a")]
    site.broken.clear()
    assert reader.polls(CYCLE) == [("entry.updated", "upd-005a")]


class Pieces(Publisher):
    """One whose button loads bare articles, and whose script counts on by itself."""

    def _html(self, shown: list[int], number: int) -> str:
        return super()._html(shown, number) if number == 1 else "".join(map(self._article, shown))


def test_a_piece_of_a_page_that_names_no_next_one_is_not_the_last():
    """What has moved on below it is there, and not deleted."""
    site = Pieces().fill(12)
    reader = desk(site)
    site.fill(16)

    told = reader.polls(3 * CYCLE)

    assert [("entry.created", f"upd-{number:03}a") for number in range(12, 16)] == sorted(told)


def test_pages_that_are_gone_take_nothing_along():
    """A link to older pages that is lost, for whatever reason, is no deletion of what they showed."""
    site = Publisher().fill(12)
    reader = desk(site)
    whole = dict(site.texts)
    site.texts = {number: words for number, words in whole.items() if number > 3}

    assert reader.polls(3 * CYCLE) == []
    site.texts = whole
    assert reader.polls(3 * CYCLE) == []


def test_a_page_that_collapsed_is_not_believed():
    """Most of its entries gone at once is an accident, and it is over before enough readings agree."""
    site = Publisher().fill(40)
    reader = desk(site, replace(FLOOD, confirm_deletions=1))
    site.hidden = {35, 34, 33}

    assert reader.polls(CYCLE) == []
    site.hidden = set()
    assert reader.polls(CYCLE) == []


# ------------------------------------------------------------------------------------------- over time


async def test_what_another_version_reads_otherwise_is_no_edit(tmp_path):
    """On no page, whenever its turn comes; the next edit is told."""
    site = Publisher().fill(12)

    told = []
    for version in ("1.0", "1.1", "1.1"):
        store = await open_store(f"sqlite:///{tmp_path}/known.db")
        await store.register([("flood", URL)], ())
        process = pipeline(site, store, await store.load_states(), version=version)
        polls = [await process.poll(FLOOD) for _ in range(CYCLE)]
        told.append([event.entry_id for poll in polls for event in poll.events])
        await process.flush()
        await store.close()
        if len(told) == 1:
            site.texts |= {number: f"{words} A caption." for number, words in site.texts.items()}
        else:
            site.texts[1] += " A correction was made."
    assert [[], [], ["upd-001a"]] == told


async def test_a_restart_in_mid_cycle_is_harmless(tmp_path):
    """A new process goes on where the last one was: nothing twice, nothing lost."""
    site = Publisher().fill(12)

    told = []
    for polls in range(1, 25):
        store = await open_store(f"sqlite:///{tmp_path}/known.db")
        await store.register([("flood", URL)], ())
        process = pipeline(site, store, await store.load_states())
        for _ in range(polls % 7):
            poll = await process.poll(FLOOD)
            told += [(event.type.value, event.entry_id) for event in poll.events]
        if polls % 2:
            await process.flush()
        await store.close()
        if polls == 6:
            site.texts[1] += " A correction was made."
            del site.texts[6]
    assert sorted(told) == [("entry.deleted", "upd-006a"), ("entry.updated", "upd-001a")]


def test_a_replay_tells_the_same():
    """A capture holds the older pages with the rest, and its replay reads them in the same turn."""
    site = Publisher().fill(12)
    reader = Desk(site)
    told = reader.polls(CYCLE)
    site.texts[1] += " A correction was made."
    del site.texts[6]
    told += reader.polls(2 * CYCLE)
    recorded = Capture(name="flood", place="-", exchanges=site.exchanges)

    async def again() -> list[tuple[str, str | None]]:
        polls = [one.poll async for one in replay([Replay(FLOOD, recorded)])]
        return [(event.type.value, event.entry_id) for poll in polls for event in poll.events]

    assert sorted(told) == [("entry.deleted", "upd-006a"), ("entry.updated", "upd-001a")]
    assert asyncio.run(again()) == told


MOVES = st.lists(st.tuples(st.sampled_from(["new", "edit", "delete", "poll"]), st.integers(0, 11)), max_size=12)


@settings(max_examples=10)  # each is some hundred polls
@given(MOVES, st.booleans(), st.booleans())
@example([("new", 0), ("edit", 0), ("delete", 7), ("delete", 10)], False, False)
@example([("delete", 9), ("delete", 2), ("delete", 1), ("delete", 7)], False, False)
@example([("edit", 3), ("delete", 2)], False, True)
@example([("delete", 10), *[("new", 0)] * 3, ("edit", 1), ("edit", 0)], True, True)
@example([("delete", number) for number in (3, 7, 2, 4, 1, 5)], False, True)
@example([("new", 0), ("delete", 10), ("delete", 7), ("edit", 1), ("poll", 0), ("delete", 8), ("edit", 0)], True, True)
def test_whatever_happens_is_told_once(moves, cursors, dated):
    """Whatever the publisher does between polls: each new entry, edit and deletion is told, and nothing is made up."""
    site = Publisher(cursors=cursors, dated=dated).fill(12)
    reader = desk(site, replace(FLOOD, depth=5))
    newest, edited, deleted = 12, set(), set()
    told = []
    for move, number in moves:
        match move:
            case "new" if newest < 20:  # five pages of four hold no more
                site.texts[newest] = f"Something new has happened, and this is report number {newest} on it."
                newest += 1
            case "edit" if number in site.texts:
                site.texts[number] += " Edited."
                edited.add(f"upd-{number:03}a")
            case "delete" if number in site.texts and number > 0:
                del site.texts[number]
                deleted.add(f"upd-{number:03}a")
        told += reader.polls(3 if move == "poll" else 1)
    told += reader.polls(10 * TURN_EVERY)

    created = [id_ for kind, id_ in told if kind == "entry.created"]
    assert [f"upd-{number:03}a" for number in range(12, newest)] == sorted(created)
    assert sorted(deleted) == sorted(id_ for kind, id_ in told if kind == "entry.deleted")
    updated = {id_ for kind, id_ in told if kind == "entry.updated"}
    assert edited - deleted <= updated <= edited
    assert {kind for kind, _ in told} <= {"entry.created", "entry.updated", "entry.deleted"}
