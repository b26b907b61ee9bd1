"""What a poll says in its headers, and what it takes from the answer's."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from monitor.errors import FetchError
from monitor.model import Validators

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

DEFAULT_USER_AGENT = "liveblog-monitor/0.1"
ACCEPT = (
    "text/html, application/xhtml+xml, application/feed+json, application/atom+xml, application/rss+xml, "
    "application/json;q=0.9, application/xml;q=0.9, */*;q=0.8"
)
ACCEPT_ENCODING = "gzip, br, zstd"

MAX_VALIDATOR_CHARS = 1024
"""An ETag or date is kept in memory and in the store for every source; a longer one is not kept at all."""

PORTABLE: Final = frozenset({"accept", "accept-language", "user-agent"})
"""The only headers of a source that go along to another origin: any other may be a key to the first."""
FORBIDDEN: Final = frozenset(
    {
        *("connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding"),
        *("if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "range", "upgrade"),
    }
)
"""What a source may not set: these frame the request, or would make an answer that we cannot place."""
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
"""A header name (RFC 9110 §5.6.2)."""
PRINTABLE = re.compile(r"[\t\x20-\x7e]*")
"""A header value without control characters, so that none can end the header and start another (RFC 9110 §5.5)."""


def common_headers(user_agent: str) -> dict[str, str]:
    """Return what every request carries, names in lower case."""
    return {"accept": ACCEPT, "accept-encoding": ACCEPT_ENCODING, "user-agent": user_agent}


def own_headers(url: httpx.URL, headers: Mapping[str, str]) -> dict[str, str]:
    """Return the source's own headers, names in lower case, with the credentials of its address as Basic.

    Raises: FetchError if a header cannot be sent or is not the source's to set.
    """
    own: dict[str, str] = {}
    if url.userinfo:
        own["authorization"] = "Basic " + base64.b64encode(f"{url.username}:{url.password}".encode()).decode()
    for name, value in headers.items():
        if not TOKEN.fullmatch(name) or not PRINTABLE.fullmatch(value):
            raise FetchError(str(without_userinfo(url)), f"the header {name!r} has characters that cannot be sent")
        if name.lower() in FORBIDDEN:
            raise FetchError(str(without_userinfo(url)), f"the header {name!r} cannot be set for a source")
        own[name.lower()] = value
    return own


def without_userinfo(url: httpx.URL) -> httpx.URL:
    """Return the address as it may be shown: without user name and password, and without fragment."""
    return url.copy_with(userinfo=b"", fragment=None) if url.userinfo or url.fragment else url


def portable_headers(own: Mapping[str, str]) -> dict[str, str]:
    """Return what of a source's own headers another origin may see."""
    return {name: value for name, value in own.items() if name in PORTABLE}


def conditional_headers(known: Validators) -> dict[str, str]:
    """Return the preconditions of RFC 9110 §13.1; the date goes along for caches that know no ETag."""
    conditions = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    return {name: value for name, value in conditions.items() if value is not None}


def kept_headers(headers: httpx.Headers) -> dict[str, str]:
    """Return the answer's headers, names in lower case; cookies are not ours to keep."""
    return {name: value for name, value in headers.items() if name != "set-cookie"}


def read_validators(headers: httpx.Headers) -> Validators:
    """Return the ETag and date, to the letter, because they are sent back so."""
    return Validators(etag=_validator(headers.get("etag")), last_modified=_validator(headers.get("last-modified")))


def refresh_validators(known: Validators, headers: httpx.Headers) -> Validators:
    """Return `known` with what a 304 says anew (RFC 9110 §15.4.5, RFC 9111 §4.3.4); the digests still hold."""
    new = read_validators(headers)
    return replace(known, etag=new.etag or known.etag, last_modified=new.last_modified or known.last_modified)


def _validator(value: str | None) -> str | None:
    usable = value and len(value) <= MAX_VALIDATOR_CHARS and PRINTABLE.fullmatch(value)
    return value if usable else None
