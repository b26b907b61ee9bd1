"""Live blogs set in odd ways: clocks that styles draw, labels before them, other calendars, lists beside lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, TEXTS, URL, page_of

from monitor.errors import ExtractError
from monitor.extract import extract

if TYPE_CHECKING:
    from monitor.model import Snapshot

HEADS = (
    "Crews end strike",
    "Third boat loads",
    "Fog holds fleet",
    "Crane hits roof",
    "Hundreds sheltered",
    "Hull is sound",
)
CLOCKS = tuple(f"10:{15 - at:02}" for at in range(6))
DAY = '<meta property="article:modified_time" content="2024-12-01T10:16:00Z">'
TIMES = [datetime(2024, 12, 1, 10, 15 - at, tzinfo=UTC) for at in range(6)]


def page(form: str, *, head: str = DAY, title: str = "Harbour live", around: str = "<main>{}</main>") -> str:
    """Return a page of six entries, newest first: a clock {0}, a headline {1}, a text {2}, a number {3}."""
    entries = "".join(form.format(*told) for told in zip(CLOCKS, HEADS, TEXTS, range(6), strict=True))
    return f"<!doctype html><title>{title}</title>{head}<body><h1>{title}</h1>{around.format(entries)}"


def read(body: str, kind: str = "text/html; charset=utf-8", *, now: datetime = NOW, url: str = URL) -> Snapshot:
    return extract(page_of(body, url=url, content_type=kind), now=now)


def heads(snapshot: Snapshot) -> list[str | None]:
    return [entry.title for entry in snapshot.entries]


def times(snapshot: Snapshot) -> list[datetime | None]:
    return [entry.published for entry in snapshot.entries]


def texts(snapshot: Snapshot) -> list[str]:
    return [entry.text for entry in snapshot.entries]


@pytest.mark.parametrize(
    "form",
    [
        '<div class="m" id="m{3}" data-tijd="{0}"><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m" id="m{3}" data-time="{0}"><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m"><i data-heure="{0}"></i><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m"><i data-quand="2024-12-01T{0}:00Z"></i><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>Declared at {0}</p><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><div>Filed: {0}</div><p>{2}</p></div>',
        "<details><summary>{0} {1}</summary><p>{2}</p></details>",
        '<section class="m" id="m{3}"><h3>{1} ({0})</h3><p>{2}</p></section>',
        '<section class="m" id="m{3}"><h3>{1}（{0}）</h3><p>{2}</p></section>',
        '<div class="m"><h3>{1}</h3><p>{2}</p><em>Noted at {0}</em></div>',
        '<div class="m"><h3>{1}</h3><p>{2}</p><small>Dec <var>1</var>, <var>{0}</var> UTC</small></div>',
    ],
)
def test_a_clock_is_found_wherever_all_entries_have_it(form: str):
    """In an attribute from which styles draw it, behind the words that say of what it is, in what unfolds."""
    snapshot = read(page(form))
    assert (heads(snapshot), times(snapshot), texts(snapshot)) == (list(HEADS), TIMES, list(TEXTS))


@pytest.mark.parametrize(
    "form",
    [
        '<div class="m" data-duration="{0}"><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m" data-when-shown="soon"><h3>{1}</h3><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>Doors open at {0}</p><p>{2}</p></div>',
        '<div class="m"><h3>{1} (1 December 2024)</h3><p>{2}</p></div>',
        '<div class="m"><h3>{1} (with {3} photos)</h3><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>Declared on a Tuesday {3}</p><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>Filed: 1:99:{3}0:00</p><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>The boats went out <i>seen {0}</i> and came back.</p><p>{2}</p></div>',
        '<div class="m"><h3>{1}</h3><p>{2}</p><small>Depth <var>1{3}</var> fathoms</small></div>',
    ],
)
def test_a_clock_of_something_else_dates_no_entry(form: str):
    """How long a film is, and when doors open, is no time of publication: such pages have no entries."""
    with pytest.raises(ExtractError):
        read(page(form))


def test_a_clock_on_the_element_of_an_entry_gives_way_to_an_instant_in_it():
    """`data-time` may be how readers see it, where the entry has a time for machines as well."""
    form = '<div class="m" id="m{3}" data-time="23:59"><time datetime="2024-12-01T{0}:00Z"></time><p>{2}</p></div>'
    assert times(read(page(form))) == TIMES


def test_named_articles_that_are_most_of_a_page_called_live_are_entries_without_times():
    """Commentary on a game of chess has moves; a page of the same articles that is not called live is none."""
    form = '<article class="m" id="m{3}"><p>{3}. Nf3</p><p>{2}</p></article>'
    assert texts(read(page(form))) == [f"{at}. Nf3\n{text}" for at, text in enumerate(TEXTS)]
    with pytest.raises(ExtractError):
        read(page(form, title="Harbour notes"), url="https://news.example/notes")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("發布時間：113年12月1日 上午{0}", 1),
        ("民國113年12月1日 {0}", 1),
        ("令和6年12月1日 午前{0}", 1),
        ("{0}, 1 желтоқсан 2024", 1),
        ("1 դեկտեմբերի 2024, {0}", 1),
    ],
)
def test_days_of_other_calendars_and_languages_are_read(said: str, day: int):
    """Taiwan counts years from 1912, Japan those of its emperor."""
    form = f'<div class="m"><h3>{{1}}</h3><div>{said}</div><p>{{2}}</p></div>'
    assert times(read(page(form, head=""))) == [at.replace(day=day) for at in TIMES]


def test_what_a_picture_shows_is_the_text_of_an_entry_that_has_no_other():
    """It is told in words; the name of a file is none, and what has words needs no other."""

    def told(form: str) -> list[str]:
        return texts(read(page(f'<div class="m" id="m{{3}}"><time>{{0}}</time>{form}</div>')))

    assert told('<img src="/s{3}.png" alt="The quay"><p>{2}</p>') == list(TEXTS)
    assert told('<img src="/s{3}.png" alt="s{3}.png"><p>{2}</p>') == list(TEXTS)
    plain = page('<div class="m" id="m{3}"><time>{0}</time><p>{2}</p></div>')
    for alt, said in (("The new quay", "The new quay"), ("s.png", "")):
        pictured = plain.replace(f"<p>{TEXTS[2]}</p>", f'<img src="/s.png" alt="{alt}">')
        assert texts(read(pictured)) == [*TEXTS[:2], said, *TEXTS[3:]]


def test_components_are_told_their_headline():
    """`<live-post headline="…">`: the element shows what its attributes say."""
    form = '<live-post entry-id="7712{3}" published="2024-12-01T{0}:00Z" headline="{1}"><p>{2}</p></live-post>'
    assert heads(read(page(form))) == list(HEADS)


@pytest.mark.parametrize(
    ("heading", "rest", "title"),
    [
        ("The Moor Courier", "<h2>Fog in the bay, live</h2>", "Fog in the bay, live"),
        ("The Moor Courier", "<h2> </h2><h2>Most read</h2><h2>Fog in the bay, live</h2>", "Fog in the bay, live"),
        ("The Moor Courier", '<meta property="og:title" content="Fog in the bay, live">', "Fog in the bay, live"),
        ("Fog in the bay, live", "<h2>Fog</h2>", "Fog in the bay, live"),
        ("The Moor Courier", "", "The Moor Courier"),
    ],
)
def test_a_heading_that_is_the_name_of_the_site_titles_no_page(heading: str, rest: str, title: str):
    """The page says so in its head, where its title stands before a sign and the name."""
    meta, around = (rest, "{}") if rest.startswith("<meta") else ("", rest + "{}")
    body = page('<div class="m" id="m{3}"><time>{0}</time><p>{2}</p></div>', head=DAY + meta, around=around)
    body = body.replace("<h1>Harbour live</h1>", f"<h1>{heading}</h1><h2>Menu</h2>")
    found = read(body.replace("<title>Harbour live<", "<title>Fog in the bay, live – The Moor Courier<"))
    assert found.title == title


def other(*, link: str = '<a href="/live/pits">All of it</a>', clock: str = "10:1{}") -> str:
    """Return the newest entries of another live blog in elements of the same look."""
    item = (
        '<article class="e" id="p{1}"><time datetime="2024-12-01T{0}:00Z"></time>'
        "<p>The pits fell by {1}, and those who own them said at {0} that they would close two.</p></article>"
    )
    return "".join(item.format(clock.format(at), clock.format(at).replace(":", "")) for at in (5, 3, 1)) + link


ITEM = '<article class="e" id="e{3}"><time datetime="2024-12-01T{0}:00Z"></time><h3>{1}</h3><p>{2}</p></article>'


def test_the_newest_of_another_live_blog_beside_the_entries_are_none_of_them():
    """They have the look of the entries, are as new as these, and the list of them leads to its own page."""
    both = "<main><section class='feed'>{}</section><section class='feed'>" + other() + "</section></main>"
    assert heads(read(page(ITEM, around=both))) == list(HEADS)


@pytest.mark.parametrize(
    "beside",
    [
        f"<section class='feed'>{other(link='')}</section>",
        f"<section class='feed'>{other(clock='09:1{}')}</section>",
        f"<section class='feed'>{other(clock='5{}')}</section>",
        "".join(f"<section class='feed'>{other(clock=f'0{at}:1{{}}', link='')}</section>" for at in range(8)),
    ],
)
def test_lists_that_go_on_below_the_entries_are_entries(beside: str):
    """Days go on where others ended, whatever they lead to; and a list that leads nowhere is of this live blog."""
    both = "<main><section class='feed'>{}</section>" + beside + "</main>"
    assert len(read(page(ITEM, around=both)).entries) > len(HEADS)


def flat(form: str, **more: str) -> Snapshot:
    return read(page(form, around="<article>{}</article>", **more))


def test_flat_entries_are_signed_by_a_name_and_a_dotted_clock():
    """Finns write 14.20; on a page that calls itself live that is a clock behind a name, too."""
    form = "<p>Aino Laine {0}</p><p>{2}</p>"
    snapshot = read(page(form, around="<article>{}</article>").replace("10:1", "10.1"))
    assert (texts(snapshot), times(snapshot)) == (list(TEXTS), TIMES)
    assert {entry.authors for entry in snapshot.entries} == {("Aino Laine",)}
    with pytest.raises(ExtractError):
        read(page("<p>It rose by 10.1{3}</p><p>{2}</p>", around="<article>{}</article>"))


def test_a_headline_may_end_with_its_date():
    """What stands before it is the headline: the number of a bulletin."""
    snapshot = flat("<h2>Bulletin no. {3} – 1/12/2024, {0}</h2><p>{2}</p>")
    assert (heads(snapshot), times(snapshot)) == ([f"Bulletin no. {at}" for at in range(6)], TIMES)


def test_a_result_in_votes_is_no_poll():
    """A paragraph of a class that says how many votes a seat was won by is told."""
    snapshot = flat('<h3>{1}</h3><p>{0}</p><p class="wp-p">The League win by 17{3} votes.</p><p>{2}</p>')
    assert texts(snapshot) == [f"The League win by 17{at} votes.\n{text}" for at, text in enumerate(TEXTS)]


@pytest.mark.parametrize("sign", ["■", "## ", "* **", "【", "_"])
def test_a_plain_text_has_a_title_and_signs_before_its_clocks(sign: str):
    """Its first line says what it is called, if the entries begin below it."""
    entries = "\n\n".join(
        f"{sign}{clock} {head}\n\n{text}" for clock, head, text in zip(CLOCKS, HEADS, TEXTS, strict=True)
    )
    snapshot = read(f"# The fog, as it lies\n\n1 December 2024\n\n{entries}\n", "text/plain; charset=utf-8")
    assert snapshot.title == "The fog, as it lies"
    assert (heads(snapshot), times(snapshot), texts(snapshot)) == (list(HEADS), TIMES, list(TEXTS))
    assert read(f"1 December 2024, as told by those who were there.\n\n{entries}", "text/plain").title is None


def test_clocks_east_of_here_are_of_the_day_that_stands_above_them():
    """A text names no zone: at noon here its evening seems to be ahead, and is not put a day back for that."""
    entries = "\n\n".join(f"22:{50 - at} {head}\n\n{TEXTS[at]}" for at, head in enumerate(HEADS))
    snapshot = read(
        f"The fog\n\n1 December 2024\n\n{entries}\n", "text/plain", now=datetime(2024, 12, 1, 14, tzinfo=UTC)
    )
    assert times(snapshot) == [datetime(2024, 12, 1, 22, 50 - at, tzinfo=UTC) for at in range(6)]
    masthead = read(
        f"The fog\n\n1 December 2024\n\n{entries}\n", "text/plain", now=datetime(2024, 12, 1, 0, 9, tzinfo=UTC)
    )
    assert times(masthead)[0] == datetime(2024, 11, 30, 22, 50, tzinfo=UTC)


def test_a_name_before_a_headline_in_another_script_signs_nothing():
    """It says what happened ("Ada Moor氏が会見"), and not who wrote it."""
    entries = "\n\n".join(f"{clock} Ada Moor氏が会見\n\n{text}" for clock, text in zip(CLOCKS, TEXTS, strict=True))
    snapshot = read(f"濃霧\n\n2024年12月1日\n\n{entries}\n", "text/plain; charset=utf-8")
    assert {(entry.title, entry.authors) for entry in snapshot.entries} == {("Ada Moor氏が会見", ())}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Ada Moor answers:", "Ada Moor"),
        ("Ada Moor pisze nocą:", "Ada Moor"),
        ("Ada Moor", "Ada Moor"),
    ],
)
def test_small_words_behind_a_name_are_none_of_it(said: str, name: str):
    """Whatever their language, if a whole name is left."""
    form = f'<div class="m" id="m{{3}}"><time>{{0}}</time><p class="byline">{said}</p><p>{{2}}</p></div>'
    assert {entry.authors for entry in read(page(form)).entries} == {(name,)}


def test_paragraphs_that_open_entries_are_no_entries():
    """What stands between them is theirs: all of it is told."""
    snapshot = flat(
        '<p class="first"><b>{0}</b> {2}</p><p>So it was told by {3} of those who saw it from the quay.</p>'
    )
    told = "So it was told by {} of those who saw it from the quay."
    assert texts(snapshot) == [f"{text}\n{told.format(at)}" for at, text in enumerate(TEXTS)]


def test_a_text_may_end_with_its_clock_in_brackets():
    """Where most lines with a clock end so; a line that opens with one, and one that only names a time, are few."""
    snapshot = flat("<p>{2} ({0})</p>")
    assert (texts(snapshot), times(snapshot)) == (list(TEXTS), TIMES)
    usual = flat("<p>{0} {2}</p><p>The pier was shut ({0}).</p><p>It is shut still ({3}:30)</p>")
    assert texts(usual)[0] == f"{TEXTS[0]}\nThe pier was shut (10:15).\nIt is shut still (0:30)"


def test_a_rule_parts_what_stands_in_one_element():
    """Pages of old have headline, date and text in a cell, with rules between the entries."""
    cell = "<table><tr><td>{}</td></tr></table>"
    snapshot = read(page("<b>{1}</b> <i>(1.12.2024, {0})</i><br>{2}<hr>", around=cell))
    assert (heads(snapshot), times(snapshot), texts(snapshot)) == (list(HEADS), TIMES, list(TEXTS))


def test_names_below_the_clocks_sign_flat_entries():
    """Each is of another person: that they begin as people are called tells them from headlines."""
    names = ("Anna", "Peter", "Maria", "Thomas", "Laura", "Daniel")
    form = "<h3>{1}</h3><p>{0}</p><p>{3} Zzyrn</p><p>{2}</p>"
    told = (form.format(*one) for one in zip(CLOCKS, HEADS, TEXTS, names, strict=True))
    snapshot = read(page("", around="<article>" + "".join(told) + "</article>"))
    assert [entry.authors for entry in snapshot.entries] == [(f"{name} Zzyrn",) for name in names]
    assert (heads(snapshot), texts(snapshot)) == (list(HEADS), list(TEXTS))


HOURS = (("10 o'clock", 0, 3), ("earlier", 3, 6))


@pytest.mark.parametrize(
    ("hour", "around"),
    [
        ("<li><b>{0}</b><ul>{1}</ul></li>", "<ul>{}</ul>"),
        ("<h3>{0}</h3><ul>{1}</ul>", "<article>{}</article>"),
        ("<details><summary>10:00 to 11:00</summary>{1}</details>", "<article>{}</article>"),
        ("<div><h3>{0}</h3><ol>{1}</ol></div>", "<article><ul class=x><li>Olm</li></ul>{}</article>"),
    ],
)
def test_lines_in_the_lists_of_several_hours_are_entries(hour: str, around: str):
    """An hour is none, though it has a time: the lines in it that begin with a clock are, and no other list's."""
    lines = [f"<li>{clock} – {text}</li>" for clock, text in zip(CLOCKS, TEXTS, strict=True)]
    told = "".join(hour.format(name, "".join(lines[start:end])) for name, start, end in HOURS)
    notes = "<section><ul><li>09:00 – A note of another kind</li><li>08:00 – And one more of these</li></ul></section>"
    snapshot = read(page("", around="<main>" + around.format(told) + "</main>" + notes))
    assert (texts(snapshot), times(snapshot)) == (list(TEXTS), TIMES)


