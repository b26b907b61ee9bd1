"""What users changed of the sources while the daemon ran: those that they added, and those that they paused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from monitor.model import AddedSource
from monitor.store.schema import added_sources, paused_sources
from monitor.store.upserts import adding, replacing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

SELECT_ADDED = select(added_sources.c.name, added_sources.c["keys"], added_sources.c.added_at).order_by(
    added_sources.c.name
)
SAVE_ADDED = replacing(added_sources)
FORGET_ADDED = delete(added_sources).where(added_sources.c.name == bindparam("source"))
SELECT_PAUSED = select(paused_sources.c.name)
PAUSE = adding(paused_sources)
RESUME = delete(paused_sources).where(paused_sources.c.name == bindparam("source"))


def load_added(connection: Connection) -> Sequence[AddedSource]:
    """Return the sources that were added, by name."""
    return [AddedSource(name=name, keys=keys, added_at=at) for name, keys, at in connection.execute(SELECT_ADDED)]


def save_added(connection: Connection, added: AddedSource) -> None:
    row = {"name": added.name, "keys": dict(added.keys), "added_at": added.added_at}
    connection.execute(SAVE_ADDED[connection.dialect.name], [row])


def forget_added(connection: Connection, source: str) -> None:
    connection.execute(FORGET_ADDED, {"source": source})
    connection.execute(RESUME, {"source": source})


def load_paused(connection: Connection) -> frozenset[str]:
    """Return the names of the sources that are not to be polled."""
    return frozenset(connection.execute(SELECT_PAUSED).scalars())


def save_paused(connection: Connection, source: str, *, paused: bool) -> None:
    if paused:
        connection.execute(PAUSE[connection.dialect.name], [{"name": source}])
    else:
        connection.execute(RESUME, {"source": source})
