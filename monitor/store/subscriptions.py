"""Where our subscriptions at hubs stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from monitor.store.schema import subscriptions
from monitor.store.upserts import replacing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from monitor.model import Subscription

SELECT = select(subscriptions.c.content).order_by(subscriptions.c.key)
REPLACE = replacing(subscriptions)
DELETE = delete(subscriptions).where(subscriptions.c.key == bindparam("gone"))


def load_subscriptions(connection: Connection) -> Sequence[Subscription]:
    return list(connection.execute(SELECT).scalars())


def save_subscriptions(connection: Connection, changed: Sequence[Subscription], gone: Collection[str]) -> None:
    """Write those that changed, and remove those that are over, by their keys."""
    if changed:
        rows = [{"key": one.key, "content": one} for one in sorted(changed, key=lambda one: one.key)]
        connection.execute(REPLACE[connection.dialect.name], rows)
    if gone:
        connection.execute(DELETE, [{"gone": key} for key in sorted(gone)])
