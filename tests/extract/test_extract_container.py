"""The generic container finds the entries of pages that nobody described to it, and only theirs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from extract_pages import NOW, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.carriers.container import read_container
from monitor.extract.page.document import Document
from monitor.extract.page.fittings import MAX_CLIMB
from monitor.extract.readings.reading import Absent, Reading
from monitor.model import Entry, IdClass, Window

WORDS = "The council met again in the old town hall and agreed on a plan for the bridge by a wide margin"
LIVE = '<title>Bridge live</title><meta property="article:published_time" content="2024-11-30T08:00:00+00:00">'
URL = "https://news.example/bridge"
HOURS = (14, 13, 12, 11)


def answer(html: str, url: str = URL, now: datetime = NOW) -> Reading | Absent:
    return read_container(Document(page_of(html, url=url), now=now))


def reading(html: str, url: str = URL, now: datetime = NOW) -> Reading:
    found = answer(html, url, now)
    assert isinstance(found, Reading), found
    return found


def times(found: Reading) -> list[datetime | None]:
    return [entry.published for entry in found.entries]


def at(hour: int, minute: int = 0, day: int = 30) -> datetime:
    return datetime(2024, 11, day, hour, minute, tzinfo=UTC)


def article(hour: int, *, id_: str = "", inside: str = "") -> str:
    return (
        f'<article class="post" {id_}><time datetime="2024-11-30T{hour}:00:00Z">{hour}:00</time>'
        f"<h3>Head {hour}</h3><p>{WORDS} {hour}.</p>{inside}</article>"
    )


@pytest.mark.parametrize(
    ("said", "offset", "now", "expected"),
    [
        ("Today 03:4{}", "+08:00", at(20, day=29), at(19, 42, day=29)),
        ("Yesterday 23:1{}", "+08:00", at(20, day=29), at(15, 12, day=29)),
        ("Saturday 03:4{}", "+08:00", at(20, day=29), at(19, 42, day=29)),
        ("Today 20:3{}", "-05:00", at(2), at(1, 32)),
        ("Today 11:0{}", "", at(11, 30), at(11, 2)),
    ],
)
def test_which_day_is_today_hangs_on_the_zone_of_the_page(said: str, offset: str, now: datetime, expected: datetime):
    """Early in the day further east, and late in it further west, UTC has another date."""
    items = "".join(
        f'<li class="live-item" id="l{9300 - 7 * k}"><i>{said.format(2 - k)}</i><p>{WORDS} {k}</p></li>'
        for k in range(3)
    )
    stamp = f'<meta property="article:modified_time" content="2024-11-28T10:00:00{offset}">' if offset else ""
    found = reading(f"<html><head>{stamp}</head><body>{LIVE}<ul>{items}</ul>", now=now)

    assert [expected - timedelta(minutes=k) for k in range(3)] == times(found)


def test_a_ticker_with_visible_clocks():
    """Clock times get the page's day, bylines become authors, share links vanish."""
    items = "".join(
        f'<div class="ticker-item"><span class="ticker-time">{hour}:32 Uhr</span><h3>Titel {hour}</h3><p>{WORDS}.</p>'
        f'<p>Mehr um {hour}:50.</p><p class="author">Von Max Muster</p><a href="https://x.example/s">Teilen</a></div>'
        for hour in HOURS
    )
    found = reading(f'{LIVE}<div class="liveticker">{items}</div>')

    assert [at(hour, 32) for hour in HOURS] == times(found)
    assert found.entries[0] == Entry(
        id="20241130T143200",
        title="Titel 14",
        text=f"{WORDS}.\nMehr um 14:50.",
        html=found.entries[0].html,
        authors=("Max Muster",),
        published=at(14, 32),
    )
    assert ("4 of 4 entries have times without a zone; UTC is assumed",) == found.warnings


