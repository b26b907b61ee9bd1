"""The config: one YAML file → all settings, or every fault in it with its line.

    bytes ──document──▶ Table with lines ──wording──▶ keys ──settle──▶ Config
                 ▲                          │                  │
            references (${…})               └─────faults◀──────agree

What the keys are is said once, in `shape`; what their values mean, in `values`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config.advice import advice
from monitor.config.agree import disagreements
from monitor.config.document import compose
from monitor.config.references import References
from monitor.config.settle import Config, lanes, settle
from monitor.config.settle_webhook import Webhook
from monitor.config.shape import json_schema
from monitor.config.tree import fault
from monitor.config.unfollowed import faults, parse_source
from monitor.config.values import Refused, duration
from monitor.config.wording import validate
from monitor.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from monitor.config.tree import Finding, Value

__all__ = [
    "DEFAULT_PATH",
    "Config",
    "Refused",
    "Webhook",
    "advice",
    "duration",
    "faults",
    "json_schema",
    "lanes",
    "load",
    "parse",
    "parse_source",
]

DEFAULT_PATH = Path("config/monitor.yaml")
FILE_LIMIT_BYTES = 16 * 1024 * 1024
FAULTS_LIMIT = 1000
"""How many faults are listed; a file with more is most likely no config at all."""


def load(path: Path, *, environ: Mapping[str, str], extractors: Collection[str] | None = None) -> Config:
    """Return the settings in a file.

    `environ` is where `${NAME}` is looked up; `extractors` are the names that a source may force (None: any).
    Raises: ConfigError with every fault in the file.
    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_LIMIT_BYTES + 1)
    except FileNotFoundError:
        remedy = "name yours with --config PATH; config/monitor.yaml shows every key"
        raise ConfigError([Fault(file=file, line=None, key="", problem="no such file", remedy=remedy)]) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        why = (getattr(error, "strerror", None) or str(error)).lower()
        remedy = "name a file that may be read with --config PATH"
        problem = f"cannot be read: {why}"
        raise ConfigError([Fault(file=file, line=None, key="", problem=problem, remedy=remedy)]) from error
    return parse(content, file=file, folder=path.parent, environ=environ, extractors=extractors)


def parse(
    content: bytes,
    *,
    file: str,
    folder: Path,
    environ: Mapping[str, str],
    extractors: Collection[str] | None = None,
) -> Config:
    """Return the settings in the bytes of a file; `${file:…}` paths start at `folder`. Raises: ConfigError."""
    text = _decoded(content, file)
    root, findings = compose(text, file=file, substitute=References(folder=folder, environ=environ))
    keys, positions, wrong = validate(root)
    findings += wrong
    config = None
    if keys is not None:
        config = settle(keys)
        findings += disagreements(keys, config, root, positions, extractors=extractors, whole=not findings)
    if findings or config is None:
        raise ConfigError(_faults(root, file, findings)) from None
    return config


def _decoded(content: bytes, file: str) -> str:
    if len(content) > FILE_LIMIT_BYTES:
        problem = f"is larger than {FILE_LIMIT_BYTES // 1024**2} MiB"
        raise ConfigError([Fault(file=file, line=None, key="", problem=problem, remedy="is it the right file?")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = "save the file as UTF-8"
        raise ConfigError([Fault(file=file, line=line, key="", problem="is not UTF-8 text", remedy=remedy)]) from None


def _faults(root: Value, file: str, findings: Iterable[Finding]) -> list[Fault]:
    """Return one fault per key, the first found, in the order of the lines."""
    first: dict[object, Finding] = {}
    for finding in findings:
        first.setdefault(finding.path, finding)
    listed = [fault(root, file, finding) for finding in list(first.values())[:FAULTS_LIMIT]]
    listed.sort(key=lambda one: (one.line or 0, one.key))
    if len(first) > FAULTS_LIMIT:
        more = f"{len(first) - FAULTS_LIMIT:,} more faults are not listed"
        listed.append(Fault(file=file, line=None, key="", problem=more, remedy="is it the right file?"))
    return listed
