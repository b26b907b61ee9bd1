"""A hundred requests of each hostile kind get a clear refusal, and the daemon goes on as if they had not been."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import pytest
from web_daemon import ADMIN, READER, TOKENS, as_admin, daemon

from monitor.web.boundary import BODY_LIMIT_BYTES
from monitor.web.patience import Patience

TIMES = 100
AT_ONCE = 20
PATIENCE_S = 30.0


async def exchange(url: str, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes as they are, and return the status, headers and body of what comes; 0 if the connection just ends."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        async with asyncio.timeout(PATIENCE_S):
            writer.write(request)
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            return int(lines[0].split()[1]), headers, body
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0, {}, b""
    finally:
        writer.close()


async def barrage(one, request, times=TIMES):
    """Send a hundred requests, each made by `request(number)`; return what came."""
    places = asyncio.Semaphore(AT_ONCE)

    async def send(number):
        async with places:
            return await exchange(one.url, request(number))

    return await asyncio.gather(*(send(number) for number in range(times)))


def raw(method: str, path: str, *lines: str, host: str | None = None, body: bytes = b"") -> bytes:
    head = [f"{method} {path} HTTP/1.1", *([f"Host: {host}"] if host else []), *lines]
    if body or method in {"POST", "PUT"}:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


AS_ADMIN = f"Authorization: Bearer {ADMIN}"
JSON = "Content-Type: application/json"
HERE = "127.0.0.1"
PATHS = (
    *("/api/sources", "/api/events", "/api/webhooks", "/api/stream"),
    *("/metrics", "/api/openapi.json", "/api/feed.atom"),
)
TRICKS = (
    "/api/../etc/passwd",
    "/api/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/api/sources/..%5c..%5cetc",
    "/api/sources/%00",
    "/api/sources/flood%0d%0aX-Evil:%201",
    "/api//sources",
    "//evil.example/api",
    "/api/sources/" + "a" * 9_000,
    "/api/sources/%ff%fe",
    "/api/sources/flood/entries/%00/revisions",
    "/API/SOURCES",
)
WRONG_TOKENS = (
    *("Bearer ", "Bearer x", "Bearer " + "a" * 5_000, "Basic !!!", "Basic eDp5"),
    *("Digest x", ADMIN, "bearer\t" + ADMIN),
)
FOREIGN = ("Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "Origin: http://127.0.0.1:1")
HOSTS = ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1", "a b", "evil.example:8787")
BROKEN = (
    *(b"{", b"[]", b"1e999", b'{"url": ["\\ud800"]}', b"[" * 5_000),
    *(b'{"url": "file:///etc/passwd"}', b"\x00\xff"),
)
INJECTION = "/api/events?source=a%0d%0aX-Evil:%201&q=a%0d%0aSet-Cookie:%20x="

KINDS = {
    "no token": (lambda n: raw("GET", PATHS[n % len(PATHS)], host=HERE), {401}),
    "wrong token": (
        lambda n: raw("GET", PATHS[n % len(PATHS)], f"Authorization: {WRONG_TOKENS[n % len(WRONG_TOKENS)]}", host=HERE),
        {401},
    ),
    "two tokens": (
        lambda n: raw("GET", PATHS[n % len(PATHS)], AS_ADMIN, f"Authorization: Bearer x{n}", host=HERE),
        {401},
    ),
    "token that may only read": (
        lambda n: raw("POST", "/api/sources/flood/pause", f"Authorization: Bearer {READER}", host=HERE),
        {403},
    ),
    "path trick": (lambda n: raw("GET", TRICKS[n % len(TRICKS)], AS_ADMIN, host=HERE), {400, 404, 414, 422}),
    "huge body": (
        lambda n: raw(
            "GET",
            "/api/sources",
            AS_ADMIN,
            JSON,
            f"Content-Length: {(BODY_LIMIT_BYTES + 1) * 10 ** (n % 12)}",
            host=HERE,
        ),
        {413},
    ),
    "huge chunked body": (
        lambda n: (
            raw("GET", "/api/probe", AS_ADMIN, JSON, "Transfer-Encoding: chunked", host=HERE)
            + (b"40000\r\n" + b"x" * 0x40000 + b"\r\n") * 5
        ),
        {413},
    ),
    "another site's page": (
        lambda n: raw(
            "POST",
            "/api/sources/flood/pause",
            AS_ADMIN,
            FOREIGN[n % len(FOREIGN)],
            host=HERE,
        ),
        {403},
    ),
    "another host": (
        lambda n: raw(
            "GET",
            "/api/sources",
            AS_ADMIN,
            host=HOSTS[n % len(HOSTS)],
        ),
        {400, 421},
    ),
    "no host or two": (
        lambda n: raw("GET", "/api/sources", AS_ADMIN, *([f"Host: {HERE}", "Host: evil.example"] if n % 2 else [])),
        {400},
    ),
    "header injection": (
        lambda n: raw("GET", f"{INJECTION}{n}", AS_ADMIN, "X-A: b\nX-Evil: c", host=HERE),
        {400, 422},
    ),
    "wrong method": (
        lambda n: raw(("PUT", "PATCH", "DELETE", "TRACE", "BREW")[n % 5], "/api/sources", AS_ADMIN, host=HERE),
        {405, 501},
    ),
    "wrong content": (
        lambda n: raw(
            "POST",
            "/api/sources",
            AS_ADMIN,
            JSON,
            host=HERE,
            body=BROKEN[n % len(BROKEN)],
        ),
        {400, 422},
    ),
    "not HTTP": (lambda n: (b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"a" * 40_000 + b"\r\n\r\n")[n % 3], {400, 0}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_refusals(tmp_path, kind):
    """Each is refused with a status and a reason, nothing of it is done, and who may ask is answered after it."""
    request, statuses = KINDS[kind]

    async def story():
        async with daemon(tmp_path, tokens=TOKENS, hosts=(HERE,)) as one:
            answers = await barrage(one, request)
            return answers, await one.ask("/api/sources", **as_admin())

    answers, (status, page) = asyncio.run(story())
    assert TIMES == len(answers)
    assert statuses >= {answer[0] for answer in answers}, {answer[0] for answer in answers}
    for code, headers, body in answers:
        assert "x-evil" not in headers
        assert "set-cookie" not in headers
        assert b"Traceback" not in body
        if headers.get("content-type") == "application/problem+json":
            problem = json.loads(body)
            assert (code, True) == (problem["status"], bool(problem["detail"]))
    assert (200, ["well"]) == (status, [source["condition"] for source in page["sources"]])


def test_slow_clients(tmp_path):
    """A body, or a head, that does not come in time is refused; the connections are given back."""

    async def story():
        patience = Patience(head_s=0.5, body_s=0.3)
        async with daemon(tmp_path, patience=patience) as one:
            slow = raw("POST", "/api/probe", JSON, host=HERE)[: -len("0\r\n\r\n")] + b"100\r\n\r\n{"
            bodies = await barrage(one, lambda _: slow)
            heads = await barrage(one, lambda n: (b"GET / HTTP/1.1\r\n", b"")[n % 2])
            return bodies, heads, await one.ask("/api/sources")

    bodies, heads, (status, _) = asyncio.run(story())
    assert {408} == {answer[0] for answer in bodies}
    assert {0} == {answer[0] for answer in heads}
    assert 200 == status
