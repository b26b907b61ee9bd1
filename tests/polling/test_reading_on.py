"""Older pages, gaps and the platform's own interface: what a poll reads beyond the page itself."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from live_blogs import NOON, URL, entries, entry, snapshot

from monitor.errors import FetchError, NotALiveBlog, Unreachable
from monitor.model import (
    Entry,
    Known,
    KnownEntries,
    KnownEntry,
    Lead,
    Page,
    Request,
    Revision,
    Snapshot,
    Source,
    Window,
)
from monitor.polling import extraction, reader
from monitor.polling.paging import counted_on, gap_between, read_on
from monitor.polling.reader import Reader


def older(page: int) -> str:
    return f"{URL}?page={page}"


def joined(pages: Sequence[Snapshot | Exception], *, enough: int = 10**6, most_pages: int = 10) -> Snapshot:
    """Return the first page read on over the others, each of which is named by the one before it."""
    left = list(pages[1:])
    pauses = []

    async def read(_: str) -> Snapshot:
        page = left.pop(0)
        if isinstance(page, Exception):
            raise page
        return page

    async def pause() -> None:
        pauses.append(len(left))

    whole = asyncio.run(
        read_on(pages[0], read=read, enough=lambda shown: len(shown) >= enough, pause=pause, most_pages=most_pages)
    )
    assert len(pages) - 1 - len(left) == len(pauses), "a page was read without a pause before it"
    return whole


def ids(shown: Snapshot) -> list[str]:
    return [one.id for one in shown.entries]


def test_pages_are_joined_in_order_and_once():
    """An entry that slipped to the next page meanwhile is on both, and is one."""
    whole = joined(
        [snapshot(*entries(6, 5, 4), older=older(2)), snapshot(*entries(4, 3, 2), older=older(3)), snapshot(entry(1))]
    )

    assert ids(whole) == ["e6", "e5", "e4", "e3", "e2", "e1"]
    assert whole.window is Window.WHOLE


def test_of_pages_that_are_joined_each_tells_its_ages():
    """An entry of the second page is as roughly dated as one of the first."""
    first, second = snapshot(*entries(6, 5), older=older(2)), snapshot(*entries(4, 3))

    whole = joined([replace(first, aged=frozenset({"e6"})), replace(second, aged=frozenset({"e3"}))])

    assert {"e6", "e3"} == whole.aged


def test_of_pages_that_are_joined_each_tells_its_clocks():
    """An entry of the second page is as little of a day as one of the first."""
    first, second = snapshot(*entries(6, 5), older=older(2)), snapshot(*entries(4, 3))

    whole = joined([replace(first, dayless=frozenset({"e6"})), replace(second, dayless=frozenset({"e3"}))])

    assert {"e6", "e3"} == whole.dayless


def test_reading_stops_when_there_is_enough():
    """The newest five need two pages of three; what is older is neither asked for nor claimed."""
    whole = joined([snapshot(*entries(9, 8, 7), older=older(2)), snapshot(*entries(6, 5, 4), older=older(3))], enough=5)

    assert ids(whole) == ["e9", "e8", "e7", "e6", "e5", "e4"]
    assert (whole.window, whole.older) == (Window.NEWEST, older(3))


def test_a_page_that_names_itself_or_brings_nothing_new_ends_the_reading():
    """Some publishers answer any page number with the first page."""
    same = snapshot(*entries(2, 1), older=older(2))

    assert ids(joined([same, same])) == ["e2", "e1"]
    assert joined([same, same]).window is Window.NEWEST, "the older ones are somewhere, and not known to be gone"
    assert ids(joined([snapshot(entry(1), older=URL, url=URL)])) == ["e1"]


def test_a_first_piece_that_names_no_next_one_is_not_the_end():
    """A button may load bare entries, with no word of more; after one that named the next, silence is the end."""
    silent = snapshot(entry(1), closed=False)
    naming = snapshot(entry(2), older=older(3), closed=False)

    assert Window.NEWEST is joined([snapshot(entry(3), older=f"{URL}?all=1"), silent]).window
    assert Window.WHOLE is joined([snapshot(entry(3), older=older(2)), naming, silent]).window


@pytest.mark.parametrize("end", [snapshot(entry(1), closed=False), Unreachable(older(4), "404")], ids=["again", "404"])
def test_where_bare_pieces_name_no_next_one_it_is_counted_on(end: Snapshot | Exception):
    """The script behind the button counts too; where that ends is no fault, and no proof of the end of the blog."""
    pieces = [snapshot(entry(2), closed=False), snapshot(entry(1), closed=False)]

    whole = joined([snapshot(entry(3), older=older(2)), *pieces, end])

    assert ["e3", "e2", "e1"] == ids(whole)
    assert (Window.NEWEST, ()) == (whole.window, whole.warnings)


@pytest.mark.parametrize(
    ("asked", "follows"),
    [
        ("?blog=7&page=2", "?blog=7&page=3"),
        ("?offset=20&n=2", "?offset=22&n=2"),
        ("?before=e5", "?before=e3"),
        (f"?max_time={int(entry(5).published.timestamp())}", f"?max_time={int(entry(3).published.timestamp())}"),
        ("?blog=7", None),
        (f"?t={entry(5).published:%Y-%m-%dT%H:%M:%SZ}", f"?t={entry(3).published:%Y-%m-%dT%H:%M:%SZ}"),
        ("?page=last", None),
        ("/more/2", "/more/3"),
        ("/more/1", "/more/2"),
        ("/more/77", None),
        ("", None),
    ],
)
def test_what_an_address_counts(asked: str, follows: str | None):
    """Pages, entries passed over, or the last entry that was there, by its id or its time."""
    assert (URL + follows if follows else None) == counted_on(URL + asked, entry(5), entries(4, 3), page=2)


def test_a_page_that_fails_ends_the_reading_with_a_warning():
    """What was read so far is good."""
    whole = joined([snapshot(entry(2), older=older(2)), Unreachable(older(2), "connection refused")])

    assert ids(whole) == ["e2"]
    assert whole.warnings == (f"an older page could not be read: {older(2)}: connection refused",)


def test_pages_that_go_on_with_newer_entries_are_turned_round():
    """Some live blogs begin with the oldest page: the newest entry comes first all the same, and that is said."""
    whole = joined(
        [snapshot(*entries(2, 1), older=older(2)), snapshot(*entries(4, 3), older=older(3)), snapshot(entry(5))]
    )

    assert ids(whole) == ["e5", "e4", "e3", "e2", "e1"]
    assert whole.warnings == (f"{URL} shows the oldest entries, and new ones come on the last page: watch that one",)
    assert whole.on_first == 5


def test_undated_pages_stay_in_their_order():
    """Nothing says that they are newer."""
    undated = [entry(2, published=None), entry(1, published=None)]

    assert ids(joined([snapshot(undated[0], older=older(2)), snapshot(undated[1])])) == ["e2", "e1"]


def test_what_bars_the_way_is_said_only_where_more_was_wanted():
    """A control that only a script can follow is no fault of a reading that has enough."""
    barred = snapshot(*entries(2, 1), barred="its control 'More' names no address")

    assert joined([barred]).warnings == ("its control 'More' names no address",)
    assert joined([barred], enough=2).warnings == ()


def test_no_more_pages_are_read_than_allowed():
    """A publisher cannot make us read for ever."""
    pages = [snapshot(entry(100 - number), older=older(number)) for number in range(1, 9)]

    whole = joined(pages, most_pages=3)

    assert ids(whole) == ["e99", "e98", "e97"]
    assert whole.warnings == ("only the newest 3 pages were read (3 entries)",)


def test_ids_that_begin_anew_on_each_page_do_not_hide_entries():
    """Positions: the first entry of page two is another post1."""
    first, second = entry(5, id="post1"), entry(2, id="post1")

    assert ids(joined([snapshot(first, older=older(2)), snapshot(second)])) == ["post1", "post1~2"]


# ------------------------------------------------------------------------------------------ reader


class Site:
    """Pages by address, each with the snapshot that extraction gives of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pages: Mapping[str, Snapshot | Exception]) -> None:
        self.pages = pages
        self.asked: list[Request] = []
        self.forced: list[str | None] = []
        self.remembered: list[str | None] = []
        monkeypatch.setattr(extraction, "extract", self._extract)

    async def fetch(self, request: Request) -> Page:
        self.asked.append(request)
        if isinstance(self.pages[request.url], FetchError):
            raise self.pages[request.url]
        return self.page(request.url)

    def page(self, url: str) -> Page:
        return Page(url=url, status=200, headers={}, body=b"-", fetched_at=entry(90).published)

    def _extract(self, page: Page, *, now, forced=None, remembered=None, **_) -> Snapshot:
        self.forced.append(forced)
        self.remembered.append(remembered)
        found = self.pages[page.url]
        if isinstance(found, Exception):
            raise found
        return found

    def read(self, known: Known, *, lead: Lead | None = None, choice: str = "", **settings) -> reader.Reading:
        source = Source(name="flood", url=URL, **settings)
        parts = Reader(fetch=self.fetch, clock=lambda: entry(90).published, page_gap=timedelta(0))
        return asyncio.run(parts.read(source, self.page(URL), known=known, lead=lead, choice=choice))


