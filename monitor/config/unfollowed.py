"""Config that comes from elsewhere than the operator's files: its `${…}` are not followed.

Who may use the API is not who may read this machine's files and environment.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.config.agree import disagreements
from monitor.config.document import compose
from monitor.config.places import Part, Places
from monitor.config.settle import settle
from monitor.config.tree import Finding, Items, Table, Text, fault
from monitor.config.wording import validate
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from monitor.config.settle import Config
    from monitor.config.tree import Value
    from monitor.errors import Fault
    from monitor.model import Source

REFUSED = ("references are not followed here", "write the value itself, or put the source into the config")
ONE = "sources[0]"
FAULTS_LIMIT = 100


def parse_source(keys: Mapping[str, Any], config: Config, *, extractors: Collection[str] | None = None) -> Source:
    """Return the source that a mapping with a source's keys stands for, beside the defaults of a config.

    Raises: ConfigError, whose faults name the keys.
    """
    text = json.dumps({"sources": [dict(keys)]}, ensure_ascii=False)
    try:
        root, findings = compose(text, file="source", substitute=_refuse)
    except ConfigError as error:
        raise ConfigError([_about_one(one) for one in error.faults]) from None
    places = Places(Part(file="source", root=root))
    document, positions, wrong = validate(root)
    findings += wrong
    settled = None
    if document is not None:
        document = document.model_copy(update={"defaults": config.defaults})
        settled = settle(document)
        findings += disagreements(document, settled, places, positions, extractors=extractors, whole=not findings)
    if findings or settled is None:
        raise ConfigError([_about_one(fault(root, "source", finding)) for finding in findings[:FAULTS_LIMIT]])
    return settled.sources[0]


def faults(content: bytes, *, extractors: Collection[str]) -> Sequence[Fault]:
    """Return what is wrong with a config, as far as that can be said without what its references stand for."""
    try:
        text = content.decode("utf-8-sig")
        root, findings = compose(text, file="config", substitute=_keep)
    except UnicodeDecodeError:
        return [fault(None, "config", Finding(path=(), problem="is not UTF-8 text", remedy="save the file as UTF-8"))]
    except ConfigError as error:
        return error.faults
    places = Places(Part(file="config", root=root))
    document, positions, wrong = validate(root)
    findings += wrong
    if document is not None:
        findings += disagreements(
            document, settle(document), places, positions, extractors=extractors, whole=not findings
        )
    known = [finding for finding in findings if not _refers(root, finding)]
    return [fault(root, "config", finding) for finding in known[:FAULTS_LIMIT]]


def _refuse(text: str) -> tuple[str, list[tuple[str, str]]]:
    return text, [REFUSED] if "${" in text else []


def _keep(text: str) -> tuple[str, list[tuple[str, str]]]:
    return text, []


def _about_one(one: Fault) -> Fault:
    return replace(one, key=one.key.removeprefix(ONE).removeprefix("."), line=None)


def _refers(root: Value, finding: Finding) -> bool:
    """Return whether a finding is about a value that nobody knows here."""
    value = root
    for step in finding.path:
        if isinstance(value, Table) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, Items) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            break
    return isinstance(value, Text) and "${" in value
