"""The config and the schema that are shipped."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from monitor.config import json_schema, load
from monitor.errors import ConfigError
from monitor.model import Source

FOLDER = Path(__file__).parents[2] / "config"
SHIPPED = FOLDER / "monitor.yaml"
ENVIRON = {
    "DESK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "SLACK_PATH": "T0/B0/x",
    "NTFY_TOKEN": "tk_1",
    "BOT_TOKEN": "1:x",
}


def keys(schema):
    """Yield every key that a JSON Schema names."""
    for definition in [schema, *schema["$defs"].values()]:
        yield from definition.get("properties", {})


def test_schema_is_in_step():
    """The shipped schema is the one that the program makes (`make schema`)."""
    assert json_schema() == json.loads((FOLDER / "monitor.schema.json").read_text())


def test_schema_is_one():
    """Editors can use the schema."""
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_every_key_is_described():
    """An editor shows what each key means."""
    definitions = json_schema()["$defs"].values()
    bare = [key for one in definitions for key, value in one["properties"].items() if "description" not in value]
    assert bare == []


def test_editors_find_the_schema():
    """The first line names the schema."""
    assert SHIPPED.read_text().splitlines()[0] == "# yaml-language-server: $schema=monitor.schema.json"


def test_shipped_config_is_right():
    """It can be run as it is, and each default in it is the built-in one."""
    config = load(SHIPPED, environ={})
    assert (Source(name=config.sources[0].name, url=config.sources[0].url),) == config.sources
    jsonschema.validate(yaml.safe_load(SHIPPED.read_text()), json_schema())


def test_every_key_is_in_the_shipped_config():
    """Each key that there is stands in the shipped config, at least in a comment."""
    text = SHIPPED.read_text()
    assert [key for key in keys(json_schema()) if f"{key}: " not in text and f"{key}:\n" not in text] == []


def test_comments_of_the_shipped_config_are_right(tmp_path):
    """With every # taken off it is still right, for the program and for an editor."""
    text = re.sub(r"^( *)#(?! \S|$)", r"\1", SHIPPED.read_text(), flags=re.MULTILINE)
    path = tmp_path / "monitor.yaml"
    path.write_text(text)
    config = load(path, environ=ENVIRON)
    assert (len(config.sources), len(config.webhooks)) == (7, 5)
    jsonschema.validate(yaml.safe_load(text), json_schema())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("sources: [{name: a, url: 'https://a.example', on_start: {latest: 5}, labels: {year: 2024}}]", True),
        ("sources: [{name: a, url: 'https://a.example', on_start: latest}]", False),
        ("sources: [{name: a, url: 'https://a.example', interval: 15}]", False),
        ("sources: [{name: a, url: 'https://a.example', backfill: true, confirm_deletions: 3}]", True),
        ("sources: [{name: a}]", False),
        ("colour: red\nsources: []", False),
    ],
)
def test_schema_says_what_the_program_says(tmp_path, text, right):
    """What an editor underlines the program refuses, and the reverse."""
    path = tmp_path / "c.yaml"
    path.write_text(text)
    assert right is jsonschema.Draft202012Validator(json_schema()).is_valid(yaml.safe_load(text))
    assert right is is_right(path)


def is_right(path):
    try:
        load(path, environ={})
    except ConfigError:
        return False
    return True