def known(*shown: Entry) -> Known:
    seen = KnownEntries(
        KnownEntry(
            revision=Revision(entry=one, number=1, fingerprint=1, observed_at=one.published), first_seen=one.published
        )
        for one in shown
    )
    return Known(entries=seen, window=tuple(seen), baseline=True)


def test_a_gap_is_closed_by_the_pages_between(monkeypatch):
    """After an outage of ours page one shows nothing that we knew; page two does."""
    site = Site(
        monkeypatch,
        {
            URL: snapshot(*entries(9, 8), older=older(2)),
            older(2): snapshot(*entries(7, 6), older=older(3)),
            older(3): snapshot(*entries(5, 4)),
        },
    )

    reading = site.read(known(*entries(6, 5)))

    assert ids(reading.snapshot) == ["e9", "e8", "e7", "e6"]
    assert reading.gaps == ()


def test_a_last_page_may_be_as_short_as_it_is(monkeypatch):
    """It is read by the same choice, and the size of the first page is no measure of it."""
    first = snapshot(*entries(9, 8), older=older(2), choice="api~8+jsonld~8;ids=api")
    site = Site(monkeypatch, {URL: first, older(2): snapshot(entry(1))})

    site.read(known(entry(1)), choice="api~8+jsonld~8;ids=api")

    assert ["api~8+jsonld~8;ids=api", "api~1+jsonld~1;ids=api"] == site.remembered


