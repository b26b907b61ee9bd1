"""What a webhook's settings mean: text → values, pure. Each raises Refused with words for the user."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlsplit

from monitor.config.suggest import nearest_or_all
from monitor.config.tree import Text, shown
from monitor.config.values import URL_LIMIT_CHARS, Refused, text, url
from monitor.patterns import BadPattern, compile_pattern
from monitor.templates import TEMPLATE_LIMIT_CHARS, BadTemplate, compile_template

HEAD_AGE_MIN = timedelta(minutes=1)
HEAD_AGE_MAX = timedelta(days=30)
BATCH_WAIT_MAX = timedelta(minutes=10)
BATCH_WAIT_MIN = timedelta(milliseconds=100)
RATE_LIMIT_DIGITS = 6
OPTION_LIMIT_CHARS = 4096
EDIT_KINDS = (
    *("headline", "number", "negation", "quote", "name", "link", "image", "typo", "addition", "removal", "wording"),
)
"""The kinds of edit that events name (docs/edits.md)."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SCHEDULES = ("default", "standard-webhooks")

TIME_PATTERN = r"^([01]?[0-9]|2[0-3]):[0-5][0-9]$"
RATE_PATTERN = r"^[0-9]{1,6}(\.[0-9]{1,3})?/[smh]$"
SHARE_PATTERN = r"0?\.[0-9]{1,6}|[01](\.0{1,6})?"

_RATE_UNITS = {"s": 1, "m": 60, "h": 3600}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,31}://\S", re.IGNORECASE)


def hook_url(value: Any) -> str:
    """Return the address of a webhook; its format decides whether it may be other than http. Raises: Refused."""
    written = text(value, limit_chars=URL_LIMIT_CHARS)
    if _SCHEME.match(written) and urlsplit_scheme(written) not in {"http", "https"}:
        return written
    return url(value)


def urlsplit_scheme(address: str) -> str:
    """Return the scheme of an address in lower case, "" if it cannot be read.

    >>> urlsplit_scheme("MAILTO://desk"), urlsplit_scheme("http://[")
    ('mailto', '')
    """
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def pattern(value: Any) -> str:
    """Return a regular expression. Raises: Refused."""
    written = text(value, limit_chars=OPTION_LIMIT_CHARS)
    try:
        compile_pattern(str(written))
    except BadPattern as error:
        raise Refused(
            f"{shown(written)} is no regular expression: {error}",
            "it is RE2's syntax, without look-around and back-references",
        ) from None
    return written


def template(value: Any) -> str:
    """Return a Jinja template of any number of lines. Raises: Refused, with the line in the template."""
    if not isinstance(value, str) or not value:
        return text(value)
    if len(value) > TEMPLATE_LIMIT_CHARS:
        raise Refused(f"is longer than {TEMPLATE_LIMIT_CHARS:,} characters")
    try:
        compile_template(str(value))
    except BadTemplate as error:
        where = f"line {error.line}" if error.line else "somewhere"
        # Of `${file:x.j2}` the path is shown, so that this names file and line of the slip.
        file = re.fullmatch(r"\$\{file:([^{}]+)\}", value.written) if isinstance(value, Text) else None
        place = f"{file[1]}:{error.line}" if file and error.line else where
        raise Refused(f"is no template: {place}: {error}", "see https://jinja.palletsprojects.com") from None
    return value


def option(value: Any) -> str:
    """Return an option of a format: text of one line. Raises: Refused."""
    return text(value, limit_chars=OPTION_LIMIT_CHARS)


def rate(value: Any) -> float:
    """Return requests per second. Raises: Refused.

    >>> rate("5/s"), rate("30/m")
    (5.0, 0.5)
    >>> rate("5")
    Traceback (most recent call last):
    monitor.config.values.Refused: '5' has no unit (write 5/s)
    """
    written = text(value)
    if re.fullmatch(RATE_PATTERN, written):
        count, _, unit = written.partition("/")
        if float(count) > 0:
            return float(count) / _RATE_UNITS[unit]
        raise Refused(f"{shown(written)} would never send anything", "write 5/s, 30/m or 100/h")
    if written.isascii() and written.isdigit() and len(written) <= RATE_LIMIT_DIGITS:
        raise Refused(f"{shown(written)} has no unit", f"write {written}/s" if written == str(written) else None)
    raise Refused(f"{shown(written)} is no rate", "write 5/s, 30/m or 100/h")


def share(value: Any) -> float:
    """Return a number from 0 to 1. Raises: Refused.

    >>> share("0.05")
    0.05
    """
    written = text(value)
    if re.fullmatch(SHARE_PATTERN, written) and float(written) <= 1:
        return float(written)
    raise Refused(f"{shown(written)} is no number from 0 to 1", "write 0.05")


def of_day(value: Any) -> time:
    """Return a time of day. Raises: Refused.

    >>> of_day("7:30")
    datetime.time(7, 30)
    """
    written = text(value)
    if re.fullmatch(TIME_PATTERN, written):
        hours, _, minutes = written.partition(":")
        return time(int(hours), int(minutes))
    raise Refused(f"{shown(written)} is no time of day", 'write it like "22:00", in quotes')


def day(value: Any) -> int:
    """Return a day of the week, Monday is 0. Raises: Refused.

    >>> day("sun")
    6
    """
    written = text(value)
    if written.lower() in DAYS:
        return DAYS.index(written.lower())
    raise Refused(f"{shown(written)} is no day", f"known: {', '.join(DAYS)}")


def edit_kind(value: Any) -> str:
    """Return a kind of edit. Raises: Refused."""
    written = text(value)
    if written in EDIT_KINDS:
        return str(written)
    raise Refused(f"{shown(written)} is no kind of edit", nearest_or_all(written, EDIT_KINDS))
