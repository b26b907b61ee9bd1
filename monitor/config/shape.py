"""The config's shape at the border: what keys there are, what each means, and the JSON Schema made from that.

The docstring under a key is its description in the schema. A key that is left out or empty is None here; the
defaults stand in `model.Source` and are filled in by `settle`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema

from monitor.config.api_keys import ApiKeys  # noqa: TC001 (pydantic reads the annotations)
from monitor.config.discover_keys import AtMost, MatchKeys, PerDay  # noqa: TC001 (pydantic reads the annotations)
from monitor.config.fields import (
    Confirmations,
    Css,
    CssOrAttribute,
    Depth,
    Failures,
    Flag,
    Headers,
    HeaderValue,
    Interval,
    JsonPath,
    Keys,
    Labels,
    Line,
    Name,
    NetworkList,
    OnStart,
    PageUrl,
    PollSpan,
    StoreUrl,
    Timeout,
    Zone,
)
from monitor.config.keep_keys import KeepKeys  # noqa: TC001 (pydantic reads the annotations)
from monitor.config.pace_keys import HOSTS_LIMIT, HostKeys, MannersKeys, TimetableKeys
from monitor.config.push_keys import PushKeys  # noqa: TC001 (pydantic reads the annotations)
from monitor.config.webhook_keys import Rate, WebhookKeys  # noqa: TC001 (pydantic reads the annotations)

if TYPE_CHECKING:
    from pydantic_core import core_schema

SOURCES_LIMIT = 100_000
WEBHOOKS_LIMIT = 1000
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FetchKeys(MannersKeys):
    """How pages are fetched."""

    user_agent: HeaderValue | None = None
    """Who we are, told to every publisher; name a contact, such as `desk-monitor (+mailto:desk@example.org)`."""
    browser: Line | None = None
    """The Chromium for sources with `render: browser`. Default: the installed one."""
    allow_networks: NetworkList | None = None
    """Networks that pages may come from beside the public ones, such as `10.0.0.0/8`. Default: none, so that no page,
    redirect or name can lead to your own machines."""
    budget: Rate | None = None
    """How much all sources with `interval: auto` may ask together, such as 20/s; it is shared so that entries wait
    least. Default: unlimited."""
    hosts: Annotated[tuple[HostKeys, ...], Field(max_length=HOSTS_LIMIT)] | None = None
    """Hosts that are treated in a way of their own."""


class DeliverKeys(Keys):
    """How webhooks are told."""

    allow_networks: NetworkList | None = None
    """Networks that webhooks may be in beside the public ones, such as `10.0.0.0/8`. Default: none."""


class PollingKeys(Keys):
    """How sources are polled."""

    interval: Interval | None = None
    """How often to poll: a duration, or `auto` (the default) for a pace between `min` and `max` that follows the
    coverage."""
    min: PollSpan | None = None
    """The shortest wait between two polls under `auto`. Default: 5s."""
    max: PollSpan | None = None
    """The longest wait between two polls under `auto`. Default: 5m."""
    timeout: Timeout | None = None
    """How long one poll may take in all, retries included. Default: 15s."""
    on_start: OnStart | None = None
    """What the first poll of a source tells: `baseline` (the default) nothing, `all` every entry, `{latest: 5}` the
    five newest."""
    labels: Labels | None = None
    """Words of your own about a source. Every event carries them, and webhooks select sources by them."""
    headers: Headers | None = None
    """Request headers to send along, such as Accept-Language or Authorization."""
    depth: Depth | None = None
    """How many pages of a live blog are read: the first with each poll, and of the older ones one every five polls, in
    turn, so that edits and deletions there are seen too. Default: 1."""
    confirm_deletions: Confirmations | None = None
    """In how many good readings in a row an entry must be gone before it is told as deleted. Default: 2."""
    backfill: Flag | None = None
    """Whether to tell entries that are older than all we had seen and turn up at the far end. Default: false."""
    quarantine_after: Confirmations | None = None
    """How many suspicious readings in a row (most entries gone at once, a page that breaks off, an older copy) must
    agree before they are believed; 1 believes each. Default: 3."""
    flap_after: Confirmations | None = None
    """How often an entry may go back and forth within an hour before one event says so and no more are told until it
    settles. Default: 3."""
    degraded_after: Failures | None = None
    """After how many failed polls in a row a source is told as degraded. Default: 3."""
    record: Flag | None = None
    """Whether to keep each response in `captures/NAME` beside the database, for `replay`. Default: false."""
    evidence: Flag | None = None
    """Whether to keep the bytes of each response that changed what is known, in a chain that proves them
    (`evidence verify`). Default: false."""
    robots: Literal["respect", "ignore"] | None = None
    """Whether to keep to the publisher's robots.txt: `respect` (the default), or `ignore` if they have agreed."""
    follow: Flag | None = None
    """Whether to go on, under the same name, to the page that a live blog names as its successor. Default: false."""