@pytest.mark.parametrize(
    "item",
    [
        "<tr><td>{hour}:05</td><td>{words}</td></tr>",
        "<li><p><strong>{hour}:05</strong> – {words}</p></li>",
        "<div class='q9'><div><em>{hour}:05</em></div><div>{words}</div></div>",
        "<p><b>{hour}:05:</b> {words}</p>",
    ],
    ids=["table", "list", "boxes", "paragraphs"],
)
def test_times_in_no_attribute(item: str):
    """A time that only readers see is found, and is not part of the text."""
    text = f"{WORDS}. {WORDS}, they said."
    items = "".join(item.format(hour=hour, words=text) for hour in HOURS)
    tag = "table" if item.startswith("<tr") else "div"
    found = reading(f"{LIVE}<{tag}>{items}</{tag}>")

    assert [at(hour, 5) for hour in HOURS] == times(found)
    assert {text} == {entry.text for entry in found.entries}


def test_relative_times_need_an_id():
    """What hangs on now gives a time only to entries that have a name without it."""
    item = '<div class="a1" {id_}><span>{age} min ago</span><h2>Head {age}</h2><p>{words} {age}.</p></div>'
    named = "".join(item.format(age=age, words=WORDS, id_=f"id='entry-{age}7712'") for age in (4, 13, 22))
    unnamed = "".join(item.format(age=age, words=WORDS, id_="") for age in (4, 13, 22))

    assert [(11, 56), (11, 47), (11, 38)] == [(at.hour, at.minute) for at in times(reading(LIVE + named)) if at]
    assert [None] * 3 == times(reading(LIVE + unnamed))


def test_entries_under_days():
    """Entries that hang under a section for each day are one live blog."""
    sections = "".join(
        f'<section class="day"><h2>{day}</h2>'
        + "".join(
            f'<article class="entry"><time datetime="2024-11-{day}T{hour}:00Z"></time><p>{WORDS} {hour}</p></article>'
            for hour in HOURS
        )
        + "</section>"
        for day in (30, 29, 28)
    )
    found = reading(f"{LIVE}<main>{sections}</main>")

    assert [at(hour, day=day) for day in (30, 29, 28) for hour in HOURS] == times(found)


def test_midnight_between_clocks():
    """Clock times cross midnight backwards from the day of the page's last change."""
    clocks = ("00:20", "00:05", "23:50", "12:10", "23:10", "22:40")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    found = reading(f'<meta property="article:modified_time" content="2024-11-30T08:00Z"><div>{items}</div>')

    assert [at(0, 20), at(0, 5), at(23, 50, 29), at(12, 10, 29), at(23, 10, 29), at(22, 40, 29)] == times(found)


def test_the_night_in_which_clocks_change_is_as_long_as_it_was():
    """Clocks of New York over the first night of its winter, 25 hours long; the page names its last day."""
    clocks = ("00:20", "23:50", "12:10", "00:05", "22:40")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    page = page_of(f'<meta property="article:modified_time" content="2024-11-04T06:00Z"><div>{items}</div>', url=URL)
    found = read_container(Document(page, now=NOW, zone=ZoneInfo("America/New_York")))
    assert isinstance(found, Reading)

    days = (datetime(2024, 11, day, tzinfo=UTC) for day in (4, 4, 3, 3, 2))
    after = (timedelta(hours=5, minutes=20), timedelta(hours=4, minutes=50), timedelta(hours=17, minutes=10))
    before = (timedelta(hours=4, minutes=5), timedelta(hours=26, minutes=40))
    assert [day + clock for day, clock in zip(days, after + before, strict=True)] == times(found)


def test_an_hour_that_a_night_leaves_out_is_one_of_the_day_before():
    """At 02:00 of the 10th the clocks of New York were put on to 03:00; the page names that day."""
    clocks = ("05:30", "00:20", "23:10", "12:05", "02:40", "01:50")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    page = page_of(f'<meta property="article:modified_time" content="2024-03-10T10:00Z"><div>{items}</div>', url=URL)
    found = read_container(Document(page, now=NOW, zone=ZoneInfo("America/New_York")))
    assert isinstance(found, Reading)

    shown = [time.astimezone(ZoneInfo("America/New_York")) for time in times(found) if time]
    assert [(10, 5, 30), (10, 0, 20), (9, 23, 10), (9, 12, 5), (9, 2, 40), (9, 1, 50)] == [
        (time.day, time.hour, time.minute) for time in shown
    ]


