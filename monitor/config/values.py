"""What single settings mean: text → values, pure. Each raises Refused with words for the user, never with a secret."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from monitor.config.suggest import nearest, nearest_or_all
from monitor.config.tree import Items, Table, is_literal, shown
from monitor.model import EventType
from monitor.wire.addresses import parse_network

if TYPE_CHECKING:
    from monitor.wire.addresses import Network

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"
LABEL_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$"
DURATION_PATTERN = r"^(?=.)([0-9]{1,6}d)?([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?([0-9]{1,6}ms)?$"
URL_LIMIT_CHARS = 4096
TEXT_LIMIT_CHARS = 256
HEADER_LIMIT_CHARS = 8192
NUMBER_LIMIT_DIGITS = 9
LATEST_LIMIT = 1000
SECRET_PREFIX = "whsec_"  # noqa: S105 (what every secret starts with is none)
SECRET_MIN_BYTES = 24
SECRET_MAX_BYTES = 64

OWN_HEADERS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "te", "trailer"),
        *("if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range"),
        *("transfer-encoding", "upgrade"),
    }
)
"""What the fetcher itself must set for conditional requests, limits and connections to work."""

EVENT_TYPES = tuple(map(str, EventType))
EVENT_GROUPS = {
    f"{group}.*": frozenset(event for event in EVENT_TYPES if event.partition(".")[0] == group)
    for group in sorted({event.partition(".")[0] for event in EVENT_TYPES})
}

_SECRET_REMEDY = "make one: liveblog-monitor secret new"  # noqa: S105 (a command that makes one)
_ZONE_REMEDY = "write an IANA name, such as Europe/London"
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNESCAPED = re.compile(r'[\s<>"{}|\\^`]')
_ZONE_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")
_INTEGER = re.compile(r"(?P<decimal>[-+]?[0-9]+)|0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)")
_URL_SAFE = str.maketrans("-_", "+/")


class Refused(ValueError):
    """A value that cannot be meant: what is wrong with it, and what would be right."""

    def __init__(self, problem: str, remedy: str | None = None) -> None:
        super().__init__(problem if remedy is None else f"{problem} ({remedy})")
        self.problem = problem
        self.remedy = remedy


def text(value: Any, *, limit_chars: int = TEXT_LIMIT_CHARS) -> str:
    """Return the value if it is text of one line with something in it. Raises: Refused."""
    if value is None or value == "":
        raise Refused("is empty", "write a value")
    if not isinstance(value, str):
        raise Refused(f"must be text, not {kind(value)}")
    if len(value) > limit_chars:
        raise Refused(f"is longer than {limit_chars} characters")
    if _CONTROL.search(value):
        raise Refused("holds a line break or another control character", "write it on one line")
    return value


def kind(value: Any) -> str:
    """Return what the user wrote, in words."""
    match value:
        case None:
            return "nothing"
        case Items():
            return "a list"
        case Table():
            return "a mapping"
        case _:
            return "text"


def duration(value: Any, *, unit: str = "s") -> timedelta:
    """Return a duration such as `15s`, `5m`, `1h30m`, `500ms` or `2d`; `unit` is proposed for a bare number.

    Raises: Refused.

    >>> duration("1h30m")
    datetime.timedelta(seconds=5400)
    >>> duration("15")
    Traceback (most recent call last):
    monitor.config.values.Refused: '15' has no unit (write 15s)
    """
    written = text(value)
    match = re.fullmatch(DURATION_PATTERN, written)
    if match is not None and match.end() == len(written):
        parts = zip(match.groups(), _UNITS, strict=True)
        return timedelta(milliseconds=sum(int(part.rstrip("dhms")) * size for part, (_, size) in parts if part))
    if written.isascii() and written.isdigit() and is_literal(written):
        raise Refused(f"{shown(written)} has no unit", f"write {written[:NUMBER_LIMIT_DIGITS]}{unit}")
    raise Refused(f"{shown(written)} is no duration", "write it like 15s, 5m, 1h30m or 500ms")


def in_words(time: timedelta) -> str:
    """Return a duration as the config writes it.

    >>> in_words(timedelta(minutes=90, milliseconds=200))
    '1h30m200ms'
    """
    left_ms = time // timedelta(milliseconds=1)
    parts = []
    for unit, size in _UNITS:
        count, left_ms = divmod(left_ms, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def span(value: Any, *, least: timedelta, most: timedelta) -> timedelta:
    """Return a duration within bounds. Raises: Refused."""
    found = duration(value, unit="d" if least >= timedelta(minutes=30) else "s")
    if not least <= found <= most:
        raise Refused(f"{shown(value)} is not between {in_words(least)} and {in_words(most)}")
    return found


def number(value: Any, *, least: int, most: int) -> int:
    """Return an integer (YAML 1.2 core schema) within bounds. Raises: Refused.

    >>> number("0x1F", least=0, most=100)
    31
    """
    written = text(value)
    match = _INTEGER.fullmatch(written) if len(written) <= NUMBER_LIMIT_DIGITS else None
    if match is None:
        raise Refused(f"{shown(written)} is no whole number between {least} and {most}")
    found = int(
        match["decimal"] or match["octal"] or match["hex"],
        {"decimal": 10, "octal": 8, "hex": 16}[match.lastgroup or ""],
    )
    if not least <= found <= most:
        raise Refused(f"{shown(written)} is not between {least} and {most}")
    return found


def flag(value: Any) -> bool:
    """Return true or false (YAML 1.2 core schema: yes, no, on and off are neither). Raises: Refused."""
    written = text(value)
    if written in ("true", "True", "TRUE"):
        return True
    if written in ("false", "False", "FALSE"):
        return False
    meant = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    known = meant.get(written.lower()) if is_literal(written) else None
    raise Refused(f"{shown(written)} is neither true nor false", f"write {known or 'true or false'}")


def name(value: Any) -> str:
    """Return a name for a source or a webhook. Raises: Refused."""
    written = text(value)
    if re.fullmatch(NAME_PATTERN, written) and not written.endswith("\n"):
        return written
    slug = re.sub(r"[^a-z0-9._-]+", "-", written.lower()).strip("-._")[:64]
    raise Refused(
        f"{shown(written)} is no name: a-z, 0-9, '.', '_' and '-', at most 64, a letter or digit first",
        f"for example {slug}" if slug and is_literal(written) else None,
    )


def url(value: Any) -> str:
    """Return an http or https address. Its words are never repeated, since an address may hold a token.

    Raises: Refused.
    """
    written = text(value, limit_chars=URL_LIMIT_CHARS)
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise Refused("is no address: its host or port cannot be read", "write https://host/path") from None
    if parts.scheme not in ("http", "https"):
        raise Refused("is no web address: it must begin with https:// or http://", "write https://host/path")
    if not parts.hostname or port == 0:
        raise Refused("is no address: it names no host, or port 0", "write https://host/path")
    if _UNESCAPED.search(parts.netloc) or " " in written:
        raise Refused("is no address: it holds a character that must be escaped", "write a space as %20")
    return written


def page_url(value: Any) -> str:
    """Return the address of a source; unlike a webhook's it is told to receivers, so it must hold no credentials."""
    written = url(value)
    if "@" in urlsplit(written).netloc:
        raise Refused(
            "holds a user name or password, which every event would repeat",
            'send it as a header: headers: {Authorization: "Basic ${NAME}"}',
        )
    return written


