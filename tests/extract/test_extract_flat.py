"""Live blogs without containers: plain text and sibling paragraphs, parted by bylines that are learnt from the text."""

from __future__ import annotations

from datetime import UTC, datetime, time
from itertools import pairwise
from time import process_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from extract_pages import CAPTURED, URL, page_of
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.carriers.flat import MIN_ENTRIES, read_flat
from monitor.extract.page.document import Document
from monitor.extract.prose.bylines import Form, names_in, read_byline
from monitor.extract.prose.furniture import is_furniture
from monitor.extract.prose.lines import lines_of_text
from monitor.extract.readings.reading import Absent, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2024, 11, 7, 13, 0, tzinfo=UTC)

HEADLINES = (
    "Crane falls into harbour of Port Lorne",
    "Ferries sent to Saint Alban",
    "Minister to visit the harbour",
    "Divers begin their search",
)
PROSE = (
    "The harbour of Port Lorne was closed on Thursday after a crane fell into the water, its authority said.",
    "Engineers will look at the other cranes in the coming days before any ship may enter.",
    "“Nobody was hurt, and that is what counts,” the harbour master said at noon.",
    "Two ferries turned round and went to Saint Alban instead, thirty miles along the coast.",
)
AUTHORS = ("Zoë O’Brien", "Jean-Luc de la Tour and Ann Lee", "Zoë O’Brien", "María José Ortega y Gasset")
HARBOUR = "https://news.example/harbour"
DATES = ("7 November 2024 12:01", "7 November 2024 11:47", "7 November 2024 11:06", "6 November 2024 23:46")
INSTANTS = ["2024-11-07 12:01", "2024-11-07 11:47", "2024-11-07 11:06", "2024-11-06 23:46"]
DAYS_AND_CLOCKS = ((7, "12:01"), (7, "11:47"), (7, "11:06"), (6, "23:46"))
HEADER = (
    "Sign up to our free breaking news emails",
    "Harbour live: crane falls at Port Lorne",
    "The harbour has been closed since the morning, and two ferries have been diverted along the coast.",
)
FOOTER = (
    "More about",
    "Harbours",
    "Join thought-provoking conversations, follow other readers and see their replies in our forum.",
    "Comments",
)
WHOLE = [(HEADLINES[at], f"{PROSE[at]}\n{PROSE[(at + 1) % 4]}") for at in range(4)]


def read(
    text: str, *, html: bool = False, now: datetime = NOW, zone: ZoneInfo | None = None, url: str = URL, trail: str = ""
) -> Reading | Absent:
    document = Document(page_of(text, url=url, content_type="text/html" if html else "text/plain"), now=now, zone=zone)
    document.trail = trail
    return read_flat(document)


def found(reading: Reading | Absent) -> list[tuple[str | None, str]]:
    assert isinstance(reading, Reading), reading
    return [(entry.title, entry.text) for entry in reading.entries]


def instants(reading: Reading | Absent) -> list[str | None]:
    assert isinstance(reading, Reading), reading
    return [entry.published.strftime("%Y-%m-%d %H:%M") if entry.published else None for entry in reading.entries]


def authors(reading: Reading | Absent) -> list[tuple[str, ...]]:
    assert isinstance(reading, Reading), reading
    return [entry.authors for entry in reading.entries]


def reason(reading: Reading | Absent) -> str:
    assert isinstance(reading, Absent), reading
    return reading.reason


def closed(bylines: tuple[str, ...], *, header: tuple[str, ...] = HEADER, footer: tuple[str, ...] = ()) -> list[str]:
    lines = list(header)
    for at, byline in enumerate(bylines):
        lines += [HEADLINES[at], PROSE[at], PROSE[(at + 1) % 4], byline]
    return lines + list(footer)


def opened(bylines: tuple[str, ...], *, header: tuple[str, ...] = HEADER, footer: tuple[str, ...] = ()) -> list[str]:
    lines = list(header)
    for at, byline in enumerate(bylines):
        lines += [byline, HEADLINES[at], PROSE[at], PROSE[(at + 1) % 4]]
    return lines + list(footer)


CLOCKS = ("12:20", "11:50", "10:02", "08:45")
GLUED = tuple(f"{author}{date}" for author, date in zip(AUTHORS, DATES, strict=True))

# --------------------------------------------------------------------------------------------- where bylines stand


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\n\n", "\r\n\r\n", "\n \n\n"])
@pytest.mark.parametrize("header", [HEADER, ()])
@pytest.mark.parametrize("footer", [FOOTER, ()])
def test_a_byline_closes_its_entry(newline: str, header: tuple[str, ...], footer: tuple[str, ...]):
    """Headline, paragraphs, then name and date: whole entries, whatever stands above and below them."""
    reading = read(newline.join(closed(GLUED, header=header, footer=footer)))

    assert WHOLE == found(reading)
    assert INSTANTS == instants(reading)
    assert [
        ("Zoë O’Brien",),
        ("Jean-Luc de la Tour", "Ann Lee"),
        ("Zoë O’Brien",),
        ("María José Ortega y Gasset",),
    ] == authors(reading)


@pytest.mark.parametrize("byline", ["{date}", "{author} {date}", "{date} | {author}", "By {author}, {date}"])
@pytest.mark.parametrize("footer", [FOOTER, ()])
def test_a_byline_opens_its_entry(byline: str, footer: tuple[str, ...]):
    """Date or byline, headline, paragraphs: the page's header is no entry, its footer is in none."""
    bylines = tuple(byline.format(author=author, date=date) for author, date in zip(AUTHORS, DATES, strict=True))
    reading = read("\n".join(opened(bylines, footer=footer)))

    assert WHOLE == found(reading)
    assert INSTANTS == instants(reading)


LATER = tuple(f"7 November 2024 12:{minute}" for minute in (40, 35, 30, 25))


SHORT = [line for at in range(4) for line in (f"{CLOCKS[at]} It rains, says {AUTHORS[0]}.", PROSE[at])]


def brief(above: tuple[str, ...]) -> list[str]:
    """Return lines of entries without a headline, each below the line that opens it."""
    return [line for at, opening in enumerate(above) for line in (opening, PROSE[(at + 2) % 4], PROSE[(at + 3) % 4])]


@pytest.mark.parametrize(
    ("first", "later", "manner"),
    [
        (opened(DATES, header=()), [*brief(LATER), *opened(DATES, header=())], "above-led..."),
        (closed(DATES), closed(DATES, footer=(HEADLINES[2], PROSE[0])), "below-led...5x2xa5a5ff9f"),
        (SHORT, [*(f"12:3{6 - at} {PROSE[at]}" for at in range(3)), *SHORT], "above-led..."),
    ],
    ids=["without headlines", "a story below them", "without paragraphs"],
)
def test_entries_stay_set_as_they_were(first: list[str], later: list[str], manner: str):
    """What most of them have in common is remembered: it would else make all of them other ones at the next poll."""
    before = read("\n".join(first))
    assert isinstance(before, Reading)
    assert manner == before.trail

    after, anew = read("\n".join(later), trail=manner), read("\n".join(later))

    assert isinstance(after, Reading)
    assert manner == after.trail
    assert found(before) == found(after)[-4:] != found(anew)[-4:]


