"""`secret new`: a secret to sign events with."""

from __future__ import annotations

import base64
import secrets

import click

from monitor.config.values import SECRET_MIN_BYTES, SECRET_PREFIX


@click.group()
def secret() -> None:
    """Make a secret to sign events with."""


@secret.command()
def new() -> None:
    """Print a new secret, for `secrets` in the config and for the receiver.

    \b
    DESK_SECRET=$(liveblog-monitor secret new)
    """
    click.echo(fresh_secret())


def fresh_secret() -> str:
    """Return a secret that nobody had before."""
    # 24 bytes need no padding in base64, which receivers' libraries treat differently.
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_MIN_BYTES)).decode()
