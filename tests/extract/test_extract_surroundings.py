"""Live blogs are read as readers see them, whatever the pages of newsrooms have around and between the entries."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, page_of

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.prose.bylines import read_byline

if TYPE_CHECKING:
    from monitor.model import Entry, Snapshot

SAID = "The council met again in the old town hall and agreed on a plan for the {} bridge by a wide margin"
NAMES = ("northern", "southern", "eastern", "western", "upper", "lower")
LIVE = '<title>Bridge live</title><meta property="article:published_time" content="2024-11-30T08:00:00+00:00">'
UNDATED = "<title>Bridge live</title>"
URL = "https://news.example/bridge"
HOURS = (14, 13, 12, 11, 10, 9)
MANY_WORDS = "<p>" + f"{SAID.format('other')}. " * 60 + "</p>"


def read(html: str, now: datetime = NOW, url: str = URL) -> Snapshot:
    return extract(page_of(html, url=url), now=now)


def said(at: int) -> str:
    return SAID.format(NAMES[HOURS.index(at)])


def texts(found: Snapshot) -> list[str]:
    return [entry.text for entry in found.entries]


def hours(found: Snapshot) -> list[tuple[int, int] | None]:
    times = (entry.published for entry in found.entries)
    return [(at.day, at.hour) if at else None for at in times]


def ids(found: Snapshot) -> list[str]:
    return [entry.id for entry in found.entries]


def only(found: Snapshot) -> Entry:
    assert len(found.entries) == len(HOURS)
    return found.entries[0]


def posts(
    inside: str = "", *, when: str = "<time>{0}:20</time>", around: str = "<div>{}</div>", tag: str = "div"
) -> str:
    """Return six entries; `{0}` stands for the hour of each in `when` and `inside`."""
    made = (
        f'<{tag} class="row">{when.format(hour)}<p>{said(hour)}.</p>{inside.format(hour)}</{tag}>' for hour in HOURS
    )
    return around.format("".join(made))


def lines(form: str = "<p><b>{0}:20</b></p><p>{1}.</p>", *, of: tuple[int, ...] = HOURS) -> str:
    return "".join(form.format(hour, said(hour)) for hour in of)


# ------------------------------------------------------------------------------------------------ in an entry


@pytest.mark.parametrize("line", ["<b>Read more:</b>", "<strong>Lesen Sie auch:</strong>", "<span>Related:</span>"])
def test_a_line_that_leads_to_another_story_is_no_text(line: str) -> None:
    """The words that introduce it go with the headline that they introduce."""
    found = read(LIVE + posts(f'<p>{line} <a href="/walks">Five walks for a frosty Sunday</a></p>'))
    assert only(found).text == f"{said(14)}."


def test_networks_beside_a_time_are_no_author() -> None:
    """What share links say is no name, though each word of it has a capital."""
    share = "".join(f'<a href="https://{name}.example/s">{name}</a> ' for name in ("Facebook", "Twitter", "WhatsApp"))
    found = read(LIVE + posts(when='<div class="left"><span class="hour">{0}:20</span> ' + share + "</div>"))
    assert (only(found).authors, only(found).text) == ((), f"{said(14)}.")


def test_a_name_beside_a_time_and_a_button_is_one() -> None:
    """The button's word is none of the name's."""
    line = '<div><span class="hour">{0}:20</span> <span>Ada Moor</span> <span>Share</span></div>'
    assert only(read(LIVE + posts(when=line))).authors == ("Ada Moor",)


@pytest.mark.parametrize(
    ("share", "id_"),
    [
        ('<a href="https://x.example/s?u=https%3A%2F%2Fnews.example%2Fbridge%3Fp%3D7{0}%23post-7{0}">Share</a>', "714"),
        ('<button data-url="https://news.example/bridge#post-7{0}">Share</button>', "714"),
        ('<a href="https://x.example/s?u=https%3A%2F%2Fother.example%2Fbridge%23post-7{0}">Share</a>', None),
    ],
)
def test_what_share_buttons_pass_on_names_an_entry(share: str, id_: str | None) -> None:
    """The address of a page with an anchor is a permalink, also where it is a parameter of a network's address."""
    found = ids(read(LIVE + posts(share)))
    assert (found[0] == id_) == (id_ is not None)
    assert len(set(found)) == len(HOURS)


