"""What hosts were asked for, by the day: added to as it is counted, kept for months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from monitor.model import ACCOUNT_FIELDS, Account, HostDay
from monitor.store.schema import accounts
from monitor.store.upserts import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

ADD = replacing(accounts, summing=True)


def add_accounts(connection: Connection, day: date, counted: Mapping[str, Account]) -> None:
    """Add what was counted since the last time to a day's accounts."""
    if not counted:
        return
    rows = [
        {"day": day.isoformat(), "host": host, **{name: getattr(account, name) for name in ACCOUNT_FIELDS}}
        for host, account in sorted(counted.items())  # in one order for all nodes: else two could wait for each other
    ]
    connection.execute(ADD[connection.dialect.name], rows)


def load_accounts(connection: Connection, since: date) -> Sequence[HostDay]:
    """Return the accounts of the days from `since` on, by day and host."""
    asked = select(accounts).where(accounts.c.day >= since.isoformat()).order_by(accounts.c.day, accounts.c.host)
    return [
        HostDay(
            day=type(since).fromisoformat(row.day),
            host=row.host,
            account=Account(**{name: getattr(row, name) for name in ACCOUNT_FIELDS}),
        )
        for row in connection.execute(asked)
    ]
