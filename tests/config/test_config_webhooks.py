"""The keys of webhooks: what each becomes, and what must agree with what."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from jsonschema import Draft202012Validator

from monitor.compare.kinds import KINDS
from monitor.config import json_schema, parse, webhook_values
from monitor.config.webhook_rules import OPTIONS
from monitor.deliver.backoff import SCHEDULES
from monitor.errors import ConfigError
from monitor.model import SIGNED, Batch, Endpoint, Filter, Format, Ordering, QuietHours
from monitor.templates import VARIABLES

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
A_SOURCE = "sources: [{name: a, url: 'https://a.example'}]\n"
HOOK = "webhooks: [{name: w, url: 'https://h.example', "
SIGNED_HOOK = HOOK + f"secrets: [{SECRET}], "
BOT = "webhooks: [{name: w, url: 'https://api.telegram.org/bot1:x', format: telegram, "
MAKE_ONE = 'add secrets: ["${DESK_SECRET}"]; `liveblog-monitor secret new` makes one'
NO_WEB = "is no web address: it must begin with https:// or http://"
ADD_CHAT = 'add options: {chat_id: "-1001234"}; a bot in the chat learns it from getUpdates'
RE2 = "it is RE2's syntax, without look-around and back-references"
KNOWN_FORMATS = "standard, cloudevents, slack, discord, teams, telegram, ntfy, template or apprise"


def read(text, folder=Path("/nowhere")):
    return parse((A_SOURCE + text).encode(), file="c.yaml", folder=folder, environ={"T": "tk_1"}).webhooks[0].endpoint


def faults(text, folder=Path("/nowhere")):
    with pytest.raises(ConfigError) as caught:
        read(text, folder)
    return sorted(str(fault).removeprefix("c.yaml:2: webhooks[0].") for fault in caught.value.faults)


def test_every_key_arrives():
    """Each key ends up in the value that the program uses, as its own type."""
    text = f"""webhooks:
  - name: w
    url: https://h.example
    format: standard
    secrets: [{SECRET}]
    events: [entry.created]
    filter:
      words: [cease fire, 'dam']
      pattern: (?i)dam
      added_only: true
      edits: [number, quote]
      authors: [Ann]
      least_change: 0.05
    ordering: entry
    schedule: standard-webhooks
    max_head_age: never
    rate: 30/m
    at_once: 8
    batch: {{max: 20, wait: 2s}}
    collapse: true
    quiet: {{start: "22:00", end: "7:30", zone: Europe/London, days: [sat, sun], drop: true}}
