"""What every answer passes on its way out: whether its client accepts it, an ETag or a 304, headers that all have."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

ACCEPT_LIMIT = 50
"""Ranges of an Accept header that are looked at."""
TAGGED_TYPES = ("application/json", "application/atom+xml", "application/feed+json")

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
"""What an answer carries that does not say otherwise."""


class NotAcceptable(Exception):
    """An answer is none of what the client accepts."""

    def __init__(self, offered: str) -> None:
        super().__init__(offered)
        self.offered = offered


class Answer:
    """Passes an answer on with the headers that all have; one that is whole gets an ETag, or becomes a 304.

    With `negotiated` it must be of a kind that the client accepts.
    """

    def __init__(self, scope: Scope, send: Send, *, negotiated: bool) -> None:
        self.started = self.ended = False
        self._send = send
        self._without_body = scope["method"] == "HEAD"
        self._reading = scope["method"] in {"GET", "HEAD"}
        self._known = Headers(scope=scope).get("if-none-match", "")
        self._since = Headers(scope=scope).get("if-modified-since", "")
        self._accepted = ",".join(Headers(scope=scope).getlist("accept")) if negotiated else ""
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            offered = headers.get("content-type", "")
            if self._reading and message["status"] == HTTPStatus.OK and not accepts(self._accepted, offered):
                raise NotAcceptable(offered.partition(";")[0])
            self.started = True
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self._reading and message["status"] == HTTPStatus.OK and _tagged(headers):
                self._held = message
                return
            await self._send(message)
            return
        held, self._held = self._held, None
        if held is not None:
            if not message.get("more_body", False):
                message = self._tag(held, message)
            await self._send(held)
        if self._without_body:
            message = {**message, "body": b""}
        await self._send(message)
        self.ended = not message.get("more_body", False)

    def _is_as_old(self, headers: MutableHeaders) -> bool:
        """Return whether the client has what was last modified then; an ETag says it better (RFC 9110 §13.1.3)."""
        if self._known:
            return False
        since, modified = parse_date(self._since), parse_date(headers.get("last-modified"))
        return since is not None and modified is not None and modified <= since

    def _tag(self, start: Message, body: Message) -> Message:
        """Give an answer its ETag, and take its body away if the client has it."""
        headers = MutableHeaders(raw=start["headers"])
        tag = f'"{hashlib.sha256(body.get("body", b"")).hexdigest()[:32]}"'
        headers["etag"] = tag
        candidates = {candidate.strip().removeprefix("W/") for candidate in self._known.split(",")}
        if tag not in candidates and "*" not in candidates and not self._is_as_old(headers):
            return body
        start["status"] = HTTPStatus.NOT_MODIFIED.value
        del headers["content-length"], headers["content-type"]
        start["headers"] = headers.raw
        return {**body, "body": b""}


def accepts(accepted: str, offered: str) -> bool:
    """Return whether an Accept header allows a media type; the most specific of its ranges decides (RFC 9110 §12.5.1).

    >>> accepts("text/html, */*;q=0.1", "application/json")
    True
    >>> accepts("application/*, application/json;q=0", "application/json")
    False
    """
    if not accepted.strip():
        return True
    kind = offered.partition(";")[0].strip().lower()
    ranges = (kind, f"{kind.partition('/')[0]}/*", "*/*")
    weights: dict[str, bool] = {}
    for one in accepted.split(",")[:ACCEPT_LIMIT]:
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        weights[name] = not any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
    return next((weights[name] for name in ranges if name in weights), False)


def _tagged(headers: MutableHeaders) -> bool:
    return headers.get("content-type", "").startswith(TAGGED_TYPES) and "etag" not in headers