def header_name(value: Any) -> str:
    """Return the name of a request header in lower case. Raises: Refused."""
    written = text(value)
    if _HEADER_NAME.fullmatch(written) is None:
        raise Refused(f"{shown(written)} is no header name", "write it like Accept-Language")
    if written.lower() in OWN_HEADERS:
        raise Refused(f"the header {shown(written)} is set by the daemon itself", "leave it out")
    return written.lower()


def header_value(value: Any) -> str:
    """Return the value of a request header, which may be a secret. Raises: Refused."""
    written = text(value, limit_chars=HEADER_LIMIT_CHARS)
    if not written.isascii() or written != written.strip():
        raise Refused("holds a character that a header cannot (ASCII only, no space at either end)")
    return written


def network(value: Any) -> Network:
    """Return a network such as `10.0.0.0/8`, or one address. Raises: Refused."""
    written = text(value)
    try:
        return parse_network(written)
    except ValueError as error:
        problem, _, remedy = str(error).partition(": ")
        literal = is_literal(written)
        raise Refused(f"{shown(written)} {problem}", remedy if literal else "write 10.0.0.0/8 or fd00::/8") from None


def zone(value: Any) -> ZoneInfo:
    """Return a time zone by its IANA name. Raises: Refused."""
    written = text(value)
    if _ZONE_NAME.fullmatch(written):
        try:
            return ZoneInfo(str(written))
        except (ZoneInfoNotFoundError, ValueError, OSError):  # the last two: a folder, such as Europe
            pass
    is_region = any(name.startswith(f"{written}/") for name in _zones())
    if is_region or not is_literal(written):
        raise Refused(f"{shown(written)} is no time zone", _ZONE_REMEDY)
    # Many write the city alone, of which a plain comparison makes nothing.
    wanted = written.rpartition("/")[2].replace(" ", "_").casefold()
    meant = next((name for name in _zones() if name.rpartition("/")[2].casefold() == wanted), None)
    meant = meant or nearest(written, _zones())
    raise Refused(f"{shown(written)} is no time zone", f"did you mean {meant}?" if meant else _ZONE_REMEDY)