def test_a_clock_in_brackets_that_stands_before_a_headline_is_no_text():
    """Nothing but the headline is taken of that line, and the clock is left."""
    snapshot = read(page('<div class="m" id="m{3}"><div>({0}) <strong>{1}</strong></div><div>{2}</div></div>'))
    assert (heads(snapshot), times(snapshot), texts(snapshot)) == (list(HEADS), TIMES, list(TEXTS))


def test_danish_marks_of_quotation_stay():
    """The sign that opens a quotation is no sign between clock and text."""
    said = flat("<p>{0}: »{1}«, she said to those who had come to the quay.</p><p>{2}</p>")
    assert [words[0] for words in texts(said)] == ["»"] * 6
    parted = flat("<p>{0} » It was {1}, as «Olm» has it from those who came to the quay.</p><p>{2}</p>")
    assert texts(parted)[0].startswith("It was")


def test_what_was_done_by_somebody_introduces_a_name():
    """It may be answered by them, and whatever else is done to a text; a picture's maker wrote nothing."""
    form = "<details open><summary>{1}?</summary><p>Answered by Ada Moor, {0}</p><p>{2}</p></details>"
    snapshot = read(page(form))
    assert ({entry.authors for entry in snapshot.entries}, times(snapshot)) == ({("Ada Moor",)}, TIMES)


