"""What a capture holds: one exchange per request, with what the server answered or why it did not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

BODY_LIMIT_BYTES = 32 * 1024 * 1024
"""What the fetcher takes of a body, too."""

EXCHANGES_LIMIT = 1_000_000
"""Per capture: two months at one poll every five seconds; each takes about 500 bytes of memory."""

NO_BODY = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer; `place` names where in the capture it stands, for errors.

    `url` is in the form of `address`. `status` is None when there was no answer, and then `error` names the FetchError
    that it was and `reason` says why. `headers` have lower-case names. `read` returns the decoded body (None: there is
    none) and raises CaptureError.
    """

    at: datetime
    url: str
    place: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[], bytes] | None = None
    error: str | None = None
    reason: str | None = None

    @property
    def location(self) -> str | None:
        """The address that a redirect leads to; None for any other answer."""
        target = self.headers.get("location")
        if self.status not in REDIRECTS or target is None:
            return None
        return address(target, base=self.url)


REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """The exchanges of a capture, oldest first, and what it is called.

    `cut` says where it breaks off, if it does: what comes before that is good.
    """

    name: str
    place: str
    exchanges: Sequence[Exchange]
    cut: str | None = None


def address(url: str, *, base: str | None = None) -> str:
    """Return an address as captures name it: absolute, in one spelling, without credentials and fragment.

    >>> address("https://ann:pw@News.example:443/live/Zürich?x=1#p3"), address("../b", base="https://a.example/live/c")
    ('https://news.example/live/Z%C3%BCrich?x=1', 'https://a.example/b')
    """
    try:
        parsed = URL(url) if base is None else URL(base).join(URL(url))
        if not parsed.host:
            return url
        parts = parsed.with_user(None).with_fragment(None)
    except ValueError:  # no address that could be fetched: it stands for itself
        return url
    return str(parts.with_port(None) if parts.is_default_port() else parts)