class DefaultsKeys(PollingKeys):
    """What holds for every source that does not say otherwise. Labels and headers are merged, key by key."""


class SelectorsKeys(Keys):
    """Where the entries of an HTML page stand, in CSS.

    `selector@attribute` reads an attribute instead of the words, `@attribute` one of the entry itself.
    """

    entry: Css
    """The block of one entry. One inside another is part of it."""
    id: CssOrAttribute | None = None
    """The publisher's own name for an entry, such as `@data-post-id`."""
    url: CssOrAttribute | None = None
    """The address of an entry: a link, or an attribute."""
    title: CssOrAttribute | None = None
    """Its headline."""
    text: CssOrAttribute | None = None
    """Its paragraphs, as many as match. Default: what the other keys leave of the entry."""
    time: CssOrAttribute | None = None
    """When it was published: the `datetime` of a time element, else its words."""
    author: CssOrAttribute | None = None
    """Who wrote it, one or several."""


class JmespathKeys(Keys):
    """Where the entries of a JSON page stand, in JMESPath (https://jmespath.org)."""

    entries: JsonPath
    """The list of entries, newest or oldest first."""
    script: Css | None = None
    """The script block that holds the JSON of an HTML page, in CSS, such as `#__NEXT_DATA__`."""
    id: JsonPath | None = None
    """The publisher's own name for an entry. This and all that follow are looked up in each entry."""
    url: JsonPath | None = None
    """The address of an entry."""
    title: JsonPath | None = None
    """Its headline."""
    text: JsonPath | None = None
    """Its text, one string or several."""
    html: JsonPath | None = None
    """Its text as HTML, from which links and pictures are read, too."""
    time: JsonPath | None = None
    """When it was published: ISO 8601, seconds or milliseconds since 1970, or words."""
    author: JsonPath | None = None
    """Who wrote it: a name or a list of names."""


class SourceKeys(PollingKeys):
    """One live blog to watch, or an index of live blogs."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["url"]}, {"required": ["discover"]}]})

    name: Name
    """What the source is called in events, logs and webhooks' `sources`; unique."""
    url: PageUrl | None = None
    """The address of the live blog's page or feed."""
    discover: PageUrl | None = None
    """Instead of `url`: the address of an index (a page, a feed or a news sitemap) whose live blogs are watched while
    they are live, each as a source of its own with these settings, named like `politics/2026-11-23-budget-live`."""
    match: MatchKeys | None = None
    """Which of the pages that the index lists are live blogs to watch. Default: all of them."""
    at_most: AtMost | None = None
    """How many live blogs of the index are watched at once. Default: 10."""
    per_day: PerDay | None = None
    """How many of them are taken up within a day. Default: 20."""
    extractor: Name | None = None
    """Forces one extractor by its name; `probe URL` shows which there are. Without it the best one is chosen."""
    selectors: SelectorsKeys | None = None
    """Where the entries of a page stand, in CSS: for one that no extractor reads as it should."""
    jmespath: JmespathKeys | None = None
    """Where the entries of a JSON page, or of JSON in a page, stand."""
    zone: Zone | None = None
    """The time zone of times that name none, such as `Europe/London`. Default: that of
    the page's own dates, else UTC, which `probe` warns of."""
    schedule: TimetableKeys | None = None
    """When it is polled: hours of some days, or the times of a cron expression. Default: always."""
    render: Literal["browser"] | None = None
    """`browser`: the page needs JavaScript, so a Chromium renders it first (needs the extra `browser`)."""


class ConfigKeys(Keys):
    """The config of liveblog-monitor."""

    model_config = ConfigDict(title="liveblog-monitor", json_schema_extra={"required": ["sources"]})

    store: StoreUrl | None = None
    """The database: `sqlite:///path` (relative to the working directory; default: liveblog.db) or `postgresql://…`."""
    api: ApiKeys | None = None
    fetch: FetchKeys | None = None
    push: PushKeys | None = None
    deliver: DeliverKeys | None = None
    keep: KeepKeys | None = None
    defaults: DefaultsKeys | None = None
    sources: Annotated[tuple[SourceKeys, ...], Field(max_length=SOURCES_LIMIT)] | None = None
    """The live blogs to watch."""
    webhooks: Annotated[tuple[WebhookKeys, ...], Field(max_length=WEBHOOKS_LIMIT)] | None = None
    """Who is told."""
    watch_config: Flag | None = None
    """Whether the daemon takes on a changed config as soon as its files change, and not only when it is told to
    (SIGHUP, `systemctl reload`, `liveblog-monitor reload`). Default: false."""


class _Schema(GenerateJsonSchema):
    """Leaves out null and its being the default: to an editor a key without a value is a slip."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema that editors check a config by."""
    return {"$schema": DIALECT, **ConfigKeys.model_json_schema(schema_generator=_Schema)}
