"""What a reload does: from the config that runs to the one that was read. Pure.

plan(old, new)           what comes, goes and differs, with the new values
running(old, new)        what runs after a reload: the new one without the settings that wait for the next start
    plan.differences         the same by names and keys alone, for logs and users: values may be secrets
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from monitor.config.settle import Config
from monitor.model import Differences, Endpoint, NamesTurned
from monitor.turnover import Turnover, turnover

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitor.config.settle_webhook import Webhook
    from monitor.model import Registered, Source

_LISTS = frozenset({"sources", "webhooks"})

KEYS: Mapping[str, str] = {
    "store_url": "store",
    "user_agent": "fetch.user_agent",
    "browser": "fetch.browser",
    "keeping": "keep",
    "etiquette": "fetch.hosts, gap, at_once and budgets",
    "fetch_networks": "fetch.allow_networks",
    "deliver_networks": "deliver.allow_networks",
    "public_url": "push.public_url",
}
"""What the settings are called in the file, where not as here."""

TAKEN_ON = frozenset(
    {
        "user_agent",
        "browser",
        "keeping",
        "etiquette",
        "fetch_networks",
        "deliver_networks",
        "api",
        "defaults",
        "watch_config",
    }
)
"""The settings that a running daemon takes on. The others wait for its next start: first of all the store, since
everything hangs on the database that it has open."""

_SOURCE_KEYS: Mapping[str, str] = {"discover": "discover, match, at_most or per_day"}
_ENDPOINT_KEYS: Mapping[str, str] = {"filter": "events or filter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What turns one config into another; `settings` has the new value of each that differs, by its name in Config."""

    sources: Turnover[Source]
    webhooks: Turnover[Webhook]
    settings: Mapping[str, Any]
    differences: Differences

    def __bool__(self) -> bool:
        return bool(self.sources or self.webhooks or self.settings)


def plan(old: Config, new: Config) -> Plan:
    """Return what turns the old config into the new one."""
    settings = dict(_settings(old, new))
    before, after = _by_name(old), _by_name(new)
    sources, webhooks = turnover(before[0], after[0]), turnover(before[1], after[1])
    differences = Differences(
        sources=_names(sources, before[0], _source_keys),
        webhooks=_names(webhooks, before[1], _webhook_keys),
        settings=tuple(KEYS.get(name, name) for name in settings if name in TAKEN_ON),
        restart=tuple(KEYS.get(name, name) for name in settings if name not in TAKEN_ON),
    )
    return Plan(sources=sources, webhooks=webhooks, settings=settings, differences=differences)


def compared(registered: Registered, new: Config) -> Differences:
    """Return how a config differs from what a database knows of the last one: names and addresses, no more."""
    urls = {source.name: source.url for source in new.sources}
    told = {webhook.endpoint.name for webhook in new.webhooks if any(map(webhook.wants, new.sources))}
    turn = turnover(registered.sources, urls)
    return Differences(
        sources=NamesTurned(
            added=tuple(turn.added), removed=tuple(turn.removed), changed=dict.fromkeys(turn.changed, ("url",))
        ),
        webhooks=NamesTurned(
            added=tuple(sorted(told - registered.webhooks)), removed=tuple(sorted(registered.webhooks - told))
        ),
    )


def running(old: Config, new: Config) -> Config:
    """Return what a daemon runs with that took on the new config: but for the settings that wait for its next start."""
    waiting = {name: getattr(old, name) for name, _ in _settings(old, new) if name not in TAKEN_ON}
    return replace(new, **waiting)


def _by_name(config: Config) -> tuple[dict[str, Source], dict[str, Webhook]]:
    return (
        {source.name: source for source in config.sources},
        {webhook.endpoint.name: webhook for webhook in config.webhooks},
    )


def _settings(old: Config, new: Config) -> Iterator[tuple[str, Any]]:
    # Of all fields, whether or not they count when two configs are compared: defaults hold for sources added later.
    for field in fields(Config):
        if field.name not in _LISTS and getattr(old, field.name) != (value := getattr(new, field.name)):
            yield field.name, value


def _names(turn: Turnover[Any], old: Mapping[str, Any], keys: Callable[[Any, Any], tuple[str, ...]]) -> NamesTurned:
    return NamesTurned(
        added=tuple(turn.added),
        removed=tuple(turn.removed),
        changed={name: keys(old[name], new) for name, new in turn.changed.items()},
    )


def _source_keys(old: Source, new: Source) -> tuple[str, ...]:
    return tuple(_SOURCE_KEYS.get(name, name) for name in _differing(old, new))


def _webhook_keys(old: Webhook, new: Webhook) -> tuple[str, ...]:
    selected = ("sources",) if (old.names, old.labels) != (new.names, new.labels) else ()
    return (*(_ENDPOINT_KEYS.get(name, name) for name in _differing(old.endpoint, new.endpoint)), *selected)


def _differing(old: Source | Endpoint, new: Source | Endpoint) -> Iterator[str]:
    """Yield the fields in which two values differ, as they are called there, which is how the file calls most."""
    return (field.name for field in fields(old) if getattr(old, field.name) != getattr(new, field.name))