def test_the_number_of_an_entry_is_no_text() -> None:
    """Counted from the top it would be another one in each reading."""
    assert only(read(LIVE + posts('<span class="num">#{0}</span>'))).text == f"{said(14)}."


@pytest.mark.parametrize("path", ["/the-bridge-vote/entry/77{0}", "https://news.example/the-bridge-vote/77{0}"])
def test_a_page_below_the_live_blog_names_an_entry(path: str) -> None:
    """Where entries have pages of their own below it, their address lasts."""
    page = LIVE + posts(when=f'<a href="{path}"><time>{{0}}:20</time></a>')
    assert ids(read(page, url="https://news.example/the-bridge-vote"))[0].endswith("7714")


@pytest.mark.parametrize("by", ["Af Ada Moor", "di Ada Moor", "By Ada Moor"])
def test_a_line_of_a_name_signs_in_any_language(by: str) -> None:
    """No class is needed where a word says "by"."""
    assert only(read(LIVE + posts(f"<span>{by}</span>"))).authors == ("Ada Moor",)


# ------------------------------------------------------------------------------------------------ times


@pytest.mark.parametrize("when", ["<div>{0}.20</div>", "<p><b>{0}.20</b></p>", "<p><b>{0}.20</b> – Ada Moor</p>"])
def test_a_dotted_clock_that_opens_a_line_of_a_live_page(when: str) -> None:
    """It needs no class there."""
    assert hours(read(LIVE + posts(when=when)))[:2] == [(30, 14), (30, 13)]


def test_a_clock_that_opens_the_text_below_a_headline() -> None:
    """It is the entry's, and no word of the paragraph that it stands in; further down it is one."""
    head = "<article class=row><h3>Pier {0} closed</h3><p><b>{0}:20</b> – {1}, {1}.</p>"
    more = "<p>{1}, {1}.</p></article>"
    later = f"<p><b>08:15</b> {said(14)}, {said(14)}.</p></article>"
    found = read(LIVE + lines(head + later, of=HOURS[:1]) + lines(head + more, of=HOURS[1:]))
    assert hours(found)[:2] == [(30, 14), (30, 13)]
    assert texts(found)[0] == f"{said(14)}, {said(14)}.\n08:15 {said(14)}, {said(14)}."


def test_a_clock_in_a_button_that_unfolds_an_entry() -> None:
    """The headline is what stands beside it."""
    form = "<div class=row><h3><button>{0}:20 Pier {0} closed</button></h3><p>{1}.</p></div>"
    found = read(LIVE + lines(form))
    assert (hours(found)[0], found.entries[0].title, texts(found)[0]) == ((30, 14), "Pier 14 closed", f"{said(14)}.")


def test_a_dotted_number_elsewhere_is_none() -> None:
    """In a table it is a price or a share, as on a page that is not called live."""
    table = "<table><tr><td>Copper</td><td>{0}.20</td></tr></table>"
    found = read(LIVE + posts(table, when="<time>{0}:20</time>"))
    assert "14.20" in only(found).text
    with pytest.raises(NotALiveBlog):
        read("<title>Prices</title>" + posts(when="<div>{0}.20</div>"))


def test_a_dotted_clock_in_a_time_element() -> None:
    """The tag says what it is, on any page."""
    page = LIVE.replace("Bridge live", "Bridge") + posts(when="<time>{0}.20</time>")
    assert hours(read(page))[:2] == [(30, 14), (30, 13)]


@pytest.mark.parametrize("name", ["publishdate", "dcterms.issued", "sailthru.date", "DC.date"])
def test_a_day_that_any_meta_names(name: str) -> None:
    """Each system has a name of its own for the day on which a page was published."""
    page = f'{UNDATED}<meta name="{name}" content="2024-11-30">' + posts()
    assert hours(read(page))[:2] == [(30, 14), (30, 13)]


