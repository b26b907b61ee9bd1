"""The config's shape at the border: what keys there are, what each means, and the JSON Schema made from that.

The docstring under a key is its description in the schema. A key that is left out or empty is None here; the
defaults stand in `model.Source` and are filled in by `settle`.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (pydantic reads the annotations)
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from monitor.config import selection, values
from monitor.config.tree import Table

if TYPE_CHECKING:
    from pydantic_core import core_schema

SOURCES_LIMIT = 100_000
WEBHOOKS_LIMIT = 1000
LABELS_LIMIT = 64
HEADERS_LIMIT = 64
SECRETS_LIMIT = 8
INTERVAL_MIN = timedelta(milliseconds=200)
INTERVAL_MAX = timedelta(days=7)
TIMEOUT_MIN = timedelta(milliseconds=100)
TIMEOUT_MAX = timedelta(minutes=5)
CONFIRM_LIMIT = 100
DEGRADED_LIMIT = 1000

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Sources that a webhook wants: the one of this name, or those that carry all of these labels."""

    name: str | None = None
    labels: Mapping[str, str] | None = None


def _interval(value: Any) -> timedelta | Literal["auto"]:
    if value == "auto":
        return "auto"
    return _poll_span(value)


def _selector(value: Any) -> Selector:
    if not isinstance(value, Table):
        return Selector(name=values.text(value))
    if not value:
        raise values.Refused("selects nothing", "write a source's name or a label such as {desk: world}")
    return Selector(labels={values.label(key): values.text(label) for key, label in value.items()})


_poll_span = partial(values.span, least=INTERVAL_MIN, most=INTERVAL_MAX)

_DURATION = {"type": "string", "pattern": values.DURATION_PATTERN, "examples": ["5s", "1m30s", "500ms"]}
_SCALAR = {"type": ["string", "number", "boolean"]}
_URL = {"type": "string", "pattern": r"^(https?://|\$\{)", "examples": ["https://www.example.org/live/ukraine"]}