@pytest.mark.parametrize("newest", ["13:20", "12:41", "12:20"], ids=["ahead of now", "just ahead", "behind"])
def test_a_clock_that_is_ahead_moves_no_other_one_to_another_day(newest):
    """The newsroom's zone is another than ours: an older entry that is pinned above the newest is no tomorrow's."""
    clocks = ("12:10", newest, "12:05", "11:55", "11:40")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    page = f'<meta property="article:published_time" content="2024-11-30T08:00Z"><div>{items}</div>'
    found = reading(page, now=at(12, 30))

    assert [at(*map(int, clock.split(":"))) for clock in clocks] == times(found)


@pytest.mark.parametrize(
    "day",
    [
        '<h4 class="date">Saturday 30 November 2024</h4>',
        '<meta property="article:modified_time" content="2024-11-30T12:28Z">',
        '<meta property="article:published_time" content="2024-11-30T12:08Z">',
    ],
)
@pytest.mark.parametrize(("hour", "dated"), [(13, 30), (14, 30), (17, 30), (19, 29), (23, 29)])
def test_clocks_that_are_all_ahead_are_of_the_day_in_zones_before_ours(day, hour, dated):
    """The page shows the last half hour of Berlin or Delhi without a zone; yesterday's would be silent for long."""
    clocks = (f"{hour}:29", f"{hour}:20", f"{hour}:10")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    found = reading(f"<h1>Storm live</h1>{day}<div>{items}</div>", now=at(12, 30))

    begins = "published" in day  # it is sure of its day then, for it cannot have begun the day before
    assert [at(*map(int, clock.split(":")), 30 if begins else dated) for clock in clocks] == times(found)


@pytest.mark.parametrize("now", [9, 15, 17, 19])
def test_last_night_s_clocks_on_a_page_that_was_edited_this_morning_stay_there(now):
    """They are farther ahead of the edit than any zone is of UTC, whenever the page is read."""
    clocks = ("21:25", "21:08", "20:51")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    day = '<meta property="article:modified_time" content="2024-11-30T08:30Z">'
    found = reading(f"<h1>Storm live</h1>{day}<div>{items}</div>", now=at(now, 0))

    assert [at(*map(int, clock.split(":")), 29) for clock in clocks] == times(found)


@pytest.mark.parametrize(
    ("changed", "clock", "published"),
    [
        ("29T23:10Z", "00:07", at(0, 7, day=30)),
        ("29T19:10Z", "00:37", at(0, 37, day=30)),
        ("29T23:10Z", "05:50", at(5, 50, day=29)),
        ("29T18:10+01:00", "00:07", at(23, 7, day=28)),
    ],
    ids=["London in summer", "Delhi", "since the morning nothing", "its zone is told"],
)
def test_a_clock_just_after_midnight_in_a_zone_before_ours_is_of_the_day_that_begins_there(changed, clock, published):
    """Clocks without a zone are read as UTC, where the page's last change is of the day before still."""
    clocks = (clock, "23:50", "23:31")
    items = "".join(f'<div class="item"><p class="hora">{clock}</p><p>{WORDS} {clock}</p></div>' for clock in clocks)
    meta = f'<meta property="article:modified_time" content="2024-11-{changed}">'
    found = reading(f"<h1>Storm live</h1>{meta}<div>{items}</div>", now=at(23, 12, day=29))

    assert published == times(found)[0]


def test_entries_that_tell_their_age_are_noted():
    """Their times are rough, and others with each reading: "2h ago" is the same for an hour."""
    posts = (f'<article id="post-71{at}"><span>{age}</span><p>{WORDS} {at}.</p></article>' for at, age in enumerate(
        ("4m ago", "59m ago", "2h ago", "12:01 PM, 30 November 2024")
    ))  # fmt: skip
    found = reading(f'{LIVE}<div class="live">{"".join(posts)}</div>')

    assert {"710", "711", "712"} == found.aged