def test_clocks_of_the_east_are_on_the_first_day() -> None:
    """All of them are ahead of us on the day on which the page was published, and none of the day before."""
    early = datetime(2024, 11, 30, 6, tzinfo=UTC)
    page = LIVE.replace("T08:00:00+00:00", "") + posts()
    assert hours(read(page, early))[::5] == [(30, 14), (30, 9)]


@pytest.mark.parametrize(("clock", "day"), [("10:40", 30), ("23:40", 29)])
def test_a_pinned_entry_moves_no_other_to_another_day(clock: str, day: int) -> None:
    """It is older than what stands below it: of the same day, or of the day before."""
    pinned = f'<div class="row"><span>Angeheftet</span><time>{clock}</time><p>{SAID.format("old")}.</p></div>'
    found = read(LIVE + posts(around="<div>" + pinned + "{}</div>"))
    assert hours(found)[:3] == [(day, int(clock[:2])), (30, 14), (30, 13)]
    assert [entry.pinned for entry in found.entries][:2] == [True, False]


def test_pinned_entries_without_a_day() -> None:
    """Where the page tells no day, no clock has one; and pinned entries alone are dated as any."""
    flag = "<span>Pinned</span>"
    pinned = f'<div class="row">{flag}<time>10:40</time><p>{SAID.format("old")}.</p></div>'
    assert set(hours(read(UNDATED + posts(around="<div>" + pinned + "{}</div>")))) == {None}
    assert hours(read(LIVE + posts(when=flag + "<time>{0}:20</time>")))[0] == (30, 14)


def test_a_pinned_copy_is_no_entry() -> None:
    """An entry without a name that is shown once more at the top is one, and pinned."""
    copy = f'<div class="row"><span>Épinglé</span><time>12:20</time><p>{said(12)}.</p></div>'
    found = read(LIVE + posts(around="<div>" + copy + "{}</div>"))
    assert [entry.pinned for entry in found.entries] == [False, False, True, False, False, False]


def test_the_time_of_a_quoted_post_is_none_of_the_entry() -> None:
    """Dates below posts of a network do not make entries of what they stand in."""
    quote = "<blockquote><p>Just out.</p><a>30 November 2024</a></blockquote>"
    parts = f"<section id=block-f{{0}}a1b2c3d4><div><div>{{0}}:20</div></div><div><p>{{1}}.</p>{quote}</div></section>"
    page = LIVE + "".join(parts.format(hour, said(hour)) for hour in HOURS)
    assert len(read(page).entries) == len(HOURS)


# ------------------------------------------------------------------------------------------------ around the entries


@pytest.mark.parametrize("place", ["article-review-body", "media-transcript", "blog_teaser_text", "sidebar_content"])
def test_what_holds_the_page_stands_beside_nothing(place: str) -> None:
    """The place of most words is what the page is about, whatever the publisher calls it; of few, it is a box."""
    held = posts(around=f'<div class="{place}">{{}}</div>')
    assert len(read(LIVE + held).entries) == len(HOURS)
    assert len(read(LIVE + f'<div class="{place}">{lines()}</div>').entries) == len(HOURS)
    with pytest.raises(NotALiveBlog):
        read(LIVE + held + MANY_WORDS * 2)


def test_the_latest_news_may_be_the_live_blog() -> None:
    """What a page consists of is its entries, though each be called as lists of other articles are (DR)."""
    held = posts().replace("row", "latest-news-page-card")
    assert len(read(LIVE + held).entries) == len(HOURS)
    with pytest.raises(NotALiveBlog):
        read(LIVE + held + MANY_WORDS * 2)


def test_an_aside_that_holds_the_page() -> None:
    """An element for what stands beside may hold all there is; what readers wrote is no live blog for its length."""
    assert len(read(LIVE + posts(around="<aside>{}</aside>")).entries) == len(HOURS)
    with pytest.raises(NotALiveBlog):
        read(LIVE + posts(around='<div class="comments">{}</div>'))


