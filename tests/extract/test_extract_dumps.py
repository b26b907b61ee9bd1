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
from monitor.extract.tables.labels import is_comment_control, is_label
from monitor.extract.tables.other_stories import heads_other_stories

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
    return [words for words, _ in plain_lines(text)[0]]


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
    broken = "\n\n".join("\n".join(textwrap.wrap(said, 30)) for _ in range(9))

    assert [said] * 9 == _lines(broken)


def test_lines_of_a_chat_are_lines_however_long_they_are():
    """Few of them are as long as the longest: these were not broken to fit."""
    chat = [
        f"{clock} {text[:length]}" for clock, text, length in zip(CLOCKS, TEXTS, (60, 34, 52, 20, 41), strict=False)
    ]
    chat *= 4

    assert [line.strip() for line in chat] == _lines("Harbour\n\n" + "\n".join(chat))[1:]


def test_lines_that_were_whole_stay_so():
    """Rows of wide tables are never broken, and each more of them parted the lines of all other entries again."""
    broken = _dump(entry=lambda at: [CLOCKS[at], TITLES[at], textwrap.fill(" ".join(GERMAN), 60)])
    before = _read(broken)
    row = "Marn quay and its bay " * 6
    wide = broken.replace(CLOCKS[0], "\n\n".join(["11:52", "Tables of the day", TEXTS[0], *[row] * 12, CLOCKS[0]]))

    after = extract(page_of(wide, content_type="text/plain"), now=NOW, remembered=before.choice)

    assert [" ".join(GERMAN)] * 5 == [entry.text for entry in before.entries]
    assert before.entries == after.entries[1:]


def test_short_rows_of_one_length_are_lines():
    """Of scores none has room for the next, in columns that no converter breaks a text to."""
    rows = [f"Marn {at}:{at} Bay" for at in range(9)]

    assert ["Scores", *rows] == _lines("Scores\n\n" + "\n".join(rows))


def test_a_link_is_one_wherever_it_was_broken():
    """html2text breaks words of links and addresses, at hyphens too."""
    text = (
        "The [crews of the harbour and\nits owners](https://news.example/tag/harbour-\nstrike) met, and it was told.\n"
    )

    assert ["The crews of the harbour and its owners met, and it was told."] == _lines(text)


def test_a_link_is_one_over_many_lines():
    """The words below an address that filled three lines begin a line of their own."""
    text = "[12.50 BST](https://news.example/harbour/live/strike-\nof-the-\ncrews?page=4#block-2)\n\nThe crews met.\n"

    assert ["12.50 BST", "The crews met."] == _lines(text)


def test_a_heading_that_was_broken_is_whole_again():
    """html2text breaks headings as it does paragraphs."""
    told = "The crews of the harbour met in the old town hall, and their owners stayed outside in the rain all day."
    lines = textwrap.wrap(f"## {told}", 78)

    assert told in _lines("\n\n".join(["\n".join(lines), *("\n".join(textwrap.wrap(told, 78)) for _ in range(9))]))


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
        ("* [#### Fog over the bay](https://news.example/fog)", "Fog over the bay"),
        ("1. FC Marn wins", "1. FC Marn wins"),
        ("1. ### Fog over the bay", "Fog over the bay"),
        ("+++ 11:45 Fog +++", "+++ 11:45 Fog +++"),
        ("F*** the d**n fog, b*****d, **he** said", "F*** the d**n fog, b*****d, he said"),
        ("霧が**濃い**港", "霧が濃い港"),
        ("**Fog:**Boats wait in ***one* of** the bays", "Fog:Boats wait in one of the bays"),
        ("> 50 boats wait", "> 50 boats wait"),
        (">50 boats wait", ">50 boats wait"),
        ("Fog (*) and rain (*)", "Fog (*) and rain (*)"),
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