def test_a_page_that_is_set_anew_is_read_so():
    """When nearly all of its entries are otherwise; a trail of another time is none."""
    page = "\n".join([*brief((*LATER, *DATES)), ""])

    assert ["above..."] * 3 == [read(page, trail=trail).trail for trail in ("above-led...", "above.", "main:article")]


CREDIT = "— Harbour Watch (@harbourwatch)"


def posted(*credited: bool, first: int = 0) -> str:
    """Return entries below their dates from one on, newest first; some have a line that says whose post they show."""
    lines = ["", ""]
    for at, shown in enumerate(credited, first):
        date = (LATER[0], *DATES)[at]
        lines += [date, HEADLINES[at % 4], PROSE[at % 4], *([CREDIT] if shown else []), PROSE[(at + 1) % 4]]
    return "\n".join(lines)


def test_a_line_that_repeats_later_is_left_in_the_entry_that_had_it():
    """Which lines are of no entry is learnt once: an entry would else lose one when another comes that has it, too."""
    before = read(posted(False, True, False, first=1))
    assert isinstance(before, Reading)

    after = read(posted(True, False, True, False), trail=before.trail)

    assert found(before) == found(after)[1:]
    assert CREDIT in found(before)[1][1]


def test_a_line_that_repeated_is_taken_out_of_the_last_entry_that_has_it():
    """What was found to be of no entry is taken out for good, though nothing shows that it repeats any more."""
    before = read(posted(True, True, False, False, first=1))
    assert isinstance(before, Reading)

    after = read(posted(False, True, False, False), trail=before.trail)

    assert before.trail == after.trail
    assert found(before)[:3] == found(after)[1:]
    assert not [text for _, text in found(after) if CREDIT in text]


def signed_below(*numbers: int, header: Sequence[str] = HEADER, cut: int = 9) -> str:
    """Return entries of one to three paragraphs that nothing but the line below each parts from the next."""
    lines = list(header)
    for number in numbers:
        words = [f"In part {number}.{at}: {PROSE[(number + at) % 4]}" for at in range(1 + number % 3)]
        lines += [*words[:cut], f"{AUTHORS[0]} 7 November 2024 {9 + number // 10}:{number % 10 * 5:02d}"]
    return "\n".join(lines)


def test_where_the_first_entry_begins_is_learnt_when_another_stands_above_it():
    """Its length is guessed at first; from then on each new one is told as it will be below the next."""
    trail, texts = "", []
    for top in (16, 16, 17, 18, 19, 20):
        reading = read(signed_below(*range(top, top - 6, -1)), trail=trail)
        assert isinstance(reading, Reading)
        trail = reading.trail
        texts.append([text for _, text in found(reading)])

    assert texts[0] == texts[1]
    assert texts[0][1:5] == texts[2][2:]
    for before, after in pairwise(texts[2:]):
        assert before[:5] == after[1:]
    assert "17.2:" in texts[2][0]
    assert HEADER[-1] not in texts[2][0]


def test_a_page_without_a_header_is_learnt_to_have_none():
    """A first entry that has others above it later, line for line as it was, had no header above it."""
    trail = ""
    for top in (16, 17, 18):
        reading = read(signed_below(*range(top, top - 6, -1), header=()), trail=trail)
        assert isinstance(reading, Reading)
        trail = reading.trail

    assert trail.endswith(".h0x")
    assert found(reading)[0][1].startswith("In part 18.0:")


def test_a_live_blog_that_is_titled_anew_keeps_its_first_entry():
    """The line above it is another one then, and the header has as many as before."""
    trail = ""
    for top in (16, 17, 18):
        reading = read(signed_below(*range(top, top - 6, -1)), trail=trail)
        assert isinstance(reading, Reading)
        trail = reading.trail
    anew = (*HEADER[:-1], "How the harbour was closed: as it happened")

    after = read(signed_below(*range(18, 12, -1), header=anew), trail=trail)

    assert found(reading) == found(after)
    assert 3 == len(found(read(signed_below(18, 17, 16, header=()), trail=trail)))


def test_a_title_is_no_text_of_the_first_entry():
    """However long the others are: where entries have no headlines, one above the first is the page's."""
    page = signed_below(15, 14, 11, 8, header=("Harbour live: crane falls at Port Lorne",))

    assert found(read(page))[0][1].startswith("In part 15.0:")


def test_a_first_entry_that_shows_nothing_of_the_one_before_teaches_nothing():
    """All of the page is new: where the first entry begins is guessed again, and learnt with the next."""
    trail = ""
    for top, known in ((16, False), (22, False), (23, True)):
        reading = read(signed_below(*range(top, top - 4, -1)), trail=trail)
        assert isinstance(reading, Reading)
        trail = reading.trail
        assert known == trail.rpartition(".")[2].startswith("h")


def test_a_first_entry_that_grew_longer_teaches_nothing_wrong():
    """Below the next one it has more lines than all that stood above its byline: of the header they say nothing."""
    first = read(signed_below(13, 12, 11, 10, header=()))
    assert isinstance(first, Reading)
    longer = signed_below(14, 13, 12, 11, header=()).replace("In part 13.0", f"{PROSE[3]}\nIn part 13.0")

    after = read(longer, trail=first.trail)

    assert isinstance(after, Reading)
    assert "x" in after.trail.rpartition(".")[2]


def test_the_last_entry_ends_as_it_did_above_others():
    """Nothing followed upon the last entry before: a short line in it is its own, and no heading of what follows."""
    before = read(posted(False, True, False, first=1))
    assert isinstance(before, Reading)
    page = posted(False, False, True)

    after = read(page, trail=before.trail)

    assert CREDIT in found(after)[-1][1]
    assert CREDIT not in found(read(page))[-1][1]


def test_what_heads_nothing_is_no_footer():
    """A short line that ends the last entry, at the first reading."""
    page = posted(False, False, True)

    reading = read(page[: page.index(CREDIT) + len(CREDIT)])

    assert found(reading)[-1][1].endswith(CREDIT)


def test_what_stands_in_another_entry_is_no_footer():
    """A short line at the end of that, and among the words of the last one."""
    words = ((PROSE[0],), (PROSE[1], CREDIT), (PROSE[2],), (PROSE[3], CREDIT, PROSE[0]))
    lines = [line for date, told in zip(DATES, words, strict=True) for line in (date, *told)]

    assert ["\n".join(told) for told in words] == [text for _, text in found(read("\n".join(["", *lines])))]