"""
    expected = Endpoint(
        name="w",
        url="https://h.example",
        secrets=(SECRET,),
        filter=Filter(
            types=frozenset({"entry.created"}),
            words=("cease fire", "dam"),
            pattern="(?i)dam",
            added_only=True,
            edits=frozenset({"number", "quote"}),
            authors=("Ann",),
            least_change=0.05,
        ),
        ordering=Ordering.ENTRY,
        schedule="standard-webhooks",
        max_head_age=None,
        rate=0.5,
        at_once=8,
        batch=Batch(most=20, wait=timedelta(seconds=2)),
        collapse=True,
        quiet=QuietHours(
            start=time(22), end=time(7, 30), zone=ZoneInfo("Europe/London"), days=frozenset({5, 6}), drop=True
        ),
    )
    assert expected == read(text)


def test_what_is_left_out_is_the_default():
    """Name, address and secret are enough; the rest is what Endpoint says."""
    least = read(SIGNED_HOOK + "}]")
    assert Endpoint(name="w", url="https://h.example", secrets=(SECRET,)) == least
    assert frozenset(range(7)) == read(SIGNED_HOOK + 'quiet: {start: "1:00", end: "2:00", zone: UTC}}]').quiet.days
    assert timedelta(minutes=5) == read(SIGNED_HOOK + "max_head_age: 5m}]").max_head_age


@pytest.mark.parametrize("format_", [format_ for format_ in Format if format_ not in OPTIONS])
def test_formats(format_):
    """Each format can be asked for; only those whose receivers check signatures need a secret."""
    secret = f"secrets: [{SECRET}], " if format_ in SIGNED else ""
    assert (format_, {}) == ((found := read(HOOK + secret + f"format: {format_.value}}}]")).format, found.options)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (BOT + "options: {chat_id: -1001, thread_id: 7}}]", {"chat_id": "-1001", "thread_id": "7"}),
        (HOOK + "format: discord, options: {thread_id: 5}}]", {"thread_id": "5"}),
        (
            "webhooks: [{name: w, url: 'https://ntfy.sh/desk', format: ntfy, options: {token: '${T}', priority: 5}}]",
            {"token": "tk_1", "priority": "5"},
        ),
        (
            HOOK + "format: template, options: {template: '{{ headline }}', content_type: text/plain}}]",
            {"template": "{{ headline }}", "content_type": "text/plain"},
        ),
    ],
)
def test_options(text, options):
    """What a format needs arrives as plain text that no longer knows the file."""
    found = read(text).options
    assert (options, {str}) == (found, {type(value) for value in found.values()})


def test_a_template_comes_from_a_file(tmp_path):
    """A template of many lines stands in a file beside the config."""
    (tmp_path / "hook.j2").write_text('{"a":\n {{ headline | tojson }}}\n')
    found = read(HOOK + "format: template, options: {template: '${file:hook.j2}'}}]", tmp_path)
    assert '{"a":\n {{ headline | tojson }}}' == found.options["template"]


def test_a_fault_in_a_template_has_its_file_and_line(tmp_path):
    """Both the line of the config and that of the template are named."""
    (tmp_path / "hook.j2").write_text('{"a":\n {{ headlin | tojson }}}\n')
    [fault] = faults(HOOK + "format: template, options: {template: '${file:hook.j2}'}}]", tmp_path)
    assert fault.startswith(
        "options.template: is no template: hook.j2:2: there is no variable 'headlin'; known: byline"
    )


APPRISE = "webhooks: [{name: w, url: 'mailto://desk:x@example.org', format: apprise}]"


def test_apprise_takes_its_own_addresses():
    """What no other format could send to."""
    assert "mailto://desk:x@example.org" == read(APPRISE).url


FAULTS = [
    (SIGNED_HOOK + "format: smoke}]", [f"format: 'smoke' is not known (write {KNOWN_FORMATS})"]),
    (SIGNED_HOOK + "format: [x]}]", [f"format: must be text, not a list (write {KNOWN_FORMATS})"]),
    (
        HOOK + "format: cloudevents}]",
        [f"secrets: is missing: cloudevents events are signed ({MAKE_ONE})"],
    ),
    (HOOK + f"secret: [{SECRET}]}}]", ["secret: unknown key 'secret' (did you mean 'secrets'?)"]),
    (
        f"webhooks: [{{name: w, url: 'mailto://d@h.example', secrets: [{SECRET}]}}]",
        [f"url: {NO_WEB} (write https://host/path, or format: apprise)"],
    ),
    (
        f"webhooks: [{{name: w, url: 'h.example', secrets: [{SECRET}]}}]",
        [f"url: {NO_WEB} (write https://host/path)"],
    ),
    (
        HOOK + "format: telegram, options: {chat_id: 1}}]",
        ["url: is no address of a Telegram bot (write https://api.telegram.org/bot${BOT_TOKEN})"],
    ),
    (HOOK + "format: ntfy}]", ["url: names no topic of ntfy (write https://ntfy.sh/your-topic)"]),
    (
        BOT + "}]",
        [f"options.chat_id: is missing ({ADD_CHAT})"],
    ),
    (
        HOOK + "format: template, options: {}}]",
        ['options.template: is missing (add options: {template: "${file:hook.json.j2}"})'],
    ),
    (
        HOOK + "format: slack, options: {thread_id: 1, colour: red}}]",
        [
            "options.thread_id: is of no use with format slack (it belongs to format telegram and discord)",
            "options.colour: unknown key 'colour' (known: chat_id, thread_id, token, priority, template, content_type)",
        ],
    ),
    (
        HOOK + "format: discord, batch: {max: 11, wait: 1s}}]",
        ["batch.max: is more than the 10 events that one discord message has room for (write 10 or less)"],
    ),
    (SIGNED_HOOK + "batch: {max: 1000, wait: 1s}}]", ["batch.max: '1000' is not between 2 and 100"]),
    (SIGNED_HOOK + "batch: {max: 5}}]", ["batch.wait: is missing (add wait: …)"]),
    (
        SIGNED_HOOK + 'quiet: {start: "22:00", end: "22:00", zone: UTC}}]',
        ["quiet.end: is when it starts (write another time of day)"],
    ),
    (
        SIGNED_HOOK + "quiet: {start: 25:00, end: 1:00, zone: UTC, days: [monday]}}]",
        [
            "quiet.start: '25:00' is no time of day (write it like \"22:00\", in quotes)",
            "quiet.days[0]: 'monday' is no day (known: mon, tue, wed, thu, fri, sat, sun)",
        ],
    ),
    (
        SIGNED_HOOK + "filter: {pattern: '(?=a)', edits: [numbers], least_change: 5%}}]",
        [
            f"filter.pattern: '(?=a)' is no regular expression: invalid perl operator: (?= ({RE2})",
            "filter.edits[0]: 'numbers' is no kind of edit (did you mean 'number'?)",
            "filter.least_change: '5%' is no number from 0 to 1 (write 0.05)",
        ],
    ),
    (SIGNED_HOOK + "rate: 5}]", ["rate: '5' has no unit (write 5/s)"]),
    (SIGNED_HOOK + "rate: 0/s}]", ["rate: '0/s' would never send anything (write 5/s, 30/m or 100/h)"]),
    (SIGNED_HOOK + "rate: fast}]", ["rate: 'fast' is no rate (write 5/s, 30/m or 100/h)"]),
    (SIGNED_HOOK + "max_head_age: 1s}]", ["max_head_age: '1s' is not between 1m and 30d"]),
    (
        SIGNED_HOOK + "ordering: entries}]",
        ["ordering: 'entries' is not known (write source, entry or none)"],
    ),
    (
        HOOK + "format: template, options: {template: '{{ x }}'}}]",
        [
            "options.template: is no template: line 1: there is no variable 'x'; known: "
            + ", ".join(sorted(VARIABLES))
            + " (see https://jinja.palletsprojects.com)"
        ],
    ),
    (HOOK + "format: template, options: {template: [x]}}]", ["options.template: must be text, not a list"]),
    (
        HOOK + f"format: template, options: {{template: {'x' * 70_000}}}}}]",
        ["options.template: is longer than 65,536 characters"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS, ids=range(len(FAULTS)))
def test_fault(text, expected):
    """What is wrong is said at its key, with what would be right."""
    assert sorted(expected) == faults(text)


def test_all_faults_come_at_once():
    """A webhook with a wrong key is still asked for its secret."""
    assert ["rate", "secrets"] == [fault.partition(":")[0] for fault in faults(HOOK + "rate: fast}]")]


def test_kinds_and_schedules_are_those_of_the_program():
    """What the config names is what events and retries know."""
    assert (KINDS, set(SCHEDULES)) == (webhook_values.EDIT_KINDS, set(webhook_values.SCHEDULES))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            SIGNED_HOOK + 'rate: 5/s, quiet: {start: "22:00", end: "6:00", zone: UTC}, filter: {least_change: 0.1}}]',
            True,
        ),
        (HOOK + "format: slack, batch: {max: 5, wait: 1s}, max_head_age: never}]", True),
        (APPRISE, True),
        (SIGNED_HOOK + "rate: 5}]", False),
        (SIGNED_HOOK + "filter: {edits: [colour]}}]", False),
        (SIGNED_HOOK + "batch: {max: 1, wait: 1s}}]", False),
        (SIGNED_HOOK + "quiet: {start: '22:00', end: '6:00'}}]", False),
    ],
)
def test_schema_says_what_the_program_says(text, right):
    """What an editor underlines the program refuses, and the reverse."""
    assert right is Draft202012Validator(json_schema()).is_valid(yaml.safe_load(A_SOURCE + text))
    try:
        read(text)
        found = True
    except ConfigError:
        found = False
    assert right is found
