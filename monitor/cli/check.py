"""`liveblog-monitor check`: whether the config is right, and on request whether its sources can be read."""

from __future__ import annotations

import asyncio
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor import config as settings
from monitor.cli import EXIT_CONFIG, EXIT_FAILED
from monitor.cli.printing import counted, print_json
from monitor.cli.terminal import plain
from monitor.errors import ConfigError, ExtractError, FetchError
from monitor.model import Format

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.config import Config
    from monitor.config.references import StandIn
    from monitor.errors import Fault
    from monitor.model import Differences, Source
    from monitor.orders import Different

PROBES_AT_ONCE = 8
_SELECTOR = re.compile(r"\b(selectors|jmespath)\.(\w+)")
HIDDEN = "systemd keeps its credentials from what it runs for a reload: only the daemon can tell whether they are right"


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
@click.option("--diff", is_flag=True, help="Say what a reload would change, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def check(context: click.Context, path: Path, *, probe: bool, diff: bool, as_json: bool) -> None:
    """Say whether the config is right: each fault on a line of its own.

    With --diff also what a reload would change: + comes, - goes, ~ differs, ! waits for a restart. The daemon that runs
    beside the database is asked, which reads the config with its own environment; where none can be, the config is
    compared with what the database knows of the last one, which is names and addresses.

    Exit status: 0 right, 1 a source cannot be read (--probe), 2 faults.
    """
    if probe and as_json:
        raise click.UsageError("--probe prints lines for people; `probe URL --json` is for programs")
    verdict = _judged(path, diff=diff)
    if as_json:
        print_json(_shape(verdict))
    else:
        _print(path, verdict)
    if verdict.faults:
        context.exit(EXIT_CONFIG)
    if probe and verdict.config and not all(asyncio.run(probe_all(verdict.config, path))):
        context.exit(EXIT_FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """What is to be said of a config. `config` is None if it cannot be read here; `against` is what it differs from."""

    config: Config | None = None
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    differences: Differences | None = None
    against: str | None = None


def _loaded(path: Path, stand_in: StandIn | None) -> Config:
    """Return the settings in a file. Raises: ConfigError with every fault."""
    with suppress(ConfigError):
        config = settings.load(path, environ=os.environ, stand_in=stand_in)
        if all(source.extractor is None for source in config.sources):
            return config
    from monitor.extract import EXTRACTORS  # noqa: PLC0415 (half of the time, for names that hardly a config has)

    return settings.load(path, environ=os.environ, extractors=EXTRACTORS, stand_in=stand_in)


def _judged(path: Path, *, diff: bool) -> _Verdict:
    answer: Different | None = None
    hidden = settings.hides_credentials(os.environ)
    stand_in = settings.credential_stand_in if hidden else None
    try:
        if diff:
            from monitor.cli.differences import ask_daemon  # noqa: PLC0415 (it pulls in the store)

            answer = asyncio.run(ask_daemon(settings.load_store(path, environ=os.environ), only_look=True))
        config = _loaded(path, stand_in)
    except ConfigError as error:
        if answer is None:
            return _Verdict(faults=tuple(map(str, error.faults)))
        # The daemon has found it right in its own environment, with secrets that we may not have.
        warnings = (f"not right outside of the daemon: {error.faults[0]}",)
        return _Verdict(warnings=warnings, differences=answer.differences, against=f"the daemon on {answer.config}")
    # What stands in for an address or a token cannot be tried.
    if faults := () if hidden else tuple(plain(str(fault)) for fault in _rehearsed(path, config)):
        return _Verdict(faults=faults)
    advice = settings.advice(config, environ=os.environ)
    verdict = _Verdict(config=config, warnings=(*((HIDDEN,) if hidden else ()), *advice))
    if answer is not None:
        from monitor.cli.differences import is_same_file  # noqa: PLC0415 (likewise)

        elsewhere = (
            () if is_same_file(path, answer.config) else (f"the daemon runs with {answer.config}, not this one",)
        )
        return replace(
            verdict,
            warnings=(*verdict.warnings, *elsewhere),
            differences=answer.differences,
            against=f"the daemon on {answer.config}",
        )
    if not diff:
        return verdict
    found = asyncio.run(_registered_differences(config))
    return replace(verdict, differences=found, against="the database, which knows names and addresses")


async def _registered_differences(config: Config) -> Differences:
    """Return how a config differs from what the database knows; all is new where there is none. Raises: StoreError."""
    from monitor.cli.database import reading  # noqa: PLC0415 (likewise)
    from monitor.config.plan import compared  # noqa: PLC0415
    from monitor.model import Registered  # noqa: PLC0415
    from monitor.store import file_of  # noqa: PLC0415

    file = file_of(config.store_url)
    if file is not None and not file.is_file():
        return compared(Registered(), config)
    async with reading(config.store_url) as database:
        return compared(await database.load_registered(), config)


def _print(path: Path, verdict: _Verdict) -> None:
    for fault in verdict.faults:
        click.secho(fault, err=True, fg="red")
    if verdict.config is not None:
        sources = counted(len(verdict.config.sources), "source")
        webhooks = counted(len(verdict.config.webhooks), "webhook")
        click.secho(f"{path} is right: {sources}, {webhooks}", fg="green")
    for warning in verdict.warnings:
        click.secho(f"warning: {plain(warning)}", err=True, fg="yellow")
    if verdict.differences is not None:
        from monitor.cli.differences import print_differences  # noqa: PLC0415 (likewise)

        click.echo(f"against {verdict.against}:")
        print_differences(verdict.differences, done=False)


def _shape(verdict: _Verdict) -> dict[str, object]:
    from monitor.cli.differences import shape  # noqa: PLC0415 (likewise)

    config = verdict.config
    found = verdict.differences
    return {
        "right": not verdict.faults,
        "faults": list(verdict.faults),
        "warnings": list(verdict.warnings),
        "sources": len(config.sources) if config else None,
        "webhooks": len(config.webhooks) if config else None,
        "diff": None if found is None else {"against": verdict.against, **shape(found)},
    }


def _rehearsed(path: Path, config: Config) -> Iterator[Fault]:
    """Yield what is wrong with the webhooks whose formats can be tried here."""
    endpoints = [webhook.endpoint for webhook in config.webhooks]
    if any(endpoint.format in {Format.TEMPLATE, Format.APPRISE} for endpoint in endpoints):
        from monitor.cli.rehearse import rehearse  # noqa: PLC0415 (the formats, of which most configs need none here)

        for flaw in rehearse(endpoints):
            yield settings.fault_at(path, flaw.key, flaw.problem, remedy=flaw.remedy)


async def probe_all(config: Config, path: Path | None = None) -> Sequence[bool]:
    """Print a line per source, in the config's order as soon as it is known; return which of them can be read.

    What a selector did not find is told with its place in the files at `path`.
    """
    slots = asyncio.Semaphore(PROBES_AT_ONCE)
    agent = {} if config.user_agent is None else {"user-agent": config.user_agent}
    right: list[bool] = []
    async with asyncio.TaskGroup() as group:
        readings = [group.create_task(_probe_one(source, agent, config, slots)) for source in config.sources]
        for number, (source, reading) in enumerate(zip(config.sources, readings, strict=True)):
            good, line, warnings = await reading
            told = partial(_with_place, path=None if source.selectors is None else path, number=number)
            click.secho(f"{source.name}: {told(line)}", fg="green" if good else "red")
            for warning in warnings:
                click.secho(f"{source.name}: warning: {told(plain(warning))}", fg="yellow")
            right.append(good)
    return right


def _with_place(said: str, *, path: Path | None, number: int) -> str:
    """Return what is said of a source with the file, line and key of the selector that it speaks of."""
    named = _SELECTOR.search(said)
    if path is None or named is None:
        return said
    place = settings.fault_at(path, ("sources", number, *named.groups()), "")
    return f"{said} ({place.file}:{place.line}: {place.key})"


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
    if source.discover is not None:
        return True, f"ok: {snapshot.warnings[0]}", ()
    entries = "1 entry" if len(snapshot.entries) == 1 else f"{len(snapshot.entries)} entries"
    line = f"ok: {entries} by {snapshot.extractor}, confidence {snapshot.confidence:.2f}"
    return True, line, snapshot.warnings
