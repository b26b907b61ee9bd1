"""Who guards a site against robots, as the headers of a challenge tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HEADERS = (("cf-mitigated", "Cloudflare"), ("x-amzn-waf-action", "AWS WAF"), ("x-dd-b", "DataDome"))
"""Headers that only a challenge has, be its status 200, 202 or 403."""


def guard_of(headers: Mapping[str, str]) -> str | None:
    """Return who challenges us by these headers, in lower case; None if nobody does.

    >>> guard_of({"cf-mitigated": "challenge"}), guard_of({"server": "cloudflare"})
    ('Cloudflare', None)
    """
    return next((name for header, name in _HEADERS if header in headers), None)
