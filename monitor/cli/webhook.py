"""`webhook test`: one signed sample event to a webhook, and what came back."""

from __future__ import annotations

import asyncio
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.app import utc_now
from monitor.cli import EXIT_FAILED
from monitor.cli.terminal import plain
from monitor.config import DEFAULT_PATH, load
from monitor.config.values import nearest_or_all
from monitor.deliver import Sender
from monitor.deliver.redact import origin
from monitor.extract import EXTRACTORS
from monitor.fetch import DEFAULT_USER_AGENT
from monitor.model import EventType, Outcome
from monitor.samples import samples

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.model import Attempt, Endpoint, Event

INSTANCE_BYTES = 8
ANSWER_SHOWN = 300


@click.group()
def webhook() -> None:
    """Try a webhook."""


@webhook.command()
@click.argument("name")
@click.option("--config", "path", type=click.Path(path_type=Path), default=DEFAULT_PATH, show_default=True)
@click.option(
    "--type",
    "kind",
    type=click.Choice([kind.value for kind in EventType]),
    default=EventType.ENTRY_UPDATED.value,
    show_default=True,
    help="Which type of event.",
)
@click.pass_context
def test(context: click.Context, *, name: str, path: Path, kind: str) -> None:
    """Send a sample event to the webhook NAME as the daemon would, signed and in its format, and say what came back.

    The event says that it comes from a source named "test"; no filter is asked, nothing is stored, nothing is repeated.

    \b
    liveblog-monitor webhook test desk
    liveblog-monitor webhook test desk --type source.degraded
    """
    config = load(path, environ=os.environ, extractors=EXTRACTORS)
    endpoint = named(config, name)
    # Of a batch of one there would be nothing to see.
    endpoint = replace(endpoint, batch=None)
    event = samples(secrets.token_hex(INSTANCE_BYTES), utc_now())[EventType(kind)]
    attempt = asyncio.run(_send(config, endpoint, event))
    click.echo(f"{event.id} ({kind}) to {name} at {origin(endpoint.url)}, format {endpoint.format.value}")
    accepted = attempt.outcome is Outcome.ACCEPTED
    click.secho(_result(attempt), fg="green" if accepted else "red")
    if answer := plain(attempt.answer[:ANSWER_SHOWN].decode("utf-8", "replace")):
        click.echo(f"it answered: {answer}")
    if not accepted:
        context.exit(EXIT_FAILED)


def named(config: Config, name: str) -> Endpoint:
    """Return the webhook of that name. Raises: ClickException."""
    endpoints = {webhook.endpoint.name: webhook.endpoint for webhook in config.webhooks}
    if name in endpoints:
        return endpoints[name]
    remedy = nearest_or_all(name, list(endpoints)) if endpoints else "the config has none yet"
    raise click.ClickException(f"no webhook is named {name!r} in the config ({remedy})")


async def _send(config: Config, endpoint: Endpoint, event: Event) -> Attempt:
    user_agent = config.user_agent or DEFAULT_USER_AGENT
    async with Sender(user_agent=user_agent, clock=utc_now, allow_networks=config.deliver_networks) as send:
        return await send(endpoint, [event], 1)


def _result(attempt: Attempt) -> str:
    took = f"in {attempt.duration_s:.2f} s"
    if attempt.outcome is Outcome.ACCEPTED:
        status = f" with {attempt.status}" if attempt.status is not None else ""
        return f"accepted{status} {took}"
    later = f"; it asks to wait {attempt.retry_after.total_seconds():g} s" if attempt.retry_after else ""
    return f"failed {took}: {plain(attempt.reason)}{later}"