CONTROLS = (
    "Скопіювати посилання|Bağlantıyı kopyala|Sdílet|Copiază linkul|שתפו|انسخ الرابط|लिंक कॉपी करें|Salin tautan|Oglas|广告"
    "|Sao chép liên kết|リンクをコピー|링크 복사|复制链接|Kopier lenke|Copia l'enllaç|Podijeli|פרסומת"
    "|12 תגובות|3 yorum|4 коментарі|8件のコメント|5 kommentarer"
)


@pytest.mark.parametrize("line", CONTROLS.split("|"))
def test_controls_of_many_languages_are_labels(line: str):
    """They stand alone in a line of a text, in each entry or between two."""
    assert is_label(line)


@pytest.mark.parametrize("line", ["Відповісти", "Yanıtla", "הגב", "Svara", "返信", "Reply"])
def test_what_answers_a_comment_is_known(line: str):
    assert is_comment_control(line)


@pytest.mark.parametrize("line", ["İlgili haberler", "כתבות נוספות", "Найпопулярніше", "Tin liên quan", "Læs også"])
def test_what_heads_other_stories_is_known(line: str):
    assert heads_other_stories(line)


def test_a_number_before_a_time_is_that_of_an_item():
    """An ordered list has its numbers in a text: "3. Posted at 11:45"."""
    text = _dump(entry=lambda at: [f" {at + 1}. Posted {CLOCKS[at]} Sunday 1 December 2024", TITLES[at], TEXTS[at]])

    assert ENTRIES == _told(text)


def _aged(at: int) -> list[str]:
    return [f"{10 + at}m ago", f"{CLOCKS[at].replace(':', '.')} GMT", TEXTS[at], TEXTS[at - 1]]


def test_an_age_above_a_clock_is_no_headline():
    """The Guardian shows both, and the length of a video between them, which names no zone as the times do."""
    copy = ["From 49m ago", *_aged(3)[1:]]
    lines = [*copy, *_aged(0), *_aged(1), "00:41", "Boats in the bay – video", *_aged(2), *_aged(3), *_aged(4)]
    entries = _read("\n\n".join([HEADER[0], "Sun 1 Dec 2024 11.50 GMT", HEADER[2], *lines])).entries

    assert [(clock, None) for clock in CLOCKS] == [
        (f"{entry.published:%H:%M}" if entry.published else "", entry.title) for entry in entries
    ]


@pytest.mark.parametrize("begins", ["", "## "])
@pytest.mark.parametrize("day", ["", " GMT 1 December"])
def test_what_a_headline_says_of_its_time_is_said_once(begins: str, day: str):
    """The BBC writes it twice, once for those who do not see the page, right behind the headline."""
    told = _told(
        _dump(entry=lambda at: [f"{begins}{TITLES[at]}published at {CLOCKS[at]}{day}", f"{CLOCKS[at]}{day}", TEXTS[at]])
    )

    assert ENTRIES == told


def test_names_behind_the_headlines_sign_the_entries():
    """Below the time stand the headline, who wrote it, and the text."""
    names = ("Ada Moor", "Ines Falk")
    snapshot = _read(_dump(entry=lambda at: [CLOCKS[at], TITLES[at], names[at % 2], TEXTS[at]]))

    assert [(names[at % 2],) for at in range(5)] == [entry.authors for entry in snapshot.entries]
    assert ENTRIES == tuple((entry.title, entry.text) for entry in snapshot.entries)


def test_names_at_the_end_of_entries_are_theirs_below_a_menu():
    """A menu's last word looks like a name, and stands above the first time as the names stand above the others."""
    names = ("Ada Moor", "Ines Falk")
    text = _dump(entry=lambda at: [*_entry(at), names[at % 2]]).replace(HEADER[2], "Opinion\n\nHarbour strike today")
    snapshot = _read(text)

    assert [(names[at % 2],) for at in range(5)] == [entry.authors for entry in snapshot.entries]