def test_entries_that_tell_a_clock_and_no_day_are_noted():
    """Their day is counted from that of the newest entry, over the midnights that show."""
    posts = (f'<article id="post-71{at}"><span>{clock}</span><p>{WORDS} {at}.</p></article>' for at, clock in enumerate(
        ("12:24", "12:10", "11:50", "12:01 PM, 29 November 2024")
    ))  # fmt: skip
    changed = '<meta property="article:modified_time" content="2024-11-30T12:24:00Z">'
    found = reading(f'{LIVE}{changed}<div class="live">{"".join(posts)}</div>')

    assert {"710", "711", "712"} == found.dayless


def test_a_pinned_copy():
    """A copy without an id is not an entry; the one that it copies is pinned."""
    posts = "".join(article(hour, id_=f'id="post-712{hour}"') for hour in HOURS)
    found = reading(f'{LIVE}<div id="live">{article(12)}{posts}</div>')

    assert [(f"712{hour}", hour == 12) for hour in HOURS] == [(entry.id, entry.pinned) for entry in found.entries]
    assert [False, True] == [
        entry.pinned
        for entry in reading(
            f'{LIVE}<div class="live-blog-posts">{article(14, id_="id=live-1 data-pinned=false")}'
            f"{article(13, id_='id=live-2 data-pinned=true')}</div>"
        ).entries
    ]


def test_advertisements_and_widgets_between_entries():
    """Children of the stream that are advertisements, or are empty, are no entries."""
    posts = [article(hour, id_=f'id="post-712{hour}"') for hour in HOURS]
    posts[1:1] = [
        f'<article class="post" id="ad-71214"><p>{WORDS}</p></article>',
        f'<article class="post advertisement"><p>{WORDS}</p></article>',
        '<article class="post"></article>',
        f'<article class="post"><p>{WORDS}</p></article>',
    ]
    found = reading(f"{LIVE}<div>{''.join(posts)}</div>")

    assert [f"712{hour}" for hour in HOURS] == [entry.id for entry in found.entries]


def test_strangers_among_entries_of_one_look():
    """What looks like the entries and has neither a time nor, as they all have, a name is no entry."""
    posts = [article(hour, id_=f'id="712{hour}"') for hour in HOURS]
    posts[1:1] = ['<article class="post"></article>', f'<article class="post"><p>{WORDS}</p></article>']
    found = reading(f"{LIVE}<div>{''.join(posts)}</div>")

    assert [f"712{hour}" for hour in HOURS] == [entry.id for entry in found.entries]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="newsletter"><h3>The week</h3><p>Each Friday in your inbox.</p></div>',
        '<h3>The week</h3><p>Each Friday in your inbox.</p><form><input name="q"></form>',
        '<p>We need readers who support us.</p><a href="/support">Support us</a>',
    ],
)
def test_boxes_in_rows_without_names_are_no_entries(box: str):
    """A row without a time is called what its only box is called, and is an entry if it is built as the others are."""
    rows = [f"<li><span>{hour}:05</span><h3>Head {hour}</h3><div>{WORDS} {hour}.</div></li>" for hour in HOURS]
    rows[1:1] = [f"<li>{box}</li>", f"<li><h3>Head of no time</h3><div>{WORDS} alone.</div></li>"]
    found = reading(f"{LIVE}<ol>{''.join(rows)}</ol>")

    assert ["Head 14", "Head of no time", "Head 13", "Head 12", "Head 11"] == [entry.title for entry in found.entries]


@pytest.mark.parametrize(
    ("clocks", "head", "read"),
    [
        (("14:05", "13:40"), LIVE, True),
        (("13:40", "14:05"), LIVE, False),
        (("14:05", "13:40"), LIVE.replace(" live", ""), False),
        (("14:05", "13:40"), "<title>Bridge live</title>", False),
        (("14:05", "13:40"), f"{LIVE}<p>{WORDS * 9}</p>", False),
    ],
)
def test_two_entries_are_a_live_blog_that_began_just_now(clocks: tuple[str, ...], head: str, read: bool):  # noqa: FBT001
    """They are what a page says that is called live, and run back; a programme runs on."""
    rows = "".join(f"<div><span>{clock}</span><h3>Head {clock}</h3><p>{WORDS} {clock}.</p></div>" for clock in clocks)
    found = answer(f"{head}<main>{rows}</main>")

    assert read == isinstance(found, Reading)