def test_headings_that_are_clocks_head_the_entries_of_an_hour():
    """They are in no entry, where each has its own clock behind its headline."""
    body = page("<h3>{1} today ({0})</h3><p>{2}</p>", around="<article>{}</article>")
    hours = body.replace("<h3>Fog", "<h2>10:00</h2><h3>Fog").replace("<h3>Crews", "<h2>11:00</h2><h3>Crews")
    snapshot = read(hours)
    assert (heads(snapshot), times(snapshot)) == ([f"{head} today" for head in HEADS], TIMES)
    assert texts(snapshot) == list(TEXTS)


def test_a_link_on_a_line_of_its_own_heads_an_entry():
    """As long as a block follows it; a link at the beginning of a text is a word of it."""
    form = '<div class="m" id="m{3}"><span>{0}</span><a class="n" href="#m{3}">{1}</a>'
    assert heads(read(page(form + "<p>{2}</p></div>"))) == list(HEADS)
    assert heads(read(page(form + " {2}</div>"))) == [None] * 6


def test_what_follows_a_day_in_brackets_says_no_more_of_it():
    """A log names its channel, its day and its zone in one line."""
    log = "\n".join(f"[{clock}] <ada> {text}" for clock, text in zip(CLOCKS, TEXTS, strict=True))
    assert times(read(f"Harbour channel, 2024-12-01 (UTC)\n\n{log}\n", "text/plain; charset=utf-8")) == TIMES


