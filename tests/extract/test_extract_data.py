"""Documents of data that are no JSON, or another: XML of its own vocabulary, tables, markup in answers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from extract_pages import ALL, IDS, NOW, TIMES, TOLD, page_of

from monitor.compare import Rules, compare
from monitor.errors import ExtractError
from monitor.extract import extract
from monitor.model import Known

if TYPE_CHECKING:
    from monitor.model import Snapshot

URL = "https://desk.example/api/live"
UNSIGNED = [(head, text, (), at) for head, text, _, at in ALL]


def read(body: str, content_type: str, *, url: str = URL) -> Snapshot:
    return extract(page_of(body, url=url, content_type=content_type), now=NOW)


def said(snapshot: Snapshot) -> list[tuple[str | None, str, tuple[str, ...], str]]:
    return [
        (one.title, one.text, one.authors, one.published.isoformat().replace("+00:00", "Z") if one.published else "")
        for one in snapshot.entries
    ]


# ----------------------------------------------------------------------------------------------------------------- XML


def in_attributes(*told: str) -> str:
    id_, head, text, name, at = told
    return f'<entry id="{id_}" time="{at}"><headline>{head}</headline><text>{text}</text><by>{name}</by></entry>'


def in_elements(*told: str) -> str:
    id_, head, text, name, at = told
    return (
        f"<Post><Author><Name>{name}</Name></Author><Body><![CDATA[<p>{text}</p>]]></Body><Created>{at}</Created>"
        f"<Id>{id_}</Id><Modified nil='true'/><Title lang='en'>{head}</Title></Post>"
    )


def in_prose(*told: str) -> str:
    id_, head, text, name, at = told
    return (
        f"<m id='{id_}'><created>{at}</created><title>{head}</title><author>{name}</author>"
        f"<text>{text[:9]}<b>{text[9:]}</b></text></m>"
    )


def in_paragraphs(*told: str) -> str:
    return in_prose(*told).replace("<text>", "<text><p>").replace("</text>", "</p></text>")


@pytest.mark.parametrize("entry", [in_attributes, in_elements, in_prose, in_paragraphs])
@pytest.mark.parametrize("count", [1, 4])
def test_xml_of_any_vocabulary_is_read(entry: Any, count: int):
    """What attributes and elements say has the names that fields of JSON have, from the first entry on."""
    entries = "".join(entry(*one).replace("by>", "author>") for one in TOLD[:count])
    inside = f"<name>Harbour</name><posts>{entries}</posts>"
    body = f'<?xml version="1.0"?><!-- made --><n:ticker xmlns:n="urn:x">{inside}</n:ticker>'
    snapshot = read(body, "text/xml")
    assert said(snapshot) == ALL[:count]
    assert [one.id for one in snapshot.entries] == list(IDS[:count])
    assert snapshot.closed
    assert not read(body.removesuffix("ticker>"), "text/xml").closed


def test_words_of_xml_are_not_taken_for_lines():
    """They were read as flat text, tags left out: the time of one entry before the name of another."""
    rows = "".join(f"<row><a>{at}</a><b>{name}</b></row>" for *_, name, at in TOLD)
    with pytest.raises(ExtractError, match="XML document: not an RSS feed, and no list of objects"):
        read(f"<?xml version='1.0'?><rows>{rows}</rows>", "text/xml")


@pytest.mark.parametrize(
    "body", ["<?xml version='1.0'?><a", "<?xml version='1.0'?><a></a>", "<?xml version='1.0'?><a>\0"]
)
def test_xml_that_says_nothing_is_refused(body: str):
    """Nothing is made up for it."""
    with pytest.raises(ExtractError):
        read(body, "text/xml")


def test_xml_that_is_nested_too_deeply_is_words():
    """A body of elements in elements ends as one text, and no entry is lost above it."""
    deep = (
        in_attributes(*TOLD[0]).replace("<by>", f"{'<x>' * 90}deep{'</x>' * 90}<author>").replace("</by>", "</author>")
    )
    assert said(read(f"<?xml version='1.0'?><posts>{deep}</posts>", "text/xml")) == ALL[:1]


# -------------------------------------------------------------------------------------------------------------- tables


def table(delimiter: str, names: tuple[str, ...]) -> str:
    """Return a spreadsheet as it is published, quoted where it must be."""
    rows = [names, *(tuple(f'"{value}"' for value in one) for one in TOLD)]
    return "\n".join(delimiter.join(row) for row in rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("kind", ["text/csv; charset=utf-8", "text/tab-separated-values", "text/plain"])
def test_a_table_is_read(delimiter: str, kind: str):
    """As newsrooms publish the spreadsheet that their graphics are made of; a server may call it plain text."""
    body = table(delimiter, ("id", "headline", "body", "author", "timestamp"))
    assert said(read(body, kind, url="https://desk.example/live.csv")) == ALL


def test_a_table_needs_no_ids():
    """It was asked for, and holds nothing else."""
    rows = "\n".join(f'01.12.2024;{at[11:19]};"{head}";"{text}";{name}' for _, head, text, name, at in TOLD)
    assert said(read(f"Datum;Uhrzeit;Titel;Meldung;Autor\n{rows}\n", "text/csv")) == ALL


def test_a_change_in_a_table_is_one_change():
    """A cell that is written anew is an edit, a row less at the end nothing."""
    names = ("id", "headline", "body", "author", "timestamp")
    first = read(table(",", names), "text/csv")
    second = read(table(",", names).replace("boat", "ship").rpartition("\n")[0], "text/csv")
    known = compare(Known(), first, at=NOW, rules=Rules()).known
    changes = compare(known, second, at=NOW + timedelta(minutes=1), rules=Rules()).changes
    assert [change.kind.value for change in changes] == ["entry.updated"]


@pytest.mark.parametrize(
    "body", ["", "a,b,c", "a,a,b\n1,2,3", "10:40,,Ann\n10:41,x,Bo", "a,b\n1,2", 'a,b,c\n"' + "x" * 200_000 + '",1,2']
)
def test_a_table_without_entries_is_refused(body: str):
    """It has no names, the same one twice, too few of them, no rows, or a cell that is longer than any."""
    with pytest.raises(ExtractError):
        read(body, "text/csv")


@pytest.mark.parametrize("beside", [True, False])
def test_rows_of_json_are_read_under_their_names(*, beside: bool):
    """Those of Google's spreadsheets stand in the first row, those of Datasette beside the rows."""
    names = ["id", "headline", "body", "author", "published_at"]
    rows = [list(one) for one in TOLD]
    answer = {"columns": names, "rows": rows} if beside else {"range": "Live!A1:E9", "values": [names, *rows]}
    assert said(read(json.dumps(answer), "application/json")) == ALL