@pytest.mark.parametrize("stamp", ['<time datetime="2024-11-30T{}:05Z"></time>', "<span>{}:05</span>"])
def test_a_young_live_blog_is_read_where_it_stood(stamp: str):
    """The third entry is found by the place that was remembered of the first two."""
    rows = [f"<div>{stamp.format(hour)}<h3>Head {hour}</h3><p>{WORDS} {hour}.</p></div>" for hour in HOURS]
    first = reading(f"{LIVE}<main>{''.join(rows[2:])}</main>")
    document = Document(page_of(f"{LIVE}<main>{''.join(rows[1:])}</main>", url=URL), now=NOW)
    document.trail, document.size = first.trail, 2

    assert ["Head 13", "Head 12", "Head 11"] == [entry.title for entry in read_container(document).entries]


def test_the_furniture_of_an_entry():
    """Labels, buttons, counts and footers are cut; quotations with their own times are not."""
    inside = (
        '<blockquote class="tweet"><p>What a bridge</p><time datetime="2020-01-01T00:00Z">1 January 2020</time>'
        "</blockquote>"
        "<span>Key event</span><b>Key update</b><button>Copy</button>"
        '<div class="ad-slot">Advertisement</div><p>Copy link</p>'
        '<footer><span>Updated at 15.01</span></footer><figure><span class="duration">01:23</span></figure>'
    )
    found = reading(f"{LIVE}<div>{''.join(article(hour, inside=inside) for hour in HOURS)}</div>")

    assert f"{WORDS} 14.\nWhat a bridge\n1 January 2020" == found.entries[0].text
    assert at(14) == found.entries[0].published


def test_a_heading_inside_an_embed_is_not_the_title():
    """The heading of a quoted post above the entry's own stays in the text, and the own one is the title."""
    quoted = "<blockquote><h4>Quoted head</h4></blockquote>"
    posts = "".join(article(hour).replace("<h3>", f"{quoted}<h3>") for hour in HOURS)
    found = reading(f"{LIVE}<div>{posts}</div>")

    assert ("Head 14", f"Quoted head\n{WORDS} 14.") == (found.entries[0].title, found.entries[0].text)


def test_a_heading_below_the_words_is_not_the_title():
    """What stands under a paragraph divides the text, and is part of it."""
    posts = "".join(
        f'<article class="post"><time datetime="2024-11-30T{hour}:00:00Z"></time><p>{WORDS}.</p><h3>What next</h3>'
        f"<p>A vote {hour}.</p></article>"
        for hour in HOURS
    )
    found = reading(f"{LIVE}<div>{posts}</div>")

    assert (None, f"{WORDS}.\nWhat next\nA vote 14.") == (found.entries[0].title, found.entries[0].text)


def test_a_heading_deep_inside_its_entry():
    """Below more boxes than are climbed for an embed it is still the title, and the emptied boxes say nothing."""
    deep = "<div>" * MAX_CLIMB + "<h3>Deep head</h3>" + "</div>" * MAX_CLIMB
    posts = "".join(article(hour).replace(f"<h3>Head {hour}</h3>", deep) for hour in HOURS)
    found = reading(f"{LIVE}<main>{posts}</main>")

    assert ("Deep head", f"{WORDS} 14.") == (found.entries[0].title, found.entries[0].text)


def test_what_the_page_says_without_a_name_or_a_time():
    """A meta element that names nothing and a date that is none are passed over on the way to the page's day."""
    items = "".join(f"<li><b>{hour}:05</b> {WORDS}</li>" for hour in HOURS)
    around = (
        '<meta http-equiv="refresh" content="60"><p class="date">Soon</p><p class="date">30 November 2024, 15:00 UTC'
    )
    found = reading(f"{around}</p><ul>{items}</ul>")

    assert [at(hour, 5) for hour in HOURS] == times(found)