def test_a_footer_that_ended_the_last_entry_ends_the_next_last_one():
    """Though the entry above has such a line at its own end by now."""
    footer = (
        "\nMore on this story\nThe harbour was built in 1911 and has been widened twice since, most lately in 1987."
    )
    before = read(posted(False, False, False, first=1) + footer)
    assert isinstance(before, Reading)

    after = read(posted(True, False, False) + footer, trail=before.trail)

    assert before.trail == after.trail
    assert found(before)[:2] == found(after)[1:]


def test_a_byline_stands_below_the_headline():
    """Headline, then time and name, then paragraphs, as in syndicated copies; key points are no entry."""
    lines = ["Harbour latest", PROSE[0], "Key Points", "- Crane falls", "- Ferries sent away"]
    for at, (date, author) in enumerate(zip(DATES, AUTHORS, strict=True)):
        lines += [HEADLINES[at], f"{date} , {author}", PROSE[at], PROSE[(at + 1) % 4]]
    reading = read("\n\n".join(lines))

    assert WHOLE == found(reading)
    assert ("Jean-Luc de la Tour", "Ann Lee") == authors(reading)[1]


@pytest.mark.parametrize(
    "name",
    [
        *('class="ad-slot"', 'id="google_ads_7"', 'class="slot advert"', 'class="mpu"'),
        *('class="most-read-inline"', 'class="supporter-banner"', 'class="subscription-box"'),
    ],
)
def test_an_advertisement_between_entries_is_of_none(name: str):
    """They come and go with each reading; a long text is none, whatever it is called."""
    entries = [f"<h2>{HEADLINES[at]}</h2><p>{DATES[at][-5:]} , Ann Lee</p><p>{PROSE[at]}</p>" for at in range(4)]
    page = "<html><body><main>{}</main></body></html>"

    bare, advertised, article = (
        read(page.format(between.join(entries)), html=True)
        for between in ("", f"<div {name}><a href='/shop'>Lanterns</a></div>", f"<div {name}>{PROSE[0] * 9}</div>")
    )

    assert found(bare) == found(advertised) != found(article)


@pytest.mark.parametrize(
    "box",
    [
        '<aside><h4>Read more</h4><ul><li><a href="/a">Why the coast floods</a></li></ul></aside>',
        '<aside><ul><li>14:10 <a href="/a">Why the coast floods</a></li></ul></aside>',
        '<div><h3>Sign up</h3><p>The harbour in your inbox.</p><form><input type="email"></form></div>',
    ],
)
def test_a_box_without_a_name_between_entries_is_of_none(box: str):
    """An `aside` of links and what asks for the reader's address are known without a class."""
    entries = [f"<h2>{HEADLINES[at]}</h2><p>{DATES[at][-5:]} , Ann Lee</p><p>{PROSE[at]}</p>" for at in range(4)]
    page = "<html><body><main>{}</main></body></html>"

    bare, boxed = (read(page.format(between.join(entries)), html=True) for between in ("", box))

    assert found(bare) == found(boxed)


def test_the_first_entry_begins_at_its_heading_if_the_others_do():
    """The last row of a list in it is as short as a headline, and is none where headlines are headings."""
    rows = "<ul><li>Trains: none until noon</li><li>Ferries: every two hours</li></ul>"
    entries = [f"<h2>{HEADLINES[at]}</h2><p>{PROSE[at]}</p>{rows}<p>{AUTHORS[at]} {DATES[at]}</p>" for at in range(4)]
    reading = read(
        f"<html><body><h1>Harbour</h1><p>{PROSE[0]}</p><main>{''.join(entries)}</main></body></html>", html=True
    )

    assert list(HEADLINES) == [title for title, _ in found(reading)]


def test_a_teaser_between_entries_is_of_none():
    """Tagesschau links other stories there, dated; what is called a teaser and says something of its own is text."""
    entries = [f"<h2>{HEADLINES[at]}</h2><p>{DATES[at][-5:]} , Ann Lee</p><p>{PROSE[at]}</p>" for at in range(4)]
    page = "<html><body><main>{}</main></body></html>"
    linked = (
        '<div class="teaser-inline"><span>More</span><a href="/a"><span>30.11.2024</span> <b>Lamps lit again</b></a>'
    )

    bare, led, told = (
        read(page.format(between.join(entries)), html=True)
        for between in (
            "",
            f"{linked}</div>",
            '<div class="teaser-text">The lamps are <a href="/a">lit</a> again.</div>',
        )
    )

    assert found(bare) == found(led) != found(told)


def test_a_day_in_a_box_of_its_own_dates_the_entries_below_it():
    """Between flat entries the day stands in a box that is called a badge."""
    box = '<div class="date-badge">{}.11.2024</div>'
    entries = [f"<h3>{14 - at}:05 Uhr | {HEADLINES[at]}</h3><p>{PROSE[at]}</p>" for at in range(4)]
    parts = [box.format("07"), *entries[:2], box.format("06"), *entries[2:]]

    reading = read(f"<html><body><main>{''.join(parts)}</main></body></html>", html=True)

    assert [7, 7, 6, 6] == [entry.published.day for entry in reading.entries if entry.published]


def test_the_pages_own_date_begins_no_entry():
    """A line such as "Stand: …" says when all of the page was written last, above what introduces it."""
    entries = [f"<h2>{HEADLINES[at]}</h2><p>{DATES[at][-5:]} Uhr</p><p>{PROSE[at]}</p>" for at in range(4)]
    above = "<h1>Hafen</h1><p>Stand: 07.11.2024 12:01 Uhr</p><p>The harbour has been closed since the morning.</p>"

    reading = read(f"<html><body><main>{above}{''.join(entries)}</main></body></html>", html=True)

    assert [*zip(HEADLINES, PROSE, strict=True)] == found(reading)


def test_a_list_of_the_latest_is_no_live_blog():
    """Beside each clock stands a headline that leads to its story, and below it a line on what that is about."""
    told = (
        (
            "码头清晨恢复通航",
            "港务局说三号泊位的起重机已经移走，渡轮六点准时离港。",
        ),
        (
            "老城供电仍未恢复",
            "电力公司表示还有九百户居民没有电，抢修预计傍晚完成。",
        ),
        ("海岸公路单向放行", "交警提醒司机减速，大型货车在清理期间须绕行北面的山路。"),
        ("学校决定停课一天", "教育局说体育馆里住着三百多名居民，复课时间另行公布。"),
    )
    rows = "".join(
        f'<li><span>{DATES[at][-5:]}</span> <a href="/a/{at}.html">{headline}</a><p>{text}</p></li>'
        for at, (headline, text) in enumerate(told)
    )
    plain = rows.replace("<a ", "<b ").replace("</a>", "</b>")

    unlinked, linked = (
        read(f"<html><body><main><ul>{one}</ul></main></body></html>", html=True, url=HARBOUR) for one in (plain, rows)
    )

    assert [*told] == found(unlinked)
    assert "its lines with dates lead to pages of their own" == reason(linked)


