"""`polite`: how much hosts were asked, how politely, and what the same watch costs at a fixed interval."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.database import address_of, as_json_lines, flushed, known, of_database, reading
from monitor.cli.options import DURATION
from monitor.cli.printing import print_json
from monitor.cli.table import print_table
from monitor.clock import utc_now
from monitor.model import Account, HostDay, at_fixed_interval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

DAYS_MOST = 400

COLUMNS = (
    "host",
    "requests",
    "MB",
    "304",
    "refused",
    "slow-downs",
    "put off",
    "robots",
    "failed",
    "found after",
    "fixed",
    "requests then",
    "MB then",
)
_MB = 1_000_000


@click.command(
    epilog="304: the share of requests that were answered that nothing is new. refused: 429, 503 with a time, the "
    "third 403 in a row. put off: not asked yet, as the host's turn had not come. robots: not asked, as robots.txt "
    "forbids it. failed: no answer, or another error; a robots.txt that is not there counts. found after: how long "
    "changes had waited, if each came half-way between two polls. fixed: the fixed interval at which the same watch "
    "finds them as soon, and what it costs then."
)
@click.option("--days", type=click.IntRange(1, DAYS_MOST), default=1, show_default=True, help="Today and days before.")
@click.option("--host", metavar="NAME", help="Only this host, day by day.")
@click.option("--interval", type=DURATION, help="Compare with this fixed interval.")
@of_database
@as_json_lines
def polite(
    *, days: int, host: str | None, interval: timedelta | None, path: Path, store: str | None, as_json: bool
) -> None:
    """Say how much each host was asked, the most first; also while the daemon runs. Days are those of UTC.

    \b
    liveblog-monitor polite --days 7
    liveblog-monitor polite --host www.example.org --days 30 --interval 30s
    """
    since = utc_now().date() - timedelta(days=days - 1)
    found = asyncio.run(_accounts(address_of(path, store), since))
    if host is not None:
        known(host, "host", sorted({one.host for one in found}))
        named = [(str(one.day), one.account) for one in found if one.host == host]
    else:
        named = by_host(found)
    if as_json:
        for name, account in named:
            print_json(shape("day" if host else "host", name, account, interval))
        return
    columns = ("day", *COLUMNS[1:]) if host else COLUMNS
    if len(named) > 1:
        named.append(("all days" if host else "all hosts", sum((account for _, account in named), Account())))
    print_table(columns, (row(name, account, interval) for name, account in named))


async def _accounts(url: str, since: date) -> Sequence[HostDay]:
    if (fault := await flushed(url)) is not None:
        click.echo(fault, err=True)
    async with reading(url) as database:
        return await database.load_accounts(since)


def by_host(days: Sequence[HostDay]) -> list[tuple[str, Account]]:
    """Return the accounts of hosts over all days, those that were asked most first."""
    hosts: dict[str, Account] = {}
    for one in days:
        hosts[one.host] = hosts.get(one.host, Account()) + one.account
    return sorted(hosts.items(), key=lambda item: (-item[1].requests, item[0]))


def row(name: str, account: Account, interval: timedelta | None) -> tuple[str, ...]:
    """Return a line's cells of the table."""
    same = at_fixed_interval(account, interval)
    share = f"{100 * account.not_modified / account.requests:.0f} %" if account.requests else "-"
    return (
        name,
        f"{account.requests:,}",
        f"{account.wire_bytes / _MB:,.1f}",
        share,
        f"{account.refused:,}",
        f"{account.slow_downs:,}",
        f"{account.held:,}",
        f"{account.disallowed:,}",
        f"{account.failed:,}",
        f"{(account.waited / account.found).total_seconds():.1f} s" if account.found else "-",
        f"{same.interval.total_seconds():.1f} s" if same else "-",
        f"{same.requests:,}" if same else "-",
        f"{same.wire_bytes / _MB:,.1f}" if same else "-",
    )


def shape(kind: str, name: str, account: Account, interval: timedelta | None) -> dict[str, Any]:
    """Return a line as `polite --json` prints it."""
    same = at_fixed_interval(account, interval)
    return {
        kind: name,
        "requests": account.requests,
        "bytes": account.wire_bytes,
        "not_modified": account.not_modified,
        "refused": account.refused,
        "slow_downs": account.slow_downs,
        "put_off": account.held,
        "robots": account.disallowed,
        "failed": account.failed,
        "polls": account.polls,
        "found": account.found,
        "found_after_s": (account.waited / account.found).total_seconds() if account.found else None,
        "fixed": {
            "interval_s": same.interval.total_seconds(),
            "requests": same.requests,
            "bytes": same.wire_bytes,
        }
        if same
        else None,
    }
