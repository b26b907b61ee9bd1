"""Every revision of a source's entries, page by page in the order of the primary key, for exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select, tuple_

from monitor.store.columns import key_of
from monitor.store.reading import source_id_of
from monitor.store.rows import KNOWN, known_of
from monitor.store.schema import entries, revisions, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from monitor.model import KnownEntry

SELECT_REVISIONS = (
    select(*KNOWN, entries.c.revision.label("latest"))
    .join_from(
        revisions,
        entries,
        and_(entries.c.source_id == revisions.c.source_id, entries.c.key == revisions.c.key),
    )
    .where(
        revisions.c.source_id == bindparam("of_source"),
        tuple_(revisions.c.key, revisions.c.number) > tuple_(bindparam("key"), bindparam("above")),
    )
    .order_by(revisions.c.key, revisions.c.number)
    .limit(bindparam("at_most"))
)


def find_revisions(
    connection: Connection, source: str, *, after: tuple[str, int] | None = None, limit: int = 1_000
) -> Sequence[tuple[KnownEntry, bool]]:
    """Return versions of a source's entries after that of an id and a number, and whether each is the entry's latest.

    Raises: StoreError if there is no such source.
    """
    source_id = source_id_of(connection, source)
    key, above = ("", 0) if after is None else (key_of(after[0]), after[1])
    asked = {"of_source": source_id, "key": key, "above": above, "at_most": limit}
    return [(known_of(row), row.number == row.latest) for row in connection.execute(SELECT_REVISIONS, asked)]


def count_revisions(connection: Connection, wanted: Collection[str]) -> int:
    """Return how many versions of entries there are of some sources."""
    asked = select(func.count()).select_from(revisions).join(sources, sources.c.id == revisions.c.source_id)
    return int(connection.execute(asked.where(sources.c.name.in_(wanted))).scalar_one())
