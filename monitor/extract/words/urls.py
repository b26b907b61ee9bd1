"""Addresses: absolute, http(s) only, without tracking parameters; fragments stay, for they name entries."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

MAX_URL_CHARS = 4_096

_TRACKERS = (
    r"(?:utm|at|ns|mc|hsa|pk|mtm|matomo|stm|trk|wt|icid|igsh|oly)_\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|igshid|mkt_tok|vero_id|s_kwcid"
    r"|xtor|ito|cmp|cmpid|cid|ocid|ncid|icid|smid|smtyp|taid|ref_src|ref_url|guccounter|guce_\w+|__twitter_impression|_ga"
    r"|phpsessid|jsessionid|session_?id"
)
_TRACKING = re.compile(_TRACKERS, re.IGNORECASE)
# Of lower case, and for it: where case counts, each branch is refused by its first letter, in a fifth of the time.
_TRACKED = re.compile(rf"&(?:{_TRACKERS})(?:[=&]|\Z)")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\ud800-\udfff<>\"\\^`{|}]")
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]++(?:/[A-Za-z0-9/._~%+,;:@!$'()*-]*+)?(?:#[A-Za-z0-9/._~-]*+)?")
_PLAIN_ASKED = re.compile(
    r"(https?://[A-Za-z0-9.-]++(?:/[A-Za-z0-9/._~%+,:@!$'()*-]*+)?)"
    r"\?([A-Za-z0-9/._~%+,:;@!$'()*=&?-]*+)(#[A-Za-z0-9/._~-]++)?"
)
"""Most addresses are of one of these forms, which need not be taken apart: that takes ten times as long."""

_HEAD = re.compile(r"https?://[^/?#]+", re.IGNORECASE)


def clean_url(value: str, base: str) -> str | None:
    """Return `value` as an absolute address without tracking parameters, or None if it is no web address.

    >>> clean_url("/live?utm_source=x&page=2#post-7", "https://news.example/a")
    'https://news.example/live?page=2#post-7'
    >>> clean_url("javascript:alert(1)", "https://news.example/a") is None
    True
    """
    value = value.strip()
    if not value or len(value) > MAX_URL_CHARS:
        return None
    if "?" not in value:
        if _PLAIN.fullmatch(value):
            return value
    elif asked := _PLAIN_ASKED.fullmatch(value):
        query = asked[2]
        if _TRACKED.search("&" + query.lower()):
            query = "&".join([pair for pair in query.split("&") if not tracks(pair)])
        return asked[1] + (f"?{query}" if query else "") + (asked[3] or "")
    # As browsers do: tabs and newlines inside vanish (WHATWG URL §4.4), other odd characters are percent-encoded.
    value = re.sub(r"[\t\r\n]", "", value)
    value = _UNSAFE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), value)
    try:
        absolute = urljoin(base, value)
        parts = urlsplit(absolute)
        host = parts.hostname
    except ValueError:  # "[" outside an IPv6 address, and other hosts that cannot be
        return None
    if parts.scheme not in {"http", "https"} or not host or not _HEAD.match(absolute):
        return None
    query = "&".join(pair for pair in parts.query.split("&") if not tracks(pair))
    fragment = "" if tracks(parts.fragment) and "=" in parts.fragment else parts.fragment
    return parts._replace(query=query, fragment=fragment).geturl()


def tracks(pair: str) -> bool:
    """Return whether a `name=value` pair only tells where a reader came from."""
    return _TRACKING.fullmatch(pair.partition("=")[0]) is not None


def without_fragment(url: str) -> str:
    """Return an address without its fragment: what is asked for when it is fetched."""
    return url.partition("#")[0]


def page_key(url: str) -> str:
    """Return what two addresses of one page share: host and path, without scheme, "www." and closing slash.

    >>> page_key("https://www.news.example/live/?page=2#x") == page_key("http://news.example/live")
    True
    """
    without_query, _, _ = without_fragment(url).partition("?")
    _, _, rest = without_query.partition("://")
    host, slash, path = rest.partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")
