"""What the platforms answer: some say with 200 that it failed, some put in the body how long to wait. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from monitor.model import Format

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.model import Endpoint

REASON_LIMIT_CHARS = 200
RETRY_LIMIT = timedelta(hours=24)
"""Nobody is asked to wait longer than this, whatever an answer says."""

_SLACK_GONE = frozenset(
    {
        *("no_service", "no_service_id", "no_team", "team_disabled", "channel_is_archived", "channel_not_found"),
        "invalid_token",
    }
)
_TEAMS_FAILED = re.compile(rb"Microsoft Teams endpoint returned HTTP error (\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an answer means.

    `reason` says in the platform's words why it was refused. `retry_after` is what its body asks for, where the header
    Retry-After does not. `gone`: the place that the endpoint stands for is no more, or no longer ours to write to, so
    that no later event can be delivered either.
    """

    accepted: bool
    reason: str | None = None
    retry_after: timedelta | None = None
    gone: bool = False


def read_answer(endpoint: Endpoint, status: int, body: bytes) -> Reading:
    """Return what an endpoint's answer means; its body may be cut short. Retry-After is the same for all formats."""
    read = _READERS.get(endpoint.format)
    if read is not None and (reading := read(status, body)) is not None:
        return reading
    return Reading(accepted=200 <= status < 300, gone=status == 410)  # noqa: PLR2004 (RFC 9110)


def _slack(status: int, body: bytes) -> Reading | None:
    """Read words such as `no_service`: the webhook was removed, its channel archived or its app taken away."""
    word = _words(body)
    return None if _is_2xx(status) else Reading(accepted=False, reason=word, gone=word in _SLACK_GONE or status == 410)  # noqa: PLR2004


def _discord(status: int, body: bytes) -> Reading | None:
    """Read `retry_after`, seconds as a fraction, and code 10015: there is no such webhook any more."""
    if _is_2xx(status):
        return None
    said = _mapping(body)
    return Reading(
        accepted=False,
        reason=_text(said.get("message")),
        retry_after=_seconds(said.get("retry_after")),
        gone=said.get("code") in {10003, 10015},
    )


def _telegram(status: int, body: bytes) -> Reading | None:
    """Read `ok`, and `parameters.retry_after` in seconds; 403 says that the bot was thrown out or blocked."""
    said = _mapping(body)
    if said.get("ok") is True or (not said and _is_2xx(status)):
        return None
    wishes = said.get("parameters")
    wishes = wishes if isinstance(wishes, dict) else {}
    reason = _text(said.get("description"))
    if "migrate_to_chat_id" in wishes:
        reason = f"the chat has become another one: set chat_id to {_text(wishes['migrate_to_chat_id'])}"
    code = said.get("error_code", status)
    return Reading(
        accepted=False, reason=reason, retry_after=_seconds(wishes.get("retry_after")), gone=code in {401, 403, 404}
    )


def _teams(status: int, body: bytes) -> Reading | None:
    """Read the sentence with which Teams reports a failure behind a 200."""
    if failed := _TEAMS_FAILED.search(body):
        return Reading(accepted=False, reason=f"Teams answered {failed[1].decode()}")
    if _is_2xx(status):
        return None
    error = _mapping(body).get("error")
    said = error if isinstance(error, dict) else {}
    return Reading(accepted=False, reason=_text(said.get("message")), gone=said.get("code") == "WorkflowNotFound")


def _ntfy(status: int, body: bytes) -> Reading | None:
    return None if _is_2xx(status) else Reading(accepted=False, reason=_text(_mapping(body).get("error")))


_READERS: Mapping[Format, Callable[[int, bytes], Reading | None]] = {
    Format.SLACK: _slack,
    Format.DISCORD: _discord,
    Format.TELEGRAM: _telegram,
    Format.TEAMS: _teams,
    Format.NTFY: _ntfy,
}


def _is_2xx(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 (RFC 9110)


def _mapping(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body, empty if there is none."""
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _seconds(value: object) -> timedelta | None:
    """Return so many seconds, within reason."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        return None
    return timedelta(seconds=min(float(value), RETRY_LIMIT.total_seconds()))


def _text(value: object) -> str | None:
    """Return words on one line, cut short."""
    return " ".join(str(value).split())[:REASON_LIMIT_CHARS] or None if isinstance(value, str | int) else None


def _words(body: bytes) -> str | None:
    return _text(body[: 4 * REASON_LIMIT_CHARS].decode("utf-8", "replace"))
