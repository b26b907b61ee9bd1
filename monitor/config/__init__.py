"""The config: one YAML file, or several → all settings, or every fault in them with its line.

    files ──document──▶ Tables with lines ──places──▶ one ──wording──▶ keys ──settle──▶ Config
                 ▲                          │                  │
            references (${…})               └─────faults◀──────agree

What the keys are is said once, in `shape`; what their values mean, in `values`.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.config.advice import advice
from monitor.config.agree import disagreements
from monitor.config.document import compose
from monitor.config.files import FILE_LIMIT_BYTES, File, files_of, folders_of, read_files
from monitor.config.places import Part, Places
from monitor.config.references import References, credential_stand_in, hides_credentials, stand_in_for
from monitor.config.settle import DEFAULT_STORE, Config, lanes, settle
from monitor.config.settle_webhook import Webhook
from monitor.config.shape import json_schema
from monitor.config.tree import Finding, Table, fault
from monitor.config.unfollowed import faults, parse_source
from monitor.config.values import Refused, duration, store_url
from monitor.config.wording import validate
from monitor.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from monitor.config.references import StandIn


__all__ = [
    "DEFAULT_PATH",
    "Config",
    "Refused",
    "Webhook",
    "advice",
    "credential_stand_in",
    "duration",
    "fault_at",
    "faults",
    "files_of",
    "folders_of",
    "hides_credentials",
    "json_schema",
    "lanes",
    "load",
    "load_store",
    "load_to_look",
    "parse",
    "parse_source",
]

DEFAULT_PATH = Path("config/monitor.yaml")
FAULTS_LIMIT = 1000
"""How many faults are listed; a file with more is most likely no config at all."""


def load(
    path: Path,
    *,
    environ: Mapping[str, str],
    extractors: Collection[str] | None = None,
    stand_in: StandIn | None = None,
) -> Config:
    """Return the settings in a file and in those of the folder `sources.d` beside it.

    `environ` is where `${NAME}` is looked up; `extractors` are the names that a source may force (None: any).
    `stand_in` makes what is put for what cannot be looked up. Raises: ConfigError with every fault in the files.
    """
    files = read_files(path)
    with _nothing_collected():
        return _settled(files, environ, extractors, stand_in=stand_in)


def load_to_look(path: Path, *, environ: Mapping[str, str]) -> Config:
    """Return the settings as `load` does, for who reads no page and sends nothing.

    Secrets that are not at hand have a stand-in: whoever looks beside a daemon often has not what systemd or a
    container hands to it. Sources may force whatever extractor. Raises: ConfigError.
    """
    try:
        return load(path, environ=environ)
    except ConfigError:
        load_store(path, environ=environ)  # what stands in for the database's password would open nothing
        try:
            return load(path, environ=environ, stand_in=stand_in_for)
        except ConfigError:
            pass  # what the first one said is what is wrong
        raise


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Let Python look for no garbage meanwhile: it would go through all that a daemon holds, again and again.

    Hardly anything that a config is made of becomes garbage (10,000 sources: 0.8 s instead of 1.2), and what it can
    come to is bounded by the limits of its files.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def load_store(path: Path, *, environ: Mapping[str, str]) -> str:
    """Return the database that a file names, whatever else is wrong in it. Raises: ConfigError."""
    file = read_files(path)[0]
    substitute = References(folder=file.folder, environ=environ)
    root, findings = compose(file.text, file=file.name, substitute=substitute)
    written = root.get("store") if isinstance(root, Table) else None
    wrong = next((finding for finding in findings if finding.path == ("store",)), None)
    if wrong is None:
        try:
            return DEFAULT_STORE if written is None else str(store_url(written))
        except Refused as refused:
            wrong = Finding(path=("store",), problem=refused.problem, remedy=refused.remedy)
    raise ConfigError([fault(root, file.name, wrong)])


def fault_at(path: Path, key: tuple[str | int, ...], problem: str, *, remedy: str | None = None) -> Fault:
    """Return what is wrong with a key of files that could be read, with the line where it stands in one of them."""
    main, *others = _parts(read_files(path), {}, None)
    return Places(main, others).fault(Finding(path=key, problem=problem, remedy=remedy))


def parse(
    content: bytes,
    *,
    file: str,
    folder: Path,
    environ: Mapping[str, str],
    extractors: Collection[str] | None = None,
) -> Config:
    """Return the settings in the bytes of a file; `${file:…}` paths start at `folder`. Raises: ConfigError."""
    if len(content) > FILE_LIMIT_BYTES:
        problem = f"is larger than {FILE_LIMIT_BYTES // 1024**2} MiB"
        raise ConfigError([Fault(file=file, line=None, key="", problem=problem, remedy="is it the right file?")])
    return _settled([File(name=file, folder=folder, content=content)], environ, extractors)


def _settled(
    files: Sequence[File],
    environ: Mapping[str, str],
    extractors: Collection[str] | None,
    *,
    stand_in: StandIn | None = None,
) -> Config:
    main, *others = _parts(files, environ, stand_in)
    places = Places(main, others)
    keys, positions, wrong = validate(places.root)
    findings = places.findings + wrong
    config = None
    if keys is not None:
        config = settle(keys)
        whole = not findings and not places.alone
        findings += disagreements(keys, config, places, positions, extractors=extractors, whole=whole)
    if findings or places.alone or config is None:
        raise ConfigError(_faults(places, files[0].name, findings)) from None
    return config


def _parts(files: Sequence[File], environ: Mapping[str, str], stand_in: StandIn | None) -> list[Part]:
    """Return what each file says. Raises: ConfigError with what keeps any of them from being read."""
    parts: list[Part] = []
    unread: list[Fault] = []
    references: dict[Path, References] = {}
    for file in files:
        fresh = References(folder=file.folder, environ=environ, stand_in=stand_in)
        substitute = references.setdefault(file.folder, fresh)
        try:
            root, findings = compose(file.text, file=file.name, substitute=substitute)
        except ConfigError as error:
            unread += error.faults
        else:
            parts.append(Part(file=file.name, root=root, findings=findings))
    if unread:
        raise ConfigError(unread)
    return parts


def _faults(places: Places, file: str, findings: Iterable[Finding]) -> list[Fault]:
    """Return one fault per key, by file and line."""
    listed, more = places.faults(findings, FAULTS_LIMIT)
    if more:
        problem = f"{more:,} more faults are not listed"
        listed.append(Fault(file=file, line=None, key="", problem=problem, remedy="is it the right file?"))
    return listed
