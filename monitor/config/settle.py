"""The keys' values → the settings that the rest of the program uses, with the defaults filled in. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.config.api_keys import settle_api
from monitor.config.discover_keys import settle_discovery
from monitor.config.keep_keys import settle_keeping
from monitor.config.pace_keys import settle_etiquette, settle_timetable
from monitor.config.push_keys import settle_push
from monitor.config.settle_webhook import Webhook, merged, settle_webhook
from monitor.config.shape import DefaultsKeys
from monitor.model import ApiSettings, CssSelectors, Etiquette, JsonPaths, Keeping, Source

if TYPE_CHECKING:
    from pydantic import BaseModel

    from monitor.config.shape import ConfigKeys, SourceKeys
    from monitor.model import Selectors
    from monitor.wire.addresses import Networks

DEFAULT_STORE = "sqlite:///liveblog.db"

_KEPT_AS_GIVEN = (
    "min",
    "max",
    "timeout",
    "depth",
    "confirm_deletions",
    "backfill",
    "quarantine_after",
    "flap_after",
    "degraded_after",
    "record",
    "evidence",
    "follow",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. `user_agent` and `browser` None leave it to the fetcher; `store_url` may hold a password.

    `fetch_networks` and `deliver_networks` are what pages and webhooks may be in beside the public ones. `api` None
    means that there is none, `public_url` is where hubs reach it; `defaults` hold for sources that are added later,
    too. `watch_config` says that changes of the files are taken on by themselves.
    """

    store_url: str = field(default=DEFAULT_STORE, repr=False)
    user_agent: str | None = None
    browser: str | None = None
    etiquette: Etiquette = field(default_factory=Etiquette)
    fetch_networks: Networks = ()
    deliver_networks: Networks = ()
    sources: tuple[Source, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    api: ApiSettings | None = field(default_factory=ApiSettings)
    public_url: str | None = None
    keeping: Keeping = field(default_factory=Keeping)
    defaults: DefaultsKeys = field(default_factory=DefaultsKeys, repr=False, compare=False)
    watch_config: bool = False


def lanes(config: Config) -> set[tuple[str, str]]:
    """Return the (endpoint, source) pairs that the config asks for."""
    return {
        (webhook.endpoint.name, source.name)
        for webhook in config.webhooks
        for source in config.sources
        if webhook.wants(source)
    }


def settle(keys: ConfigKeys) -> Config:
    """Return the settings that the keys stand for."""
    defaults = keys.defaults or DefaultsKeys()
    return Config(
        store_url=str(keys.store or DEFAULT_STORE),
        user_agent=str(keys.fetch.user_agent) if keys.fetch and keys.fetch.user_agent else None,
        browser=str(keys.fetch.browser) if keys.fetch and keys.fetch.browser else None,
        etiquette=settle_etiquette(
            keys.fetch, (keys.fetch and keys.fetch.hosts) or (), keys.fetch.budget if keys.fetch else None
        ),
        fetch_networks=(keys.fetch and keys.fetch.allow_networks) or (),
        deliver_networks=(keys.deliver and keys.deliver.allow_networks) or (),
        sources=tuple(_source(source, defaults) for source in keys.sources or ()),
        webhooks=tuple(settle_webhook(webhook) for webhook in keys.webhooks or ()),
        api=settle_api(keys.api),
        public_url=settle_push(keys.push),
        keeping=settle_keeping(keys.keep),
        defaults=defaults,
        watch_config=bool(keys.watch_config),
    )


def _source(keys: SourceKeys, defaults: DefaultsKeys) -> Source:
    given: dict[str, Any] = {}
    for key in _KEPT_AS_GIVEN:
        value = getattr(keys, key)
        if value is None:
            value = getattr(defaults, key)
        if value is not None:
            given[key] = value
    interval = keys.interval or defaults.interval
    if interval is not None:
        given["interval"] = None if interval == "auto" else interval
    on_start = keys.on_start if keys.on_start is not None else defaults.on_start
    if on_start is not None:
        given["on_start"] = None if on_start == "all" else on_start
    return Source(
        name=str(keys.name),
        url=str(keys.url or keys.discover),
        discover=settle_discovery(keys),
        labels=merged(defaults.labels, keys.labels),
        headers=merged(defaults.headers, keys.headers),
        extractor=str(keys.extractor) if keys.extractor else None,
        selectors=_selectors(keys),
        zone=keys.zone,
        render=keys.render == "browser",
        robots=(keys.robots or defaults.robots) != "ignore",
        schedule=settle_timetable(keys.schedule),
        **given,
    )


def _selectors(keys: SourceKeys) -> Selectors | None:
    if keys.selectors is not None:
        return CssSelectors(**_words(keys.selectors))
    return None if keys.jmespath is None else JsonPaths(**_words(keys.jmespath))


def _words(keys: BaseModel) -> dict[str, str]:
    """Return the keys that are set, as plain strings that no longer know the file."""
    return {key: str(value) for key, value in keys if value is not None}