def test_a_time_in_a_sentence_is_what_the_entry_writes_about():
    """A date in a long paragraph stays in the text and dates nothing; one that opens the paragraph is the entry's."""
    told = '<time datetime="2024-11-01T09:00:00Z">1 November</time>'
    within = "".join(
        f'<article id="post-712{hour}"><b>{hour}:05</b><p>{WORDS} since {told}, it says.</p></article>'
        for hour in HOURS
    )
    opening = "".join(
        f'<article id="post-712{hour}"><p><time datetime="2024-11-30T{hour}:05:00Z">{hour}:05</time> {WORDS}. '
        f"{WORDS}.</p><p>More.</p></article>"
        for hour in HOURS
    )
    first, second = reading(f"{LIVE}<div>{within}</div>"), reading(f"{LIVE}<div>{opening}</div>")

    assert [at(hour, 5) for hour in HOURS] == times(first) == times(second)
    assert f"{WORDS} since 1 November, it says." == first.entries[0].text
    assert f"{WORDS}. {WORDS}.\nMore." == second.entries[0].text


def test_a_short_sentence_keeps_its_time_where_the_entry_tells_another():
    """It says when something opens; a byline that is one dates its entry."""
    about = "".join(
        f'<article id="post-712{hour}"><b>{hour}:05</b><p>{WORDS}.</p>'
        f'<p>Pier {hour} opens at <a href="/pier">7:15 and</a> is free.</p></article>'
        for hour in HOURS
    )
    signed = "".join(
        f'<article id="post-712{hour}"><p>Posted at <time>{hour}:05</time> by the desk.</p><p>{WORDS}.</p></article>'
        for hour in HOURS
    )
    first, second = reading(f"{LIVE}<div>{about}</div>"), reading(f"{LIVE}<div>{signed}</div>")

    assert [at(hour, 5) for hour in HOURS] == times(first) == times(second)
    assert [f"{WORDS}.\nPier {hour} opens at 7:15 and is free." for hour in HOURS] == [e.text for e in first.entries]


def test_one_entry_shown_again_and_again_is_no_stream():
    """Elements that all show one entry, under its id, are not a live blog of several."""
    shown = article(14, id_='id="post-71214"')

    assert Absent(reason="the repeated elements hold no entries") == answer(f"{LIVE}<div>{shown * 3}</div>")


def test_a_name_that_is_numbered_by_the_page():
    """Ids that count places are classed so, and those of a framework are not taken."""
    counted = "".join(article(hour, id_=f'id="post{place}"') for place, hour in enumerate(HOURS, start=1))
    rendered = "".join(article(hour, id_=f'id="src-component-99{hour}"') for hour in HOURS)

    assert IdClass.POSITIONAL is reading(f"{LIVE}<div>{counted}</div>").id_class
    assert IdClass.DERIVED is reading(f"{LIVE}<div>{rendered}</div>").id_class


def test_an_id_on_the_share_button():
    """Where the entries' own ids count places, a record number that each carries names it."""
    posts = "".join(
        article(hour, id_=f'id="post{place}"', inside=f'<i data-socialclick="1287927{hour}"></i>')
        for place, hour in enumerate(HOURS, start=1)
    )
    found = reading(f"{LIVE}<div>{posts}</div>")

    assert ([f"1287927{hour}" for hour in HOURS], IdClass.STABLE) == ([e.id for e in found.entries], found.id_class)


def test_entries_without_times_but_with_names():
    """A stream whose elements are named as a live blog's and have ids is read without times, less surely."""
    posts = "".join(
        f'<div class="live-blog-post" data-test-id="live-blog-post" data-source-id="10000000736{n}"><h2>Head {n}</h2>'
        f"<p>{WORDS}</p></div>"
        for n in range(1855, 1859)
    )
    found = reading(f'{LIVE}<article class="live-blog-content">{posts}</article>')

    assert [f"10000000736{n}" for n in range(1855, 1859)] == [entry.id for entry in found.entries]
    assert found.confidence < 0.7


def test_a_page_that_does_not_call_itself_live():
    """The same entries are less sure on a page whose title says nothing of a live blog."""
    posts = "".join(article(hour) for hour in HOURS)

    assert (
        reading(f"{LIVE}<div>{posts}</div>").confidence > reading(f"<title>Bridge</title><div>{posts}</div>").confidence
    )