def test_a_gap_that_stays_open_is_told_with_its_times(monkeypatch):
    """From the newest entry that we knew to the oldest on the page."""
    site = Site(monkeypatch, {URL: snapshot(*entries(9, 8))})

    (gap,) = site.read(known(*entries(6, 5))).gaps

    assert gap.facts == {"from": "2026-01-02T12:06:00.000Z", "to": "2026-01-02T12:08:00.000Z"}


@pytest.mark.parametrize(
    ("fields", "anew"),
    [
        ({"entries": entries(29, 28), "coverage_start": NOON + timedelta(minutes=20)}, True),
        ({"entries": entries(29, 28), "coverage_start": NOON}, False),
        ({"entries": [replace(entry(29), id="e6")]}, True),
        ({"entries": entries(29, 28)}, False),
    ],
)
def test_a_gap_says_when_another_live_blog_stands_at_the_address(fields, anew):
    """Its coverage began after all that was known, or it counts from 1 again."""
    gap = gap_between(known(*entries(6, 5)), snapshot(**fields))

    assert anew == ("another live blog stands at the address now" in gap.reason)


def test_a_gap_says_what_bars_the_way():
    """Whoever is told of it learns why it could not be closed."""
    gap = gap_between(known(*entries(6, 5)), snapshot(*entries(29, 28), barred="its control names no address"))

    assert "could not be read (its control names no address): entries may" in gap.reason


