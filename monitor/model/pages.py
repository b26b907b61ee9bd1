"""What a fetch is asked for and what it answers (RFC 9110)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta  # likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets the next poll recognise a page that did not change (RFC 9110 §8.8, and digests of our own).

    `wire_digest` is xxh3-64 of the body as it came, before decoding; `body_digest` of the decoded body, for servers
    that compress anew each time.
    """

    etag: str | None = None
    last_modified: str | None = None
    wire_digest: int | None = None
    body_digest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page to fetch. `known` makes the request conditional; `timeout` bounds the whole poll, retries included.

    `render` asks for the page as a browser has it when its scripts have run, `robots` that it be left alone if the
    publisher's robots.txt says so. `record` names the capture in which the answer is kept (None: in none),
    `evidence` the source whose chain it may become part of; then the page has its `wire`.
    """

    url: str
    known: Validators = field(default_factory=Validators)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: timedelta = timedelta(seconds=15)
    render: bool = False
    robots: bool = True
    record: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop of a redirect chain; permanent ones (301, 308) are remembered by the source."""

    status: int
    url: str
    location: str

    @property
    def permanent(self) -> bool:
        return self.status in (301, 308)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A representation that differs from the known one (RFC 9110 §3.2).

    `url` is where the body came from after redirects; `headers` have lower-case names; `body` is decoded from its
    content codings and within the size limit; `wire_bytes` counts what crossed the network, which is `wire` where the
    request asked for evidence. `rendered` says that a browser has run the page's scripts.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    validators: Validators = field(default_factory=Validators)
    redirects: tuple[Redirect, ...] = ()
    wire_bytes: int = 0
    wire: bytes | None = None
    rendered: bool = False

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; "" when the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The page is the known one: the server said so (304) or the bytes are the same."""

    url: str
    fetched_at: datetime
    validators: Validators
    status: int = 304
    headers: Mapping[str, str] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()
    wire_bytes: int = 0