def test_a_clock_begins_the_paragraph():
    """A line such as "14.20 Uhr: …" opens an entry whose text stands beside it."""
    clocks = ("12.20 Uhr", "11.50 Uhr", "11.02 Uhr", "10.45 Uhr")
    reading = read("\n".join(f"{clock}: {prose}" for clock, prose in zip(clocks, PROSE, strict=True)))

    assert [(None, prose) for prose in PROSE] == found(reading)


def test_a_clock_begins_the_headline():
    """A line such as "+++ 14:20 Headline +++" opens an entry whose text follows."""
    clocks = ("12:20", "11:50", "11:02", "10:45")
    lines = [HEADER[1]]
    for at, clock in enumerate(clocks):
        lines += [f"+++ {clock} {HEADLINES[at]} +++", PROSE[at], PROSE[(at + 1) % 4]]

    assert WHOLE == found(read("\n".join(lines)))


@pytest.mark.parametrize("title", ["Brücke live", "Brücke"])
def test_a_dotted_clock_alone_opens_an_entry(title: str):
    """A line that is "21.30" alone is a clock, above its text or below the headline, whatever the page is called."""
    clocks = ("12.20", "11.50", "11.02", "10.45")
    body = "".join(f"<h2>{clock}</h2><p>{prose}</p>" for clock, prose in zip(clocks, PROSE, strict=True))
    headed = "".join(
        f"<h2>{HEADLINES[at]}</h2><p><b>{clock}</b></p><p>{PROSE[at]}</p>" for at, clock in enumerate(clocks)
    )

    assert [(None, prose) for prose in PROSE] == found(
        read(f"<title>{title}</title><main>{body}</main>", html=True, url=HARBOUR)
    )
    assert list(zip(HEADLINES, PROSE, strict=True)) == found(
        read(f"<title>{title}</title><main>{headed}</main>", html=True, url=HARBOUR)
    )


def test_dotted_clocks_among_others():
    """On a live page "11.50 Text" is an entry where the clocks around it allow it, "2.54 million" is none."""
    clocks = ("12:20", "11.50", "11:02", "10:45")
    lines = [f"{clock} {prose}" for clock, prose in zip(clocks, PROSE, strict=True)]
    lines.insert(3, "2.54 million lanterns were sold.")
    page = f"<title>Harbour live</title><main>{paragraphs(lines)}</main>"

    assert [
        (None, PROSE[0]),
        (None, PROSE[1]),
        (None, f"{PROSE[2]}\n2.54 million lanterns were sold."),
        (None, PROSE[3]),
    ] == found(read(page, html=True))
    assert "too few" in reason(read(page.replace("Harbour live", "Harbour"), html=True, url=HARBOUR))


@pytest.mark.parametrize("at", [0, 3])
def test_a_dotted_clock_at_an_end_of_others(at: int):
    """Above all other clocks, or below them, none says that it is a price."""
    clocks = ["12:20", "11:50", "11:02", "10:45"]
    clocks[at] = clocks[at].replace(":", ".")
    lines = [f"{clock} {prose}" for clock, prose in zip(clocks, PROSE, strict=True)]

    page = f"<title>Harbour live</title><main>{paragraphs(lines)}</main>"
    assert [(None, text) for text in PROSE] == found(read(page, html=True))


def test_a_heading_above_a_clock_is_its_headline():
    """Heading, then "15.09 Uhr: …": the heading is of the entry below it."""
    body = "".join(
        f"<h2>{HEADLINES[at]}</h2><p><b>{12 - at}.10 Uhr:</b> {PROSE[at]}</p><p>{PROSE[(at + 1) % 4]}</p>"
        for at in range(4)
    )

    assert WHOLE == found(read(f"<title>Harbour live</title><main>{body}</main>", html=True))


def test_pluses_part_entries_that_show_no_time():
    """Paragraphs that begin with +++ are entries on a live page, below days as headings."""
    lines = [f"+++ {prose}" for prose in PROSE]
    page = f"<title>Newsblog</title><main><h2>7. November</h2>{paragraphs(lines)}</main>"
    reading = read(page, html=True)

    assert [(None, prose) for prose in PROSE] == found(reading)
    assert [None] * 4 == instants(reading)
    assert "too few" in reason(read(page.replace("Newsblog", "Harbour"), html=True, url=HARBOUR))


def test_a_weekday_between_entries_is_of_none():
    """A line that is a weekday and nothing else heads what follows it."""
    clocks = ("12:20", "02:50", "23:02", "20:45")
    lines = [f"{clock}: {prose}" for clock, prose in zip(clocks, PROSE, strict=True)]

    assert [(None, prose) for prose in PROSE] == found(read("\n".join([*lines[:2], "MIÉRCOLES", *lines[2:]])))


def test_short_first_sentences_are_headlines_only_above_texts():
    """Brief sentences beside their clocks head entries if nearly all have more text; else they are the text."""
    brief = [f"12:2{5 - at} {words}." for at, words in enumerate(HEADLINES)]
    headed = [line for pair in zip(brief, PROSE, strict=True) for line in pair]
    bare = [line for line in headed if line != PROSE[1]]

    assert [f"{words}." for words in HEADLINES] == [title for title, _ in found(read("\n".join(headed)))]
    assert [None] * 4 == [title for title, _ in found(read("\n".join(bare)))]


def test_dotted_clocks_run_over_midnight():
    """On a live page "22.39: Text" below 00:39 is of the evening before, "12.54 million" there is none."""
    clocks = ("02:50", "00:39", "22.39", "20:14")
    lines = [f"{clock} {prose}" for clock, prose in zip(clocks, PROSE, strict=True)]
    lines.insert(2, "12.54 million lanterns were sold.")

    reading = read("\n".join(lines), url="https://news.example/live/harbour")
    assert [(None, text) for text in (PROSE[0], f"{PROSE[1]}\n12.54 million lanterns were sold.", *PROSE[2:])] == found(
        reading
    )


