"""A hundred requests of each hostile kind get a clear refusal, and the daemon goes on as if they had not been."""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import socket
from contextlib import ExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from web_daemon import ADMIN, READER, TOKENS, as_admin, daemon

from monitor.web import server
from monitor.web.boundary import BODY_LIMIT_BYTES
from monitor.web.patience import Patience

TIMES = 100
AT_ONCE = 20
PATIENCE_S = 60.0
MEMORY_LIMIT_BYTES = 64 * 1024 * 1024
"""By which the process may grow under a hundred requests of a kind; the largest bodies alone have 125 MB."""


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
    "/api/sources/" + "a" * 11_000,
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
NONSENSE = (
    *(b"\x16\x03\x01\x02\x00\r\n\r\n", b"GET\r\n\r\n", b"a" * 20_000 + b"\r\n\r\n", b"\x00" * 64 + b"\r\n\r\n"),
    *(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\nHost: x\r\n: y\r\n\r\n"),
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: \x00\r\n\r\n",
)
SMUGGLED = tuple(
    f"POST /api/probe HTTP/1.1\r\nHost: 127.0.0.1\r\n{AS_ADMIN}\r\n{lines}\r\n\r\n{body}".encode()
    for lines, body in (
        ("Content-Length: 4\r\nContent-Length: 5", "abcd"),
        ("Content-Length: -1", ""),
        ("Content-Length: 1e3", ""),
        ("Content-Length: 4, 5", "abcd"),
        ("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nOrigin: https://evil.example", "xyz\r\n"),
        ("Transfer-Encoding : chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n Content-Length: 3", "-1\r\n"),
    )
)
ELSEWHERE = (("GET", "http://evil.example/api/sources"), ("CONNECT", "evil.example:443"), ("OPTIONS", "*"))
NO_JSON = (
    *("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"),
    *("application/xml", "json", "text/json, application/json"),
)
LARGE = (
    *("/api/events?limit=501", "/api/events?limit=-1", "/api/events?after=1e3", f"/api/events?after={2**70}"),
    *("/api/events?q=" + "a" * 201, "/api/sources?limit=99999", "/api/lanes?limit=0", "/api/attempts?before=0"),
    *("/api/sources/flood/at?time=yesterday", "/api/events?type=entry.eaten", "/api/sources?condition=cursed"),
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
    "not HTTP": (lambda n: NONSENSE[n % len(NONSENSE)], {400, 501}),
    "huge head": (lambda n: raw("GET", "/", f"X-{n}: {'a' * 40_000}")[: 36_000 + n], {431}),
    "smuggling": (lambda n: SMUGGLED[n % len(SMUGGLED)], {400, 403, 413, 501}),
    "another origin's address": (
        lambda n: raw(*ELSEWHERE[n % len(ELSEWHERE)], AS_ADMIN, host=HERE),
        {400, 404, 501},
    ),
    "no JSON": (
        lambda n: raw(
            "POST",
            "/api/sources",
            AS_ADMIN,
            f"Content-Type: {NO_JSON[n % len(NO_JSON)]}",
            host=HERE,
            body=b"url=x",
        ),
        {415},
    ),
    "nothing acceptable": (
        lambda n: raw("GET", PATHS[n % len(PATHS)], AS_ADMIN, f"Accept: image/{n}, application/json;q=0", host=HERE),
        {406},
    ),
    "too much asked": (lambda n: raw("GET", LARGE[n % len(LARGE)], AS_ADMIN, host=HERE), {422}),
}


@asynccontextmanager
async def served_meanwhile(one):
    """Have somebody who may ask do so all the while; each time they are answered."""
    over, statuses = asyncio.Event(), []

    async def ask():
        while not over.is_set():
            statuses.append((await one.ask("/api/sources", **as_admin()))[0])

    asking = asyncio.create_task(ask())
    try:
        yield
    finally:
        over.set()
        await asking
    assert {200} == set(statuses)


def memory_bytes():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


@pytest.mark.parametrize("kind", KINDS)
async def test_refusals(tmp_path, kind):
    """Each is refused with a status and a reason, nothing of it is done, and who may ask is answered meanwhile."""
    request, statuses = KINDS[kind]

    async with daemon(tmp_path, tokens=TOKENS, hosts=(HERE,)) as one:
        before = memory_bytes()
        async with asyncio.timeout(PATIENCE_S), served_meanwhile(one):
            answers = await barrage(one, request)
        grown, (status, page) = memory_bytes() - before, await one.ask("/api/sources", **as_admin())
    assert TIMES == len(answers)
    assert statuses >= {answer[0] for answer in answers}, {answer[0] for answer in answers}
    for code, headers, body in answers:
        assert "application/problem+json" == headers["content-type"]
        assert "nosniff" == headers["x-content-type-options"]
        assert {"x-evil", "set-cookie", "etag"}.isdisjoint(headers)
        problem = json.loads(body)
        assert (code, HTTPStatus(code).phrase) == (problem["status"], problem["title"])
        assert problem["detail"]
        assert b"Traceback" not in body
    assert MEMORY_LIMIT_BYTES > grown
    assert (200, ["well"]) == (status, [source["condition"] for source in page["sources"]])


async def trickle(url, head, drops):
    """Send the start of a request, then a byte now and then, until the other side has had enough; return what came."""
    # A plain socket: a stream forgets what came when a byte more cannot be sent.
    parts, loop, came = urlsplit(url), asyncio.get_running_loop(), b""
    with socket.create_connection((parts.hostname, parts.port)) as plug:
        plug.setblocking(False)
        await loop.sock_sendall(plug, head)
        coming = asyncio.create_task(loop.sock_recv(plug, 65536))
        for drop in drops:
            if (await asyncio.wait({coming}, timeout=0.05))[0]:
                break
            with suppress(ConnectionError):
                await loop.sock_sendall(plug, drop)
        try:
            while part := await coming:
                came += part
                coming = asyncio.create_task(loop.sock_recv(plug, 65536))
        except ConnectionError:
            pass
    return came


def test_slow_clients(tmp_path):
    """A head or a body that trickles is refused when its time is up, however many do so; others are served."""
    body = raw("POST", "/api/probe", AS_ADMIN, JSON, "Content-Length: 4096", host=HERE)
    kinds = {"head": b"GET / HTTP/1.1\r\nX-A: ", "body": body.replace(b"Content-Length: 0\r\n", b"")}

    async def story():
        patience = Patience(head_s=0.5, body_s=0.5)
        async with (
            daemon(tmp_path, tokens=TOKENS, hosts=(HERE,), patience=patience) as one,
            asyncio.timeout(PATIENCE_S),
            served_meanwhile(one),
        ):
            return {
                kind: await asyncio.gather(*(trickle(one.url, head, [b"a"] * 1_000) for _ in range(TIMES)))
                for kind, head in kinds.items()
            }

    for kind, answers in asyncio.run(story()).items():
        for answer in answers:
            head, _, told = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 "), (kind, head)
            assert "did not come within 0.5 s" in json.loads(told)["detail"]


async def test_idle_connections(tmp_path, monkeypatch):
    """Connections that say nothing are closed; one too many is told so, and far too many are broken off."""
    monkeypatch.setattr(server, "CONNECTIONS_LIMIT", 50)
    monkeypatch.setattr(server, "CONNECTIONS_HARD_LIMIT", 60)

    async with daemon(tmp_path, tokens=TOKENS, hosts=(HERE,), patience=Patience(head_s=1)) as one:
        parts = urlsplit(one.url)
        asking = raw("GET", "/healthz", host=HERE)
        await one.session.close()
        idle = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(50)]
        crowded = await exchange(one.url, asking)
        more = [await asyncio.open_connection(parts.hostname, parts.port) for _ in range(50)]
        cut = await asyncio.gather(*(reader.read() for reader, _ in more[-30:]), return_exceptions=True)
        async with asyncio.timeout(PATIENCE_S):
            ends = await asyncio.gather(*(reader.read() for reader, _ in idle), return_exceptions=True)
        for _, writer in (*idle, *more):
            writer.close()
        after = await exchange(one.url, asking)
    assert (503, "application/problem+json") == (crowded[0], crowded[1]["content-type"])
    assert "close some" in json.loads(crowded[2])["detail"]
    assert all(isinstance(end, ConnectionError) or end == b"" for end in (*cut, *ends))
    assert 200 == after[0]


