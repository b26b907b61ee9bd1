"""`import`: a list of addresses, or an OPML, becomes sources of the config."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.check import probe_all
from monitor.cli.printing import counted
from monitor.cli.terminal import plain
from monitor.config import DEFAULT_PATH, Refused, load_to_look, parse
from monitor.config.files import folder_beside
from monitor.config.lists import LIST_LIMIT_BYTES, name_sources, read_list, written
from monitor.errors import ConfigError
from monitor.model import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.config import Config
    from monitor.config.lists import Address, Proposal

SHOWN = 10
"""Faults of a list that are printed; the others are counted."""


def label(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> dict[str, str]:
    """Return labels that are written KEY=VALUE."""
    labels: dict[str, str] = {}
    for one in value:
        key, equals, words = one.partition("=")
        if not key or not equals:
            raise click.BadParameter(f"{one!r} is no label; write desk=world", ctx, param)
        labels[key] = words
    return labels


@click.command("import", epilog="A list has one address a line; words behind it become the name, # begins a remark.")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
@click.option("--label", "labels", multiple=True, metavar="KEY=VALUE", callback=label, help="A label for each of them.")
@click.option("--probe", is_flag=True, help="Read each once, and leave out what is no live blog.")
@click.option("--dry-run", is_flag=True, help="Print what would be written.")
@click.option("--force", is_flag=True, help="Replace what an earlier import of this file wrote.")
def import_(*, file: Path, path: Path, labels: dict[str, str], probe: bool, dry_run: bool, force: bool) -> None:
    """Watch the addresses of FILE, a list or an OPML (- is standard input), from the next start or reload on.

    They are written to a file of their own in sources.d beside the config; those that it has already are left out.

    \b
    liveblog-monitor import feeds.opml --label desk=world
    liveblog-monitor import addresses.txt --probe --dry-run
    """
    stem = "imported" if str(file) == "-" else file.stem
    target = folder_beside(path) / f"{stem}.yaml"
    if target.exists() and not (force or dry_run):
        raise click.ClickException(f"{target} exists already; replace it with --force, or rename {file}")
    config = load_to_look(path, environ=os.environ)
    names, urls = _taken(config, target)
    addresses = _read(file)
    fresh = [address for address in addresses if address.url not in urls]
    proposals = name_sources(fresh, taken=names, labels=labels)
    if probe:
        proposals = asyncio.run(_readable(config, proposals))
    known = f" ({counted(len(addresses) - len(fresh), 'other')} watched already)" if len(fresh) < len(addresses) else ""
    if not proposals:
        raise click.ClickException(f"{file} has nothing to add{known}")
    text = written(proposals, origin=file.name)
    if dry_run:
        click.echo(text, nl=False)
        return
    _put(path, target, text)
    click.echo(f"{target}: {counted(len(proposals), 'source')}{known}; a running daemon takes them up at a reload")


def _taken(config: Config, target: Path) -> tuple[set[str], set[str]]:
    """Return the names and addresses that the config has beside those of the file that is to be replaced."""
    names = {source.name for source in config.sources}
    urls = {source.url for source in config.sources}
    if target.is_file():
        content = target.read_bytes()
        replaced = parse(content, file=str(target), folder=target.parent, environ=os.environ)
        names -= {source.name for source in replaced.sources}
        urls -= {source.url for source in replaced.sources}
    return names, urls


def _read(file: Path) -> Sequence[Address]:
    """Return the addresses in a list, and say what of it is none."""
    if str(file) == "-":
        content = sys.stdin.buffer.read(LIST_LIMIT_BYTES + 1)
    else:
        with file.open("rb") as stream:
            content = stream.read(LIST_LIMIT_BYTES + 1)
    try:
        found = read_list(content)
    except Refused as error:
        raise click.ClickException(f"{file} {error.problem}; {error.remedy}") from None
    for problem in found.refused[:SHOWN]:
        click.secho(f"{file}, {plain(problem)}", err=True, fg="yellow")
    if len(found.refused) > SHOWN:
        click.secho(f"{file}: {len(found.refused) - SHOWN:,} more are no addresses", err=True, fg="yellow")
    return found.addresses


async def _readable(config: Config, proposals: Sequence[Proposal]) -> Sequence[Proposal]:
    """Return those that can be read as a live blog, and say of each whether it can."""
    sources = [Source(name=one.name, url=one.url) for one in proposals]
    read = await probe_all(replace(config, sources=tuple(sources)))
    return [one for one, good in zip(proposals, read, strict=True) if good]


def _put(path: Path, target: Path, text: str) -> None:
    """Write a file beside the config, unless the config would be wrong with it. Raises: ConfigError."""
    target.parent.mkdir(exist_ok=True)
    before = target.read_bytes() if target.is_file() else None
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    try:
        load_to_look(path, environ=os.environ)
    except ConfigError:
        if before is None:
            target.unlink()
        else:
            target.write_bytes(before)
        raise
