"""`liveblog-monitor schema`: the JSON Schemas of what goes in and out."""

from __future__ import annotations

import json

import click

from monitor.config import json_schema


@click.group()
def schema() -> None:
    """Print a JSON Schema."""


@schema.command()
def config() -> None:
    """Print the JSON Schema of the config file, for editors."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