@pytest.mark.parametrize(
    ("lang", "title", "day"),
    [
        ("ja", "", "2024-11-05"),
        ("zh-CN", "", "2024-11-05"),
        ("en", "橋の通行止め", "2024-11-05"),
        ("en-US", "Bridge", "2024-05-11"),
        ("de", "", "2024-05-11"),
    ],
)
def test_the_language_of_a_page_tells_which_number_is_the_month(lang: str, title: str, day: str):
    """Japanese, Chinese and Koreans write 11/05 for the fifth of November; elsewhere it is the eleventh of May."""
    lines = paragraphs([f"11/05 {clock} {prose}" for clock, prose in zip(CLOCKS, PROSE, strict=True)])
    page = f"<html lang='{lang}'><title>{title} live</title><main>{lines}</main>"

    assert [f"{day} {clock}" for clock in CLOCKS] == instants(read(page, html=True, url=HARBOUR))


def test_a_first_sentence_is_no_headline():
    """What ends in a full stop beside a clock is text, where the other entries begin with paragraphs."""
    lines = [f"12:2{3 - at} {prose}" for at, prose in enumerate(PROSE)]
    lines.insert(0, "12:29 It rains.")
    lines.insert(1, PROSE[3])

    assert (None, f"It rains.\n{PROSE[3]}") == found(read("\n".join(lines)))[0]


def test_headlines_in_capitals_are_no_names():
    """Beside a clock "BRIDGE STAYS CLOSED TODAY" names nobody, "ANN LEE" does."""
    assert read_byline("11H16 - PONTE VELHA FICA FECHADA") is not None
    assert (Form.BEFORE_TEXT, Form.BEFORE_A_NAME) == tuple(
        byline.form
        for line in ("11H16 - PONTE VELHA FICA FECHADA", "11H16 - ANN LEE")
        if (byline := read_byline(line)) is not None
    )


@pytest.mark.parametrize(
    "line",
    [
        "Oppdatering 29.11.2026 kl. 14:47",
        "Update: 1447 hrs",
        "UPDATE 3: 2:47 p.m., Nov. 29",
        "Update 14:47",
        "ACTUALIZARE 14:47",
    ],
)
def test_a_label_of_updates_is_nobody(line: str):
    """What calls an entry an update stands before its time, in other languages too, and with a number."""
    byline = read_byline(line)

    assert byline is not None
    assert (Form.ALONE, (), time(14, 47)) == (byline.form, byline.authors, byline.phrase.clock)


@pytest.mark.parametrize("now", [NOW, NOW.replace(hour=18)])
def test_a_chronicle_that_is_being_written_is_read(now: datetime):
    """Clocks that rise up to now are read though the page is not called live; those of a day that is over are not."""
    page = (
        '<title>The harbour</title><meta property="article:modified_time" content="2024-11-07T12:30:00+00:00"><main>'
        + paragraphs(
            [f"{clock} {prose}" for clock, prose in zip(("8:00", "9:10", "11:40", "12:25"), PROSE, strict=True)]
        )
        + "</main>"
    )
    reading = read(page, html=True, now=now, url=HARBOUR)

    assert isinstance(reading, Reading) if now == NOW else "course of a day" in reason(reading)


def test_a_chronicle_that_was_being_written_is_read_on():
    """When its day is over, and when its last words come days later: what is watched is no longer doubted."""
    times = [*(f"{clock} {prose}" for clock, prose in zip(("8:00", "9:10", "11:40", "12:25"), PROSE, strict=True))]
    modified = '<meta property="article:modified_time" content="2024-11-07T12:30:00+00:00">'
    page = page_of(f"<title>The harbour</title>{modified}<main>{paragraphs(times)}</main>", url=HARBOUR)
    first = extract(page, now=NOW)

    later = extract(page, now=NOW.replace(hour=18), remembered=first.choice)

    assert [entry.text for entry in first.entries] == [entry.text for entry in later.entries]


def test_an_archive_whose_headlines_lead_elsewhere_is_none():
    """Times, headlines in links and the beginnings of articles are an index."""
    body = "".join(
        f'<p>{date}</p><h2><a href="/news/{at}">{HEADLINES[at]}</a></h2>'
        f'<p>{PROSE[at]} <a href="/news/{at}">Lees verder</a></p>'
        for at, date in enumerate(DATES)
    )

    assert "pages of their own" in reason(read(f"<main>{body}</main>", html=True))


def test_names_stand_on_a_line_of_their_own():
    """A name above or below the date is the author, not part of the text."""
    names = ("Ann Lee", "Bo Dahl", "Ann Lee", "Ann Lee")
    above = [line for at in range(4) for line in (HEADLINES[at], PROSE[at], names[at], DATES[at])]
    below = [line for at in range(4) for line in (DATES[at], f"By {names[at]}", HEADLINES[at], PROSE[at])]

    for lines in (above, below):
        reading = read("\n".join(lines))
        assert list(zip(HEADLINES, PROSE, strict=True)) == found(reading)
        assert [(name,) for name in names] == authors(reading)


def test_an_entry_without_the_name_that_others_have():
    """Where one entry lacks the line with the name, it has no author and loses no word."""
    names = ("Ann Lee", "Bo Dahl", None, "Ann Lee")
    lines = [line for at in range(4) for line in (HEADLINES[at], PROSE[at], names[at], DATES[at]) if line]
    reading = read("\n".join(lines))

    assert list(zip(HEADLINES, PROSE, strict=True)) == found(reading)
    assert [("Ann Lee",), ("Bo Dahl",), (), ("Ann Lee",)] == authors(reading)


def test_entries_with_subheadings():
    """A short line below a paragraph ends no entry where entries have subheadings."""
    lines: list[str] = []
    for at, date in enumerate(DATES):
        lines += [date, HEADLINES[at], PROSE[at], f"Part {at}", PROSE[(at + 1) % 4]]

    assert [(HEADLINES[at], f"{PROSE[at]}\nPart {at}\n{PROSE[(at + 1) % 4]}") for at in range(4)] == found(
        read("\n".join(lines))
    )


def test_entries_without_headlines():
    """Where no entry has a headline, texts stand alone and the header above the first is left out."""
    bylines = [line for at in range(4) for line in (PROSE[at], GLUED[at])]

    assert [(None, prose) for prose in PROSE] == found(read("\n".join([HEADER[1], *bylines])))


def test_entries_without_a_body():
    """A headline that is signed at once is an entry; it takes no words from its neighbours."""
    lines = closed(GLUED, header=HEADER)
    without = [line for line in lines if line not in PROSE[1:3]]
    reading = read("\n".join(without))

    assert [
        (HEADLINES[0], PROSE[0]),
        (HEADLINES[1], ""),
        (HEADLINES[2], PROSE[3]),
        (HEADLINES[3], f"{PROSE[3]}\n{PROSE[0]}"),
    ] == found(reading)


def test_oldest_first_is_turned_round():
    """A page that shows the oldest first gives the newest first."""
    assert INSTANTS == instants(read("\n".join(closed(GLUED[::-1]))))


