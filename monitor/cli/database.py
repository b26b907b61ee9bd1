"""What commands over the database share: which it is, reading it beside the daemon, having the daemon write it."""

from __future__ import annotations

import os
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.clock import utc_now
from monitor.config import DEFAULT_PATH, load_store
from monitor.config.suggest import nearest_or_all
from monitor.daemon.obeying import obey_in_store
from monitor.daemon.upkeep import REFRESH_EVERY
from monitor.errors import StoreError, StoreLocked
from monitor.ops.control import ask, ask_to_flush, socket_of
from monitor.store import file_of, open_ledger, open_store
from monitor.store.sqlite import missing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence

    from monitor.config import Config
    from monitor.model import Endpoint
    from monitor.orders import Lasting
    from monitor.ports import Ledger

    F = TypeVar("F", bound=Callable[..., Any])

as_json_lines = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object per line.")


def of_database(command: F) -> F:
    """Give a command the options that say which database it is about."""
    store = click.option("--store", metavar="URL", help="The database itself, instead of a config.")
    config = click.option(
        "--config",
        "path",
        type=click.Path(path_type=Path),
        default=DEFAULT_PATH,
        show_default=True,
        help="Names the database.",
    )
    return config(store(command))


def address_of(path: Path, store: str | None) -> str:
    """Return the url of the database, which the config at `path` names unless `store` is given. Raises: ConfigError."""
    return store or load_store(path, environ=os.environ)


@asynccontextmanager
async def reading(url: str, *, one_view: bool = False) -> AsyncIterator[Ledger]:
    """Open a database that a daemon may be writing, while the block runs; in `one_view` all answers are of one moment.

    Raises: StoreError.
    """
    database = await open_ledger(url, one_view=one_view)
    try:
        yield database
    finally:
        await database.close()


async def flushed(url: str) -> str | None:
    """Have the daemon beside us, if one runs, write down how the latest polls went, as it does every half a minute.

    Return what to say if it cannot: what is shown then is how things stood before.
    """
    file = file_of(url)
    reason = None if file is None else await ask_to_flush(socket_of(file))
    return reason and f"the daemon cannot write, so this is how it was before: {reason}"


def chosen(names: Sequence[str], known_names: Collection[str]) -> list[str]:
    """Return the sources that are named, in order; an index stands for the live blogs found on it, none for all.

    Raises: ClickException, with the nearest that there is.
    """
    if not names:
        return sorted(known_names)
    found: list[str] = []
    for name in names:
        children = [one for one in sorted(known_names) if one.startswith(f"{name}/")]
        found += [name, *children] if name in known_names else children or [known(name, "source", known_names)]
    return list(dict.fromkeys(found))


def known(name: str, kind: str, names: Collection[str]) -> str:
    """Return the name if the database knows it. Raises: ClickException, with the nearest that it does."""
    if name in names:
        return name
    remedy = nearest_or_all(name, list(names)) if names else "there is none yet; the daemon makes them when it starts"
    raise click.ClickException(f"no {kind} is named {name!r} in the database ({remedy})")


def named(config: Config, name: str) -> Endpoint:
    """Return the webhook of that name. Raises: ClickException."""
    endpoints = {webhook.endpoint.name: webhook.endpoint for webhook in config.webhooks}
    if name in endpoints:
        return endpoints[name]
    remedy = nearest_or_all(name, list(endpoints)) if endpoints else "the config has none yet"
    raise click.ClickException(f"no webhook is named {name!r} in the config ({remedy})")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """To how many events, letters or webhooks it was done, and in words when it takes effect if not at once."""

    count: int
    later: str = ""


async def carry_out(url: str, orders: Iterable[Lasting]) -> CarriedOut:
    """Have the daemon that holds the database do things; where none runs, write them down for it.

    Raises: StoreError, Declined; what was done before stays done.
    """
    pending = deque(orders)
    count = 0
    file = file_of(url)
    if file is not None:
        if not file.is_file():
            raise missing(file)
        while pending and (done := await ask(socket_of(file), pending[0])) is not None:
            count += done
            pending.popleft()
    if not pending:
        return CarriedOut(count=count)
    try:
        store = await open_store(url)
    except StoreLocked as error:
        raise StoreError(
            f"database {file} is open in a process that takes no orders: it starts, it stops, or its log says why; "
            "try again, or stop it first"
        ) from error
    try:
        for order in pending:
            count += await obey_in_store(order, store, utc_now())
    finally:
        await store.close()
    looks = f"a daemon that runs takes it up within {REFRESH_EVERY.seconds} s"
    return CarriedOut(count=count, later=looks if file is None else "no daemon runs; it takes effect when one starts")
