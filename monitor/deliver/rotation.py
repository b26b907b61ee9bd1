"""Which of an endpoint's secrets sign today. Pure.

A secret that a newer one has followed signs beside it for a day, so that receivers can change over at their leisure.
When the newer one was first seen is kept in the database, by a digest that says nothing of the secret.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Endpoint, Health

OLDER_SIGN_FOR = timedelta(hours=24)

_DIGEST_BYTES = 16


def digest(secret: str) -> str:
    """Return what a secret is known by: secrets hold 24 random bytes or more, so that nobody can guess it back."""
    return hashlib.blake2b(secret.encode(), digest_size=_DIGEST_BYTES, person=b"webhook-secret").hexdigest()


def seen(health: Health, endpoint: Endpoint, *, now: datetime) -> Health:
    """Return the health with the newest secret, and since when it has been that."""
    newest = digest(endpoint.secrets[0]) if endpoint.secrets else None
    return health if newest == health.key else replace(health, key=newest, key_since=now)


def older_end_at(health: Health, endpoint: Endpoint) -> datetime | None:
    """Return when only the newest secret signs any more, None if there is no other one."""
    if len(endpoint.secrets) < 2 or health.key_since is None:  # noqa: PLR2004 (the newest and one more)
        return None
    return health.key_since + OLDER_SIGN_FOR
