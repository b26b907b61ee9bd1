"""`evidence`: what was kept of the responses behind events: listed, exported, and held against its chain."""

from __future__ import annotations

import asyncio
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from monitor.capture import Vault
from monitor.cli import EXIT_FAILED
from monitor.cli.database import address_of, as_json_lines, chosen, of_database, reading
from monitor.cli.export import opened, require_elsewhere
from monitor.cli.moments import MOMENT
from monitor.cli.printing import counted, print_json
from monitor.cli.progress import progress
from monitor.cli.table import moment, print_table
from monitor.cli.terminal import plain
from monitor.errors import RowDamaged
from monitor.evidence import Walk, exhibit_shape, first_digest
from monitor.model import EventQuery
from monitor.store import evidence_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.capture.archive import Archived
    from monitor.cli.progress import Shown
    from monitor.model import ChainHead, Exhibit
    from monitor.ports import Ledger

PORTION = 500
FAULTS_SHOWN = 20
NEWEST_CHECKED = 50
"""The newest events of a source that are looked through for exhibits which the chain no longer has."""

_HEAD = re.compile(r"(?P<number>\d{1,15}):(?P<digest>[0-9a-f]{8,64})")


@click.group()
def evidence() -> None:
    """List, export and verify what is kept of responses, for sources with `evidence: true`."""


@evidence.command("list", short_help="Print what was kept: when, from where, for which events.")
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


@evidence.command(short_help="Write responses and their chain to a WARC file.")
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
    require_elsewhere(url, output)
    with opened(output, force=force) as file:
        count, lost = asyncio.run(_exported(url, sources, file, since, until))
        if not count:  # an archive of nothing proves nothing: `verify` would refuse it when it is too late
            raise click.ClickException("no evidence is there; name a longer span, or set `evidence: true` for a source")
    click.echo(f"{output}: {counted(count, 'exhibit')}{f', {lost} of them without bytes' if lost else ''}")


@evidence.command(short_help="Say whether anything was changed, dropped or inserted.")
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
    A name is a FILE if it begins with ./, ../ or /, or ends in .warc or .warc.gz; else it is a SOURCE.

    \b
    liveblog-monitor evidence verify ukraine
    liveblog-monitor evidence verify ukraine --head 128:9f2c41d07b
    liveblog-monitor evidence verify night.warc.gz
    """
    if head is not None and (len(names) != 1 or not _HEAD.fullmatch(head)):
        raise click.UsageError("--head is NUMBER:DIGEST as verify printed it, and goes with one SOURCE or FILE")
    files = [Path(name) for name in names if _names_file(name)]
    sources = [name for name in names if not _names_file(name)]
    for name in sources:
        if Path(name).is_file():
            click.echo(f"{name} is taken as a source; for the file of that name write ./{name}", err=True)
    chains = [chain for file in files for chain in _verified_file(file, head)]
    if sources or not files:
        chains += asyncio.run(_verified(address_of(path, store), sources, head))
    for chain in chains:
        _tell(chain, as_json=as_json)
    if not chains:
        remedy = "name what `evidence export` wrote" if files and not sources else "set `evidence: true` for a source"
        raise click.ClickException(f"no evidence is there; {remedy}")
    context.exit(EXIT_FAILED if any(chain.faults for chain in chains) else 0)


# --------------------------------------------------------------------------------------------------- reading


async def _exhibits(database: Ledger, sources: Sequence[str]) -> AsyncIterator[tuple[str, Exhibit]]:
    """Yield the exhibits of sources, each with the name of its source."""
    for source in sources:
        after = 0
        while some := await database.find_exhibits(source, after=after, limit=PORTION):
            for one in some:
                yield source, one
            after = some[-1].number


async def _listed(url: str, wanted: Sequence[str], *, as_json: bool) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    async with reading(url) as database:
        async for source, one in _exhibits(database, chosen(wanted, await database.load_sources())):
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
    async with reading(url) as database:
        archive = Archive(file, instance=await database.find_instance())
        names = chosen(wanted, await database.load_sources())
        with progress() as shown:
            shown.expect(None, "exhibits")
            async for source, one in _exhibits(database, names):
                if (since and one.deposit.at < since) or (until and one.deposit.at > until):
                    continue
                body = vault.read(one.deposit.sha256)
                archive.add(source, one, body)
                count, lost = count + 1, lost + (body is None)
                shown.advance(1)
    return count, lost


# ------------------------------------------------------------------------------------------------- verifying


class Chain:
    """A chain as it is read: how much there is of it, and what is wrong with it."""

    def __init__(self, name: str, walk: Walk, noted: str | None) -> None:
        self.name = name
        self.exhibits = self.lost = 0
        self.faults: list[str] = []
        self._walk = walk
        match = _HEAD.fullmatch(noted) if noted else None
        self._noted = (int(match["number"]), match["digest"]) if match else None

    @property
    def head(self) -> str | None:
        """The last exhibit, as --head takes it."""
        last = self._walk.last
        return f"{last.number}:{last.digest}" if last else None

    def take(self, exhibit: Exhibit, bytes_fault: str | None) -> None:
        """Take the next exhibit, and what is wrong with its bytes."""
        self.exhibits += 1
        self.lost += exhibit.deposit.lost is not None
        self.faults += self._walk.go(exhibit)
        if bytes_fault is not None:
            self.faults.append(f"the bytes of exhibit {exhibit.number} {bytes_fault}")
        if self._noted and exhibit.number == self._noted[0] and exhibit.digest.startswith(self._noted[1]):
            self._noted = None

    def end(self, head: ChainHead | None) -> None:
        self.faults += self._walk.end(head)

    def settle(self) -> None:
        """Say so if the exhibit that was noted did not come."""
        if self._noted is not None:
            self.faults.append(f"exhibit {self._noted[0]} is not the one that was noted")


def _names_file(name: str) -> bool:
    """Return whether a name is a file's, by its looks alone.

    Were it by what lies there, a file called like a source would be verified in the source's place, and found good.
    """
    return name.startswith((".", "/")) or name.endswith((".warc", ".warc.gz"))


async def _verified(url: str, wanted: Sequence[str], noted: str | None) -> list[Chain]:
    """Return the chains of the sources that have evidence, verified."""
    chains: list[Chain] = []
    vault = Vault(evidence_of(url))
    async with reading(url) as database:
        instance = await database.find_instance()
        names = chosen(wanted, await database.load_sources())
        with progress() as shown:
            shown.expect(None, "exhibits")
            for source in names:
                chain = Chain(source, Walk(first_digest(instance, source)), noted)
                try:
                    await follow(database, chain, vault, shown)
                except RowDamaged as error:
                    chain.faults.append(str(error))
                chain.settle()
                if chain.exhibits or chain.faults or source in wanted:
                    chains.append(chain)
    return chains


async def follow(database: Ledger, chain: Chain, vault: Vault, shown: Shown) -> None:
    """Follow a source's chain to its end, while a daemon may be adding to it. Raises: RowDamaged."""
    claims, faults = await _claims(database, chain.name)
    chain.faults += faults
    after = 0
    while True:
        # Read before each portion: when one is empty, no exhibit can have come between the last of them and this head.
        head = await database.find_head(chain.name)
        some = await database.find_exhibits(chain.name, after=after, limit=PORTION)
        if not some:
            break
        bodies = await database.find_bodies([id_ for one in some for id_, _ in one.tells])
        for one in some:
            chain.take(one, _bytes_fault(one, vault))
            chain.faults += _event_faults(one, bodies)
            claims.difference_update((id_, one.number) for id_, _ in one.tells)
        shown.advance(len(some))
        after = some[-1].number
    chain.end(head)
    chain.faults += [f"event {id_} came of exhibit {number}, which is gone or another" for id_, number in claims]