def test_numbers_and_words_in_two_elements_are_parted():
    """Only styles part "Set 4" from "Leg 3"."""
    form = '<div class="m" id="m{3}"><time>{0}</time><p><span>Set {3}</span><span>Leg 3</span></p><p>{2}</p></div>'
    assert texts(read(page(form)))[4].startswith("Set 4 Leg 3")


@pytest.mark.parametrize("said", ["He's", "He’s", "He was", "Paris’s mayor is"])
def test_the_first_word_of_a_text_is_no_zone_of_the_clock_before_it(said: str):
    """Canadians write HE for the time of their east; "10:15 – He's out" names no zone, and loses no word."""
    snapshot = flat(f"<p>{{0}} – {said} out at sea, and {{2}}</p><p>So it was told by {{3}} who saw it.</p>")
    assert (times(snapshot)[0], texts(snapshot)[0].startswith(f"{said} out")) == (TIMES[0], True)


@pytest.mark.parametrize("order", [1, -1], ids=["newest first", "still to come"])
def test_clocks_of_the_east_that_name_no_zone_are_no_programme(order: int):
    """Read as UTC they are hours ahead of us; entries fall from the newest on, what is still to come rises."""
    rows = "".join(
        f'<li class="r"><b>{clock.replace("10", "20")} 01/12/2024</b><h3>{head}</h3><p>{text}</p></li>'
        for clock, head, text in list(zip(CLOCKS, HEADS, TEXTS, strict=True))[::order]
    )
    body = f"<title>The harbour</title><main><h1>The harbour</h1><ul>{rows}</ul></main>"
    if order < 0:
        with pytest.raises(ExtractError):
            read(body, url="https://news.example/harbour")
    else:
        assert list(HEADS) == heads(read(body, url="https://news.example/harbour"))