PollSpan = Annotated[timedelta, PlainValidator(_poll_span), WithJsonSchema(_DURATION)]
Timeout = Annotated[
    timedelta,
    PlainValidator(partial(values.span, least=TIMEOUT_MIN, most=TIMEOUT_MAX)),
    WithJsonSchema(_DURATION),
]
Interval = Annotated[
    timedelta | Literal["auto"],
    PlainValidator(_interval),
    WithJsonSchema({"anyOf": [{"const": "auto"}, _DURATION]}),
]
OnStart = Annotated[
    int | Literal["all"],
    PlainValidator(lambda value: "all" if (told := values.on_start(value)) is None else told),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["baseline", "all"]},
                {"type": "string", "pattern": "^latest: *[0-9]+$"},
                {
                    "type": "object",
                    "properties": {"latest": {"type": "integer", "minimum": 1, "maximum": values.LATEST_LIMIT}},
                    "required": ["latest"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Flag = Annotated[bool, PlainValidator(values.flag), WithJsonSchema({"type": "boolean"})]
Confirmations = Annotated[
    int,
    PlainValidator(partial(values.number, least=1, most=CONFIRM_LIMIT)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": CONFIRM_LIMIT}),
]
Failures = Annotated[
    int,
    PlainValidator(partial(values.number, least=1, most=DEGRADED_LIMIT)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": DEGRADED_LIMIT}),
]
Name = Annotated[
    str,
    PlainValidator(values.name),
    WithJsonSchema({"type": "string", "pattern": values.NAME_PATTERN, "examples": ["ukraine"]}),
]
PageUrl = Annotated[str, PlainValidator(values.page_url), WithJsonSchema(_URL)]
HookUrl = Annotated[str, PlainValidator(values.url), WithJsonSchema(_URL)]
Line = Annotated[str, PlainValidator(values.text), WithJsonSchema({"type": "string"})]
HeaderValue = Annotated[str, PlainValidator(values.header_value), WithJsonSchema(_SCALAR)]
Labels = Annotated[
    dict[
        Annotated[str, PlainValidator(values.label), WithJsonSchema({"type": "string"})],
        Annotated[str, PlainValidator(values.text), WithJsonSchema(_SCALAR)],
    ],
    Field(max_length=LABELS_LIMIT, examples=[{"desk": "world"}]),
]
Headers = Annotated[
    dict[Annotated[str, PlainValidator(values.header_name), WithJsonSchema({"type": "string"})], HeaderValue],
    Field(max_length=HEADERS_LIMIT, examples=[{"Accept-Language": "en"}]),
]
Secret = Annotated[
    str, PlainValidator(values.secret), WithJsonSchema({"type": "string", "examples": ["${DESK_SECRET}"]})
]
Zone = Annotated[
    ZoneInfo,
    PlainValidator(values.zone),
    WithJsonSchema({"type": "string", "examples": ["Europe/London", "America/New_York"]}),
]
Css = Annotated[
    str,
    PlainValidator(selection.css),
    WithJsonSchema({"type": "string", "examples": ["article.post", "#updates > li"]}),
]
CssOrAttribute = Annotated[
    str,
    PlainValidator(selection.css_or_attribute),
    WithJsonSchema({"type": "string", "examples": ["h2", "time@datetime", "@data-post-id"]}),
]
JsonPath = Annotated[
    str,
    PlainValidator(selection.path),
    WithJsonSchema({"type": "string", "examples": ["id", "author.name", "join(', ', authors[].name)"]}),
]
StoreUrl = Annotated[
    str,
    PlainValidator(values.store_url),
    WithJsonSchema(
        {"type": "string", "examples": ["sqlite:///liveblog.db", "postgresql://monitor@db.example.org/live"]}
    ),
]
EventFilter = Annotated[
    frozenset[str],
    PlainValidator(values.events),
    WithJsonSchema({"enum": [*values.EVENT_TYPES, *values.EVENT_GROUPS]}),
]
Selected = Annotated[
    Selector,
    PlainValidator(_selector),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": values.NAME_PATTERN},
                {"type": "object", "additionalProperties": _SCALAR, "minProperties": 1},
            ],
            "examples": ["ukraine", {"desk": "world"}],
        }
    ),
]


class _Keys(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True)


class FetchKeys(_Keys):
    """How pages are fetched."""

    user_agent: HeaderValue | None = None
    """Who we are, told to every publisher; name a contact, such as `desk-monitor (+mailto:desk@example.org)`."""
    browser: Line | None = None
    """The Chromium for sources with `render: browser`. Default: the installed one."""


class PollingKeys(_Keys):
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


class DefaultsKeys(PollingKeys):
    """What holds for every source that does not say otherwise. Labels and headers are merged, key by key."""


class SelectorsKeys(_Keys):
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


class JmespathKeys(_Keys):
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
    """One live blog to watch."""

    name: Name
    """What the source is called in events, logs and webhooks' `sources`; unique."""
    url: PageUrl
    """The address of the live blog's page or feed."""
    extractor: Name | None = None
    """Forces one extractor by its name; `probe URL` shows which there are. Without it the best one is chosen."""
    selectors: SelectorsKeys | None = None
    """Where the entries of a page stand, in CSS: for one that no extractor reads as it should."""
    jmespath: JmespathKeys | None = None
    """Where the entries of a JSON page, or of JSON in a page, stand."""
    zone: Zone | None = None
    """The time zone of times that name none, such as `Europe/London`. Default: UTC, which `probe` warns of."""
    render: Literal["browser"] | None = None
    """`browser`: the page needs JavaScript, so a Chromium renders it first (needs the extra `browser`)."""


class WebhookKeys(_Keys):
    """One receiver of events."""

    name: Name
    """What the webhook is called in logs and the database; unique. A new name starts with new events."""
    url: HookUrl
    """Where to POST events to."""
    secrets: Annotated[tuple[Secret, ...], Field(min_length=1, max_length=SECRETS_LIMIT)]
    """What events are signed with (Standard Webhooks: `whsec_` and base64), newest first; two while one is replaced."""
    events: Annotated[tuple[EventFilter, ...], Field(min_length=1)] | None = None
    """Which events to send: types or groups such as `entry.*`. Default: all."""
    sources: Annotated[tuple[Selected, ...], Field(min_length=1)] | None = None
    """Whose events to send: names, or labels such as `{desk: world}` of which a source must carry all. Default: all."""
    timeout: Timeout | None = None
    """How long one delivery may take. Default: 15s."""
    format: Literal["standard"] | None = None
    """The form of the request; `standard` is Standard Webhooks."""


class ConfigKeys(_Keys):
    """The config of liveblog-monitor."""

    model_config = ConfigDict(title="liveblog-monitor", json_schema_extra={"required": ["sources"]})

    store: StoreUrl | None = None
    """The database: `sqlite:///path` (relative to the working directory; default: liveblog.db) or `postgresql://…`."""
    fetch: FetchKeys | None = None
    defaults: DefaultsKeys | None = None
    sources: Annotated[tuple[SourceKeys, ...], Field(max_length=SOURCES_LIMIT)] | None = None
    """The live blogs to watch."""
    webhooks: Annotated[tuple[WebhookKeys, ...], Field(max_length=WEBHOOKS_LIMIT)] | None = None
    """Who is told."""


class _Schema(GenerateJsonSchema):
    """Leaves out null and its being the default: to an editor a key without a value is a slip."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema that editors check a config by."""
    return {"$schema": DIALECT, **ConfigKeys.model_json_schema(schema_generator=_Schema)}
