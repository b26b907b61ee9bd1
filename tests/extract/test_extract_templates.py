"""What templates of plug-ins, themes and applications have that publishers' own pages have not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from extract_pages import NOW, TEXTS, WORDS, entries_of, page_of

from monitor.extract import extract

if TYPE_CHECKING:
    from monitor.model import Entry

HEAD = (
    '<!doctype html><title>Harbour live</title><meta property="article:published_time" content="2024-12-01T08:00:00Z">'
)


def shown(body: str, *, remembered: str | None = None) -> tuple[list[Entry], str]:
    """Return the entries of a page of that body, and the choice to be made again at the next poll."""
    snapshot = extract(page_of(f"{HEAD}<body><h1>Harbour live</h1><main>{body}</main>"), now=NOW, remembered=remembered)
    return list(snapshot.entries), snapshot.choice


@pytest.mark.parametrize(
    ("label", "published"),
    [
        ("Aggiornamento", True),
        ("Aktualisierung", True),
        ("ΕΝΗΜΕΡΩΣΗ", True),
        ("Обновление", True),
        ("Actualización", True),
        ("Atualização 3", True),
        ("Ultimo aggiornamento", False),
        ("Letzte Aktualisierung", False),
        ("Последнее обновление", False),
        ("Aggiornato", False),
        ("Actualizado", False),
    ],
)
def test_a_label_that_says_what_an_entry_is_does_not_say_that_it_was_changed(label: str, published: bool):  # noqa: FBT001
    """The noun beside the time is what the desk calls an entry; "last" before it, or the verb, tells of a change."""
    form = '<article class="entry" id="e{0}"><header><span>{1}</span><time>11:{0}</time></header><p>{2}</p></article>'
    found, _ = shown("".join(form.format(30 - at, label, TEXTS[at]) for at in range(4)))

    expected = [datetime(2024, 12, 1, 11, 30 - at, tzinfo=UTC) if published else None for at in range(4)]
    assert [entry.published for entry in found] == expected


@pytest.mark.parametrize(
    ("top", "text"),
    [
        ("<span>AM</span>", WORDS),
        ("<span>A</span>", WORDS),
        ("<span>TH</span>", f"TH\n{WORDS}"),
        ("<p><b>A</b>gain the quay is dry.</p>", f"Again the quay is dry.\n{WORDS}"),
    ],
)
def test_the_letters_that_stand_for_an_author_s_portrait_are_no_text(top: str, text: str):
    """Applications draw initials, or the first of them, where there is no picture; a large first letter is a text's."""
    form = f"<div>{top}<div><small>11:4{{0}}</small><div class=author>Ada Moor</div></div></div><p>{WORDS}</p>"
    found = entries_of(*map(form.format, range(3)))

    assert [(("Ada Moor",), text)] * 3 == [(entry.authors, entry.text) for entry in found]


@pytest.mark.parametrize(
    ("form", "titled"),
    [
        ("<div><b>{0}</b><span>{1}</span></div>", True),
        ("<div><strong>{0}</strong><em>{1}</em></div>", True),
        ("<p><b>{0}</b><span>{1}</span></p>", False),
        ("<div><i>Quay</i><b>{0}</b><span>{1}</span></div>", False),
    ],
)
def test_bold_words_that_open_a_box_of_elements_are_a_headline(form: str, titled: bool):  # noqa: FBT001
    """Styles make a line of each element there; in a paragraph, or behind other words, they are some of a line."""
    heads = ("Dull sea at noon", "Olm leaves the quay", "Plim bay shuts", "Fog lifts again", "A long wait ends")
    found = entries_of(*[form.format(head, TEXTS[at]) for at, head in enumerate(heads)])

    assert [entry.title for entry in found] == (list(heads) if titled else [None] * len(heads))


def test_an_instant_alone_in_a_header_is_the_entry_s_time():
    """Some write it as the machine has it, and count the entries instead of naming them."""
    form = '<div id="{0}"><header>2024-12-01T11:4{1}:07.412Z</header><p>{2}</p></div>'
    found, _ = shown(f'<div id="posts">{"".join(form.format(at, 5 - at, TEXTS[at]) for at in range(5))}</div>')

    assert [entry.text for entry in found] == list(TEXTS[:5])
    assert [entry.published.minute for entry in found if entry.published] == [45, 44, 43, 42, 41]


