"""What of a webhook may be shown: the path and query of its address are often the only secret that guards it (Slack).

origin(url)              of an address
withheld(text, hidden)   of what a receiver answers: some repeat the whole request in their errors
    hidden(…)            what is left out of it
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.deliver.signing import SECRET_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WITHHELD = b"[withheld]"
TELLING_CHARS = 8
"""Parts of a path or query that are shorter are words such as `hooks`, which may stand anywhere, and guard nothing."""

BOT_PREFIX = "bot"
"""What stands before the token in the path of Telegram's addresses."""

_AS_READ = "surrogateescape"


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, for logs and reasons.

    >>> origin("https://user:pass@hooks.example.org:8443/services/T0/B0/token?key=1")
    'https://hooks.example.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def hidden(url: str, secrets: Sequence[str], token: str = "") -> re.Pattern[bytes]:
    """Return what finds an endpoint's secrets in a text, as they are and as they are written in addresses."""
    known = {written for secret in _secrets(url, secrets, token) for written in (secret, unquote(secret)) if written}
    # The longest first: a password may begin as another secret does.
    longest_first = sorted((secret.encode(errors=_AS_READ) for secret in known), key=lambda one: (-len(one), one))
    return re.compile(b"|".join(map(re.escape, longest_first)) or b"(?!)")


def withheld(text: bytes, hidden: re.Pattern[bytes]) -> bytes:
    """Return the text without what is hidden.

    >>> withheld(b"no route for /services/B0D4FAD9", re.compile(b"B0D4FAD9"))
    b'no route for /services/[withheld]'
    """
    return hidden.sub(WITHHELD, text)


def _secrets(url: str, secrets: Sequence[str], token: str) -> Iterator[str]:
    for secret in secrets:
        yield secret.removeprefix(SECRET_PREFIX)
    parts = urlsplit(url)
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    if password:
        yield password
        yield b64encode(f"{unquote(user)}:{unquote(password)}".encode(errors=_AS_READ)).decode()
    values = (value for _, value in parse_qsl(parts.query))
    # What stands in the query may also be one token without a name.
    for part in (*parts.path.split("/"), *parts.query.split("&"), *values, token):
        if len(part) >= TELLING_CHARS:
            yield part
            yield part.removeprefix(BOT_PREFIX)