def test_the_head_of_a_page_that_is_laid_out_in_rows_is_no_entry():
    """Its row looks like those of the entries, and has the headline of the page and no time."""
    row = '<div class="row"><div class="col-2">{}</div><div class="col-10">{}</div></div>'
    head = row.format("", f"<h1>Harbour live</h1><p>{TEXTS[5]}</p>")
    form = row.format("<i>{0}</i>", "<p>{2}</p>")
    entries = "".join(form.format(*told) for told in zip(CLOCKS, HEADS, TEXTS[:5], strict=False))
    body = f"<title>Harbour live</title>{DAY}<main>{head}{entries}</main>"
    found = read(body)

    assert (list(TEXTS[:5]), "Harbour live") == (texts(found), found.title)
    assert texts(found) == texts(extract(page_of(body), now=NOW, remembered=found.choice))


def test_an_entry_with_its_headline_in_an_h1_needs_no_time():
    """A pinned one, named as the others are, is no head of the page."""
    form = '<article class="d" id="n-770{0}"><header>{1}</header><h1>{2}</h1><p>{3}</p></article>'
    whens = ("", *(f"<time>{clock}</time>" for clock in CLOCKS))
    told = zip(range(5), whens, HEADS, TEXTS, strict=False)
    found = read(f"<title>Harbour live</title>{DAY}<main>{''.join(form.format(*one) for one in told)}</main>")

    assert (list(TEXTS[:5]), None) == (texts(found), found.entries[0].published)