def test_rows_without_words_between_the_entries_of_a_table_part_them():
    """A rule in a row of its own is neither an entry nor a reason to doubt the others, at the next poll likewise."""
    row = "<tr><td>11:{0}</td><td>2:1</td><td>{1}</td></tr><tr><td colspan=3><hr></td></tr>"

    def table(numbers: range) -> str:
        return f"<table>{''.join(row.format(10 + at, TEXTS[at]) for at in reversed(numbers))}</table>"

    first, choice = shown(table(range(5)))
    later, _ = shown(table(range(6)), remembered=choice)

    assert [entry.text for entry in first] == [f"2:1 {text}" for text in reversed(TEXTS[:5])]
    assert [entry.text for entry in later] == [f"2:1 {text}" for text in reversed(TEXTS[:6])]


@pytest.mark.parametrize(("name", "kept"), [("live-tag", False), ("tag", False), ("tagline", True), ("tag-text", True)])
def test_a_tag_below_an_entry_is_none_of_its_words(name: str, kept: bool):  # noqa: FBT001
    """What is called so files the entry, one of a few in turn; what only begins so may say anything."""
    tags = ("Roads", "Sea", "Power")
    found = entries_of(*[f'<p>{WORDS} {at}</p><div><span class="{name}">{tags[at]}</span></div>' for at in range(3)])

    assert [f"{WORDS} {at}\n{tags[at]}" if kept else f"{WORDS} {at}" for at in range(3)] == [one.text for one in found]


@pytest.mark.parametrize(
    "form",
    [
        '<p class="author"><a href="/u/3/">Ada Moor</a><span class="meta__author-role"> Photographer</span></p>',
        '<div class="author">Ada Moor</div><div class="author-job-title">Photographer</div>',
        '<p class="authorName">Ada Moor</p><p class="authorRole__x1f">Photographer</p>',
        '<div class="entry-author-role"><b>Ada Moor</b> Photographer</div>',
    ],
)
def test_what_the_author_does_is_no_second_author_and_no_text(form: str):
    """An element that is named for the author's trade names nobody, whatever the trade is, unless it holds the name."""
    entry = '<article class="entry" id="e{0}"><time>11:{0}</time>{1}<p>{2}</p></article>'
    found, _ = shown("".join(entry.format(30 - at, form, TEXTS[at]) for at in range(4)))

    assert [entry.authors for entry in found] == [("Ada Moor",)] * 4
    assert [entry.text for entry in found] == list(TEXTS[:4])


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ('<span class="update-date">01/12/2024, 11:{0} - Anna Moor</span><br>', ("Anna Moor",)),
        ('<span class="update-date">11:{0} by Anna Moor</span>', ("Anna Moor",)),
        ('<span class="update-date">11:{0} - Long Quay</span><br>', ()),
        ('<span class="update-date">11:{0} GMT</span><br>', ()),
    ],
)
def test_a_name_in_the_words_of_the_time_signs_the_entry(line: str, authors: tuple[str, ...]):
    """What is called a date may say who as well, as a line that is called nothing may; a place signs nothing."""
    entry = '<div class="update-entry" data-id="{1}">{0}{2}</div>'
    found, _ = shown("".join(entry.format(line.format(30 - at), 900 - at, TEXTS[at]) for at in range(4)))

    assert [(entry.authors, entry.text) for entry in found] == [(authors, TEXTS[at]) for at in range(4)]
    assert [entry.published for entry in found] == [datetime(2024, 12, 1, 11, 30 - at, tzinfo=UTC) for at in range(4)]


@pytest.mark.parametrize("drawn", ["A", "AM"])
def test_the_letter_beside_a_name_in_the_line_of_the_time_is_none_of_it(drawn: str):
    """Who wrote stands behind the time with a round letter for a face; nothing in the line is called anything."""
    line = "<div><span>1 December 2024 at 11:{0}</span><div><span>{1}</span><span>Anna Moor</span></div></div>"
    entry = "<div class='entry'>{0}<div><p>{1}</p></div></div>"
    found, _ = shown("".join(entry.format(line.format(30 - at, drawn), TEXTS[at]) for at in range(4)))

    assert [(entry.authors, entry.text) for entry in found] == [(("Anna Moor",), TEXTS[at]) for at in range(4)]