def test_a_list_with_times_for_machines_hides_no_entries() -> None:
    """Related stories have `datetime`, the entries clocks in words: the longer ones are taken."""
    related = "".join(
        f'<div><time datetime="2024-11-2{at}T10:00:00Z">2{at} Nov</time><p>{SAID.format("old")} {at}.</p></div>'
        for at in (5, 6)
    )
    entries = posts(when='<span class="hour">{0}:20</span>', tag="article")
    found = read(LIVE + f"<div class=live-story>{related}</div>" + entries)
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


def test_a_list_beside_lines_that_sign_entries() -> None:
    """A few boxes on the page of a live blog without elements of its own are not taken for it."""
    box = "".join(
        f'<div class="columns"><p>{at}. Juni 2019</p><p>{SAID.format("old")} {at}, and was seen off.</p></div>'
        for at in (4, 5, 6)
    )
    found = read(LIVE + f"<main>{lines()}</main><div>{box}</div><p>{SAID * 5}</p>")
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


def test_the_places_of_a_page_are_no_entries() -> None:
    """A menu, the article with the headline, and a list of dates look alike to who counts dates only."""
    place = '<div class="place"><span>0{}.11.2024</span>{}</div>'
    held = (MANY_WORDS, f"<h1>Bridge</h1><div>{lines()}</div>", MANY_WORDS)
    places = "".join(place.format(at, inside) for at, inside in enumerate(held, 1))
    assert len(read(LIVE + f"<div>{places}</div>").entries) == len(HOURS)


# ------------------------------------------------------------------------------------------------ lines alone


@pytest.mark.parametrize("label", ["Older posts", "Weitere Beiträge anzeigen", "Загрузить ещё"])
def test_the_link_to_older_entries_is_no_text(label: str) -> None:
    """It ends the last entry, and signs none."""
    found = read(LIVE + f'<div>{lines()}<a href="/bridge?page=2">{label}</a></div>')
    assert (texts(found)[-1], found.entries[-1].authors) == (f"{said(9)}.", ())


@pytest.mark.parametrize(
    "form",
    [
        "<p><b>+++ {0}.20 {1} +++</b></p><p>{2}.</p>",
        "<p><b>{0}:20 {1}</b></p><p>{2}.</p>",
        "<h3>{1} ({0}:20)</h3><p>{2}.</p>",
        "<h3>{1} ({0}.20 Uhr)</h3><p>{2}.</p>",
    ],
)
def test_headlines_with_a_clock(form: str) -> None:
    """Before or behind it, in brackets or between signs, it is no part of the headline."""
    found = read(
        LIVE + "<div>" + "".join(form.format(hour, f"Pier {hour} closed", said(hour)) for hour in HOURS) + "</div>"
    )
    assert [entry.title for entry in found.entries] == [f"Pier {hour} closed" for hour in HOURS]
    assert hours(found)[:2] == [(30, 14), (30, 13)]


@pytest.mark.parametrize(
    "form", ["[{0}:20] {1}.", "[{0}.20] {1}.", "UPDATE {0}:20: {1}.", "<b>Mise à jour à {0}:20</b> {1}."]
)
def test_texts_behind_a_clock(form: str) -> None:
    """What stands around the clock is no text."""
    found = read(LIVE + "<div>" + lines(f"<p>{form}</p>") + "</div>")
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


def test_a_word_behind_a_clock() -> None:
    """German headlines begin with "Am", which names no half of the day; in capitals, or at the end, it does."""
    found = read(LIVE + lines("<h3>{0}:20 Am Pier brennt es</h3><p>{1}.</p>"))
    assert [entry.title for entry in found.entries] == ["Am Pier brennt es"] * len(HOURS)
    said_by = [read_byline(line) for line in ("2:20 PM The pier burns", "2:20 Pm", "2:20 Pm IST")]
    assert [byline and byline.phrase.clock for byline in said_by] == [time(14, 20)] * 3


def test_readers_comments_below_lines() -> None:
    """Their dates are of another form and more than the entries, and they stand in a place of their own."""
    comment = f"<li><p>3{{0}}. Oktober 2024 um 18:0{{1}} Uhr</p><p>{SAID.format('old')}.</p></li>"
    comments = "".join(comment.format(at % 2, at) for at in range(9))
    found = read(LIVE + f'<div>{lines()}</div><ol class="comment-list">{comments}</ol>')
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


