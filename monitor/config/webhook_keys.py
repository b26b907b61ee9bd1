"""The keys of one webhook: the shape of `webhooks` in the config, as `shape` is that of all else."""

from __future__ import annotations

from datetime import time, timedelta
from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from monitor.config import webhook_values
from monitor.config.fields import (
    Checked,
    EventFilter,
    Flag,
    HeaderValue,
    Keys,
    Line,
    Name,
    Secret,
    Selected,
    Timeout,
    Zone,
    lasting,
    whole,
)
from monitor.config.references import address_or_stand_in

SECRETS_LIMIT = 8
AUTHORS_LIMIT = 100
WORDS_LIMIT = 1_000
AT_ONCE_LIMIT = 64
BATCH_LIMIT = 100

HookUrl = Annotated[
    str,
    Checked(
        partial(address_or_stand_in, webhook_values.hook_url),
        {
            "type": "string",
            "pattern": r"^([A-Za-z][A-Za-z0-9+.-]*://|\$\{)",
            "examples": ["https://hooks.example.org/live"],
        },
    ),
]
Pattern = Annotated[str, Checked(webhook_values.pattern, {"type": "string", "examples": [r"(?i)\bceasefire\b"]})]
EditKind = Annotated[str, Checked(webhook_values.edit_kind, {"enum": list(webhook_values.EDIT_KINDS)})]
Share = Annotated[float, Checked(webhook_values.share, {"type": "number", "minimum": 0, "maximum": 1})]
TimeOfDay = Annotated[
    time,
    Checked(webhook_values.of_day, {"type": "string", "pattern": webhook_values.TIME_PATTERN, "examples": ["22:00"]}),
]
Day = Annotated[int, Checked(webhook_values.day, {"enum": list(webhook_values.DAYS)})]
Rate = Annotated[
    float,
    Checked(
        webhook_values.rate, {"type": "string", "pattern": webhook_values.RATE_PATTERN, "examples": ["5/s", "30/m"]}
    ),
]
HeadAge = Annotated[
    timedelta | Literal["never"], lasting(webhook_values.HEAD_AGE_MIN, webhook_values.HEAD_AGE_MAX, word="never")
]
AtOnce = Annotated[int, whole(1, AT_ONCE_LIMIT)]
BatchMax = Annotated[int, whole(2, BATCH_LIMIT)]
BatchWait = Annotated[timedelta, lasting(webhook_values.BATCH_WAIT_MIN, webhook_values.BATCH_WAIT_MAX)]
Option = Annotated[str, Checked(webhook_values.option, {"type": ["string", "number"], "examples": ["-1001234"]})]
Priority = Annotated[int, whole(1, 5)]
Template = Annotated[
    str,
    Checked(
        webhook_values.template,
        {"type": "string", "examples": ["${file:hook.json.j2}", '{"text": {{ headline | tojson }}}']},
    ),
]

FormatName = Literal["standard", "cloudevents", "slack", "discord", "teams", "telegram", "ntfy", "template", "apprise"]


class FilterKeys(Keys):
    """Which events a webhook wants beside their types and sources; each key that is there must agree."""

    words: Annotated[tuple[Line, ...], Field(min_length=1, max_length=WORDS_LIMIT)] | None = None
    """Any of these words or phrases, whole, whatever their case, in the headline or the text."""
    pattern: Pattern | None = None
    r"""A regular expression (RE2) that the headline or the text must match, such as `(?i)\bcease-?fire\b`."""
    added_only: Flag | None = None
    """Whether `words` and `pattern` look only at what an event brought that was not there before. Default: false."""
    edits: Annotated[tuple[EditKind, ...], Field(min_length=1)] | None = None
    """Of updates only those with one of these kinds of edit, such as number, negation or quote."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1, max_length=AUTHORS_LIMIT)] | None = None
    """Only entries by one of these."""
    least_change: Share | None = None
    """Of updates only those that change at least this share of the words, from 0 to 1; 0.02 leaves out most typos."""


class QuietKeys(Keys):
    """When a webhook is left in peace; what comes then is held until the end."""

    start: TimeOfDay
    """When it begins, such as "22:00"."""
    end: TimeOfDay
    """When it ends, the next day if that is earlier."""
    zone: Zone
    """Whose clocks, such as `Europe/London`."""
    days: Annotated[tuple[Day, ...], Field(min_length=1)] | None = None
    """On which days it begins. Default: every day."""
    drop: Flag | None = None
    """Whether what comes then is never sent instead of held. Default: false."""


class BatchKeys(Keys):
    """Several events of a source in one request."""

    max: BatchMax
    """How many at most."""
    wait: BatchWait
    """How long the first one waits for others."""


class OptionsKeys(Keys):
    """What single formats need."""

    chat_id: Option | None = None
    """telegram: the chat, a number or @channel."""
    thread_id: Option | None = None
    """telegram, discord: the topic or thread in it."""
    token: Option | None = None
    """ntfy: the access token, if the topic needs one."""
    priority: Priority | None = None
    """ntfy: from 1 to 5. Default: 4 for trouble with a source, 3 for all else."""
    template: Template | None = None
    """template: the body, in Jinja; `${file:hook.json.j2}` reads it from a file beside the config."""
    content_type: HeaderValue | None = None
    """template: its media type. Default: application/json."""


class WebhookKeys(Keys):
    """One receiver of events."""

    name: Name
    """What the webhook is called in logs and the database; unique. A new name starts with new events."""
    url: HookUrl
    """Where to POST events to."""
    format: FormatName | None = None
    """The form of the requests. Default: standard (Standard Webhooks)."""
    secrets: Annotated[tuple[Secret, ...], Field(min_length=1, max_length=SECRETS_LIMIT)] | None = None
    """What events are signed with (Standard Webhooks: `whsec_` and base64), newest first; two while one is replaced.
    The formats standard and cloudevents need one."""
    events: Annotated[tuple[EventFilter, ...], Field(min_length=1)] | None = None
    """Which events to send: types or groups such as `entry.*`. Default: all."""
    sources: Annotated[tuple[Selected, ...], Field(min_length=1)] | None = None
    """Whose events to send: names, or labels such as `{desk: world}` of which a source must carry all. Default: all."""
    filter: FilterKeys | None = None
    """Which of those events to send, by what they say. Default: all."""
    options: OptionsKeys | None = None
    """What the format needs, such as `{chat_id: "-1001234"}` for telegram."""
    ordering: Literal["source", "entry", "none"] | None = None
    """What waits while an event cannot be delivered: all later ones of its `source` (the default), those of the same
    `entry`, or `none`."""
    schedule: Literal["default", "standard-webhooks"] | None = None
    """When to try again: `default` (5 s, 30 s, 2 m … 24 h) or the table of the Standard Webhooks specification."""
    max_head_age: HeadAge | None = None
    """After how long an event that cannot be delivered is given up, so that later ones go on, or `never`.
    Default: 6h."""
    timeout: Timeout | None = None
    """How long one delivery may take. Default: 15s."""
    rate: Rate | None = None
    """How many requests at most, such as `5/s` or `30/m`. Default: as fast as they are answered."""
    at_once: AtOnce | None = None
    """How many requests at once, each for another source. Default: 4."""
    batch: BatchKeys | None = None
    """Sends several events of a source in one request. Default: one request each."""
    collapse: Flag | None = None
    """Whether of several unsent updates of one entry only the last is sent. Default: false."""
    quiet: QuietKeys | None = None
    """When to send nothing. Default: never."""
