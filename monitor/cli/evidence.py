"""`evidence`: what was kept of the responses behind events: listed, exported, and held against its chain."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from monitor.capture import Vault
from monitor.cli import EXIT_FAILED
from monitor.cli.database import address_of, as_json_lines, asking, chosen, of_database
from monitor.cli.export import opened
from monitor.cli.moments import MOMENT
from monitor.cli.printing import counted, print_json
from monitor.cli.progress import progress
from monitor.cli.table import moment, print_table
from monitor.cli.terminal import plain
from monitor.evidence import broken_links, exhibit_shape, first_digest
from monitor.model import EventQuery
from monitor.store import evidence_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Exhibit
    from monitor.ports import Ledger

PORTION = 500
FAULTS_SHOWN = 20
NEWEST_CHECKED = 50
"""The newest events of a source that are looked through for exhibits which the chain no longer has."""

_HEAD = re.compile(r"(?P<number>\d{1,15}):(?P<digest>[0-9a-f]{8,64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What became of a source's chain."""

    source: str
    exhibits: int
    head: str | None
    lost: int
    faults: tuple[str, ...]


@click.group()
def evidence() -> None:
    """List, export and verify what is kept of responses, for sources with `evidence: true`."""


@evidence.command("list")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@of_database
@as_json_lines
def list_(*, sources: tuple[str, ...], path: Path, store: str | None, as_json: bool) -> None:
    """Print each exhibit: when, from where, the SHA-256 of its bytes, and the events that came of it.

    \b
    liveblog-monitor evidence list ukraine
    """
    rows = asyncio.run(_listed(address_of(path, store), sources, as_json=as_json))
    if not as_json:
        print_table(("source", "number", "at", "sha256", "events", "url"), rows)


@evidence.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file, such as night.warc.gz.")
@click.option("--since", type=MOMENT, metavar="TIME", help="Leave out what was read before.")
@click.option("--until", type=MOMENT, metavar="TIME", help="Leave out what was read later.")
@click.option("--force", is_flag=True, help="Replace a file that is there already.")
@of_database
def export(
    *,
    sources: tuple[str, ...],
    output: Path,
    since: datetime | None,
    until: datetime | None,
    force: bool,
    path: Path,
    store: str | None,
) -> None:
    """Write the responses and the chain that proves them to a WARC file, which `evidence verify` can check by itself.

    \b
    liveblog-monitor evidence export ukraine -o ukraine.warc.gz
    """
    url = address_of(path, store)
    with opened(output, force=force) as file:
        count, lost = asyncio.run(_exported(url, sources, file, since, until))
    click.echo(f"{output}: {counted(count, 'exhibit')}{f', {lost} of them without bytes' if lost else ''}")


@evidence.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|FILE]...")
@click.option("--head", metavar="NUMBER:DIGEST", help="What an earlier verification printed; it must still be there.")
@of_database
@as_json_lines
@click.pass_context
def verify(
    context: click.Context, *, names: tuple[str, ...], head: str | None, path: Path, store: str | None, as_json: bool
) -> None:
    """Say whether anything was changed, dropped or inserted: in the database, or in exported WARC files.

    It ends with status 1 if so. Note the head that it prints elsewhere: with --head nobody can write the chain anew.

    \b
    liveblog-monitor evidence verify ukraine
    liveblog-monitor evidence verify ukraine --head 128:9f2c41d07b
    liveblog-monitor evidence verify night.warc.gz
    """
    if head is not None and (len(names) != 1 or not _HEAD.fullmatch(head)):
        raise click.UsageError("--head is NUMBER:DIGEST as verify printed it, and goes with one SOURCE or FILE")
    files = [Path(name) for name in names if Path(name).is_file()]
    sources = [name for name in names if Path(name) not in files]
    verdicts = [verdict for file in files for verdict in _verified_file(file, head)]
    if sources or not files:
        verdicts += asyncio.run(_verified(address_of(path, store), sources, head))
    for verdict in verdicts:
        _tell(verdict, as_json=as_json)
    if not verdicts:
        raise click.ClickException("no evidence is kept; set `evidence: true` for a source")
    context.exit(EXIT_FAILED if any(verdict.faults for verdict in verdicts) else 0)


# --------------------------------------------------------------------------------------------------- reading


async def _exhibits(database: Ledger, source: str) -> AsyncIterator[Sequence[Exhibit]]:
    after = 0
    while some := await database.find_exhibits(source, after=after, limit=PORTION):
        yield some
        after = some[-1].number