def test_answers_that_nobody_takes(tmp_path, monkeypatch):
    """An answer that its client does not read is dropped after a while, and its connection with it."""
    monkeypatch.setattr(server, "KEEP_ALIVE_S", 0.3)

    def connections(port):
        """Return those of a server, which it keeps up to date itself: to look for them each time held up its loop."""
        made = (found for found in gc.get_objects() if isinstance(found, server.H11Protocol))
        return next(found.connections for found in made if found.server == (HERE, port))

    async def story():
        # Who may ask has no longer for an answer than who takes none: a crowded machine needs some of it.
        patience = Patience(answer_s=2)
        async with daemon(tmp_path, tokens=TOKENS, hosts=(HERE,), patience=patience) as one:
            parts = urlsplit(one.url)
            with ExitStack() as plugs:
                for number in range(20):
                    plug = plugs.enter_context(socket.create_connection((parts.hostname, parts.port)))
                    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                    # Answers of 60 KB each: one alone stays with the server at times, hundreds in a row always.
                    plug.sendall(raw("GET", "/api/openapi.json", AS_ADMIN, host=HERE) * (200 if number % 2 else 1))
                await one.ask("/healthz")
                alive = connections(parts.port)

                def held():
                    return any(connection.transport.get_write_buffer_size() for connection in alive)

                async with asyncio.timeout(PATIENCE_S), served_meanwhile(one):
                    while not held():
                        await one.ask("/healthz")
                    while held():
                        await one.ask("/healthz")
            return await one.ask("/healthz")

    assert 200 == asyncio.run(story())[0]
