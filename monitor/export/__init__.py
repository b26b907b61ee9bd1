"""What was seen, for other programs: tables of revisions or events, live blogs as an Atom feed or as a page. Pure.

    Ledger ──▶ columns: rows ──▶ tables: JSON lines, CSV · parquet: columns of Arrow
    History ─▶ documents: Atom, HTML

docs/export.md describes every column; a test keeps the two the same.
"""

from monitor.export.columns import EVENTS, REVISIONS, Column, Kind, Row, event_row, revision_row
from monitor.export.documents import atom, html
from monitor.export.tables import Bodies, CsvWriter, EventTable, JsonLines, Writer

__all__ = [
    "EVENTS",
    "REVISIONS",
    "Bodies",
    "Column",
    "CsvWriter",
    "EventTable",
    "JsonLines",
    "Kind",
    "Row",
    "Writer",
    "atom",
    "event_row",
    "html",
    "revision_row",
]
