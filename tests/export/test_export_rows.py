"""What goes into the exported files, whatever a publisher wrote."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyarrow import parquet

from monitor.event import event_id
from monitor.export import EVENTS, REVISIONS, CsvWriter, JsonLines, atom, event_row, html, revision_row
from monitor.export.columns import Origin
from monitor.export.parquet import GROUP_ROWS, ParquetWriter
from monitor.model import Entry, Event, EventType, History, KnownEntry, Placed, Revision

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "controls": "a\x00b\x1b[31mc\ud800d",
    "quotes": 'say "no", then\r\nleave',
    "right to left": "مباشر \u202etxt",
}


def known(text, **fields):
    entry = Entry(id="e-1", title=text, text=text, html=text, authors=(text,), url="javascript:alert(1)", **fields)
    revision = Revision(entry=entry, number=1, fingerprint=255, observed_at=AT)
    return KnownEntry(revision=revision, first_seen=AT)


def row(text):
    return revision_row(Origin(name="flood", url="https://news.example/", title=text), known(text), latest=True)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_tables_hold_any_text(text):
    """JSON gives back what was written; CSV too, but a formula is made text; Parquet takes it."""
    lines, table, columns = io.BytesIO(), io.BytesIO(), io.BytesIO()
    for writer in (JsonLines(REVISIONS, lines), CsvWriter(REVISIONS, table), ParquetWriter(REVISIONS, columns)):
        writer.write([row(text)])
        writer.close()
    kept = text.encode("utf-8", "replace").decode()
    assert kept == json.loads(lines.getvalue())["text"]
    cell = next(csv.DictReader(io.StringIO(table.getvalue().decode(), newline="")))["text"]
    assert (f"'{kept}" if text.startswith("=") else kept) == cell
    assert columns.getvalue().startswith(b"PAR1")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_documents_hold_any_text(text):
    """The feed stays well-formed, the page runs nothing and links nowhere but to the web."""
    one = known(text).revision
    history = History(source="flood & co", url="javascript:alert(2)", title=text, revisions=(one,))
    feed = ET.fromstring(b"".join(atom([history], AT)))
    assert 1 == len(feed.findall("{http://www.w3.org/2005/Atom}entry"))
    page = b"".join(html([history, history], AT)).decode()
    assert "<script" not in page
    assert [] == re.findall(r"href=\"(?!https?:)", page)


def test_row_groups():
    """A long table is written in portions, and none is lost."""
    file = io.BytesIO()
    writer = ParquetWriter(REVISIONS, file)
    for _ in range(11):
        writer.write([row("x")] * (GROUP_ROWS // 10))
    writer.close()
    read = parquet.ParquetFile(file)
    assert (11 * (GROUP_ROWS // 10), 2) == (read.metadata.num_rows, read.num_row_groups)


def test_an_address_that_is_none():
    """What a publisher wrote as an address, and nobody can parse, is shown as text."""
    page = b"".join(html([History(source="flood", url="http://[half", title=None)], AT)).decode()
    assert "http://[half" in page
    assert "href" not in page


def test_an_event_without_a_body_to_speak_of():
    """Columns that an event does not have are empty."""
    body = json.dumps({"type": "source.gap", "data": {"reason": "no overlap"}}).encode()
    id_ = event_id("x", "flood", 1, AT)
    event = Event(id=id_, source="flood", sequence=1, type=EventType.SOURCE_GAP, entry_id=None, at=AT, body=body)
    table = event_row(Placed(position=1, event=event))
    assert [column.name for column in EVENTS] == list(table)
    assert ("no overlap", None, None) == (table["reason"], table["text"], table["fields"])


def test_documents_name_each_column():
    """docs/export.md has every column of both tables."""
    document = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
    named = set(re.findall(r"`(\w+)`", document))
    assert set() == {column.name for column in (*REVISIONS, *EVENTS)} - named
