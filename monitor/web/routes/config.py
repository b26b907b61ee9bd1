"""The config: how its last reload went, what one would change, and reloading it. Names and keys, never values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from monitor.web.answers import told
from monitor.web.parts import parts_of

if TYPE_CHECKING:
    from monitor.model import Differences, NamesTurned

router = APIRouter(tags=["operation"])

REFUSALS: dict[int | str, dict[str, str]] = {
    409: {"description": "There is no config to read, or the API cannot listen where it says."},
    422: {"description": "The config is faulty; nothing has changed."},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedShape:
    name: str
    keys: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesShape:
    """What comes, what goes, and in which keys the others differ."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[ChangedShape] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesShape:
    """What differs between the config that runs and its files. `restart` are the settings that wait for one."""

    sources: NamesShape
    webhooks: NamesShape
    settings: list[str]
    restart: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadShape:
    """How the last reload went: `at` null means that there was none since the start; `faults` kept it from being."""

    at: datetime | None = None
    good: bool = True
    faults: list[str] = field(default_factory=list)
    restart: list[str] = field(default_factory=list)


@router.get("/api/config/reload", response_model=ReloadShape)
async def last_reload(request: Request) -> Response:
    """Say how the last reload of the config went."""
    last = parts_of(request).control.last_reload()
    if last is None:
        return told(ReloadShape())
    return told(ReloadShape(at=last.at, good=last.good, faults=list(last.faults), restart=list(last.restart)))


@router.get("/api/config/diff", response_model=DifferencesShape, responses=REFUSALS)
async def preview_reload(request: Request) -> Response:
    """Say what a reload would change; a faulty config is a problem with each fault."""
    return told(_shape(await parts_of(request).control.preview_reload()))


@router.post("/api/config/reload", response_model=DifferencesShape, responses=REFUSALS)
async def reload(request: Request) -> Response:
    """Take on what has changed in the config's files, and say what that was; a faulty config changes nothing."""
    return told(_shape(await parts_of(request).control.reload()))


def _shape(found: Differences) -> DifferencesShape:
    return DifferencesShape(
        sources=_names(found.sources),
        webhooks=_names(found.webhooks),
        settings=list(found.settings),
        restart=list(found.restart),
    )


def _names(turned: NamesTurned) -> NamesShape:
    return NamesShape(
        added=list(turned.added),
        removed=list(turned.removed),
        changed=[ChangedShape(name=name, keys=list(keys)) for name, keys in turned.changed.items()],
    )
