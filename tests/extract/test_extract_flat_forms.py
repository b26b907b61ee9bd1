"""Lines that date the entries of a flat page, in the forms that newsrooms write them, as text and as paragraphs."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

import pytest
from extract_pages import TEXTS, page_of

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.prose.bylines import read_byline
from monitor.extract.prose.gaps import without_other_stories
from monitor.extract.prose.lines import Line
from monitor.extract.tables.other_stories import heads_other_stories

if TYPE_CHECKING:
    from monitor.model import Snapshot

NOW = datetime(2024, 12, 1, 14, tzinfo=UTC)
TITLES = (
    "Ferries run again",
    "Two boats leave the quay",
    "Fog over the bay",
    "Crane touches a roof",
    "Night in the school",
    "Divers find nothing",
)
CLOCKS = ("13:45", "13:20", "12:58", "12:31", "11:47", "11:05")
MORE = "The board meets the crews again in the evening, and the town will be told at once."
HEADER = ("Harbour strike: live", "Sunday 1 December 2024", "The strike has stopped the ferries. Follow it here.")
OTHERS = ("Most read", "Ten walks for a rainy day", "Why the sea is salt")


def _us(clock: str, point: str = ":") -> str:
    hour, minute = map(int, clock.split(":"))
    return f"{(hour - 1) % 12 + 1}{point}{minute:02d}"


def _half(clock: str) -> str:
    return "am" if clock < "12" else "pm"


def _later(clock: str, hours: int) -> str:
    return f"{(int(clock[:2]) + hours) % 24:02d}{clock[2:]}"


def _h(clock: str) -> str:
    return clock.replace(":", "h")


# What stands above or before each text, for the clock and the headline; "{}" is where the text begins in the same line.
FORMS = {
    "welt": lambda clock, _: [clock],
    "mdr": lambda clock, title: [f"{clock} Uhr | {title}"],
    "ntv": lambda clock, title: [f"{clock} Uhr", title],
    "20minutes": lambda clock, title: [f"{_h(clock)} : {title}"],
    "parisien": lambda clock, title: [f"{_h(clock)}. {title}"],
    "eldiario": lambda clock, title: [f"{clock} h", title],
    "marca": lambda clock, title: [f"{clock} GMT/ {_later(clock, -6)} CST: {title}"],
    "kenyan digest": lambda clock, _: [f"{_us(clock)}{_half(clock)} GMT, {_us(_later(clock, 3))}pm EAT"],
    "bev": lambda clock, title: [title, f"{clock} – 1 Dec 2024"],
    "patch": lambda clock, _: [f"{_us(clock)} {_half(clock)} GMT Sunday: {{}}"],
    "guardian": lambda clock, _: [f"{_us(clock, '.')}{_half(clock)} GMT"],
    "fok": lambda clock, title: [f"[{clock}u] {title}"],
    "omroep": lambda clock, _: [clock.replace(":", ".")],
    "metro": lambda clock, _: [f"{clock} {{}}"],
    "ansa": lambda clock, title: [title, "MARN", "1 dicembre 2024", clock],
    "ore": lambda clock, title: [f"Ore {clock} – {title}"],
    "pl": lambda clock, title: [f"Godz. {clock}. {title}"],
    "update": lambda clock, _: [f"UPDATE {_us(clock)} {_half(clock)}: {{}}"],
    "posted": lambda clock, title: [title, f"Posted at {_us(clock)} {_half(clock)} on December 1, 2024"],
    "televideo": lambda clock, _: [f"{clock}•{{}}"],
    "orient": lambda clock, _: [f"{clock} heure de Dakar"],
    "bbc": lambda clock, title: [f"{title} published at {clock} Greenwich Mean Time 1 December 2024"],
    "first post": lambda clock, title: [f"{clock} (GMT)", title],
    "the hindu": lambda clock, title: [f"Veldra | {_us(clock)} {_half(clock)}", title],
    "yahoo": lambda clock, title: [title, f"{clock} , Ines Falk"],
}


def _lines(form: str) -> list[str]:
    lines = list(HEADER)
    for clock, title, text in zip(CLOCKS, TITLES, TEXTS, strict=True):
        *above, last = FORMS[form](clock, title)
        lines += [*above, last.format(text)] if "{}" in last else [*above, last, text]
    return [*lines, *OTHERS]


def _read(lines: list[str], *, html: bool, remembered: str | None = None) -> Snapshot:
    title = f"<title>{escape(lines[0])}</title>"
    body = f"{title}<h1>{'</h1><p>'.join(map(escape, lines))}" if html else "\n\n".join(lines)
    page = page_of(body, content_type="text/html; charset=utf-8" if html else "text/plain; charset=utf-8")
    return extract(page, now=NOW, remembered=remembered)


def _told(snapshot: Snapshot) -> list[tuple[str, str]]:
    return [(f"{entry.published:%H:%M}" if entry.published else "", entry.text) for entry in snapshot.entries]


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_parts_the_entries(form: str, html: bool):  # noqa: FBT001
    """Each entry has its time, its headline where the form has one, its text, and nothing of the list below."""
    snapshot = _read(_lines(form), html=html)
    titled = TITLES[0] in "".join(FORMS[form](CLOCKS[0], TITLES[0]))

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(snapshot)
    assert (list(TITLES) if titled else [None] * 6) == [entry.title for entry in snapshot.entries]


# ------------------------------------------------------------------------------------------------------------ clocks


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("12:00 GMT | 15:00 AST Talks begin", "Talks begin"),
        ("9pm ET/6pm PT: Debate begins", "Debate begins"),
        ("11:45 GMT (14:45 local time) Ships leave", "Ships leave"),
        ("12:00 GMT (7 a.m. ET): Ships leave", "Ships leave"),
        ("12:00 GMT, 15 ships left", "15 ships left"),
        ("14:20 horas: Ships leave", "Ships leave"),
        ("14:20 hod. – Ships leave", "Ships leave"),
        ("14.20 ч. Ships leave", "Ships leave"),
        ("Klokken 14:20 Ships leave", "Ships leave"),
        ("14:20 hora de Madrid. Ships leave", "Ships leave"),
        ("14:20 Eastern Standard Time – Ships leave", "Ships leave"),
        ("14:20 London time. Ships leave", "Ships leave"),
        ("2:20 p.m. Eastern Time: Ships leave", "Ships leave"),
        ("14:20 Moscow time is up, says the minister", "Moscow time is up, says the minister"),
        ("14:20 China time is up, says the minister", "China time is up, says the minister"),
        ("14:20 10 λεπτά πριν τον απόπλου", "10 λεπτά πριν τον απόπλου"),
        ("14:20 10 دقائق قبل الإبحار", "10 دقائق قبل الإبحار"),
        ("14:20 Ora di Conte", "Ora di Conte"),
        ("14:20 Hora de España en el Mundial", "Hora de España en el Mundial"),
        ("14:20 Val d’Isère closes its slopes", "Val d’Isère closes its slopes"),
    ],
)
def test_what_stands_behind_a_clock(line: str, rest: str):
    """The same instant told for readers elsewhere, and a word for the hour, are no part of the headline."""
    byline = read_byline(line)

    assert byline is not None
    assert rest == byline.rest


@pytest.mark.parametrize(
    "line",
    [
        "12:00 GMT – 14:00 GMT",
        "12:00 GMT / 15:00 GMT",
        "12:00 GMT (14:10 CET)",
        "12:00 GMT (14:45 local",
        "12:00 GMT (14:45)",
    ],
)
def test_other_clocks_behind_a_clock(line: str):
    """A span, another minute, and what is not closed are not the same instant elsewhere."""
    assert read_byline(line) is None


@pytest.mark.parametrize("html", [False, True])
def test_a_page_without_a_day_says_so(html: bool):  # noqa: FBT001
    """Clocks for which no day is named are no times, and a warning says of how many entries."""
    lines = [line for line in _lines("welt") if line != HEADER[1]]
    snapshot = _read(lines, html=html)

    assert [""] * 6 == [at for at, _ in _told(snapshot)]
    assert ("6 of 6 entries have a clock time, and the page names no day for it",) == snapshot.warnings


@pytest.mark.parametrize("label", ["Updated at {} GMT", "Last updated: {} GMT", "Aktualisiert um {} GMT"])
def test_lines_that_date_a_revision_are_none_of_the_entry(label: str):
    """What says when an entry was updated, below some of them, parts none and is no word of theirs (the Guardian)."""
    lines = list(HEADER)
    for at, (clock, title, text) in enumerate(zip(CLOCKS, TITLES, TEXTS, strict=True)):
        lines += [f"{clock} GMT", title, text, *([label.format(clock)] if at % 2 else [])]

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(_read(lines, html=True))


def test_entries_that_are_dated_by_their_revision():
    """Where each entry has only the line that says when it was updated, that is its time."""
    lines = list(HEADER)
    for clock, title, text in zip(CLOCKS, TITLES, TEXTS, strict=True):
        lines += [title, text, f"Updated 1 December 2024 {clock} GMT"]

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(_read(lines, html=False))


# ----------------------------------------------------------------------------------------- the first byline of a day


def _by_day(first: str, *, header: tuple[str, ...]) -> list[str]:
    lines = [*header, first, TITLES[0], f"{TEXTS[0]} {MORE}"]
    for clock, title, text in zip(CLOCKS[1:], TITLES[1:], TEXTS[1:], strict=True):
        lines += [clock, title, f"{text} {MORE}"]
    return lines


@pytest.mark.parametrize("html", [False, True])
def test_the_first_of_a_day_has_its_date_too(html: bool):  # noqa: FBT001
    """A date behind the clock of the newest, and clocks alone over the others, date entries alike (RFE/RL)."""
    introduced = (
        HEADER[0],
        "The strike has stopped the ferries between the town and the islands since Friday morning.",
    )
    snapshot = _read(_by_day("13:45 1.12.2024", header=introduced), html=html)

    assert list(CLOCKS) == [at for at, _ in _told(snapshot)]
    assert list(TITLES) == [entry.title for entry in snapshot.entries]


@pytest.mark.parametrize(
    "lines",
    [
        _by_day("Published 1 December 2024 13:45", header=HEADER),
        ["13:45, 1 December 2024", *_by_day("13:45, 1.12.2024", header=())[1:]],
        ["Harbour", "13:50, 1.12.2024", HEADER[2], *_by_day("13:45", header=())],
    ],
)
def test_a_date_of_the_page_opens_no_entry(lines: list[str]):
    """What dates the page itself stands above its headline or above what introduces it, and parts nothing."""
    snapshot = _read(lines, html=False)

    assert "13:50" not in [at for at, _ in _told(snapshot)]
    assert CLOCKS[1] in [at for at, _ in _told(snapshot)]


# -------------------------------------------------------------------------------------------- lists of other stories


def test_prose_below_a_heading_of_other_stories_is_the_entrys():
    """Such a heading inside the last entry ends it only if no prose follows; what was cut before stays cut."""
    headlines = [*_lines("ntv")]
    prose = [*headlines[:-2], f"{TEXTS[1]} {MORE}"]
    first = _read(headlines, html=False)

    assert TEXTS[5] == first.entries[5].text
    assert f"{TEXTS[5]}\n{TEXTS[1]} {MORE}" == _read(prose, html=False).entries[5].text
    assert TEXTS[5] == _read(prose, html=False, remembered=first.choice).entries[5].text


def test_entries_that_have_such_headings_keep_what_stands_below():
    """Where another entry has such a heading as well it ends none."""
    gaps = [
        [],
        [Line(text=TEXTS[0]), Line(text="Related")],
        [Line(text=TEXTS[1]), Line(text="Related"), Line(text="Fog")],
    ]

    assert (gaps, "") == without_other_stories(gaps, None)
    assert [[], gaps[2][:1]] == without_other_stories([[], gaps[2]], None)[0]


@pytest.mark.parametrize("line", ["MOST READ", "Lire aussi :", "Don't miss", "関連記事", "• Lees ook"])
def test_what_heads_other_stories(line: str):
    """Such headings are known in many languages, whatever stands around them."""
    assert heads_other_stories(line)


# -------------------------------------------------------------------------------------- the same lines in containers

CONTAINERS = {
    "divs": '<div class="lb-item" id="e{id}">{first}{rest}</div>',
    "columns": '<div class="row"><div class="col-2">{first}</div><div class="col-10">{rest}</div></div>',
    "boxes": '<article class="css-1q8">{first}<div class="inner">{rest}</div><footer>Share</footer></article>',
}
SIGNS = {
    "arrow": "► {clock} – {title}",
    "plus": "+++ {clock} {title} +++",
    "behind": "+++ {title} +++ {clock} Uhr +++",
    "lightning": "⚡️ {clock} {title}",
    "brackets": "[{clock}] {title}",
    "cjk": "【{clock}】{title}",
    "dot": "{clock}. {title}",
    "dotted": "{dotted} – {title}",
    "thai": "{dotted} น. {title}",
    "dash": "{title} – {clock}",
    "update": "UPDATE ({clock} GMT): {title}",
    "guillemets": ">> {clock} Uhr: {title} <<",
}


def _contained(heading: str, container: str) -> Snapshot:
    items = ""
    for at, (clock, title, text) in enumerate(zip(CLOCKS, TITLES, TEXTS, strict=True)):
        told = heading.format(clock=clock, dotted=clock.replace(":", "."), title=title)
        items += CONTAINERS[container].format(id=7_300 - 13 * at, first=told, rest=f"<p>{text}</p>")
    page = f"<title>{HEADER[0]}</title><body><main><h1>{HEADER[0]}</h1><p>{HEADER[1]}</p><div>{items}</div></main>"
    return extract(page_of(page, content_type="text/html; charset=utf-8"), now=NOW)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("form", SIGNS)
def test_signs_around_a_clock_in_a_heading(form: str, container: str):
    """A clock that heads an entry beside its headline is its time, whatever signs stand around it."""
    snapshot = _contained(f"<h3>{escape(SIGNS[form])}</h3>", container)

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(snapshot)
    assert list(TITLES) == [entry.title for entry in snapshot.entries]


@pytest.mark.parametrize(
    "line",
    [
        "<p><b>UPDATE ({clock} GMT):</b></p><h3>{title}</h3>",
        "<p>Veldra | {clock}</p><h3>{title}</h3>",
        '<div class="meta"><span>Veldra | {clock}</span></div><h3>{title}</h3>',
        "<p>Veldra · {clock}</p><p><strong>{title}</strong></p>",
        "<p>Lower Marn – {clock} British Summer Time</p><h3>{title}</h3>",
        "<h3>{title}</h3><p>Ines Falk ({clock})</p>",
        "<p><strong>December 1, {clock} PM<br>{title}</strong></p>",
        "<h3><span>{title}</span><span>published at {clock} Greenwich Mean Time</span></h3>",
    ],
)
def test_what_stands_beside_a_clock_on_a_line_of_its_own(line: str):
    """What it is, where it was and by whose clocks is neither headline nor text."""
    snapshot = _contained(line, "divs")

    assert [(title, text) for title, text in zip(TITLES, TEXTS, strict=True)] == [
        (entry.title, entry.text) for entry in snapshot.entries
    ]
    assert all(entry.published for entry in snapshot.entries)


def test_a_short_headline_before_its_clock_is_no_label():
    """Where no other headline stands beside it, the words before the sign are not thrown away."""
    items = "".join(
        f'<article class="post" id="p{7_300 - 13 * at}"><p>Rain stops play – {clock}</p><p>{text}</p></article>'
        for at, (clock, text) in enumerate(zip(CLOCKS, TEXTS, strict=True))
    )
    page = f"<title>{HEADER[0]}</title><body><main><h1>{HEADER[0]}</h1><p>{HEADER[1]}</p><div>{items}</div></main>"
    snapshot = extract(page_of(page, content_type="text/html; charset=utf-8"), now=NOW)

    assert [f"{7_300 - 13 * at}" for at in range(len(CLOCKS))] == [entry.id for entry in snapshot.entries]
    assert all("Rain stops play" in f"{entry.title}\n{entry.text}" for entry in snapshot.entries)


def test_a_year_that_its_clock_touches():
    """A date and a clock in two elements beside each other are two words."""
    byline = read_byline("Ada Moor May 16, 20145:55 pm")

    assert byline is not None
    assert (("Ada Moor",), 2014) == (byline.authors, byline.phrase.year)


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>(<time>{clock}</time>) {title}</h3>",
        "<h3>[<span class='time'>{clock}</span>] {title}</h3>",
        "<h3><span>{clock}</span>. {title}</h3>",
        "<h3><b>{clock}</b> / {title}</h3>",
        "<h3><time>{clock}</time>, {title}</h3>",
        "<h3>{title} | <time>{clock}</time></h3>",
    ],
)
def test_signs_around_a_clock_that_is_cut_out_of_a_heading(heading: str):
    """They are no part of the headline."""
    assert list(TITLES) == [entry.title for entry in _contained(heading, "divs").entries]


@pytest.mark.parametrize("line", ["<p><b>{clock} {title}.</b></p>", "<div>{clock} <i></i> <span>{title}.</span></div>"])
def test_a_clock_that_opens_the_text_is_no_word_of_it(line: str):
    """Where it is what the entry is dated by."""
    snapshot = _contained(line, "divs")

    assert [(clock, f"{title}.\n{text}") for clock, title, text in zip(CLOCKS, TITLES, TEXTS, strict=True)] == _told(
        snapshot
    )


def test_another_clock_that_opens_the_text_is_a_word_of_it():
    """The text may begin with a time that it tells of."""
    snapshot = _contained("<span>{clock}</span><p>07:15 train to the coast: {title}.</p>", "divs")

    assert f"07:15 train to the coast: {TITLES[0]}.\n{TEXTS[0]}" == snapshot.entries[0].text


def test_a_name_and_a_clock_in_brackets_sign_an_entry():
    """A line such as "(Ada Moor, 13:45)" below the headline."""
    snapshot = _contained("<h3>{title}</h3><p>(Ada Moor, {clock} Uhr)</p>", "divs")

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(snapshot)
    assert [("Ada Moor",)] * 6 == [entry.authors for entry in snapshot.entries]


def test_a_line_of_signs_below_an_entry_is_no_word_of_it():
    """Some part entries by "___" where others have a rule (AP); what parts two texts of one entry stays."""
    items = "".join(
        f'<div class="lb-item"><span>{clock}</span><p>{text}</p><p>{sign}</p><p>{MORE}</p><p>___</p></div>'
        for clock, text, sign in zip(CLOCKS, TEXTS, "*******", strict=False)
    )
    page = f"<title>{HEADER[0]}</title><body><main><h1>{HEADER[0]}</h1><p>{HEADER[1]}</p><div>{items}</div></main>"

    told = _told(extract(page_of(page), now=NOW))
    assert [f"{text}\n*\n{MORE}" for text in TEXTS] == [text for _, text in told]


def test_a_summary_that_is_a_clock():
    """What unfolds below it is an entry."""
    items = "".join(
        f"<details open><summary>{clock}</summary><p>{text}</p></details>"
        for clock, text in zip(CLOCKS, TEXTS, strict=True)
    )
    page = f"<title>{HEADER[0]}</title><body><main><h1>{HEADER[0]}</h1><p>{HEADER[1]}</p><div>{items}</div></main>"

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(extract(page_of(page), now=NOW))


# ---------------------------------------------------------------------------------- lines of elements that hold more


def _set(entries: str) -> Snapshot:
    head = f"<title>{HEADER[0]}</title><body><main><h1>{HEADER[0]}</h1><p>{HEADER[1]}</p>"
    return extract(page_of(f"{head}<div>{entries}</div></main>"), now=NOW)


def test_a_paragraph_of_lines_in_an_element_of_its_own():
    """Time, headline and text between <br>, each paragraph in a <div>: the elements are entries, no containers."""
    rows = zip(CLOCKS, TITLES, TEXTS, strict=True)
    snapshot = _set("".join(f'<div class="x"><p>{clock}<br>{title}<br>{text}</p></div>' for clock, title, text in rows))

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(snapshot)
    assert list(TITLES) == [entry.title for entry in snapshot.entries]


def test_links_beside_each_other_that_share_are_no_line():
    """Without a blank between them they are buttons; a sentence with a link that says "Live" stays."""
    tools = '<p><a href="#">Share</a><a href="#">Tweet</a></p>'
    rows = zip(CLOCKS, TEXTS, strict=True)
    snapshot = _set("".join(f'<p>{clock} {text} <a href="/tv">Live</a></p>{tools}' for clock, text in rows))

    assert [f"{text} Live" for text in TEXTS] == [text for _, text in _told(snapshot)]


@pytest.mark.parametrize("classes", [("hour", "hour"), ("hour", "other")])
def test_groups_of_entries_with_one_class_are_one_list(classes: tuple[str, str]):
    """What holds the entries of an hour stands beside what holds those of the next, under the same class."""
    rows = [f"<p>{clock} {text}</p>" for clock, text in zip(CLOCKS, TEXTS, strict=True)]
    first, second = ("".join(group) for group in (rows[:3], rows[3:]))
    shown = f'<div class="{classes[0]}">{first}</div><div class="{classes[1]}">{second}</div>'

    if classes[0] == classes[1]:
        assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(_set(shown))
    else:
        with pytest.raises(NotALiveBlog):
            _set(shown)


@pytest.mark.parametrize("last", ["Goal", "Rain stops play", "2-1"])
def test_clocks_stand_above_entries_though_the_last_is_brief(last: str):
    """Prose above the first clock introduces the page where entries are told in few words, the last one, too."""
    said = [TEXTS[0], "Fog over the bay", TEXTS[2], TEXTS[3], "Crane touches a roof", last]
    lines = [*HEADER, MORE, *(line for clock, text in zip(CLOCKS, said, strict=True) for line in (clock, text))]
    found = extract(page_of("\n\n".join(lines), content_type="text/plain"), now=NOW)

    clocks = [entry.published and f"{entry.published:%H:%M}" for entry in found.entries]
    assert list(zip(CLOCKS, said, strict=True)) == list(
        zip(clocks, [e.text or e.title for e in found.entries], strict=True)
    )


def test_a_heading_that_is_a_clock_among_those_with_a_headline_begins_an_entry():
    """It has no headline, and its words are not those of the entry above; over another clock it heads an hour."""
    titles = [*TITLES[:2], None, *TITLES[3:]]
    rows = zip(CLOCKS, titles, TEXTS, strict=True)
    entries = "".join(f"<h3>{clock} {title or ''}</h3><p>{text}</p>" for clock, title, text in rows)
    snapshot = _set(f"<h3>14:00</h3>{entries}")

    assert list(zip(CLOCKS, TEXTS, strict=True)) == _told(snapshot)
    assert titles == [entry.title for entry in snapshot.entries]


# ----------------------------------------------------------------------- pages of which no word says that they are live

PROSE = "The ferries have stopped between the town and the islands, and nobody knows for how long they will."


def _unnamed(entries: list[tuple[str, str]]) -> Snapshot:
    """Return the reading of a page that calls itself nothing, with a clock and a headline in one line of each entry."""
    post = '<blockquote><p>On our way.</p><a href="https://x.example/1">December 1, 2024</a></blockquote>'
    items = "".join(
        f'<div class="item"><h3>{clock} | {title}</h3><p>{text}</p>{post if text == PROSE else ""}</div>'
        for (clock, title), text in zip(entries, [PROSE, *TEXTS[1:]], strict=False)
    )
    page = f"<title>Strike</title><body><main><h1>Strike</h1><p>{HEADER[1]}</p><div>{items}</div></main>"
    return extract(page_of(page, url="https://news.example/2024/12/01/strike"), now=NOW)


def test_headings_with_clocks_that_run_down_are_a_live_blog():
    """The newest first, each with sentences, most of what the page says; the day of a quoted post is not theirs."""
    snapshot = _unnamed(list(zip(CLOCKS, TITLES, strict=True)))

    assert list(CLOCKS) == [at for at, _ in _told(snapshot)]
    assert list(TITLES) == [entry.title for entry in snapshot.entries]


@pytest.mark.parametrize("clocks", [CLOCKS[::-1], CLOCKS[:4]])
def test_headings_with_other_clocks_are_none(clocks: tuple[str, ...]):
    """A programme runs upwards, and a few of them are no ticker."""
    with pytest.raises(NotALiveBlog):
        _unnamed(list(zip(clocks, TITLES, strict=False)))
