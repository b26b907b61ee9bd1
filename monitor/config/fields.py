"""What single keys of the config may be: each type with the check of its values and its part of the JSON Schema.

The keys themselves stand in `shape` and `webhook_keys`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping  # noqa: TC003 (pydantic reads the annotations)
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import core_schema

from monitor.config import selection, values
from monitor.config.references import address_or_stand_in
from monitor.config.tree import Table

if TYPE_CHECKING:
    from pydantic.json_schema import JsonSchemaValue

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


DURATION = {"type": "string", "pattern": values.DURATION_PATTERN, "examples": ["5s", "1m30s", "500ms"]}


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Has pydantic read a value by `check` alone, and tells editors the `schema` of what may be written."""

    check: Callable[[Any], Any]
    schema: JsonSchemaValue

    def __get_pydantic_core_schema__(self, *_: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, *_: Any) -> JsonSchemaValue:
        return self.schema


def whole(least: int, most: int) -> Checked:
    """Return the check of whole numbers from one to another."""
    check = partial(values.number, least=least, most=most)
    return Checked(check, {"type": "integer", "minimum": least, "maximum": most})


def lasting(least: timedelta, most: timedelta, *, word: str | None = None) -> Checked:
    """Return the check of durations from one to another, or of a word in their place that stays as it is."""
    if word is None:
        return Checked(partial(values.span, least=least, most=most), DURATION)

    def check(value: Any) -> timedelta | str:
        return word if value == word else values.span(value, least=least, most=most)

    return Checked(check, {"anyOf": [{"const": word}, DURATION]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Sources that a webhook wants: the one of this name, or those that carry all of these labels."""

    name: str | None = None
    labels: Mapping[str, str] | None = None


def _selector(value: Any) -> Selector:
    if not isinstance(value, Table):
        return Selector(name=values.text(value))
    if not value:
        raise values.Refused("selects nothing", "write a source's name or a label such as {desk: world}")
    return Selector(labels={values.label(key): values.text(label) for key, label in value.items()})


SCALAR = {"type": ["string", "number", "boolean"]}
_URL = {"type": "string", "pattern": r"^(https?://|\$\{)", "examples": ["https://www.example.org/live/ukraine"]}


PollSpan = Annotated[timedelta, lasting(INTERVAL_MIN, INTERVAL_MAX)]
Timeout = Annotated[timedelta, lasting(TIMEOUT_MIN, TIMEOUT_MAX)]
Interval = Annotated[timedelta | Literal["auto"], lasting(INTERVAL_MIN, INTERVAL_MAX, word="auto")]
OnStart = Annotated[
    int | Literal["all"],
    Checked(
        lambda value: "all" if (told := values.on_start(value)) is None else told,
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
        },
    ),
]
Flag = Annotated[bool, Checked(values.flag, {"type": "boolean"})]
Confirmations = Annotated[int, whole(1, CONFIRM_LIMIT)]
Failures = Annotated[int, whole(1, DEGRADED_LIMIT)]
Depth = Annotated[int, whole(1, DEPTH_LIMIT)]
Name = Annotated[str, Checked(values.name, {"type": "string", "pattern": values.NAME_PATTERN, "examples": ["ukraine"]})]
PageUrl = Annotated[str, Checked(partial(address_or_stand_in, values.page_url), _URL)]
Line = Annotated[str, Checked(values.text, {"type": "string"})]
HeaderValue = Annotated[str, Checked(values.header_value, SCALAR)]
Labels = Annotated[
    dict[
        Annotated[str, Checked(values.label, {"type": "string"})],
        Annotated[str, Checked(values.text, SCALAR)],
    ],
    Field(max_length=LABELS_LIMIT, examples=[{"desk": "world"}]),
]
Headers = Annotated[
    dict[Annotated[str, Checked(values.header_name, {"type": "string"})], HeaderValue],
    Field(max_length=HEADERS_LIMIT, examples=[{"Accept-Language": "en"}]),
]
Secret = Annotated[str, Checked(values.secret, {"type": "string", "examples": ["${DESK_SECRET}"]})]
Zone = Annotated[ZoneInfo, Checked(values.zone, {"type": "string", "examples": ["Europe/London", "America/New_York"]})]
NetworkList = Annotated[
    tuple[
        Annotated[
            IPv4Network | IPv6Network,
            Checked(values.network, {"type": "string", "examples": ["10.0.0.0/8", "127.0.0.1"]}),
        ],
        ...,
    ],
    Field(max_length=NETWORKS_LIMIT),
]
Css = Annotated[str, Checked(selection.css, {"type": "string", "examples": ["article.post", "#updates > li"]})]
CssOrAttribute = Annotated[
    str, Checked(selection.css_or_attribute, {"type": "string", "examples": ["h2", "time@datetime", "@data-post-id"]})
]
JsonPath = Annotated[
    str, Checked(selection.path, {"type": "string", "examples": ["id", "author.name", "join(', ', authors[].name)"]})
]
StoreUrl = Annotated[
    str,
    Checked(
        values.store_url,
        {"type": "string", "examples": ["sqlite:///liveblog.db", "postgresql://monitor@db.example.org/live"]},
    ),
]
EventFilter = Annotated[frozenset[str], Checked(values.events, {"enum": [*values.EVENT_TYPES, *values.EVENT_GROUPS]})]
Selected = Annotated[
    Selector,
    Checked(
        _selector,
        {
            "anyOf": [
                {"type": "string", "pattern": values.NAME_PATTERN},
                {"type": "object", "additionalProperties": SCALAR, "minProperties": 1},
            ],
            "examples": ["ukraine", {"desk": "world"}],
        },
    ),
]


class Keys(BaseModel):
    """A mapping with known keys only."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, use_attribute_docstrings=True)