def test_an_old_entry_that_is_pinned_ends_no_gap(monkeypatch):
    """What may have been missed lies between the newest known and the oldest of the later ones, whatever is on top."""
    site = Site(monkeypatch, {URL: snapshot(entry(1, pinned=True), *entries(9, 8))})

    (gap,) = site.read(known(*entries(6, 5, 1))).gaps

    assert gap.facts == {"from": "2026-01-02T12:06:00.000Z", "to": "2026-01-02T12:08:00.000Z"}


def test_a_pinned_entry_closes_no_gap(monkeypatch):
    """It stays on top while all that was known rolls off; only where nothing else is known it will do."""
    pinned = entry(1, pinned=True)
    answers = {URL: snapshot(pinned, *entries(9, 8), older=older(2)), older(2): snapshot(*entries(7, 6))}
    site = Site(monkeypatch, answers)

    closed = site.read(known(pinned, *entries(6, 5)))

    assert (["e1", "e9", "e8", "e7", "e6"], ()) == (ids(closed.snapshot), closed.gaps)
    assert ["e1", "e9", "e8"] == ids(site.read(known(pinned)).snapshot)


def test_no_page_is_read_on_without_need(monkeypatch):
    """A baseline, and a poll that knows something on the page, read one page."""
    site = Site(monkeypatch, {URL: snapshot(*entries(9, 8), older=older(2))})

    assert ids(site.read(Known()).snapshot) == ["e9", "e8"]
    assert ids(site.read(known(entry(8))).snapshot) == ["e9", "e8"]
    assert site.asked == []


def test_the_first_poll_reads_on_for_what_it_must_tell(monkeypatch):
    """`on_start: {latest: 3}` wants three entries, `all` every page."""
    pages = {
        URL: snapshot(*entries(9, 8), older=older(2)),
        older(2): snapshot(*entries(7, 6), older=older(3)),
        older(3): snapshot(entry(5)),
    }

    assert len(Site(monkeypatch, pages).read(Known(), on_start=3).snapshot.entries) == 4
    assert len(Site(monkeypatch, pages).read(Known(), on_start=None).snapshot.entries) == 5


LEAD = Lead(url="https://news.example.org/api/flood", extractor="api", reason="a marker", headers={"site": "flood"})


def test_a_first_reading_goes_over_to_the_platforms_own_interface(monkeypatch):
    """It gives at least as much, and is asked as it wants to be."""
    site = Site(
        monkeypatch, {URL: snapshot(*entries(2, 1), lead=LEAD), LEAD.url: snapshot(*entries(3, 2, 1), title=None)}
    )

    reading = site.read(Known(), headers={"Accept-Language": "en"})

    assert (ids(reading.snapshot), reading.lead, reading.page.url) == (["e3", "e2", "e1"], LEAD, LEAD.url)
    assert reading.snapshot.title == "Flood"
    assert [dict(request.headers) for request in site.asked] == [{"Accept-Language": "en", "site": "flood"}]
    assert site.forced == [None, "api"]


@pytest.mark.parametrize(
    "answer", [snapshot(entry(1)), NotALiveBlog(LEAD.url, "no live blog"), Unreachable(LEAD.url, "connection refused")]
)
def test_an_interface_that_gives_less_or_nothing_is_not_followed(monkeypatch, answer):
    """The page is what we have."""
    reading = Site(monkeypatch, {URL: snapshot(*entries(2, 1), lead=LEAD), LEAD.url: answer}).read(Known())

    assert (ids(reading.snapshot), reading.lead) == (["e2", "e1"], None)


@pytest.mark.parametrize("fault", [NotALiveBlog(LEAD.url, "no live blog"), Unreachable(LEAD.url, "connection refused")])
def test_a_page_that_only_leads_to_its_entries_is_not_read_without_them(monkeypatch, fault):
    """It would be a live blog without entries for ever: its interface is only followed at the first reading."""
    site = Site(monkeypatch, {URL: snapshot(lead=LEAD, extractor="lead"), LEAD.url: fault})

    with pytest.raises(type(fault)):
        site.read(Known())