# ------------------------------------------------------------------------------------------- languages and clocks


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (
            ("Nov. 7, 2024, 7:01 a.m. ET", "Nov. 7, 2024, 6:47 a.m. ET", "Nov. 7, 2024, 12:06 a.m. ET",
             "Nov. 6, 2024, 11:46 p.m. ET"),
            ["2024-11-07 12:01", "2024-11-07 11:47", "2024-11-07 05:06", "2024-11-07 04:46"],
        ),
        *(
            (tuple(form.format(day=day, clock=clock) for day, clock in DAYS_AND_CLOCKS), INSTANTS)
            for form in (
                "{day:02}.11.2024, {clock} Uhr", "{day} novembre 2024 à {clock}", "{day} de noviembre de 2024 {clock}",
                "{day} novembre 2024, ore {clock}", "{day} de novembro de 2024 às {clock}",
                "{day} november 2024 om {clock} uur", "{day} listopada 2024, {clock}", "{day} ноября 2024 в {clock}",
            )
        ),
    ],
)  # fmt: skip
def test_bylines_in_other_languages(dates: tuple[str, ...], expected: list[str]):
    """Dates in other languages and 12-hour clocks part entries just as well, across midnight too."""
    reading = read("\n".join(closed(tuple(f"Zoë O’Brien, {date}" for date in dates))))

    assert WHOLE == found(reading)
    assert expected == instants(reading)


def test_the_assumed_zone_is_stated():
    """Times without a zone are read in the source's, else in UTC, and the reading says so."""
    text = "\n".join(closed(tuple(byline.replace("November", "July") for byline in GLUED)))
    in_utc, in_london = read(text), read(text, zone=ZoneInfo("Europe/London"))

    assert isinstance(in_utc, Reading)
    assert isinstance(in_london, Reading)
    assert "UTC is assumed" in in_utc.warnings[0]
    assert "Europe/London is assumed" in in_london.warnings[0]
    assert ("2024-07-07 12:01", "2024-07-07 11:01") == (instants(in_utc)[0], instants(in_london)[0])


def test_a_clock_without_a_day_gives_no_time():
    """A guess at the day would change with the day of the reading, and the id with it."""
    lines = "\n".join(opened(("12:01", "11:47", "00:06", "23:46")))
    today, next_week = read(lines), read(lines, now=NOW.replace(day=14))

    assert [None] * 4 == instants(today)
    assert today == next_week


def test_headings_tell_the_day():
    """A line that names a day tells it of the clocks below; one day above all is the newest entry's."""
    clocks = ("12:01", "11:47", "11:06", "23:46")
    several = opened(clocks, header=("7 November 2024",))
    several.insert(several.index("23:46"), "Wednesday 6 November")

    assert INSTANTS == instants(read("\n".join(several)))
    assert INSTANTS == instants(read("\n".join(opened(clocks, header=("Thursday 7 November",)))))
    assert WHOLE == found(read("\n".join(several)))


def test_ids_outlive_edits_and_newcomers():
    """Ids are made of the time: a new entry above and another headline change none."""
    before = read("\n".join(closed(GLUED)))
    text = "\n".join(
        [*HEADER, "Harbour opens again", PROSE[2], "Ann Lee7 November 2024 12:40", *closed(GLUED, header=())]
    )
    after = read(text.replace(HEADLINES[1], "Ferries on their way to Saint Alban"))

    assert isinstance(before, Reading)
    assert isinstance(after, Reading)
    assert [entry.id for entry in before.entries] == [entry.id for entry in after.entries][1:]


# ----------------------------------------------------------------------------------------- what belongs to no entry


@pytest.mark.parametrize(
    "promotion",
    [
        "Sign up to our free newsletter",
        "Read more: the long story of the harbour",
        "Lire aussi : la longue histoire du port",
        "Advertisement",
        "Follow us on WhatsApp for the latest from the coast",
        "Ten best raincoats for autumn",
    ],
)
def test_promotions_are_in_no_entry(promotion: str):
    """A promotion between entries or inside them is dropped: known by its words, or because it comes again."""
    lines = list(HEADER)
    for at, byline in enumerate(GLUED):
        lines += [promotion, HEADLINES[at], PROSE[at], promotion, PROSE[(at + 1) % 4], byline]

    assert WHOLE == found(read("\n".join(lines)))


def test_a_repeated_headline_stays():
    """Headlines that are the same in several entries are headlines."""
    text = "\n".join(closed(GLUED)).replace(HEADLINES[2], HEADLINES[0])

    assert [HEADLINES[0], HEADLINES[1], HEADLINES[0], HEADLINES[3]] == [title for title, _ in found(read(text))]


def test_the_title_of_a_video_repeats_no_headline():
    """A line below a headline that says it in other words is the title of its video."""
    text = "\n".join(closed(GLUED)).replace(
        HEADLINES[0], f"{HEADLINES[0]}\nCrane falls into harbour of Port Lorne, from above"
    )

    assert WHOLE == found(read(text))


def test_a_header_date_is_no_byline():
    """A line such as "Published …" above the first entry signs none."""
    header = (*HEADER[1:], "Published 7 November 2024 12:30", "Updated 7 November 2024 12:40")

    assert WHOLE == found(read("\n".join(closed(GLUED, header=header))))
    assert [title for title, _ in WHOLE] == [
        title for title, _ in found(read("\n".join(opened(("12:01", "11:47", "11:06", "10:46"), header=header))))
    ]


# ------------------------------------------------------------------------------------------------------------ HTML


def paragraphs(lines: list[str]) -> str:
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    return f"<html><head><title>T</title></head><body><main><h1>Live</h1>{body}</main></body></html>"


def test_sibling_paragraphs():
    """The same forms are read from paragraphs beside each other, with their markup, links and pictures."""
    lines = closed(GLUED)
    lines[4] += ' <a href="/more?utm_source=x">More.</a>'
    lines.insert(5, '<img src="/crane.jpg">')
    reading = read(paragraphs(lines), html=True)

    assert isinstance(reading, Reading)
    assert [title for title, _ in WHOLE] == [title for title, _ in found(reading)]
    assert ("https://news.example/more",) == reading.entries[0].links
    assert ("https://news.example/crane.jpg",) == reading.entries[0].images
    assert PROSE[0] in (reading.entries[0].html or "")
    assert INSTANTS == instants(reading)


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<dt>{date}</dt><dd>{prose}</dd>" for date, prose in zip(DATES, PROSE, strict=True)),
        "".join(f"<p><time>{date}</time></p><p>{prose}</p>" for date, prose in zip(DATES, PROSE, strict=True)),
        "".join(f"<p><b>{date}</b>: {prose}</p>" for date, prose in zip(DATES, PROSE, strict=True)),
        "".join(f"<b>{date}</b><br>{prose}<br><br>" for date, prose in zip(DATES, PROSE, strict=True)),
        "".join(f"<tr><td>{date}</td><td>{prose}</td></tr>" for date, prose in zip(DATES, PROSE, strict=True)).join(
            ("<table><tbody>", "</tbody></table>")
        ),
    ],
    ids=["definitions", "paragraphs", "one paragraph", "line breaks", "table"],
)
def test_other_markup_without_containers(body: str):
    """Definition lists, line breaks and tables are read as well."""
    reading = read(f"<body><nav>12:00</nav><article><div>{body}</div></article></body>", html=True)

    assert [(None, prose) for prose in PROSE] == found(reading)
    assert INSTANTS == instants(reading)


