"""The documents are tested: what a user can meet is named in README.md, links lead somewhere, examples are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click import Group

from monitor import cli
from monitor.config import json_schema, load
from monitor.extract import EXTRACTORS
from monitor.model import EventType

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for pages in ("*.md", "docs/*.md") for path in ROOT.glob(pages))
README = (ROOT / "README.md").read_text("utf-8")
EXIT_CODES = [0, *(value for name, value in vars(cli).items() if name.startswith("EXIT_"))]

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Return the README's code blocks in a language."""
    return [code for named, code in _CODE_BLOCK.findall(README) if named == language]


def keys(schema: object) -> set[str]:
    """Return every key that a JSON Schema knows."""
    match schema:
        case dict():
            own = set(schema.get("properties", {})) if isinstance(schema.get("properties"), dict) else set()
            return own.union(*(keys(part) for part in schema.values()))
        case list():
            return set().union(*(keys(part) for part in schema))
        case _:
            return set()


def commands(group: Group, before: str = "") -> list[str]:
    """Return every command, those inside groups with the group's name."""
    context = group.make_context("liveblog-monitor", [], resilient_parsing=True)
    found: list[str] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += commands(command, f"{name} ") if isinstance(command, Group) else [f"{before}{name}"]
    return found


@pytest.mark.parametrize("command", commands(cli.cli))
def test_commands(command: str) -> None:
    """Each command is named in README.md."""
    assert re.search(rf"`{re.escape(command)}[` ]", README), command


@pytest.mark.parametrize("key", sorted(keys(json_schema())))
def test_config_keys(key: str) -> None:
    """Each key of the config is named in README.md, in its table or in an example."""
    assert re.search(rf"`{key}`|[\s{{]{key}:", README), key


@pytest.mark.parametrize("event", [event.value for event in EventType])
def test_event_types(event: str) -> None:
    """Each type of event is named in README.md."""
    assert f"`{event}`" in README, event


@pytest.mark.parametrize("code", EXIT_CODES)
def test_exit_codes(code: int) -> None:
    """Each exit code has its row in README.md."""
    assert re.search(rf"^\| `?{code}`? \|", README, re.MULTILINE), code


def test_exit_codes_are_no_others() -> None:
    """README.md knows no exit code that no command ends with."""
    table = README.partition("| exit code |")[2].partition("\n\n")[0]
    assert sorted(EXIT_CODES) == sorted(int(code) for code in re.findall(r"^\| `?(\d+)`? \|", table, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links(document: str) -> None:
    """Each relative link and picture of a document leads to a file that is there."""
    text = (ROOT / document).read_text("utf-8")
    relative = [link for link in _LINK.findall(text) if not re.match(r"[a-z]+:|#", link)]
    assert [] == [link for link in relative if not (ROOT / document).parent.joinpath(link.partition("#")[0]).exists()]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths(document: str) -> None:
    """Each file of the checkout that a document names in code is there."""
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:monitor|config|systemd|tests|benchmarks|docs)/[\w./-]+)`", text)
    assert [] == [path for path in named if not (ROOT / path).exists()]


def test_config_example(tmp_path: Path) -> None:
    """The config example of README.md is right as it stands, once its secrets are there."""
    examples = [example for example in blocks("yaml") if example.startswith("store:")]
    assert examples
    environ = {"DESK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    for example in examples:
        path = tmp_path / "monitor.yaml"
        path.write_text(example)
        config = load(path, environ=environ, extractors=EXTRACTORS)
        assert (True, True) == (bool(config.sources), bool(config.webhooks))


def test_documents_are_finished() -> None:
    """No placeholder was left standing."""
    marks = re.compile(r"@@\w+@@|\bTODO\b|\bTBD\b|\bXXX\b")
    assert [] == [name for name in DOCUMENTS if marks.search((ROOT / name).read_text("utf-8"))]
