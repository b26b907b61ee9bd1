"""What a webhook's keys must be to its format and to each other. Pure.

It looks at the document and not at the keys that were read from it: those of a webhook with any fault are gone, and all
faults are told at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.config.suggest import nearest
from monitor.config.tree import Finding, Items, Table, Text
from monitor.config.webhook_keys import BATCH_LIMIT, OptionsKeys, WebhookKeys
from monitor.config.webhook_values import urlsplit_scheme
from monitor.model import MOST_IN_BATCH, SIGNED, Format

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.tree import Path, Value

OPTIONS = {
    Format.TELEGRAM: ("chat_id", "thread_id"),
    Format.DISCORD: ("thread_id",),
    Format.NTFY: ("token", "priority"),
    Format.TEMPLATE: ("template", "content_type"),
}
"""The options that a format takes; the others take none."""

REQUIRED = {
    Format.TELEGRAM: ("chat_id", 'add options: {chat_id: "-1001234"}; a bot in the chat learns it from getUpdates'),
    Format.TEMPLATE: ("template", 'add options: {template: "${file:hook.json.j2}"}'),
}

_SECRET_REMEDY = 'add secrets: ["${DESK_SECRET}"]; `liveblog-monitor secret new` makes one'  # noqa: S105 (none)
_BOT = re.compile(r"/bot[^/]+(/sendMessage)?/?")
_TOPIC = re.compile(r"/[A-Za-z0-9_-]{1,64}/?")


def misfits(root: Value) -> Iterator[Finding]:
    """Yield what is wrong between the keys of each webhook."""
    webhooks = root.get("webhooks") if isinstance(root, Table) else None
    for at, item in enumerate(webhooks if isinstance(webhooks, Items) else ()):
        if isinstance(item, Table) and (format_ := _format(item)) is not None:
            path: Path = ("webhooks", at)
            yield from _secrets(path, item, format_)
            yield from _address(path, item, format_)
            yield from _options(path, item, format_)
            yield from _batch(path, item, format_)
            yield from _quiet(path, item)


def _format(item: Table) -> Format | None:
    """Return the webhook's format, None if it is none that we know."""
    written = item.get("format")
    if written is None:
        return Format.STANDARD
    return next((format_ for format_ in Format if format_.value == written), None)


def _secrets(path: Path, item: Table, format_: Format) -> Iterator[Finding]:
    if format_ not in SIGNED or item.get("secrets") is not None:
        return
    unknown = [key for key in item if key not in WebhookKeys.model_fields]
    if not any(nearest(key, ["secrets"]) for key in unknown):  # else that key is at fault
        problem = f"is missing: {format_.value} events are signed"
        yield Finding(path=(*path, "secrets"), problem=problem, remedy=_SECRET_REMEDY)


def _address(path: Path, item: Table, format_: Format) -> Iterator[Finding]:
    url = item.get("url")
    if not isinstance(url, Text) or format_ is Format.APPRISE:
        return
    if urlsplit_scheme(url) not in {"http", "https"}:
        if "://" in url:
            problem = "is no web address: it must begin with https:// or http://"
            yield Finding(path=(*path, "url"), problem=problem, remedy="write https://host/path, or format: apprise")
        return
    if format_ is Format.TELEGRAM and not _BOT.fullmatch(urlsplit(url).path):
        problem = "is no address of a Telegram bot"
        yield Finding(path=(*path, "url"), problem=problem, remedy="write https://api.telegram.org/bot${BOT_TOKEN}")
    if format_ is Format.NTFY and not _TOPIC.fullmatch(urlsplit(url).path):
        problem = "names no topic of ntfy"
        yield Finding(path=(*path, "url"), problem=problem, remedy="write https://ntfy.sh/your-topic")


def _options(path: Path, item: Table, format_: Format) -> Iterator[Finding]:
    options = item.get("options")
    given = options if isinstance(options, Table) else {}
    taken = OPTIONS.get(format_, ())
    for key in given:
        if key in OptionsKeys.model_fields and key not in taken:
            of = " and ".join(other.value for other, keys in OPTIONS.items() if key in keys)
            problem = f"is of no use with format {format_.value}"
            yield Finding(
                path=(*path, "options", key), problem=problem, remedy=f"it belongs to format {of}", about_key=True
            )
    if format_ in REQUIRED:
        key, remedy = REQUIRED[format_]
        if given.get(key) is None:
            yield Finding(path=(*path, "options", key), problem="is missing", remedy=remedy)


def _batch(path: Path, item: Table, format_: Format) -> Iterator[Finding]:
    batch = item.get("batch")
    most = batch.get("max") if isinstance(batch, Table) else None
    if isinstance(most, Text) and most.isascii() and most.isdigit():
        limit = MOST_IN_BATCH[format_]
        if len(most) <= len(str(BATCH_LIMIT)) and limit < int(most) <= BATCH_LIMIT:
            problem = f"is more than the {limit} events that one {format_.value} message has room for"
            yield Finding(path=(*path, "batch", "max"), problem=problem, remedy=f"write {limit} or less")


def _quiet(path: Path, item: Table) -> Iterator[Finding]:
    quiet = item.get("quiet")
    if isinstance(quiet, Table) and quiet.get("start") is not None and quiet.get("start") == quiet.get("end"):
        yield Finding(path=(*path, "quiet", "end"), problem="is when it starts", remedy="write another time of day")
