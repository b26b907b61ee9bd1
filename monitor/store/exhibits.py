"""The chains of evidence: rows that are only ever added, with the poll that they prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select

from monitor.errors import RowDamaged, StoreError
from monitor.store.schema import events, exhibits, meta, sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from monitor.model import ChainHead, Exhibit

INSERT_EXHIBIT = insert(exhibits)
SELECT_EXHIBITS = (
    select(exhibits.c.number, exhibits.c.exhibit)
    .join_from(exhibits, sources)
    .where(sources.c.name == bindparam("source"), exhibits.c.number > bindparam("after"))
    .order_by(exhibits.c.number)
    .limit(bindparam("at_most"))
)
SELECT_HEAD = select(sources.c.state).where(sources.c.name == bindparam("source"))


def exhibit_row(source_id: int, exhibit: Exhibit) -> dict[str, Any]:
    return {"source_id": source_id, "number": exhibit.number, "exhibit": exhibit}


def find_exhibits(connection: Connection, source: str, *, after: int = 0, limit: int = 1_000) -> Sequence[Exhibit]:
    """Return a source's exhibits after a number, in order. Raises: RowDamaged."""
    asked = {"source": source, "after": after, "at_most": limit}
    found: list[Exhibit] = []
    for number, exhibit in connection.execute(SELECT_EXHIBITS, asked):
        if exhibit.number != number:
            raise RowDamaged(f"exhibit {exhibit.number} stands in the database as exhibit {number}")
        found.append(exhibit)
    return found


def find_head(connection: Connection, source: str) -> ChainHead | None:
    """Return the end of a source's chain as its state has it. Raises: StoreError if there is no such source."""
    state = connection.execute(SELECT_HEAD, {"source": source}).scalar_one_or_none()
    if state is None:
        raise StoreError(f"no source is named {source!r} in the database")
    head: ChainHead | None = state.evidence
    return head


def find_bodies(connection: Connection, ids: Collection[str]) -> Mapping[str, bytes]:
    """Return the bodies of events by their ids, as far as they are still there."""
    asked = select(events.c.id, events.c.body).where(events.c.id.in_(ids))
    return {id_: body for id_, body in connection.execute(asked)}  # noqa: C416  # rows are no pairs to mypy


def find_instance(connection: Connection) -> str:
    """Return the database's own name."""
    return str(connection.execute(select(meta.c.value).where(meta.c.key == "instance")).scalar_one())