def test_clocks_on_a_page_without_a_day():
    """A clock is not given the day of the reading, and it is said that none was found."""
    items = "".join(f"<li><b>{hour}:05</b> {WORDS}</li>" for hour in HOURS)
    found = reading(f"<ul>{items}</ul>")

    assert [None] * 4 == times(found)
    assert ("4 of 4 entries have a clock time, and the page names no day for it",) == found.warnings


@pytest.mark.parametrize(
    ("address", "day"), [("2024/11/30", 30), ("2024/nov/29", 29), ("2024/13/45", None), ("2024/abc/1", None)]
)
def test_the_day_in_the_address(address: str, day: int | None):
    """Clocks are of the day that the page's address names, and of none where there is no such day."""
    items = "".join(f"<li><b>{hour}:05</b> {WORDS}</li>" for hour in HOURS)
    found = reading(f"<ul>{items}</ul>", f"https://news.example/{address}/bridge")

    assert [at(hour, 5, day) if day else None for hour in HOURS] == times(found)


def test_a_zone_that_the_page_names():
    """Clocks without a zone are in the one that the page's other times name."""
    items = "".join(
        f'<li><b>{hour}:05</b><p>{WORDS}</p><p class="updated">Last updated: {hour}:06 GMT+1 Saturday, 30 November 2024'
        "</p></li>"
        for hour in HOURS
    )
    found = reading(f"{LIVE}<ul>{items}</ul>")

    assert [at(hour - 1, 5) for hour in HOURS] == times(found)
    assert [at(hour - 1, 6) for hour in HOURS] == [entry.updated for entry in found.entries]
    assert () == found.warnings


TEASER = '<time datetime="2024-11-30T{hour}:00:00Z"></time>{head}<p>{words}</p>'


@pytest.mark.parametrize(
    "item",
    [
        '<article class="card">' + TEASER.replace("{head}", '<h3><a href="/story-{hour}">Head</a></h3>') + "</article>",
        '<a href="/s/{hour}"><article class="card">' + TEASER.replace("{head}", "<h3>Head</h3>") + "</article></a>",
        '<article class="card"><a href="/s/{hour}"><h3>Head</h3></a>' + TEASER.replace("{head}", "") + "</article>",
        '<a class="event" href="/e/{hour}">' + TEASER.replace("{head}", "") + "</a>",
        '<div class="comment" id="comment-{hour}">' + TEASER.replace("{head}", "") + "</div>",
        '<aside><div id="x-{hour}12345">' + TEASER.replace("{head}", "") + "</div></aside>",
        '<div class="programme"><time datetime="2024-11-30T{hour}:00:00Z"></time>News</div>',
        "<p>{words} {words}</p>",
        '<article id="chapter-{hour}123"><p>{words}</p></article>',
        "<div>" * 20 + "<time datetime='2024-11-30T{hour}:00:00Z'></time>" + "</div>" * 19 + "<p>{words}</p></div>",
        '<div id="ad-{hour}1234">' + TEASER.replace("{head}", "") + "</div>",
    ],
    ids=[
        "teasers",
        "linked",
        "headlines",
        "feed",
        "comments",
        "aside",
        "programme",
        "article",
        "chapters",
        "buried",
        "advertisements",
    ],
)
def test_what_repeats_and_is_no_live_blog(item: str):
    """Teasers, feeds, comments, side bars, programmes and plain articles are refused."""
    html = "".join(item.format(hour=hour, words=WORDS) for hour in HOURS)
    if item.startswith("<aside>"):
        html = "<aside>" + html.replace("<aside>", "").replace("</aside>", "") + "</aside>"

    assert isinstance(answer(f"<title>News</title><section>{html}</section>"), Absent)


def test_an_index_of_key_events_is_not_taken_for_the_stream():
    """The list of links beside the stream is longer, and is not read."""
    index = "".join(
        f'<li><a href="#p{hour}"><time datetime="2024-11-30T{hour}:00:00Z"></time>{WORDS}</a></li>'
        for hour in range(10, 24)
    )
    found = reading(f"{LIVE}<ul class='timeline'>{index}</ul><div>{''.join(article(hour) for hour in HOURS)}</div>")

    assert ["Head 14", "Head 13", "Head 12", "Head 11"] == [entry.title for entry in found.entries]


