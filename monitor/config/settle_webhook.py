"""A webhook's keys → its endpoint, and which sources it wants. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.model import Batch, Endpoint, Filter, Format, Ordering, QuietHours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config.webhook_keys import FilterKeys, OptionsKeys, QuietKeys, WebhookKeys
    from monitor.model import Source

_KEPT_AS_GIVEN = ("timeout", "rate", "at_once", "collapse", "schedule")
_EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An endpoint, and which sources it wants: by name, or by labels all of which a source must carry.

    Both empty: every source.
    """

    endpoint: Endpoint
    names: frozenset[str] = frozenset()
    labels: tuple[Mapping[str, str], ...] = ()

    def wants(self, source: Source) -> bool:
        if not self.names and not self.labels:
            return True
        return source.name in self.names or any(labels.items() <= source.labels.items() for labels in self.labels)


def settle_webhook(keys: WebhookKeys) -> Webhook:
    """Return the webhook that the keys stand for."""
    selectors = keys.sources or ()
    given: dict[str, Any] = {key: value for key in _KEPT_AS_GIVEN if (value := getattr(keys, key)) is not None}
    if keys.max_head_age is not None:
        given["max_head_age"] = None if keys.max_head_age == "never" else keys.max_head_age
    if keys.batch is not None:
        given["batch"] = Batch(most=keys.batch.max, wait=keys.batch.wait)
    return Webhook(
        endpoint=Endpoint(
            name=str(keys.name),
            url=str(keys.url),
            secrets=tuple(map(str, keys.secrets or ())),
            filter=_filter(keys.events, keys.filter),
            format=Format(keys.format or Format.STANDARD),
            options=_options(keys.options),
            ordering=Ordering(keys.ordering or Ordering.SOURCE),
            quiet=_quiet(keys.quiet),
            **given,
        ),
        names=frozenset(str(selector.name) for selector in selectors if selector.name is not None),
        labels=tuple(merged(selector.labels) for selector in selectors if selector.labels is not None),
    )


def merged(*mappings: Mapping[str, str] | None) -> dict[str, str]:
    """Return the mappings as one, a later one's values first, as plain strings that no longer know the file."""
    return {str(key): str(value) for mapping in mappings if mapping for key, value in mapping.items()}


def _filter(events: tuple[frozenset[str], ...] | None, keys: FilterKeys | None) -> Filter:
    types = None if events is None else frozenset().union(*events)
    if keys is None:
        return Filter(types=types)
    return Filter(
        types=types,
        words=tuple(map(str, keys.words or ())),
        pattern=None if keys.pattern is None else str(keys.pattern),
        added_only=bool(keys.added_only),
        edits=None if keys.edits is None else frozenset(keys.edits),
        authors=tuple(map(str, keys.authors or ())),
        least_change=keys.least_change or 0.0,
    )


def _options(keys: OptionsKeys | None) -> dict[str, str]:
    return {} if keys is None else {key: str(value) for key, value in keys if value is not None}


def _quiet(keys: QuietKeys | None) -> QuietHours | None:
    if keys is None:
        return None
    return QuietHours(
        start=keys.start,
        end=keys.end,
        zone=keys.zone,
        days=frozenset(keys.days or _EVERY_DAY),
        drop=bool(keys.drop),
    )