def test_headlines_are_headings_where_they_are_marked():
    """A paragraph that does not end as a sentence ends no entry where headlines are marked up as such."""
    body = "".join(
        f"<div>{DATES[at]}</div><h2>{HEADLINES[at]}.</h2><p>{PROSE[at]}</p><p>See chart {at}</p>" for at in range(4)
    )
    reading = read(f"<body><article>{body}</article></body>", html=True)

    assert [(f"{HEADLINES[at]}.", f"{PROSE[at]}\nSee chart {at}") for at in range(4)] == found(reading)


# ---------------------------------------------------------------------------------------------------------- absent


def test_an_article_is_none():
    """An article has one date, or two; that parts nothing."""
    article = [HEADER[1], "By Ann Lee", "Published 7 November 2024 12:01", "Updated 7 November 2024 12:40", *PROSE]

    assert "too few" in reason(read("\n".join(article)))
    assert "too few" in reason(read(paragraphs(article), html=True))
    assert "too few" in reason(read("\n".join(PROSE)))
    assert "too few" in reason(read(""))


def test_the_course_of_a_day_in_an_article_is_none():
    """Three paragraphs that begin with a clock are told from a ticker by their number alone."""
    lines = [*PROSE, f"9am: {PROSE[0]}", f"10.30am: {PROSE[1]}", f"11am: {PROSE[2]}"]

    assert "too few to tell" in reason(read("\n".join(lines)))


@pytest.mark.parametrize(
    "lines",
    [
        [
            f"{clock} {headline}"
            for clock, headline in zip(("09:00", "10:00", "11:00", "12:00"), HEADLINES, strict=True)
        ],
        [line for pair in zip(HEADLINES, DATES, strict=True) for line in pair],
    ],
    ids=["programme", "index"],
)
def test_a_list_without_texts_is_none(lines: list[str]):
    """A programme and a list of headlines have dates, but nothing to read."""
    assert "few of its lines with dates have a text" == reason(read("\n".join(lines)))


def test_readers_comments_are_none():
    """Comments are signed and dated too: they stand in containers, are named so, or have buttons to reply."""
    pairs = list(zip(AUTHORS, DATES, PROSE, strict=True))
    boxed = "".join(f"<div><b>{author}</b> <i>{date}</i><p>{prose}</p></div>" for author, date, prose in pairs)
    named = "".join(f"<p>{author} {date}</p><p>{prose}</p>" for author, date, prose in pairs)
    text = "\n".join(f"{author} {date}\n{prose}\nReply\nLike (3)" for author, date, prose in pairs)

    assert "not siblings" in reason(read(f"<body><section>{boxed}</section></body>", html=True))
    assert "not siblings" in reason(read(f'<body><section class="comments-area">{named}</section></body>', html=True))
    assert "its lines with dates sign readers' comments" == reason(read(text))


def test_a_page_whose_entries_have_containers_is_left_to_others():
    """Where each date has a container with its text, there is structure to read."""
    body = "".join(
        f"<article><time>{date}</time><p>{prose}</p></article>" for date, prose in zip(DATES, PROSE, strict=True)
    )

    assert "not siblings" in reason(read(f"<body><div>{body}</div></body>", html=True))


def test_dates_in_no_order_are_none():
    """Clocks that jump to and fro part no stream."""
    clocks = ("12:01", "09:47", "11:06", "08:46")

    assert "its lines with dates are in no order" == reason(read("\n".join(opened(clocks))))


def test_entries_that_change_places_end_no_watch():
    """What was read as a live blog at the last poll is read on, though an editor moves some to the top."""
    before = extract(page_of("\n".join(opened(DATES)), content_type="text/plain"), now=NOW)
    moved = page_of("\n".join(opened(tuple(DATES[at] for at in (1, 3, 0, 2)))), content_type="text/plain")

    assert "no order" in reason(read_flat(Document(moved, now=NOW)))
    assert 4 == len(extract(moved, now=NOW, remembered=before.choice).entries)


def test_other_documents_are_refused_at_once():
    """JSON, and a page that declares its entries, are not searched."""
    declared = '<script type="application/ld+json">{"liveBlogUpdate": []}</script>' + paragraphs(closed(GLUED))

    assert "the page declares its entries" == reason(read(declared, html=True))
    assert "neither text nor a readable HTML page" == reason(read('{"a": 1}'))


def test_the_captured_text():
    """The dump of a real live blog gives its nine entries, two without a body, all signed and timed."""
    file = CAPTURED / "seed.txt"
    if not file.exists():
        pytest.skip("the captured pages are not beside the checkout")
    reading = read(file.read_text())

    assert isinstance(reading, Reading)
    assert [True] * 6 + [False, True, False] == [bool(entry.text) for entry in reading.entries]
    assert {("Tom Watling",)} == set(authors(reading))
    assert ["12:01", "11:47", "11:27", "11:06", "10:45", "10:30", "09:46", "09:36", "09:27"] == [
        (at or "").partition(" ")[2] for at in instants(reading)
    ]
    assert not any("sign up" in f"{title} {text}".lower() for title, text in found(reading))