@pytest.mark.parametrize(
    ("controls", "older", "window"),
    [
        ('<a rel="next" href="?page=2&utm_source=x">Older posts</a>', f"{URL}?page=2", Window.NEWEST),
        (
            '<a href="?page=with:block-1#block-1" aria-label="Older page">›</a>',
            f"{URL}?page=with:block-1",
            Window.NEWEST,
        ),
        ('<link rel="next" href="/bridge?curpg=2">', f"{URL}?curpg=2", Window.NEWEST),
        ('<a href="?page=3">3</a><a href="?page=2">2</a>', f"{URL}?page=2", Window.NEWEST),
        ('<a rel="next" href="/other?page=2">Older</a><a href="?page=1">Next</a>', None, Window.NEWEST),
        (
            '<button data-next-url="/ajax/entries?before=77">Load more</button>',
            "https://news.example/ajax/entries?before=77",
            Window.NEWEST,
        ),
        ('<button data-url="?offset=10">Mehr laden</button>', f"{URL}?offset=10", Window.NEWEST),
        ('<div data-url="/share?u=1">Share</div>', None, Window.NEWEST),
        ('<button data-url="https://other.example/more">Voir plus</button>', None, Window.NEWEST),
        ('<button data-next="77">Показать ещё</button>', None, Window.NEWEST),
        ('<div class="pagination">Page 1 of 1</div>', None, Window.WHOLE),
        ('<div class="pagination">Page 1 of 4</div>', None, Window.NEWEST),
        ("", None, Window.NEWEST),
    ],
)
def test_the_way_to_older_pages(controls: str, older: str | None, window: Window):
    """Paging controls give the address of the next older page, or say that this is the whole blog."""
    found = reading(f"{LIVE}<div>{''.join(article(hour) for hour in HOURS)}</div>{controls}")

    assert (older, window) == (found.older, found.window)


def test_what_is_no_page():
    """Other documents, and pages too tangled to parse in time, are refused at once."""
    assert Absent(reason="not an HTML page") == read_container(
        Document(page_of('{"a": 1}', content_type="application/json"), now=NOW)
    )
    assert Absent(reason="the page cannot be parsed in time: its tags are too long, or nest too deeply") == answer(
        "<!doctype html>" + "<div>" * 9_000
    )


PIECES = [
    "<div class='live-post' id='post-12345'>", "</div>", "<time datetime='2024-11-30T12:00Z'>12:00", "</time>", "<p>",
    "12:00", "5 min ago", "By Ann Orr", "<h3>", "</h3>", "<a href='?page=2'>older</a>", "<blockquote>", "</blockquote>",
    "<span class='byline date share'>", "</span>", "<footer>", "</footer>", "Share", "<table><tr><td>", "\x00",
    "<article id='ad-1'>", "</article>", WORDS, "<figure><figcaption>", "</figure>", "30 November 2024",
    "<img alt='Ann Orr'>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_mixture_of_elements(pieces: list[str]):
    """Whatever the elements, the answer is a reading or says why there is none."""
    body = ("<!doctype html>" + LIVE + "".join(pieces)).encode("utf-8", "replace")

    assert isinstance(read_container(Document(page_of(body), now=NOW)), (Reading, Absent))


@pytest.mark.parametrize(
    ("url", "link", "older"),
    [
        ("/live", '<a href="/live/page/2/">Older posts</a>', "/live/page/2/"),
        ("/live/page/2", '<a href="/live/page/1">1</a><a href="/live/page/3">3</a>', "/live/page/3"),
        ("/live", '<link rel="prefetch Next" href="/live/seite-2.html">', "/live/seite-2.html"),
        ("/live/page/3", '<a rel="prev" href="/live/page/2">older</a>', None),
        ("/live", '<a href="/other/page/2" rel="next">Older</a>', None),
    ],
)
def test_pages_are_told_in_paths_too(url: str, link: str, older: str | None):
    """A page number may stand in the path; the next one of the same live blog is the older page."""
    found = reading(LIVE + "".join(article(hour) for hour in HOURS) + link, url=f"https://news.example{url}")

    assert (f"https://news.example{older}" if older else None) == found.older
