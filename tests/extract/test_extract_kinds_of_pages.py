"""Pages that are live blogs by how they are built, whatever they are called: channels, logs, notices, commentaries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, WORDS, page_of, read

from monitor.errors import NotALiveBlog
from monitor.extract import Recall, extract

if TYPE_CHECKING:
    from monitor.model import Snapshot

LONG = " ".join([WORDS] * 6)


def page(
    entries: list[str], *, title: str = "Harbour live", box: str = "<main><div>{0}</div></main>", more: str = ""
) -> str:
    return f"<!doctype html><title>{title}</title><body><h1>{title}</h1>{more}{box.format(''.join(entries))}"


def stamp(number: int, *, hours: float) -> str:
    return (NOW - timedelta(hours=1 + number * hours)).isoformat()


def is_read(html: str) -> bool:
    try:
        return bool(read(page_of(html, url="https://news.example/olm")).entries)
    except NotALiveBlog:
        return False


def test_the_day_in_an_attribute_and_the_clock_beside_the_text_are_one_time():
    """A feed of flashes says the day of each in its element, and what readers see is a clock."""
    entries = [
        f'<div class="live-post" data-id="{7_000 + at}" data-time="20241130"><p>22:1{at}:30</p><p>{WORDS}</p></div>'
        for at in range(4)
    ]
    found = read(page_of(page(entries))).entries
    assert [f"2024-11-30 22:1{at}:30+00:00" for at in range(3, -1, -1)] == [str(entry.published) for entry in found]


def test_stripes_of_a_table_are_rows_of_one_log():
    """What a row is called by its place says nothing of what it is."""
    rows = [
        f'<tr class="{("odd", "even")[at % 2]}"><td>12/01/2024 9:{50 - at} AM</td><td>{WORDS}</td></tr>'
        for at in range(6)
    ]
    html = page(rows, box="<table><tbody>{0}</tbody></table>")
    first = read(page_of(html))
    later = extract(page_of(html.replace("9:50", "9:51")), now=NOW, remembered=first.choice)
    assert (6, 6) == (len(first.entries), len(later.entries))


@pytest.mark.parametrize(("link", "told"), [("/olm", True), ("/olm/{0}-and-more-words", False)])
def test_entries_that_all_begin_with_the_same_link_are_no_teasers(link: str, *, told: bool):
    """Each post of a channel names the channel; teasers lead to a page each."""
    entries = [
        f'<div class="q" data-post="olm/{7_000 + at}"><a href="{link.format(at)}">The olm of the sea</a>'
        f"<p>{WORDS} {at}</p>"
        f'<a class="when" href="/olm/{7_000 + at}"><time datetime="2024-12-01T11:0{at}:00Z">11:0{at}</time></a></div>'
        for at in range(6)
    ]
    assert is_read(page(entries, title="Olm of the sea")) is told


@pytest.mark.parametrize(
    ("title", "hours", "text", "told"),
    [
        ("Flood updates", 0.2, LONG, True),
        ("Flood", 0.2, LONG, False),
        ("Flood updates", 0.2, WORDS, False),
        ("Flood updates", 30.0, LONG, False),
    ],
)
def test_whole_notices_that_follow_closely_are_updates(title: str, hours: float, text: str, *, told: bool):
    """They have a page each, too; a site's list of articles is titled otherwise, or shorter, or days apart."""
    entries = [
        f'<div class="row"><time datetime="{stamp(at, hours=hours)}"></time><h3><a href="/n/{700 + at}">Olm</a></h3>'
        f"<p>{text} {at}</p></div>"
        for at in range(6)
    ]
    assert is_read(page(entries, title=title)) is told


@pytest.mark.parametrize(
    ("box", "more", "told"),
    [
        ('<div class="race-live"><div class="olm-comments">{0}</div></div>', "", True),
        ('<div class="race-live"><div class="olm-comments">{0}</div></div>', "<button>Reply</button>", False),
        ('<div class="olm"><div class="olm-comments">{0}</div></div>', "", False),
        ('<div class="olm"><div class="live-comments">{0}</div></div>', "", False),
    ],
)
def test_a_commentary_is_told_from_what_readers_write(box: str, more: str, *, told: bool):
    """It stands in something live, and nobody can answer it."""
    entries = [
        f'<div class="olm-comment" id="c{7_000 + at}"><i class="hour">11:0{at}</i><p>{WORDS} {at}</p>{more}</div>'
        for at in range(6)
    ]
    html = page(entries, box=box, more="<p>1 December 2024</p>")
    assert is_read(html) is told
    if told:
        later = extract(page_of(html.replace("ferries. 5", "ferries.")), now=NOW, remembered=read(page_of(html)).choice)
        assert len(later.entries) == len(entries)


