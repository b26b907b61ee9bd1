"""What every request passes before a route sees it, and every answer after: the only place that says who gets in.

    method, path ──▶ Host ──▶ token ──▶ origin ──▶ body, within size and time ──▶ route, within time ──▶ ETag, headers
         400/404      421      401/403     403            408/413/415                503/500            304/406

Pure ASGI, because a stream must not be buffered on its way.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from starlette.datastructures import Headers

from monitor.model import Scope
from monitor.web.gate import same_origin
from monitor.web.outgoing import Answer, NotAcceptable
from monitor.web.problems import DEFECT, RETRY_AFTER_S, problem

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Send
    from starlette.types import Scope as Asgi

    from monitor.ports import Clock
    from monitor.web.gate import Admission, Gate
    from monitor.web.patience import Patience

BODY_LIMIT_BYTES = 1024 * 1024
CONFIG_LIMIT_BYTES = 4 * 1024 * 1024
"""A config with 10,000 sources has 2 MB."""
PATH_LIMIT_CHARS = 10_000
"""Of the decoded path: ids of entries are addresses at times, of up to 8,192 characters."""

CONFIG_PATH = "/api/config/validate"
STREAM_PATH = "/api/stream"
READING_POSTS = frozenset({CONFIG_PATH})
"""What may be posted with a token that may only read: it changes nothing."""
PUSH_PATH = "/push/"
"""What hubs may ask for without a token; each path is known to one hub alone."""
GUARDED = ("/api/", "/metrics")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS = SAFE | {"POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"}

ABORT = "abort"
"""Where the server puts the function that breaks a connection off, in a request's state."""
_TURNS_TO_CLOSE = 3
"""Of the event loop, after which a connection that was broken off knows that it is closed."""

log = structlog.stdlib.get_logger("monitor.web")


class Boundary:
    """Wraps an application. `state.admission` of each request says what it may do, None if it has shown nothing."""

    def __init__(self, app: ASGIApp, *, gate: Gate, patience: Patience, clock: Clock) -> None:
        self._app = app
        self._gate = gate
        self._clock = clock
        self._patience = patience

    async def __call__(self, scope: Asgi, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # pragma: no cover  # the server knows nothing else: no lifespan, no web sockets
            raise NotImplementedError(scope["type"])
        answer = Answer(scope, send, negotiated=scope["path"].startswith(GUARDED))
        admission = self._gate.admit(first_of_each(scope), self._clock())
        refusal = self._refusal(scope, admission)
        if refusal is not None:
            await refusal(scope, receive, answer.send)
            return
        scope.setdefault("state", {})["admission"] = admission
        if scope["method"] == "HEAD" and scope["path"] != STREAM_PATH:
            scope = {**scope, "method": "GET"}
        body = await self._body(scope, receive)
        if body is None:
            return
        refusal = body if not isinstance(body, bytes) else _content_refusal(scope, body)
        if refusal is not None:
            await refusal(scope, receive, answer.send)
            return
        assert isinstance(body, bytes)
        await self._answered(scope, _Replayed(body, receive).receive, answer)

    async def _answered(self, scope: Asgi, receive: Receive, answer: Answer) -> None:
        """Have the application answer: the outermost edge of a request."""
        limit_s = None if scope["path"] == STREAM_PATH else self._patience.answer_s
        try:
            async with asyncio.timeout(limit_s):
                await self._app(scope, receive, answer.send)
        except TimeoutError:
            log.warning("request timed out", path=scope["path"])
            failed = problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                f"There was no answer within {self._patience.answer_s:g} s; ask for less, or later.",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )
        except NotAcceptable as error:
            failed = problem(HTTPStatus.NOT_ACCEPTABLE, f"This is {error.offered}, which the Accept header rules out.")
        except Exception:
            log.exception("defect", path=scope["path"])
            failed = problem(HTTPStatus.INTERNAL_SERVER_ERROR, DEFECT)
        else:
            return
        if answer.ended:
            return  # the application has told it already
        if answer.started:
            await break_off(scope)
            return
        await failed(scope, receive, answer.send)

    def _refusal(self, scope: Asgi, admission: Admission | None) -> Response | None:
        """Return the answer to a request that does not get in."""
        headers = Headers(scope=scope)
        if scope["path"].startswith(PUSH_PATH):
            return _path_refusal(scope)  # its last part is the secret, and hubs come by any name that leads here
        return (
            _path_refusal(scope)
            or self._host_refusal(headers)
            or _token_refusal(scope, admission)
            or _origin_refusal(scope, headers)
        )

    def _host_refusal(self, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1:
            return problem(HTTPStatus.BAD_REQUEST, "A request has exactly one Host header.")
        if not self._gate.knows_host(hosts[0]):
            detail = f"This is not {hosts[0][:100]!r}; name it in the config's api.hosts if it is."
            return problem(HTTPStatus.MISDIRECTED_REQUEST, detail)
        return None

    async def _body(self, scope: Asgi, receive: Receive) -> bytes | Response | None:
        """Return the whole body of a request, the answer to one that is too large or slow, None if the client left."""
        headers = Headers(scope=scope)
        limit = CONFIG_LIMIT_BYTES if scope["path"] == CONFIG_PATH else BODY_LIMIT_BYTES
        too_large = problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The body has more than {limit:,} bytes.",
            headers={"Connection": "close"},
        )
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:20]) > limit:
            return too_large
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._patience.body_s):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    chunks.append(message.get("body", b""))
                    size += len(chunks[-1])
                    if size > limit:
                        return too_large
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            detail = f"The body did not come within {self._patience.body_s:g} s."
            return problem(HTTPStatus.REQUEST_TIMEOUT, detail, headers={"Connection": "close"})
        return b"".join(chunks)


