"""Numbers and JSON as commands print them."""

from __future__ import annotations

import json

import click

from monitor.cli.terminal import harmless


def print_json(shape: object) -> None:
    """Print a value as one line of JSON."""
    # Bytes, because JSON is UTF-8 whatever the locale says.
    click.echo(harmless(json.dumps(shape, ensure_ascii=False)).encode())


def counted(count: int, noun: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "event"), counted(2_000, "event")
    ('1 event', '2,000 events')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