@pytest.mark.parametrize(("beside", "told"), [("", True), (f"<article><p>{LONG}</p><p>{LONG}</p></article>", False)])
def test_what_is_all_of_its_page_stands_beside_nothing(beside: str, *, told: bool):
    """Though it is called a widget: that is what stands beside an article."""
    entries = [
        f'<div class="olm_widget_message" data-post="olm/{7_000 + at}"><time datetime="2024-12-01T11:0{at}:00Z"></time>'
        f"<p>{WORDS} {at}</p></div>"
        for at in range(6)
    ]
    assert is_read(page(entries, more=beside)) is told


def entry_of(inside: str) -> Snapshot:
    entries = [f'<div class="live-post" id="p-{7_000 + at}">{inside}<p>{WORDS} {at}</p></div>' for at in range(3)]
    return read(page_of(page(entries)))


@pytest.mark.parametrize(
    "head",
    [
        '<div class="timeline-head"><time datetime="2024-12-01T11:00:00Z">11:00</time><h3>Olm Vorken</h3></div>',
        '<div class="head"><time datetime="2024-12-01T11:00:00Z">11:00</time><p class="title">Olm Vorken</p></div>',
    ],
)
def test_a_headline_beside_the_time_is_nobody(head: str):
    """It looks like a name, and its block is called after the time."""
    assert [("Olm Vorken", ())] * 3 == [(entry.title, entry.authors) for entry in entry_of(head).entries]


def test_a_name_in_what_is_called_a_time_stays():
    """A block that says when says nothing else, unless it names somebody."""
    stamped = '<div class="stamp"><i>{0}</i> <i>11:00</i> <i>{1}</i></div>'
    posted = entry_of(stamped.format("sent on", "olm").replace("stamp", "timestamp"))
    named = entry_of(stamped.format("sent on", "Zzyrn Olm").replace("stamp", "timestamp"))
    assert ["olm" in entry.text for entry in posted.entries] == [False] * 3
    assert ["Zzyrn Olm" in entry.text for entry in named.entries] == [True] * 3


def test_an_id_that_a_framework_drew_is_no_name():
    """Others are drawn for the next page."""

    def drawn(seed: int) -> list[str]:
        entries = [
            f'<article class="live-post"><time datetime="2024-12-01T11:0{at}:00Z"></time>'
            f'<p id="id__{seed * 31 + at}x">{WORDS} {at}</p></article>'
            for at in range(3)
        ]
        return [entry.id for entry in read(page_of(page(entries))).entries]

    assert drawn(1) == drawn(2)


@pytest.mark.parametrize(
    ("day", "entries"),
    [("29 November 2024", 5), ("29 November 2024<img src=/a.jpg>", 6), ("Olm vorken plim", 6)],
)
def test_a_day_among_the_entries_is_none(day: str, entries: int):
    """Exports of channels have the days between the messages, in elements of the same look; a picture is an entry."""
    blocks = [
        f'<div class="message" id="m{7_000 + at}"><time datetime="2024-12-01T11:0{at}:00Z"></time>'
        f"<p>{WORDS} {at}</p></div>"
        for at in range(5)
    ]
    html = page([f'<div class="message" id="m9">{day}</div>', *blocks])
    first = read(page_of(html))
    later = extract(page_of(html.replace("ferries. 3", "ferries.")), now=NOW, remembered=first.choice)
    assert (entries, entries) == (len(first.entries), len(later.entries))


@pytest.mark.parametrize(
    ("above", "days"),
    [
        ("<p>Sunday 1 December 2024. All times GMT.</p>", ["2024-12-01"]),
        ("<div><a>Ada Moor</a> · <span>7 min read</span> · <span>Nov 30, 2024</span></div>", ["2024-11-30"]),
        ("<p>The pier fell on 3 March 2021.</p>", []),
        ("<p>30 November 2024</p><p>We are in room 7 of 2024 halls.</p>", ["2024-11-30"]),
    ],
)
def test_the_day_of_clocks_may_stand_in_a_line_above_them(above: str, days: list[str]):
    """It opens the line, or closes one that is no sentence; a day that a sentence tells of is not the page's."""
    lines = "".join(f"<p><b>11:0{5 - at}</b> {WORDS} {LONG} {at}</p><p>{LONG}</p>" for at in range(5))
    found = read(
        page_of(f"<!doctype html><title>Harbour live</title><body><h1>Harbour live</h1>{above}{lines}")
    ).entries
    assert days == sorted({str(entry.published.date()) for entry in found if entry.published})
    assert len(found) == 5