@pytest.mark.parametrize("rows", [[[1, 2, 3], [4, 5, 6]], [["a", "b", "c"]], [["a", "b", "c"], {"id": 1}, ["x"]]])
def test_lists_of_lists_without_entries_are_refused(rows: Any):
    """Coordinates, names alone, and what is no table."""
    with pytest.raises(ExtractError):
        read(json.dumps({"live": rows}), "application/json")


# ------------------------------------------------------------------------------------------------------------- answers


def markup() -> str:
    return "".join(
        f'<article id="post-{id_}"><time datetime="{at}">{at[11:16]}</time><h2>{head}</h2><p>{text}</p></article>'
        for id_, head, text, _, at in TOLD
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "data": {"html": markup(), "last": 7}},
        [{"command": "settings", "settings": {"a": "<b>x</b>"}}, {"command": "insert", "data": markup()}],
        {"id": 7, "date": TIMES[0], "title": {"rendered": "Harbour"}, "content": {"rendered": markup()}},
    ],
)
def test_markup_in_an_answer_is_read_as_a_page(answer: Any):
    """WordPress and Drupal answer their scripts so, and a live blog's own post has its entries in its text."""
    body = json.dumps(answer)
    first = read(body, "application/json")
    assert said(first) == UNSIGNED
    again = extract(page_of(body, url=URL, content_type="application/json"), now=NOW, remembered=first.choice)
    assert again.entries == first.entries


@pytest.mark.parametrize("answer", [{"html": "<p>Nothing yet.</p>"}, {"a": 1}, {"html": "x" * 400}])
def test_an_answer_without_entries_is_refused_as_json(answer: Any):
    """What is wrong with the answer itself tells more."""
    with pytest.raises(ExtractError, match="JSON document"):
        read(json.dumps(answer), "application/json")
