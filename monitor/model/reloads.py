"""What a reload of the config changes, by names and keys alone: values may be secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesTurned:
    """The names that come and go; `changed` has the keys that differ by name."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.added) + len(self.removed) + len(self.changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What differs between two configs. `settings` are keys that are taken on at once, `restart` those that are not."""

    sources: NamesTurned = field(default_factory=NamesTurned)
    webhooks: NamesTurned = field(default_factory=NamesTurned)
    settings: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sources.count or self.webhooks.count or self.settings or self.restart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What a database knows of the config that was last run with it: the sources' addresses, and who is told of any."""

    sources: Mapping[str, str] = field(default_factory=dict)
    webhooks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """How the last reload went: what it changed, or why it changed nothing.

    `restart` are the settings in the file, as far as it could be read, that wait for the next start.
    """

    at: datetime
    differences: Differences = field(default_factory=Differences)
    restart: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.faults