async def _listed(url: str, wanted: Sequence[str], *, as_json: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    async with asking(url) as database:
        for source in chosen(wanted, await database.load_sources()):
            async for some in _exhibits(database, source):
                for one in some:
                    if as_json:
                        print_json({"source": source, **exhibit_shape(one)})
                        continue
                    deposit = one.deposit
                    told = str(len(one.tells))
                    rows.append((source, str(one.number), moment(deposit.at), deposit.sha256[:16], told, deposit.url))
    return rows


async def _exported(
    url: str, wanted: Sequence[str], file: BinaryIO, since: datetime | None, until: datetime | None
) -> tuple[int, int]:
    from monitor.capture.archive import Archive  # noqa: PLC0415 - its library takes 0.1 s, and few need it

    count = lost = 0
    vault = Vault(evidence_of(url))
    async with asking(url) as database:
        archive = Archive(file, instance=await database.find_instance())
        names = chosen(wanted, await database.load_sources())
        with progress() as shown:
            shown.expect(None, "exhibits")
            for source in names:
                async for some in _exhibits(database, source):
                    for one in some:
                        if (since and one.deposit.at < since) or (until and one.deposit.at > until):
                            continue
                        body = vault.read(one.deposit.sha256)
                        archive.add(source, one, body)
                        count, lost = count + 1, lost + (body is None)
                        shown.advance(1)
    return count, lost


# ------------------------------------------------------------------------------------------------- verifying


async def _verified(url: str, wanted: Sequence[str], head: str | None) -> list[_Verdict]:
    """Return a verdict per source that has evidence."""
    verdicts: list[_Verdict] = []
    vault = Vault(evidence_of(url))
    async with asking(url) as database:
        instance = await database.find_instance()
        names = chosen(wanted, await database.load_sources())
        with progress() as shown:
            shown.expect(None, "exhibits")
            for source in names:
                exhibits: list[Exhibit] = []
                faults: list[str] = []
                async for some in _exhibits(database, source):
                    exhibits += some
                    faults += _bytes_faults(some, vault)
                    faults += _event_faults(
                        some, await database.find_bodies([id_ for one in some for id_, _ in one.tells])
                    )
                    shown.advance(len(some))
                end = await database.find_head(source)
                faults += broken_links(exhibits, first=first_digest(instance, source), head=end)
                faults += await _untold(database, source, exhibits)
                if exhibits or faults or source in wanted:
                    verdicts.append(_verdict(source, exhibits, faults, head))
    return verdicts


def _bytes_faults(exhibits: Iterable[Exhibit], vault: Vault) -> Iterable[str]:
    for one in exhibits:
        if one.deposit.lost is not None:
            continue
        body = vault.read(one.deposit.sha256)
        if body is None:
            yield f"the bytes of exhibit {one.number} are missing"
        elif hashlib.sha256(body).hexdigest() != one.deposit.sha256:
            yield f"the bytes of exhibit {one.number} were changed"


def _event_faults(exhibits: Iterable[Exhibit], bodies: Mapping[str, bytes]) -> Iterable[str]:
    """Yield which events are no longer what they were; those that were kept long enough are gone, and no fault."""
    for one in exhibits:
        for id_, sha256 in one.tells:
            if id_ in bodies and hashlib.sha256(bodies[id_]).hexdigest() != sha256:
                yield f"event {id_} of exhibit {one.number} was changed"


async def _untold(database: Ledger, source: str, exhibits: Sequence[Exhibit]) -> list[str]:
    """Return which of the newest events name an exhibit that does not tell them, or is gone."""
    page = await database.find_events(EventQuery(source=source, newest=True, limit=NEWEST_CHECKED))
    told = {one.number: {id_ for id_, _ in one.tells} for one in exhibits[-NEWEST_CHECKED:]}
    oldest = min(told, default=1)
    faults: list[str] = []
    for placed in page.events:
        number = placed.event.message["data"]["observed"].get("evidence")
        if number is not None and number >= oldest and placed.event.id not in told.get(number, ()):
            faults.append(f"event {placed.event.id} came of exhibit {number}, which is gone or another")
    return faults


def _verified_file(file: Path, head: str | None) -> list[_Verdict]:
    """Return a verdict per chain in a WARC file. Raises: CaptureError."""
    from monitor.capture.archive import read_archive  # noqa: PLC0415 - as above

    chains: defaultdict[tuple[str, str], list[Exhibit]] = defaultdict(list)
    faults: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for archived in read_archive(file):
        name = archived.source, archived.instance
        one = archived.exhibit
        chains[name].append(one)
        if archived.sha256 is None and one.deposit.lost is None:
            faults[name].append(f"the bytes of exhibit {one.number} are missing")
        elif archived.sha256 not in (None, one.deposit.sha256):
            faults[name].append(f"the bytes of exhibit {one.number} were changed")
    verdicts: list[_Verdict] = []
    for name, exhibits in chains.items():
        source, instance = name
        first = first_digest(instance, source) if exhibits[0].number == 1 else None
        found = [*faults[name], *broken_links(exhibits, first=first)]
        verdicts.append(_verdict(f"{file}: {source}", exhibits, found, head))
    return verdicts


def _verdict(source: str, exhibits: Sequence[Exhibit], faults: list[str], head: str | None) -> _Verdict:
    if head is not None and (match := _HEAD.fullmatch(head)):
        number = int(match["number"])
        digest = next((one.digest for one in exhibits if one.number == number), "")
        if not digest.startswith(match["digest"]):
            faults.append(f"exhibit {number} is not the one that was noted")
    return _Verdict(
        source=source,
        exhibits=len(exhibits),
        head=f"{exhibits[-1].number}:{exhibits[-1].digest}" if exhibits else None,
        lost=sum(1 for one in exhibits if one.deposit.lost is not None),
        faults=tuple(faults),
    )


def _tell(verdict: _Verdict, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "source": verdict.source,
                "exhibits": verdict.exhibits,
                "head": verdict.head,
                "lost": verdict.lost,
                "faults": list(verdict.faults),
            }
        )
        return
    name = plain(verdict.source)
    for fault in verdict.faults[:FAULTS_SHOWN]:
        click.secho(f"{name}: {plain(fault)}", fg="red")
    if len(verdict.faults) > FAULTS_SHOWN:
        click.secho(f"{name}: {len(verdict.faults) - FAULTS_SHOWN:,} more faults", fg="red")
    lost = f", {verdict.lost} without bytes (the disk had failed)" if verdict.lost else ""
    if not verdict.faults:
        click.secho(f"{name}: {counted(verdict.exhibits, 'exhibit')}{lost}, whole and unchanged", fg="green")
    if verdict.head:
        click.echo(f"{name}: head {verdict.head}")
