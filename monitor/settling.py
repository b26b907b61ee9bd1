"""How keys that come by the API become sources, beside the config that the daemon runs with."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor.config import faults, parse_source
from monitor.extract import EXTRACTORS
from monitor.roster import Reading
from monitor.watching import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.config import Config
    from monitor.model import Source


def reading_of(config: Config) -> Reading:
    """Return how keys are read: with the config's defaults, and for the webhooks whose selectors match."""
    return Reading(
        source=partial(_source, config),
        faults=partial(faults, extractors=EXTRACTORS),
        wanting=partial(_wanting, config),
    )


def _source(config: Config, keys: Mapping[str, Any]) -> Source:
    """Return the source that the keys stand for, named after its address if they give no name. Raises: ConfigError."""
    url = keys.get("url")
    if "name" not in keys and isinstance(url, str):
        with suppress(ValueError):  # no address at all, which is said below
            keys = {**keys, "name": named([url], interval=None, latest=0)[0].name}
    return parse_source(keys, config, extractors=EXTRACTORS)


def _wanting(config: Config, source: Source) -> list[str]:
    return [webhook.endpoint.name for webhook in config.webhooks if webhook.wants(source)]
