"""How a reload's differences are printed: names and keys, never values."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.terminal import plain
from monitor.ops.control import ask_to_reload, socket_of
from monitor.store import file_of

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.model import Differences, NamesTurned
    from monitor.orders import Different

SAME = "nothing differs"


async def ask_daemon(url: str, *, only_look: bool) -> Different | None:
    """Return what differs, or did, as the daemon on a database says; None if none can be asked.

    Raises: ConfigError, StoreError, Declined as the daemon does.
    """
    file = file_of(url)
    return None if file is None else await ask_to_reload(socket_of(file), only_look=only_look)


def print_differences(found: Differences, *, done: bool) -> None:
    """Print a line per thing that comes (+), goes (-) or differs (~); `done` says that it was taken on."""
    if not found:
        click.echo(SAME)
    for what, turned in (("source", found.sources), ("webhook", found.webhooks)):
        _print_names(what, turned)
    if found.settings:
        click.secho(f"~ settings: {', '.join(found.settings)}", fg="yellow")
    if found.restart:
        goes_on = "it goes on as before" if done else "a reload leaves it as it is"
        click.secho(f"! needs a restart: {', '.join(found.restart)}; {goes_on}", fg="red")


def _print_names(what: str, turned: NamesTurned) -> None:
    for name in turned.added:
        click.secho(f"+ {what} {plain(name)}", fg="green")
    for name in turned.removed:
        click.secho(f"- {what} {plain(name)}", fg="red")
    for name, keys in turned.changed.items():
        click.secho(f"~ {what} {plain(name)}: {', '.join(keys)}", fg="yellow")


def shape(found: Differences) -> dict[str, Any]:
    """Return the differences as JSON has them."""
    return {
        "sources": _names_shape(found.sources),
        "webhooks": _names_shape(found.webhooks),
        "settings": list(found.settings),
        "restart": list(found.restart),
    }


def _names_shape(turned: NamesTurned) -> dict[str, Any]:
    return {
        "added": list(turned.added),
        "removed": list(turned.removed),
        "changed": {name: list(keys) for name, keys in turned.changed.items()},
    }


def is_same_file(ours: Path, theirs: str) -> bool:
    """Return whether the daemon reads the file that we were given."""
    return os.path.realpath(ours) == theirs
