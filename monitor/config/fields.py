"""What single keys of the config may be: each type with the check of its values and its part of the JSON Schema.

The keys themselves stand in `shape` and `webhook_keys`.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (pydantic reads the annotations)
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema

from monitor.config import selection, values
from monitor.config.references import address_or_stand_in
from monitor.config.tree import Table

LABELS_LIMIT = 64
NETWORKS_LIMIT = 256
HEADERS_LIMIT = 64
INTERVAL_MIN = timedelta(milliseconds=200)
INTERVAL_MAX = timedelta(days=7)
TIMEOUT_MIN = timedelta(milliseconds=100)
TIMEOUT_MAX = timedelta(minutes=5)
CONFIRM_LIMIT = 100
DEGRADED_LIMIT = 1000
DEPTH_LIMIT = 20


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

DURATION = {"type": "string", "pattern": values.DURATION_PATTERN, "examples": ["5s", "1m30s", "500ms"]}
SCALAR = {"type": ["string", "number", "boolean"]}
_URL = {"type": "string", "pattern": r"^(https?://|\$\{)", "examples": ["https://www.example.org/live/ukraine"]}


PollSpan = Annotated[timedelta, PlainValidator(_poll_span), WithJsonSchema(DURATION)]
Timeout = Annotated[
    timedelta,
    PlainValidator(partial(values.span, least=TIMEOUT_MIN, most=TIMEOUT_MAX)),
    WithJsonSchema(DURATION),
]
Interval = Annotated[
    timedelta | Literal["auto"],
    PlainValidator(_interval),
    WithJsonSchema({"anyOf": [{"const": "auto"}, DURATION]}),
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
Depth = Annotated[
    int,
    PlainValidator(partial(values.number, least=1, most=DEPTH_LIMIT)),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": DEPTH_LIMIT}),
]
Name = Annotated[
    str,
    PlainValidator(values.name),
    WithJsonSchema({"type": "string", "pattern": values.NAME_PATTERN, "examples": ["ukraine"]}),
]
PageUrl = Annotated[str, PlainValidator(partial(address_or_stand_in, values.page_url)), WithJsonSchema(_URL)]
Line = Annotated[str, PlainValidator(values.text), WithJsonSchema({"type": "string"})]
HeaderValue = Annotated[str, PlainValidator(values.header_value), WithJsonSchema(SCALAR)]
Labels = Annotated[
    dict[
        Annotated[str, PlainValidator(values.label), WithJsonSchema({"type": "string"})],
        Annotated[str, PlainValidator(values.text), WithJsonSchema(SCALAR)],
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
NetworkList = Annotated[
    tuple[
        Annotated[
            IPv4Network | IPv6Network,
            PlainValidator(values.network),
            WithJsonSchema({"type": "string", "examples": ["10.0.0.0/8", "127.0.0.1"]}),
        ],
        ...,
    ],
    Field(max_length=NETWORKS_LIMIT),
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
                {"type": "object", "additionalProperties": SCALAR, "minProperties": 1},
            ],
            "examples": ["ukraine", {"desk": "world"}],
        }
    ),
]


class Keys(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True)