@cache
def _zones() -> tuple[str, ...]:
    """Return the names of all zones; gathering them from the system's files takes 15 ms."""
    return tuple(sorted(available_timezones()))


def label(value: Any) -> str:
    """Return the key of a label. Raises: Refused."""
    written = text(value)
    if re.fullmatch(LABEL_PATTERN, written) is None or written.endswith("\n"):
        raise Refused(f"{shown(written)} is no label: letters, digits, '.', '_' and '-', at most 64")
    return written


def on_start(value: Any) -> int | None:
    """Return how many entries the first poll tells: `baseline` is 0, `all` is None, `latest: N` is N. Raises: Refused.

    >>> on_start("latest: 5")
    5
    """
    if isinstance(value, Table):
        if list(value) != ["latest"]:
            raise Refused("is neither baseline, all nor {latest: N}", "write on_start: {latest: 5}")
        return number(value["latest"], least=1, most=LATEST_LIMIT)
    written = text(value)
    if written in ("baseline", "all"):
        return 0 if written == "baseline" else None
    if written.startswith("latest:"):
        count = written.removeprefix("latest:").strip()
        if (
            count.isascii()
            and count.isdigit()
            and len(count) <= NUMBER_LIMIT_DIGITS
            and 1 <= int(count) <= LATEST_LIMIT
        ):
            return int(count)
        raise Refused(f"{shown(written)} must count from 1 to {LATEST_LIMIT}", "write on_start: {latest: 5}")
    raise Refused(f"{shown(written)} is neither baseline, all nor {{latest: N}}", "write on_start: baseline")


def secret(value: Any) -> str:
    """Return a Standard Webhooks secret: `whsec_` and the base64 of 24 to 64 bytes. Raises: Refused."""
    written = text(value)
    if not written.startswith(SECRET_PREFIX):
        raise Refused(f"is no webhook secret: it must begin with {SECRET_PREFIX}", _SECRET_REMEDY)
    encoded = written.removeprefix(SECRET_PREFIX).translate(_URL_SAFE).rstrip("=")
    try:
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:  # binascii.Error, or not ASCII; not chained, since a traceback would show the secret
        raise Refused(f"is no webhook secret: what follows {SECRET_PREFIX} is no base64", _SECRET_REMEDY) from None
    if not SECRET_MIN_BYTES <= len(key) <= SECRET_MAX_BYTES:
        raise Refused(
            f"is no webhook secret: it stands for {len(key)} bytes, not {SECRET_MIN_BYTES} to {SECRET_MAX_BYTES}",
            _SECRET_REMEDY,
        )
    return written


def events(value: Any) -> frozenset[str]:
    """Return the event types that one filter stands for: a type, or a group such as `entry.*`. Raises: Refused.

    >>> sorted(events("live_blog.*"))
    ['live_blog.ended', 'live_blog.moved', 'live_blog.updated']
    """
    written = text(value)
    if written in EVENT_GROUPS:
        return EVENT_GROUPS[written]
    if written in EVENT_TYPES:
        return frozenset({str(written)})
    raise Refused(f"{shown(written)} is no event type", nearest_or_all(written, [*EVENT_TYPES, *EVENT_GROUPS]))


def store_url(value: Any) -> str:
    """Return the address of a database, which may hold a password. Raises: Refused."""
    written = text(value, limit_chars=URL_LIMIT_CHARS)
    try:
        scheme, netloc, path, _, _ = urlsplit(written)
    except ValueError:
        raise Refused(
            "is no database that we know: its host cannot be read", "write postgresql://host/database"
        ) from None
    if scheme == "sqlite" and not netloc and path.strip("/"):
        return written
    if scheme == "postgresql" and written.startswith("postgresql://") and (netloc or path):
        return written
    if scheme == "postgres":
        raise Refused("begins with postgres://", "write postgresql://")
    raise Refused("is no database that we know", "write sqlite:///liveblog.db or postgresql://user@host/database")