async def _claims(database: Ledger, source: str) -> tuple[set[tuple[str, int]], list[str]]:
    """Return which exhibits the newest events name, and what is wrong with these events; read before the chain."""
    page = await database.find_events(EventQuery(source=source, newest=True, limit=NEWEST_CHECKED))
    claims: set[tuple[str, int]] = set()
    faults: list[str] = []
    for placed in page.events:
        try:
            number = placed.event.message["data"]["observed"].get("evidence")
        except (RowDamaged, LookupError, TypeError, AttributeError):
            faults.append(f"event {placed.event.id} was changed: its body is none that we write")
            continue
        if number is not None:
            claims.add((placed.event.id, number))
    return claims, faults


def _bytes_fault(exhibit: Exhibit, vault: Vault) -> str | None:
    if exhibit.deposit.lost is not None:
        return None
    try:
        body = vault.read(exhibit.deposit.sha256)
    except OSError as error:
        return f"cannot be read: {(error.strerror or str(error)).lower()}"
    if body is None:
        return "are missing"
    return None if hashlib.sha256(body).hexdigest() == exhibit.deposit.sha256 else "were changed"


def _event_faults(exhibit: Exhibit, bodies: Mapping[str, bytes]) -> Iterator[str]:
    """Yield which events are no longer what they were; those that were kept long enough are gone, and no fault."""
    for id_, sha256 in exhibit.tells:
        if id_ in bodies and hashlib.sha256(bodies[id_]).hexdigest() != sha256:
            yield f"event {id_} of exhibit {exhibit.number} was changed"


def _verified_file(file: Path, noted: str | None) -> list[Chain]:
    """Return the chains in a WARC file, verified. Raises: CaptureError."""
    from monitor.capture.archive import read_archive  # noqa: PLC0415 - as above

    chains: dict[tuple[str, str], Chain] = {}
    for archived in read_archive(file):
        name = archived.source, archived.instance
        if name not in chains:
            walk = Walk(first_digest(archived.instance, archived.source), part=True)
            chains[name] = Chain(f"{file}: {archived.source}", walk, noted)
        chains[name].take(archived.exhibit, _archived_fault(archived))
    for chain in chains.values():
        chain.settle()
    return list(chains.values())


def _archived_fault(archived: Archived) -> str | None:
    if archived.sha256 is None:
        return None if archived.exhibit.deposit.lost is not None else "are missing"
    return None if archived.sha256 == archived.exhibit.deposit.sha256 else "were changed"


def _tell(chain: Chain, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "source": chain.name,
                "exhibits": chain.exhibits,
                "head": chain.head,
                "lost": chain.lost,
                "faults": chain.faults,
            }
        )
        return
    name = plain(chain.name)
    for fault in chain.faults[:FAULTS_SHOWN]:
        click.secho(f"{name}: {plain(fault)}", fg="red")
    if len(chain.faults) > FAULTS_SHOWN:
        click.secho(f"{name}: {len(chain.faults) - FAULTS_SHOWN:,} more faults", fg="red")
    if not chain.exhibits and not chain.faults:
        click.echo(f"{name}: no exhibit is there yet; a source with `evidence: true` has one from its first reading on")
        return
    lost = f", {chain.lost} without bytes (the disk had failed)" if chain.lost else ""
    if not chain.faults:
        click.secho(f"{name}: {counted(chain.exhibits, 'exhibit')}{lost}, whole and unchanged", fg="green")
    if chain.head:
        click.echo(f"{name}: head {chain.head}")