def test_readers_write_below_an_article():
    """Though their comments stand in something that is called live, on a page whose title says so too."""
    comments = [
        f'<div class="olm-comment" id="c{7_000 + at}"><i class="hour">11:0{at}</i><p>{WORDS} {at}</p></div>'
        for at in range(6)
    ]
    box = '<div class="live-story"><div class="olm-comments">{0}</div></div>'
    assert not is_read(page(comments, box=box, more=f"<p>1 December 2024</p><p>{LONG} {LONG}</p>"))


def flat(form: str) -> Snapshot:
    """Return the reading of a page without containers; `form` says how an entry begins."""
    names = ("Ada Moor", "Tom Hale", "Lea Voss", "Ben Kirk", "Eva Lund")
    entries = "".join(f"{form.format(names[at], 55 - at, at)}<p>{LONG} {at}</p><p>{LONG}</p>" for at in range(5))
    head = "<title>Harbour live</title><body><main><h1>Harbour live</h1><p>1 December 2024</p>"
    return read(page_of(f"<!doctype html>{head}{entries}</main>"))


def test_a_sign_that_links_to_a_heading_is_no_word_of_it():
    """Documents have it behind each."""
    snapshot = flat('<h2 id="t{1}">11:{1} UTC<a class="headerlink" href="#t{1}">&para;</a></h2>')
    assert [f"11:{55 - at}" for at in range(5)] == [
        entry.published.strftime("%H:%M") for entry in snapshot.entries if entry.published
    ]


def test_bylines_that_say_so_sign_entries_however_many_write():
    """Between the headline and the time; names without an introduction might be of anything."""
    snapshot = flat("<h2>Olm number {2} leaves the quay</h2><p>By {0}</p><p>11:{1} AM UTC, Sun December 1, 2024</p>")
    assert [("Ada Moor",), ("Tom Hale",)] == [entry.authors for entry in snapshot.entries[:2]]
    assert [entry.title for entry in snapshot.entries[:2]] == [f"Olm number {at} leaves the quay" for at in range(2)]


def test_what_unfolds_below_a_headline_is_no_entry_without_it():
    """The text has the time and an id, the headline stands above it in the box around both."""
    entries = [
        f'<div class="box"><h2><button type="button">Olm {at}</button></h2><div id="c{7_000 + at}" class="fold">'
        f"<p><em>Issued 1 December 2024, 11:0{at} UTC</em></p><p>{WORDS} {at}</p></div></div>"
        for at in range(5)
    ]
    found = read(page_of(page(entries))).entries
    assert [f"Olm {at}" for at in range(4, -1, -1)] == [entry.title for entry in found]


def test_a_set_of_a_match_is_no_day_of_september():
    """It stands beside the clock, and the day stands above all."""
    entries = [
        f'<div class="leg" id="l{7_000 + at}"><div><i>Set {at + 1}</i> <time>11:0{at}</time></div><p>{WORDS}</p></div>'
        for at in range(5)
    ]
    found = read(page_of(page(entries, more="<p>1 December 2024</p>"))).entries
    assert {"2024-12-01"} == {str(entry.published.date()) for entry in found if entry.published}


@pytest.mark.parametrize(
    ("above", "days"),
    [
        ("<p>1 December 2024, all times in UTC</p>", {"2024-12-01"}),
        ("<script>var day = '2 December 2024';</script><p>Ada Moor · Nov 30, 2024</p>", {"2024-11-30"}),
        ("<p>The pier fell on 3 March 2021.</p>", set()),
    ],
)
def test_a_line_above_containers_may_name_their_day(above: str, days: set[str]):
    """It says more than the day; with what the last reading knew it says the same."""
    entries = [
        f'<div class="row" id="l{7_000 + at}"><span class="hour">11:0{at}</span><p>{WORDS} {at}</p></div>'
        for at in range(5)
    ]
    html, recall = page(entries, more=above), Recall()
    first = extract(page_of(html), now=NOW, recall=recall)
    later = extract(page_of(html.replace("ferries. 3", "boats.")), now=NOW, remembered=first.choice, recall=recall)
    for snapshot in (first, later):
        assert days == {str(entry.published.date()) for entry in snapshot.entries if entry.published}
