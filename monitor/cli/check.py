"""`liveblog-monitor check`: whether the config is right, and on request whether its sources can be read."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config as settings
from monitor.cli import EXIT_CONFIG, EXIT_FAILED
from monitor.cli.terminal import plain
from monitor.errors import ConfigError, ExtractError, FetchError
from monitor.extract import EXTRACTORS
from monitor.model import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.config import Config
    from monitor.model import Source

PROBES_AT_ONCE = 8


@click.command()
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=settings.DEFAULT_PATH,
    show_default=True,
    help="The config file.",
)
@click.option("--probe", is_flag=True, help="Read each source once, too.")
@click.pass_context
def check(context: click.Context, path: Path, *, probe: bool) -> None:
    """Say whether the config is right: each fault on a line of its own.

    Exit status: 0 right, 1 a source cannot be read (--probe), 2 faults.
    """
    try:
        config = settings.load(path, environ=os.environ, extractors=EXTRACTORS)
    except ConfigError as error:
        for fault in error.faults:
            click.secho(str(fault), err=True, fg="red")
        context.exit(EXIT_CONFIG)
    if problems := list(_rehearsed(config)):
        for problem in problems:
            click.secho(f"{path}: {plain(problem)}", err=True, fg="red")
        context.exit(EXIT_CONFIG)
    sources = _counted(len(config.sources), "source")
    webhooks = _counted(len(config.webhooks), "webhook")
    click.secho(f"{path} is right: {sources}, {webhooks}", fg="green")
    for warning in settings.advice(config):
        click.secho(f"warning: {plain(warning)}", err=True, fg="yellow")
    if probe and not all(asyncio.run(probe_all(config))):
        context.exit(EXIT_FAILED)


def _rehearsed(config: Config) -> Iterator[str]:
    """Yield what is wrong with the webhooks whose formats can be tried here."""
    endpoints = [webhook.endpoint for webhook in config.webhooks]
    if any(endpoint.format in {Format.TEMPLATE, Format.APPRISE} for endpoint in endpoints):
        from monitor.cli.rehearse import rehearse  # noqa: PLC0415 (the formats, of which most configs need none here)

        yield from rehearse(endpoints)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


async def probe_all(config: Config) -> Sequence[bool]:
    """Print a line per source, in the config's order as soon as it is known; return which of them can be read."""
    slots = asyncio.Semaphore(PROBES_AT_ONCE)
    agent = {} if config.user_agent is None else {"user-agent": config.user_agent}
    right: list[bool] = []
    async with asyncio.TaskGroup() as group:
        readings = [group.create_task(_probe_one(source, agent, config, slots)) for source in config.sources]
        for source, reading in zip(config.sources, readings, strict=True):
            good, line, warnings = await reading
            click.secho(f"{source.name}: {line}", fg="green" if good else "red")
            for warning in warnings:
                click.secho(f"{source.name}: warning: {plain(warning)}", fg="yellow")
            right.append(good)
    return right


async def _probe_one(
    source: Source, agent: dict[str, str], config: Config, slots: asyncio.Semaphore
) -> tuple[bool, str, tuple[str, ...]]:
    """Return whether a source can be read, what to say of it, and what its reading warns of."""
    from monitor import probe  # noqa: PLC0415 (it pulls in the fetcher, which a check without --probe does not need)

    async with slots:
        try:
            snapshot = await probe(
                replace(source, headers={**agent, **source.headers}),
                browser=config.browser,
                allow_networks=list(map(str, config.fetch_networks)),
            )
        except (FetchError, ExtractError) as error:
            return False, f"failed: {plain(error.reason)}", ()
    entries = "1 entry" if len(snapshot.entries) == 1 else f"{len(snapshot.entries)} entries"
    line = f"ok: {entries} by {snapshot.extractor}, confidence {snapshot.confidence:.2f}"
    return True, line, snapshot.warnings