async def break_off(scope: Asgi) -> None:
    """Break the connection off, whatever is still to be sent on it, and return when that is done."""
    abort = scope.get("state", {}).get(ABORT)
    if abort is not None:
        abort()
        for _ in range(_TURNS_TO_CLOSE):
            await asyncio.sleep(0)


class _Replayed:
    """Gives the application a body that was read already, and after it what comes of the connection."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


def _content_refusal(scope: Asgi, body: bytes) -> Response | None:
    """Return the answer to a body that is not JSON where JSON is wanted."""
    path = scope["path"]
    if not body or not path.startswith("/api/") or path == CONFIG_PATH:
        return None
    kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
        return None
    detail = "The body is to be JSON: send it with Content-Type: application/json."
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept": "application/json"})


def first_of_each(scope: Asgi) -> dict[str, str]:
    """Return the headers by name; one that comes twice where it may not is no proof of anything."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1")
        found[key] = "" if key in found and key in {"authorization", "cookie"} else value.decode("latin-1")
    return found


def _token_refusal(scope: Asgi, admission: Admission | None) -> Response | None:
    """Return the answer to who has not shown that they may do this. Pages see to it themselves: they have a login."""
    path = scope["path"]
    if not path.startswith(GUARDED):
        return None
    if admission is None:
        hint = {"WWW-Authenticate": 'Bearer realm="liveblog-monitor"'}
        detail = "Send a token of the config's api.tokens: Authorization: Bearer …"
        return problem(HTTPStatus.UNAUTHORIZED, detail, headers=hint)
    wanted = Scope.READ if scope["method"] in SAFE or path in READING_POSTS else Scope.ADMIN
    if admission.allows(wanted):
        return None
    return problem(HTTPStatus.FORBIDDEN, "This token may only read; use one with the scope admin.")


def _origin_refusal(scope: Asgi, headers: Headers) -> Response | None:
    """Return the answer to a page of another site that wants something changed."""
    if scope["method"] in SAFE or same_origin(headers):
        return None
    return problem(HTTPStatus.FORBIDDEN, "Another site's page asked for this, so it is not done.")


def _path_refusal(scope: Asgi) -> Response | None:
    """Return the answer to a method or a path that no client of ours would write."""
    path, method = scope["path"], scope["method"]
    if method not in METHODS:
        return problem(HTTPStatus.NOT_IMPLEMENTED, f"The method {method[:20]!r} is not known here.")
    if len(path) > PATH_LIMIT_CHARS:
        return problem(HTTPStatus.REQUEST_URI_TOO_LONG, f"The path has more than {PATH_LIMIT_CHARS:,} characters.")
    if any(segment in {".", ".."} for segment in path.replace("\\", "/").split("/")) and "/entries/" not in path:
        return problem(HTTPStatus.BAD_REQUEST, "A path with . or .. in it leads nowhere here.")
    if any(character < " " or character == "\x7f" for character in path) and "/entries/" not in path:
        return problem(HTTPStatus.BAD_REQUEST, "The path holds a control character.")
    return None