def test_words_behind_the_clock_of_a_time_element_say_whose_it_is():
    """They are no words of the entry, whatever they mean; Arabic agencies shorten Greenwich to two letters."""
    for zone in ("(ت غ)", "(xx yy)"):
        found = read(page(f'<div class="d"><header><time>{{0}} {zone}</time></header><p>{{2}}</p></div>'))
        assert (TIMES, list(TEXTS)) == (times(found), texts(found))


def test_more_words_in_a_time_element_are_a_line_of_the_text():
    """A programme in an entry may have each of its lines in one, and loses none."""
    lines = "<time>15:00 Speeches of guests</time><br><time>16:00 Kick-off at the harbour</time>"
    shown = page('<div class="d"><header><time>{0}</time></header><p>{2}</p></div>')
    found = read(shown.replace(f"<p>{TEXTS[0]}</p>", f"<p>{TEXTS[0]}</p><p>{lines}</p>"))

    said = f"{TEXTS[0]}\n15:00 Speeches of guests\n16:00 Kick-off at the harbour"
    assert (TIMES, [said, *TEXTS[1:]]) == (times(found), texts(found))


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        (("Kovács Anna", "Szabó Péter", "Tóth Gábor", "Nagy Bence"), '<a class="author">{}</a>'),
        (("Ngô Kiên", "Trần Vy", "Phạm Sáu", "Nguyễn Tư"), '<a class="tacgia">{}</a>'),
        (("Андрей Волгин", "Сергей Донской", "Алексей Камин", "Юрий Печорин"), '<a class="author">{}</a>'),
        (("Ana Horvat", "Ivan Babić", "Maja Kos", "Marko Ilić"), '<a class="author">Piše: {}</a>'),
        (("Eero Niemi", "Aino Lahti", "Juho Korpi", "Satu Vuori"), '· <span class="toimittaja">{}, Oulu</span>'),
    ],
)
def test_who_is_called_a_writer_is_one(names: tuple[str, ...], byline: str):
    """Elsewhere names of which none begins as people are called may be towns; "wrote:" and "in Oulu" are no name."""
    names *= 2
    body = page(f'<div id="c-71{{3}}"><p>{byline.format("WHO{3}")} <i>{{0}}</i></p><p>{{2}}</p></div>')
    for at, name in enumerate(names[:6]):
        body = body.replace(f"WHO{at}", name)

    assert [(name,) for name in names[:6]] == [entry.authors for entry in read(body).entries]