# ----------------------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize(
    ("line", "form", "names"),
    [
        ("Tom Watling7 November 2024 12:01", Form.AFTER_A_NAME, ("Tom Watling",)),
        ("By Sam April May7 November 2024 12:01", Form.AFTER_A_NAME, ("Sam April May",)),
        ("Ming Sun7 November 2024 12:01", Form.AFTER_A_NAME, ("Ming Sun",)),
        ("Posted by Anna Nowak on 7 November 2024 at 12:01 GMT", Form.AFTER_A_NAME, ("Anna Nowak",)),
        ("Иван Петров 7 ноября 2024 12:01", Form.AFTER_A_NAME, ("Иван Петров",)),
        ("Ann Lee, Bo Dahl & dpa 12:01", Form.AFTER_A_NAME, ("Ann Lee", "Bo Dahl", "dpa")),
        ("12:00 , Andy Gregory", Form.BEFORE_A_NAME, ("Andy Gregory",)),
        ("12:01 PM ET — By Ann Lee", Form.BEFORE_A_NAME, ("Ann Lee",)),
        ("Published 7 November 2024 12:01", Form.ALONE, ()),
        ("17:35 | rr", Form.BEFORE_A_NAME, ("rr",)),
        ("17:35 Uhr / abc", Form.BEFORE_A_NAME, ("abc",)),
        ("12:01 The minister resigns", Form.BEFORE_TEXT, ()),
        ("They met at 12:01", None, ()),
        ("पुल शाम 4:16 बजे बंद हुआ", None, ()),
        ("26日午後11時16分", Form.ALONE, ()),
        ("10:30am's flight", None, ()),
        ("7 November 2024", None, ()),
        ("The match starts at 7 November 2024 12:01", None, ()),
    ],
)
def test_a_byline(line: str, form: Form | None, names: tuple[str, ...]):
    """A byline is a clock with a name, alone, or before text; a sentence with a clock in it is none."""
    byline = read_byline(line)

    assert (form, names) == (byline.form if byline else None, byline.authors if byline else ())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("12:01 Heute tagt der Rat", "Heute tagt der Rat"),
        ("14.20 Uhr: So antwortet die Stadt", "So antwortet die Stadt"),
        ("21:30 Di Maio si dimette", "Di Maio si dimette"),
        ("15h16 : Maintenant fermé", "Maintenant fermé"),
        ("[12:40u] Wat we weten", "Wat we weten"),
        ("14.20 Uhr Ist das zu Ende?", "Ist das zu Ende?"),
        ("12:01 Paris se réveille", "Paris se réveille"),
        ("UPDATE, ora 16.16. Primarul a plecat", "Primarul a plecat"),
        ("12:01 GMT The ship has left", "The ship has left"),
        ("12:01 Uhr, Montag: Der Rat tagt", "Der Rat tagt"),
        ("23:55.- La alcaldesa habla en el muelle", "La alcaldesa habla en el muelle"),
        ("23.04 hrs.– La alcaldesa habla en el muelle", "La alcaldesa habla en el muelle"),
        ("15.01 Uhr: Neun Schulen schließen", "Neun Schulen schließen"),
        ("16:16 по Москве. Мост закрыт до утра", "Мост закрыт до утра"),
        ("शाम 4:16 बजे: पुल आज रात बंद रहेगा", "पुल आज रात बंद रहेगा"),
        ("26日 23:16 橋は朝まで通行止めになった", "橋は朝まで通行止めになった"),
        ("ساعت ۱۷:۴۶ پل تا فردا صبح بسته است", "پل تا فردا صبح بسته است"),
        ("17:46 (به وقت تهران) پل تا فردا بسته است", "پل تا فردا بسته است"),
        ("17:46 جمعه شب پل برای تعمیر بسته شد", "جمعه شب پل برای تعمیر بسته شد"),
        ("16:16 आज रात पुल बंद रहेगा", "आज रात पुल बंद रहेगा"),
        ("【19:47】周三深夜，大桥随后关闭至早上", "周三深夜，大桥随后关闭至早上"),
        ("午後11時16分橋は朝まで通行止め", "橋は朝まで通行止め"),
    ],
)
def test_the_first_word_of_a_text_is_no_part_of_its_date(line: str, text: str):
    """Days and zones are also words: behind a clock they count in capitals, or where a sign ends the date."""
    byline = read_byline(line)

    assert byline is not None
    assert (Form.BEFORE_TEXT, text) == (byline.form, byline.rest)


@pytest.mark.parametrize(
    "words", ["", "a b", "Minister resigns", "7 people", ", ".join(["Ann Lee"] * 9), "Al " * 20, "A" * 3_000]
)
def test_what_is_no_name(words: str):
    """Sentences, numbers and endless lists are no names."""
    assert () == names_in(words)


def test_furniture_is_a_line():
    """A long paragraph that mentions a newsletter is news; a line of signs says nothing."""
    assert is_furniture("____")
    assert not is_furniture("— No.")
    assert is_furniture("Subscribe now")
    assert not is_furniture("The ministry will close its newsletter and sign off. " + PROSE[0] * 3)


@pytest.mark.parametrize(
    "line", ["Gesponsert", "Annonse:", "12 comments", "👍 17", "MOST READ", "Link kopieren", "Menu"]
)
def test_what_controls_and_boxes_say_is_furniture_in_any_carrier(line: str):
    """What an element is known by is known as a line too: one set of words for both."""
    assert is_furniture(line)


def test_broken_lines_are_whole_again():
    """Lines that were broken to fit are joined, and headlines stay apart."""
    broken = PROSE[0].replace("after a", "after\na")
    text = f"A headline\n\n{broken}\n\nAnn Lee 12:01\n"

    assert ["A headline", PROSE[0], "Ann Lee 12:01"] == [line.text for line in lines_of_text(text).lines]


def test_headings_of_markdown_are_lines():
    """A log in a repository is served as it was written; more signs than headings have, or none behind them, stay."""
    written = "## 14:02 UTC – Rain\n\n#port is open\n\n####### Seven\n\n###### Six"

    assert ["14:02 UTC – Rain", "#port is open", "####### Seven", "Six"] == [
        line.text for line in lines_of_text(written).lines
    ]


# ---------------------------------------------------------------------------------------------------------- limits

_TAGS = [f"<{name}>" for name in ("p", "/p", "div", "/div", "br", "h2", "img", "table", "tr", "td", "nav", "!--")]
_PIECES = st.sampled_from([*HEADLINES, *PROSE, *DATES, *GLUED, *_TAGS, "11:30 text", "12:01", "Reply", "\x00"])


@given(st.one_of(st.binary(max_size=300), st.lists(_PIECES, max_size=40).map(lambda bits: "\n".join(bits).encode())))
def test_any_bytes_are_a_reading_or_absent(body: bytes):
    """Whatever the bytes, the answer is a reading with enough entries, or a reason why not."""
    for content_type in ("text/plain", "text/html"):
        answer = read_flat(Document(page_of(body, content_type=content_type), now=NOW))
        assert isinstance(answer, Absent) or len(answer.entries) >= MIN_ENTRIES - 1


@pytest.mark.parametrize(
    "line",
    ["12:01 12:01 12:01 Tom Lee", "7 November 2024", "Tom " * 30 + "12:01", "A b\n12:01", "1" * 900, ".\"' " * 30],
)
@pytest.mark.parametrize("html", [False, True])
def test_hostile_pages_end_in_time(line: str, html: bool):  # noqa: FBT001
    """A page made to look like bylines is given up after a bounded number of tries."""
    text = (f"{line}\n" * (300_000 // len(line))).replace("\n", "<p>" if html else "\n")
    start = process_time()
    read(f"<body>{text}" if html else text, html=html)

    assert process_time() - start < 5
