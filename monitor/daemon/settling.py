"""How a config becomes what the daemon runs with, and keys that come by the API become sources beside it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from monitor.app import Setup
from monitor.config import faults, lanes, load, parse_source
from monitor.daemon.roster import Reading
from monitor.extract import EXTRACTORS
from monitor.fetch import DEFAULT_USER_AGENT
from monitor.watching import named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The config that a setup was made of: how it is read again (raises ConfigError), and made a setup of."""

    config: Config
    read: Callable[[], Awaitable[Config]]
    settle: Callable[[Config], Setup]


def setup_of(config: Config, path: Path, environ: Mapping[str, str]) -> Setup:
    """Return the setup that a config stands for; it can be read again from its files."""

    async def read() -> Config:
        # In a thread: 10,000 sources take 0.6 s.
        return await asyncio.to_thread(load, path, environ=environ, extractors=EXTRACTORS)

    return Setup(
        sources=config.sources,
        endpoints=[webhook.endpoint for webhook in config.webhooks],
        lanes=lanes(config),
        store_url=config.store_url,
        fetch_networks=config.fetch_networks,
        deliver_networks=config.deliver_networks,
        user_agent=config.user_agent or DEFAULT_USER_AGENT,
        browser=config.browser,
        etiquette=config.etiquette,
        api=config.api,
        public_url=config.public_url,
        keeping=config.keeping,
        reading=reading_of(config),
        origin=Origin(config=config, read=read, settle=partial(setup_of, path=path, environ=environ)),
    )
