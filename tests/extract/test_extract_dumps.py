"""Pages turned into text by browsers and converters: the entries are those of the page, and nothing beside them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, TEXTS, page_of, read

from monitor.errors import NotALiveBlog
from monitor.extract import extract
from monitor.extract.prose.bylines import Form, read_byline
from monitor.extract.prose.furniture import is_furniture
from monitor.extract.prose.plain import plain_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Snapshot

TITLES = (
    "Ferries run again",
    "Two boats leave the quay",
    "Fog over the bay",
    "Crane touches a roof",
    "Night in a school",
)
CLOCKS = ("11:45", "11:20", "10:58", "10:31", "09:47")
HEADER = (
    "Harbour strike: live",
    "Sunday 1 December 2024",
    "The strike has stopped the ferries: all of it is told here.",
)
ENTRIES = tuple((title, text) for title, text in zip(TITLES, TEXTS, strict=False))


def _entry(at: int) -> list[str]:
    return [CLOCKS[at], TITLES[at], TEXTS[at]]


def _dump(*lines: str, entry: Callable[[int], list[str]] = _entry) -> str:
    return "\n\n".join([*HEADER, *(line for at in range(len(CLOCKS)) for line in entry(at)), *lines])


def _read(text: str) -> Snapshot:
    return read(page_of(text, content_type="text/plain"))


def _told(text: str) -> tuple[tuple[str | None, str], ...]:
    return tuple((entry.title, entry.text) for entry in _read(text).entries)


def _lines(text: str) -> list[str]:
    return [words for words, _ in plain_lines(text)]


# ------------------------------------------------------------------------------------------------------- broken lines

GERMAN = (
    "Der Hafenmeister bittet die Eigner der Schiffe um Geduld, bis der Nebel über der Bucht am Abend weicht.",
    "Zwei Boote haben den Kai am Mittag verlassen, ein Drittes wird noch mit Kisten aus der Stadt beladen.",
    "Die Fahrgäste der Nacht schliefen in der Turnhalle einer Schule, die Stadt hat Decken und Tee gebracht.",
)


@pytest.mark.parametrize("indent", ["", "     "])
def test_lines_broken_before_a_capital_are_whole_again(indent: str):
    """Where the next word had no room the line goes on, whatever the word begins with: German nouns, numbers."""
    broken = [textwrap.fill(text, 60, initial_indent=indent, subsequent_indent=indent) for text in GERMAN * 4]

    assert list(GERMAN * 4) == _lines("\n\n".join(broken))


def test_lines_of_items_go_on_below_their_words():
    """A text from w3m or Lynx sets what is left of an item below its first word, and the next item below its sign."""
    items = [textwrap.fill(text, 60, initial_indent="  * ", subsequent_indent="    ") for text in GERMAN * 4]

    assert list(GERMAN * 4) == _lines("\n".join(items) + "\n\n")


def test_lines_broken_between_signs_that_need_no_blank_are_glued():
    """Chinese and Japanese are broken anywhere, each sign two columns wide, and have no blanks between words."""
    said = "港の労働者は明け方に作業を再開したと市が発表し、最初の船は正午に岸壁を離れる見通しだという。"
    broken = "\n\n".join("\n".join(textwrap.wrap(said, 20)) for _ in range(6))

    assert [said] * 6 == _lines(broken)


def test_lines_of_a_chat_are_lines_however_long_they_are():
    """Few of them are as long as the longest: these were not broken to fit."""
    chat = [
        f"{clock} {text[:length]}" for clock, text, length in zip(CLOCKS, TEXTS, (60, 34, 52, 20, 41), strict=False)
    ]
    chat *= 4

    assert [line.strip() for line in chat] == _lines("Harbour\n\n" + "\n".join(chat))[1:]


def test_a_link_is_one_wherever_it_was_broken():
    """html2text breaks words of links and addresses, at hyphens too."""
    text = (
        "The [crews of the harbour and\nits owners](https://news.example/tag/harbour-\nstrike) met, and it was told.\n"
    )

    assert ["The crews of the harbour and its owners met, and it was told."] == _lines(text)


# -------------------------------------------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("* Fog over the bay", "Fog over the bay"),
        ("> > Fog over the bay", "Fog over the bay"),
        ('### [Fog](https://news.example/fog "Fog") over **the** _bay_', "Fog over the bay"),
        ("![A crane](https://img.example/a.jpg) Fog", "Fog"),
        ("[fog-1200.jpg?v=12] Fog", "Fog"),
        ("[12]Fog over the [13]bay", "Fog over the bay"),
        (r"1\. Fog \- and snake\_case", "1. Fog - and snake_case"),
        ("(BUTTON) Fog", "Fog"),
        ("1. FC Marn wins", "1. FC Marn wins"),
        ("+++ 11:45 Fog +++", "+++ 11:45 Fog +++"),
        ("A 5* hotel, ** and 4* more [sic]", "A 5* hotel, ** and 4* more [sic]"),
    ],
)
def test_marks_of_converters_are_no_words(written: str, shown: str):
    """Marks say what a page only shows: an item, a heading, a link; what only looks like one stays."""
    assert [shown] == _lines(written)


def test_where_links_lead_is_not_said_below_a_page():
    """Lynx lists the addresses of a page below it, each with its number: they change with each entry."""
    assert ["References"] == _lines("References\n\n   1. https://news.example/\n  22. mailto:desk@news.example\n")


def test_a_page_as_markdown_has_the_entries_of_the_page():
    """Headings, links and controls in Markdown read as they are shown."""
    text = _dump(
        entry=lambda at: [f"* {CLOCKS[at]}", f"### [{TITLES[at]}](/e/{at})", TEXTS[at], "* [WhatsApp](/w)", "* E-Mail"]
    )

    assert ENTRIES == _told(text)


# ----------------------------------------------------------------------------------------------------------- controls


@pytest.mark.parametrize("line", ["WhatsAppTweet", "Teilen Link kopieren", "Facebook X WhatsApp", "赞 107 分享 详情"])
def test_controls_beside_each_other_are_furniture(line: str):
    """Converters set the links of a row into one line, with or without blanks."""
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["Share prices fall", "Live from Marn", "Facebook fined"])
def test_headlines_that_begin_like_a_control_are_not(line: str):
    assert not is_furniture(line)


@pytest.mark.parametrize("line", ["16:00 En directo", "En directo 16:00", "Fijado 16:00", "16:00 NEU", "LIVE: 16:00"])
def test_a_flag_beside_a_clock_is_nobody_and_no_headline(line: str):
    """What stands beside the time of an entry in a box of its own is in one line with it."""
    byline = read_byline(line)

    assert byline is not None
    assert (Form.ALONE, ()) == (byline.form, byline.authors)


def test_a_number_before_a_time_is_that_of_an_item():
    """An ordered list has its numbers in a text: "3. Posted at 11:45"."""
    text = _dump(entry=lambda at: [f" {at + 1}. Posted {CLOCKS[at]} Sunday 1 December 2024", TITLES[at], TEXTS[at]])

    assert ENTRIES == _told(text)


def test_names_behind_the_headlines_sign_the_entries():
    """Below the time stand the headline, who wrote it, and the text."""
    names = ("Ada Moor", "Ines Falk")
    snapshot = _read(_dump(entry=lambda at: [CLOCKS[at], TITLES[at], names[at % 2], TEXTS[at]]))

    assert [(names[at % 2],) for at in range(5)] == [entry.authors for entry in snapshot.entries]
    assert ENTRIES == tuple((entry.title, entry.text) for entry in snapshot.entries)


# ------------------------------------------------------------------------------------------------------ other stories

OTHERS = [line for at, clock in enumerate(("11:50", "11:41", "11:30")) for line in (f"Walk no. {at}", clock)]
INTRODUCED = [line for at, line in enumerate(OTHERS) for line in ([line, TEXTS[5]] if at % 2 == 0 else [line])]


@pytest.mark.parametrize(
    "below",
    [
        ["Related stories", *OTHERS],
        ["Related stories", *INTRODUCED],
        ["Aus dem Archiv", *OTHERS],
        ["Load more updates", "Imprint"],
        [
            "12 comments",
            "Kim 9 min ago",
            "I was there and saw the crane touch the roof of it, what a morning.",
            "Reply",
        ],
    ],
    ids=["heading", "with introductions", "unknown heading", "older", "comments"],
)
def test_what_stands_below_the_entries_is_none(below: list[str]):
    """Other stories are dated as entries are: their heading tells them, or that the newest is on top again."""
    assert ENTRIES == _told(_dump(*below))


def test_what_was_below_the_entries_stays_there():
    """The heading that ended the entries ends them the next time, whatever is dated below it."""
    text = _dump("Related stories", *INTRODUCED)
    choice = _read(text).choice
    older = text.replace("11:50", "09:40").replace("11:41", "09:32").replace("11:30", "09:25")

    again = extract(page_of(older, content_type="text/plain"), now=NOW, remembered=choice)

    assert ENTRIES == tuple((entry.title, entry.text) for entry in again.entries)


def test_a_box_of_other_stories_in_an_entry_ends_nothing():
    """Behind it the entries go on, each older than the last."""
    box = ["Related", "Ten walks for a rainy day"]
    text = _dump(entry=lambda at: [*_entry(at), *(box if at == 2 else [])])

    assert [title for title, _ in ENTRIES] == [title for title, _ in _told(text)]


def test_a_list_of_other_stories_is_no_live_blog():
    """Where the entries have times that nobody can read, the dated list below them is not taken for them."""
    lines = [line for at, title in enumerate(TITLES) for line in (f"{at + 3} min ago", title, TEXTS[at])]
    text = "\n\n".join([*HEADER, *lines, "Related stories", *INTRODUCED])

    with pytest.raises(NotALiveBlog):
        _read(text)
