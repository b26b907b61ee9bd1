"""`reload`: have the running daemon take on its changed config."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from monitor.cli.differences import ask_daemon, is_same_file, print_differences, shape
from monitor.cli.printing import print_json
from monitor.config import DEFAULT_PATH, load_store
from monitor.store import file_of


@click.command()
@click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=DEFAULT_PATH,
    show_default=True,
    help="The config that the daemon runs with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def reload(*, path: Path, as_json: bool) -> None:
    """Have the running daemon take on what has changed in its config, and print what that was.

    Only what differs is touched. A faulty config changes nothing: each fault is printed, and the exit status is 2.

    \b
    +  a source or webhook that was added     -  one that was taken out
    ~  one that differs, with the keys        !  what waits for a restart

    \b
    liveblog-monitor check --diff        # what it would change
    liveblog-monitor reload
    systemctl reload liveblog-monitor    # the same; kill -HUP, too
    """
    url = load_store(path, environ=os.environ)
    answer = asyncio.run(ask_daemon(url, only_look=False))
    if answer is None:
        database = file_of(url)
        if database is None:
            raise click.ClickException(
                "a daemon on PostgreSQL is not asked from here: `systemctl reload`, SIGHUP or POST /api/config/reload"
            )
        raise click.ClickException(
            f"no daemon answers beside {database}; the next one that starts reads the config anyway"
        )
    if not is_same_file(path, answer.config):
        click.secho(f"warning: the daemon runs with {answer.config}", err=True, fg="yellow")
    if as_json:
        print_json(shape(answer.differences))
    else:
        print_differences(answer.differences, done=True)