@pytest.mark.parametrize(
    "form",
    [
        '<div class="c"><time datetime="2024-12-01">{0}</time><p>{2}</p></div>',
        '<div class="c"><time datetime="2024-12-01">{0} Uhr</time><h3>{1}</h3><p>{2}</p></div>',
        '<div class="c"><time datetime="2024-12-01">1 December 2024, {0}</time><p>{2}</p></div>',
        '<div class="c"><span data-date="2024-12-01">{0}</span><p>{2}</p></div>',
        '<div class="c"><time datetime="2024-12-01">Today</time> <i>{0}</i><p>{2}</p></div>',
    ],
)
def test_an_attribute_tells_the_day_and_the_words_the_clock(form: str):
    """Systems write no more into `datetime` than the day that a field holds (TYPO3)."""
    found = read(page(form, head=""))

    assert (TIMES, list(TEXTS)) == (times(found), texts(found))


def test_companies_beside_the_entries_of_a_market_wrote_none():
    """Which of them stand there changes from poll to poll."""
    form = '<div class="x1" id="c-71{3}"><div><i>{0}</i> <b>COMPANY</b></div><h3>{1}</h3><p>{2}</p></div>'
    for company in ("Moor SE", "Hale Holding", "Werft AG", "Kai Group"):
        assert [()] * 6 == [entry.authors for entry in read(page(form).replace("COMPANY", company)).entries]
