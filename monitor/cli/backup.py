"""`backup`: a copy of the database, made while the daemon runs."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from monitor.cli.database import address_of, of_database
from monitor.cli.printing import counted
from monitor.store import back_up, file_of, move
from monitor.store.backup import part_of

if TYPE_CHECKING:
    from rich.progress import TaskID

LOOK_EVERY_S = 0.2


@click.command()
@click.argument("file", metavar="FILE|URL")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@of_database
def backup(*, file: str, force: bool, path: Path, store: str | None) -> None:
    """Copy the database to FILE, a SQLite database, while the daemon runs; the daemon can be started with it.

    To restore it, stop the daemon, remove the database and the -wal and -shm beside it, and put FILE in that place.
    A SQLite database moves to PostgreSQL by the URL of an empty one: stop the daemon, copy, start it with that store.

    \b
    liveblog-monitor backup /var/backups/liveblog.db
    liveblog-monitor backup postgresql://monitor@db.example.org/liveblog
    liveblog-monitor backup night.db --store sqlite:////var/lib/liveblog-monitor/liveblog.db
    """
    url = address_of(path, store)
    if "://" in file:
        click.echo(counted(asyncio.run(move(url, file)), "row"))
        return
    target = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow a link that is to be replaced
    source = file_of(url)
    asyncio.run(_make(url, target, whole=_size(source) if source else None, force=force))
    click.echo(f"{file}: {decimal(_size(target))}")


async def _make(url: str, target: Path, *, whole: int | None, force: bool) -> None:
    """Make a backup, showing on a terminal how much there is of it, and of about how much."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[size]}"), TimeElapsedColumn())
    out = Console(stderr=True)
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        shown = progress.add_task("backup", total=whole, size="")
        following = asyncio.create_task(_follow(progress, shown, part_of(target)))
        try:
            await back_up(url, target, replace=force)
        finally:
            following.cancel()


async def _follow(progress: Progress, shown: TaskID, part: Path) -> None:
    while True:
        size = await asyncio.to_thread(_size, part)
        progress.update(shown, completed=size, size=decimal(size))
        await asyncio.sleep(LOOK_EVERY_S)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
