"""`liveblog-monitor schema`: the JSON Schemas of what goes in and out."""

from __future__ import annotations

import json
from importlib.resources import files

import click

from monitor.config import json_schema


@click.group()
def schema() -> None:
    """Print a JSON Schema."""


@schema.command()
def config() -> None:
    """Print the JSON Schema of the config file, for editors."""
    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@schema.command()
def event() -> None:
    """Print the JSON Schema of an event's body, for receivers."""
    click.echo(files("monitor").joinpath("event.schema.json").read_text("utf-8"), nl=False)