def test_later_readings_are_done_like_the_first(monkeypatch):
    """Another carrier would make other words of the same entries, each an edit that nobody made."""
    site = Site(monkeypatch, {URL: snapshot(*entries(2, 1), lead=LEAD)})

    plain = site.read(known(*entries(1)), choice="jsonld;text=container")
    followed = site.read(known(*entries(1)), lead=LEAD)

    assert (plain.lead, followed.lead) == (None, LEAD)
    assert (site.forced, site.remembered) == ([None, "api"], ["jsonld;text=container", None])


def test_pages_of_what_was_touched_last_are_joined_as_one():
    """Together they show what was touched since the last one's last touch; without an older one they are the whole."""
    since = [NOON, NOON - timedelta(hours=1)]
    pages = [snapshot(entry(2), older=older(2), touched_since=since[0]), snapshot(entry(1), touched_since=since[1])]

    assert (since[1], Window.WHOLE) == (joined(pages).touched_since, joined(pages).window)


def test_a_forced_extractor_follows_no_lead(monkeypatch):
    """What the operator says is not overruled."""
    assert Site(monkeypatch, {URL: snapshot(entry(1), lead=LEAD)}).read(Known(), extractor="jsonld").lead is None


# ------------------------------------------------------------------------------------------ what buttons load


def words_of(one: Entry) -> str:
    return f"{one.text}: the mayor of {one.id} said that the water had risen again during the night."


def articles(*numbers: int) -> str:
    shown = entries(*numbers)
    return "".join(
        f'<article id="{one.id}"><time datetime="{one.published.isoformat()}"></time><p>{words_of(one)}</p></article>'
        for one in shown
    )


def read_all(older_pages: Mapping[str, object]) -> Snapshot:
    """Read a live blog whose button names `/more?before=7`, and what is served as JSON there and beyond."""
    button = '<button data-url="/more?before=7">Load more</button>'
    first = f"<html><body><h1>Flood: live</h1><main>{articles(9, 8, 7)}</main>{button}</body></html>"

    def answered(url: str, body: str) -> Page:
        return Page(url=url, status=200, headers={}, body=body.encode(), fetched_at=entry(90).published)

    async def fetch(request: Request) -> Page:
        return answered(request.url, json.dumps(older_pages[request.url]))

    parts = Reader(fetch=fetch, clock=lambda: entry(90).published, page_gap=timedelta(0))
    source = Source(name="flood", url=URL, on_start=None)
    reading = asyncio.run(parts.read(source, answered(URL, first), known=Known(), lead=None, choice=""))
    return reading.snapshot


MORE = "https://news.example.org/more?before="


def test_markup_in_json_is_read_as_the_page_is():
    """The button's answer holds the articles and names the next ones."""
    whole = read_all(
        {
            f"{MORE}7": {"success": True, "data": {"html": articles(6, 5, 4), "next": "/more?before=4"}},
            f"{MORE}4": {"success": True, "data": {"html": articles(3, 2, 1), "next": None}},
        }
    )

    assert ["e9", "e8", "e7", "e6", "e5", "e4", "e3", "e2", "e1"] == ids(whole)
    assert (Window.WHOLE, ()) == (whole.window, whole.warnings)


def test_entries_in_json_go_on_where_the_markup_ends():
    """Another carrier may word them otherwise: of entries that are known they prove nothing."""
    records = [
        {"id": one.id, "published": one.published.isoformat(), "body": f"<p>{words_of(one)}</p>"}
        for one in entries(6, 5, 4, 3)
    ]

    whole = read_all({f"{MORE}7": {"posts": records}})

    assert ["e9", "e8", "e7", "e6", "e5", "e4", "e3"] == ids(whole)
    assert {"e6", "e5", "e4", "e3"} == whole.unseen.keys()
    assert {"text", "title", "links"} <= whole.unseen["e6"]
    assert Window.NEWEST is whole.window


def test_json_without_entries_ends_the_reading():
    """The warning says what came instead."""
    whole = read_all({f"{MORE}7": {"error": "no such cursor"}})

    assert ["e9", "e8", "e7"] == ids(whole)
    assert whole.warnings[0].startswith(f"an older page could not be read: {MORE}7: no live blog found in this JSON")