def test_lines_in_a_form() -> None:
    """Some systems put all of a page into a form; a form of its own is no text."""
    search = "<form><p>Find a ferry</p></form>"
    found = read(LIVE + f"<body><form id=aspnetForm><div>{lines()}</div></form>")
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]
    assert texts(read(LIVE + f"<div>{lines()}{search}</div>")) == [f"{said(hour)}." for hour in HOURS]


def test_a_longer_list_of_other_times_below_lines() -> None:
    """What stands beside is left out of the choice, and the lines of the page remain."""
    programme = "".join(f"<p><b>{hour}:30</b></p><p>{SAID.format('old')}.</p>" for hour in (*HOURS, 8, 7))
    found = read(LIVE + f'<div>{lines()}</div><div class="related">{programme}</div>{MANY_WORDS}')
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ('<a href="/">The Daily Quay</a>', "Bridge live"),
        ('<a href="https://news.example">The Daily Quay</a>', "Bridge live"),
        ('<a href="/bridge">All on the bridge</a>', "All on the bridge"),
        ('All on <a href="/">the bridge</a>', "All on the bridge"),
    ],
)
def test_a_heading_that_leads_home_names_the_site(heading: str, title: str) -> None:
    """A live blog is not titled by the name of its site, where that is the page's first heading and a link home."""
    entries = "".join(
        f'<article id="post-{900 + hour}"><time datetime="2024-11-30T{hour:02d}:00:00Z"></time>'
        f"<p>{said(hour)}.</p></article>"
        for hour in HOURS
    )

    found = read(f"{LIVE}<header><h1>{heading}</h1></header><main>{entries}</main>")

    assert (title, len(HOURS)) == (found.title, len(found.entries))


def test_the_day_below_the_headline_dates_lines() -> None:
    """Lines with clocks alone are of the day that stands nearest above them; those of menus are other stories'."""
    menu = "<ul><li>12 September 2016 18:30 GMT</li></ul>"
    body = f"<div>{lines()}</div>"
    assert hours(read(f"{UNDATED}{menu}<h1>Bridge</h1><p>30 November 2024 08:30 GMT</p>{body}"))[0] == (30, 14)
    assert hours(read(f"{UNDATED}{menu}<h1>Bridge</h1>{body}"))[0] is None


@pytest.mark.parametrize("headline", ["", "<h2>What the {0}th witness told the court</h2>"])
def test_a_name_at_the_end_of_each_entry(headline: str) -> None:
    """It stays with the entry that it ends, though the next one's headline stands between it and the next clock."""
    form = headline + "<p>{0}:20</p><p>{1}.</p><p><em>By {2}</em></p>"
    names = ("Ada Moor", "Tom Hale")
    found = read(LIVE + "<div>" + "".join(form.format(hour, said(hour), names[hour % 2]) for hour in HOURS) + "</div>")
    assert [entry.authors for entry in found.entries] == [(names[hour % 2],) for hour in HOURS]
    assert texts(found) == [f"{said(hour)}." for hour in HOURS]


def test_lines_of_other_people_are_no_signatures() -> None:
    """Where each entry ends with another name, and the page goes on below the last, they are whom it speaks of."""
    people = ("Ada Moor", "Tom Hale", "Lea Voss", "Ines Lund", "Jo Grey", "Mia Frost")
    form = "<h2>What the {0}th witness told the court</h2><p>{0}:20</p><p>{1}.</p><p>{2}</p>"
    told = "".join(form.format(hour, said(hour), name) for hour, name in zip(HOURS, people, strict=True))
    found = read(LIVE + f"<div>{told}<p>{said(14)}.</p><p>{said(13)}.</p></div>")
    assert {entry.authors for entry in found.entries} == {()}


def test_entries_keep_their_order() -> None:
    """Newest first, as the page has them."""
    times = [entry.published for entry in read(LIVE + posts()).entries]
    assert all(newer and older and newer > older for newer, older in pairwise(times))