def test_a_topic_above_a_time_is_nobody():
    """One word with a capital, of a few: "Weather" is no name."""
    topics = ("Weather", "Traffic")
    snapshot = _read(_dump(entry=lambda at: [topics[at % 2], *_entry(at)]))

    assert {()} == {entry.authors for entry in snapshot.entries}


def test_times_below_entries_are_theirs_where_nothing_follows():
    """Below the last time stands no text, so that it is not the time of one below it."""
    text = _dump("Imprint", "Contact", entry=lambda at: [TITLES[at], TEXTS[at], CLOCKS[at]])

    assert [(title, clock) for title, clock in zip(TITLES, CLOCKS, strict=True)] == [
        (entry.title, f"{entry.published:%H:%M}" if entry.published else "") for entry in _read(text).entries
    ]


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


def test_a_long_list_of_other_stories_without_times_ends_the_entries():
    """Each has a text, and together they are longer than any entry."""
    others = [line for at, text in enumerate(TEXTS) for line in (f"Walk no. {at}", text)]

    assert ENTRIES == _told(_dump("## Related stories", *others))


def test_how_many_comments_an_entry_has_ends_nothing():
    """Each entry counts its own, and below the last stand those of the page."""
    comments = (
        "3 comments",
        "Kim 9 min ago",
        "I saw the crane touch the roof of it, what a morning that was.",
        "Reply",
    )
    text = _dump(*comments, entry=lambda at: [*_entry(at), f"{at + 2} comments"])

    assert ENTRIES == _told(text)


def test_a_list_of_the_latest_above_the_entries_is_none_of_them():
    """It is dated from the newest on, and the entries below it are so again."""
    latest = [line for clock in ("11:50", "11:41", "11:30") for line in (clock, f"Walk at {clock[:2]}")]
    text = _dump().replace(HEADER[2], "\n\n".join([HEADER[2], *latest]))

    assert ENTRIES == _told(text)


def test_brief_entries_of_the_morning_are_entries():
    """The newest stand above those of the evening before, and nothing was told for half a day."""
    brief = [line for clock, title in (("06:10", "Ferries go"), ("05:50", "Crews rise")) for line in (clock, title)]
    evening = _dump().replace(HEADER[2], "\n\n".join([HEADER[2], *brief]))
    for clock, later in zip(CLOCKS, ("17:30", "16:58", "15:31", "14:47", "14:20"), strict=True):
        evening = evening.replace(clock, later)

    assert ["Ferries go", "Crews rise", *TITLES] == [entry.title for entry in _read(evening).entries]


def test_a_list_of_headlines_above_and_below_leaves_too_little():
    """What is left of a page without its lists has to be a live blog."""
    lines = [line for clock in ("11:50", "11:41", "11:30") for line in (clock, f"Walk at {clock[:2]}")]
    told = [line for at in range(3) for line in (CLOCKS[at], TITLES[at], *([TEXTS[at]] if at == 1 else []))]

    with pytest.raises(NotALiveBlog):
        _read("\n\n".join([*HEADER, *lines, *told, *lines]))


BRIEF = (("16:40", "Ferries stop"), ("15:10", "Crews meet"))


@pytest.mark.parametrize(
    "below",
    [
        [line for brief in BRIEF for line in brief],
        ["Saturday 30 November 2024", *(line for brief in BRIEF for line in brief)],
        ["09:20", "Fog lifts", "Aus dem Archiv", *OTHERS],
    ],
    ids=["no day", "a day", "other stories below them"],
)
def test_entries_in_few_words_are_entries(below: list[str]):
    """The night may have been longer than half a day; what was said before other stories begin is no story."""
    titles = [title for title, _ in ENTRIES] + [
        line for line in below if line in {"Ferries stop", "Crews meet", "Fog lifts"}
    ]

    told = [(entry.title or entry.text, entry.text) for entry in _read(_dump(*below)).entries]

    assert titles == [title for title, _ in told]
    assert not any("Walk" in text for _, text in told)


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
