"""`export`: what was seen, as a table for research, a feed or a page, beside a daemon that may be running."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, TypeVar, cast

import click

from monitor.cli.database import address_of, chosen, of_database, reading
from monitor.cli.moments import MOMENT
from monitor.cli.printing import counted
from monitor.cli.progress import progress
from monitor.clock import utc_now
from monitor.export import (
    EVENTS,
    REVISIONS,
    Bodies,
    CsvWriter,
    EventTable,
    JsonLines,
    atom,
    event_row,
    html,
    revision_row,
)
from monitor.export.columns import Origin
from monitor.model import EventQuery, EventType
from monitor.store import file_of, is_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.cli.progress import Shown
    from monitor.export import Column, Row, Writer
    from monitor.model import History, Placed
    from monitor.ports import Ledger

R = TypeVar("R")

FORMATS = ("jsonl", "csv", "parquet", "atom", "html")
DOCUMENTS = {"atom": atom, "html": html}
PORTION = 1_000
"""Rows that are read and written together."""
HELD_BYTES = 64 * 1024 * 1024
"""What of an export to standard output is held in memory; more of it waits on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is to be exported."""

    sources: tuple[str, ...]
    since: datetime | None
    until: datetime | None
    types: tuple[str, ...]
    words: tuple[str, ...]

    def spans(self, at: datetime) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@click.command(
    epilog="docs/export.md describes every column. TIME is 2024-11-07T12:30:00Z, 12:30 for today or '2d ago'."
)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="How it is written."
)
@click.option(
    "--events", "of_events", is_flag=True, help="The events as they were told, instead of entries' revisions."
)
@click.option("--since", type=MOMENT, metavar="TIME", help="Leave out what was seen before.")
@click.option("--until", type=MOMENT, metavar="TIME", help="Leave out what was seen later.")
@click.option(
    "--type", "types", multiple=True, type=click.Choice([one.value for one in EventType]), help="Of --events, these."
)
@click.option("--words", multiple=True, metavar="WORDS", help="Only what has them in its headline or text.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file; standard output without it.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@of_database
def export(
    *,
    sources: tuple[str, ...],
    form: str,
    of_events: bool,
    since: datetime | None,
    until: datetime | None,
    types: tuple[str, ...],
    words: tuple[str, ...],
    output: Path | None,
    force: bool,
    path: Path,
    store: str | None,
) -> None:
    """Write every version of every entry that was seen: of all sources, or of each SOURCE and what an index found.

    jsonl, csv and parquet are tables (jsonl of --events has the bodies as webhooks got them); atom and html show live
    blogs as they stood (at --until).

    \b
    liveblog-monitor export ukraine --format parquet -o ukraine.parquet
    liveblog-monitor export --events --type entry.updated --since '7d ago' --format csv > edits.csv
    liveblog-monitor export ukraine --format html -o ukraine.html
    """
    if form in DOCUMENTS and (of_events or since or types or words):
        raise click.UsageError(f"--format {form} shows live blogs as they stood: only SOURCE and --until go with it")
    if types and not of_events:
        raise click.UsageError("--type goes with --events")
    if form == "parquet" and output is None:
        raise click.UsageError("--format parquet needs a file: -o FILE")
    if since and until and since > until:
        raise click.UsageError("--since is after --until")
    wanted = _Wanted(sources=sources, since=since, until=until, types=types, words=words)
    url = address_of(path, store)
    require_elsewhere(url, output)
    with opened(output, force=force) as file:
        told = asyncio.run(_export(url, wanted, form, file, of_events=of_events))
    if output is not None:
        click.echo(f"{output}: {told}", err=True)


async def _export(url: str, wanted: _Wanted, form: str, file: BinaryIO, *, of_events: bool) -> str:
    """Write what is wanted and say how much it was."""
    # In one view: beside a daemon that writes, portions of different moments would not belong together.
    async with reading(url, one_view=True) as database:
        addresses = await database.load_sources()
        names = chosen(wanted.sources, addresses)
        with progress() as shown:
            if form in DOCUMENTS:
                histories = await _histories(database, names, shown)
                file.writelines(DOCUMENTS[form](histories, wanted.until or utc_now()))
                return counted(len(names), "live blog")
            if of_events:
                events = _events(database, names, wanted, shown)
                return counted(await _write(events, _event_writer(form, file)), "event")
            rows = _revision_rows(database, names, addresses, wanted, shown)
            return counted(await _write(rows, _writer(form, REVISIONS, file)), "revision")


async def _write(rows: AsyncIterator[Sequence[R]], writer: Writer[R]) -> int:
    count = 0
    async for some in rows:
        count += len(some)
        writer.write(some)
    writer.close()
    return count


def _event_writer(form: str, file: BinaryIO) -> Writer[Placed]:
    return Bodies(file) if form == "jsonl" else EventTable(_writer(form, EVENTS, file))


def _writer(form: str, columns: Sequence[Column], file: BinaryIO) -> Writer[Row]:
    match form:
        case "csv":
            return CsvWriter(columns, file)
        case "parquet":
            from monitor.export.parquet import ParquetWriter  # noqa: PLC0415 - an extra

            return ParquetWriter(columns, file)
        case _:
            return JsonLines(columns, file)


# --------------------------------------------------------------------------------------------------- reading


async def _revision_rows(
    database: Ledger, names: Sequence[str], addresses: Mapping[str, str], wanted: _Wanted, shown: Shown
) -> AsyncIterator[Sequence[Row]]:
    titles = await database.titles(names)
    shown.expect(await database.count_revisions(names), "revisions")
    for name in names:
        origin = Origin(name=name, url=addresses[name], title=titles.get(name))
        after: tuple[str, int] | None = None
        while found := await database.find_revisions(name, after=after, limit=PORTION):
            last = found[-1][0].revision
            after = last.entry.id, last.number
            shown.advance(len(found))
            yield [
                revision_row(origin, known, latest=latest)
                for known, latest in found
                if wanted.spans(known.revision.observed_at)
                and _has(wanted.words, known.revision.entry.title, known.revision.entry.text)
            ]


async def _events(
    database: Ledger, names: Sequence[str], wanted: _Wanted, shown: Shown
) -> AsyncIterator[Sequence[Placed]]:
    last = await database.last_position()
    shown.expect(last, "events")
    one = names[0] if wanted.sources and len(names) == 1 else None
    of = frozenset(names) if wanted.sources else None
    after = 0
    while True:
        page = await database.find_events(EventQuery(after=after, source=one, types=wanted.types, limit=PORTION))
        yield [
            placed
            for placed in page.events
            if (of is None or placed.event.source in of) and wanted.spans(placed.event.at) and _says(placed, wanted)
        ]
        shown.reach(page.next)
        if not page.more:
            return
        after = page.next


def _says(placed: Placed, wanted: _Wanted) -> bool:
    if not wanted.words:
        return True
    row = event_row(placed)
    return _has(wanted.words, row["title"], row["text"])


def _has(words: Sequence[str], *texts: str | None) -> bool:
    """Return whether all the words stand in the texts, whatever their case."""
    if not words:
        return True
    text = "\n".join(one or "" for one in texts).casefold()
    return all(word.casefold() in text for word in words)


async def _histories(database: Ledger, names: Sequence[str], shown: Shown) -> list[History]:
    shown.expect(len(names), "live blogs")
    histories: list[History] = []
    for name in names:
        histories.append(await database.load_history(name))
        shown.advance(1)
    return histories


# --------------------------------------------------------------------------------------------------- showing


def require_elsewhere(url: str, output: Path | None) -> None:
    """See that an output does not take the place of the database that it is made of. Raises: ClickException."""
    database = file_of(url)
    if output is not None and database is not None and is_of(database, Path(os.path.abspath(output))):  # noqa: PTH100
        raise click.ClickException(f"{output} is the database itself; name another file")


@contextmanager
def opened(output: Path | None, *, force: bool) -> Iterator[BinaryIO]:
    """Give the file to write to; a named one takes its name when it is whole, and is not left behind if it is not."""
    if output is None:
        # Whoever reads our output may take hours, in a pager for one; the database's view is not held open for them.
        with SpooledTemporaryFile(max_size=HELD_BYTES) as spool:
            yield cast("BinaryIO", spool)
            spool.seek(0)
            shutil.copyfileobj(spool, sys.stdout.buffer)
        return
    if output.exists() and not output.is_file():
        raise click.ClickException(f"{output} is no regular file, and not replaced; without -o it is standard output")
    if output.exists() and not force:
        raise click.ClickException(f"{output} exists already; name another file, or replace it with --force")
    part = output.with_name(output.name + ".part")
    try:
        with _begun(part, output) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(output)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _begun(part: Path, output: Path) -> BinaryIO:
    """Return the file that takes the name of `output` later. Raises: ClickException."""
    try:
        part.unlink(missing_ok=True)
        # Exclusively: in a folder of everybody a link of that name would have us overwrite what it leads to.
        return part.open("xb")
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise click.ClickException(f"{output} cannot be written: {said}; name another file with -o") from error
