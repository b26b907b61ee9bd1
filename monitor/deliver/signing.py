"""The Standard Webhooks signature: HMAC-SHA256 over `id.timestamp.body` (https://www.standardwebhooks.com).

A secret is `whsec_` and the base64 of 24 to 64 random bytes. An endpoint whose secret is being rotated has several,
newest first, and gets one signature for each.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Event

ID_HEADER = "webhook-id"
TIMESTAMP_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"

SECRET_PREFIX = "whsec_"  # noqa: S105 (what every secret starts with is none)
KEY_MIN_BYTES = 24
KEY_MAX_BYTES = 64
VERSION = "v1"
TOLERANCE = timedelta(minutes=5)

_URL_SAFE = str.maketrans("-_", "+/")
_AS_SENT = "surrogateescape"
"""HTTP libraries hand over header bytes that are no UTF-8 as lone surrogates: back to those bytes, no error."""

_TIMESTAMP_MAX_DIGITS = 12
"""Good until the year 33658; keeps `int` from being handed a header's worth of digits."""


class Verification(StrEnum):
    """What became of checking a signature; the value says it to whoever builds a receiver."""

    VALID = "valid"
    INCOMPLETE = "a webhook-id, webhook-timestamp or webhook-signature header is missing"
    BAD_TIMESTAMP = "webhook-timestamp is no integer of Unix seconds"
    TOO_OLD = "webhook-timestamp is more than the tolerance in the past"
    TOO_NEW = "webhook-timestamp is more than the tolerance in the future"
    WRONG = "no signature matches: another secret, or the body was changed on the way"


def message_id(events: Sequence[Event]) -> str:
    """Return the id of a request: the event's own, or for a batch one that its events' ids make.

    >>> from types import SimpleNamespace as E
    >>> message_id([E(id="evt_a")]), message_id([E(id="evt_a"), E(id="evt_b")])
    ('evt_a', 'bat_7xxvdpldcoa25noeadqmkdpij4')
    """
    if len(events) == 1:
        return events[0].id
    digest = hashlib.blake2b("\n".join(event.id for event in events).encode(), digest_size=16).digest()
    return f"bat_{base64.b32encode(digest).decode().rstrip('=').lower()}"


def parse_secret(secret: str) -> bytes:
    """Return the key that a secret stands for.

    Padding may be missing and the alphabet may be the URL-safe one. Some receivers' libraries decode those two
    otherwise, so what we make ourselves has 24 bytes, which need neither.

    >>> len(parse_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    24

    Raises: ValueError, with words that never quote the secret.
    """
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError(f'a webhook secret starts with "{SECRET_PREFIX}"; this one does not')
    text = secret.removeprefix(SECRET_PREFIX).translate(_URL_SAFE).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise ValueError(f'a webhook secret is base64 after "{SECRET_PREFIX}"; this one is not') from None
    if not KEY_MIN_BYTES <= len(key) <= KEY_MAX_BYTES:
        raise ValueError(
            f"a webhook secret holds {KEY_MIN_BYTES} to {KEY_MAX_BYTES} bytes; this one holds {len(key)} "
            f"(make one: {SECRET_PREFIX}$(openssl rand -base64 {KEY_MIN_BYTES}))"
        )
    return key


def keyed(secret: str) -> hmac.HMAC:
    """Return what signs under a secret, when copied and given a message. Raises: ValueError if the secret is none."""
    return hmac.new(parse_secret(secret), digestmod=hashlib.sha256)


def sign(
    secret: str, message_id: str, timestamp_s: int, body: bytes, *, keyed: Callable[[str], hmac.HMAC] = keyed
) -> str:
    """Return the signature of one message under one secret, such as `v1,g0hM9SsE…`.

    The timestamp is an integer on purpose: the official Python library signs datetimes outside UTC wrongly. Who
    signs much hands in a `keyed` that remembers.

    Raises: ValueError if the secret is none.
    """
    # Not `hmac.digest`: it lets go of the interpreter's lock however short the message, and waits to get it back.
    mac = keyed(secret).copy()
    mac.update(f"{message_id}.{timestamp_s}.".encode(errors=_AS_SENT) + body)
    return f"{VERSION},{base64.b64encode(mac.digest()).decode()}"


def message_headers(
    secrets: Sequence[str],
    message_id: str,
    timestamp_s: int,
    body: bytes,
    *,
    keyed: Callable[[str], hmac.HMAC] = keyed,
) -> dict[str, str]:
    """Return the headers that identify and sign one attempt; without secrets they only identify it.

    Raises: ValueError if a secret is none.
    """
    headers = {ID_HEADER: message_id, TIMESTAMP_HEADER: str(timestamp_s)}
    if secrets:
        signatures = [sign(secret, message_id, timestamp_s, body, keyed=keyed) for secret in secrets]
        headers[SIGNATURE_HEADER] = " ".join(signatures)
    return headers


def verify(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime, tolerance: timedelta = TOLERANCE
) -> Verification:
    """Say whether a received message was signed with `secret` at about `now`. Header names are lower case.

    Raises: ValueError if the secret is none.
    """
    message_id, timestamp, signatures = map(headers.get, (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER))
    if not (message_id and timestamp and signatures):
        return Verification.INCOMPLETE
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_MAX_DIGITS):
        return Verification.BAD_TIMESTAMP
    age_s = now.timestamp() - int(timestamp)
    if age_s > tolerance.total_seconds():
        return Verification.TOO_OLD
    if age_s < -tolerance.total_seconds():
        return Verification.TOO_NEW
    expected = sign(secret, message_id, int(timestamp), body).encode()
    # Every signature is compared, each in constant time: how long it takes tells nothing about which one matched.
    matches = [hmac.compare_digest(expected, given.encode(errors=_AS_SENT)) for given in signatures.split(" ")]
    return Verification.VALID if any(matches) else Verification.WRONG
