"""The way out for a browser, asked as a browser would, and through a real Chromium that pages try to lead astray."""

from __future__ import annotations

import asyncio
import shutil
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from addresses_to_refuse import names
from aiohttp import web
from fetch_servers import NOW, fetched

from monitor.errors import NotAllowed, Unreachable
from monitor.fetch import tunnel as tunnel_module
from monitor.fetch.browser import DEFAULT_RENDER_LIMITS, INSTALLED_AS, Browser
from monitor.fetch.tunnel import Tunnel
from monitor.model import Page
from monitor.wire.dialling import AddressRefused

ONE = (ip_network("127.0.0.1/32"),)
CHROMIUM = next(filter(None, map(shutil.which, INSTALLED_AS)), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")

GREETING = bytes([5, 1, 0])
NAME = b"news.example.org"


def asking(address: bytes, port: int) -> bytes:
    return GREETING + bytes([5, 1, 0]) + address + port.to_bytes(2, "big")


@asynccontextmanager
async def opened(*answers: str, allow_networks=ONE):
    """Yield a tunnel whose look-ups answer so, and a function that says something to it and reads what it answers."""
    made = Tunnel(allow_networks, look_up=names(*answers) if answers else socket.getaddrinfo)
    await made.open()
    port = int(made.server.rpartition(":")[2])

    async def said(words: bytes, *more: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(words)
            answer = await reader.read(12) if more else b""
            while more and len(answer) < 12:
                answer += await reader.read(12 - len(answer))
            for one in more:
                writer.write(one)
            writer.write_eof()
            return answer + await reader.read()
        finally:
            writer.close()

    try:
        yield made, said
    finally:
        await made.aclose()


@asynccontextmanager
async def echo(host="127.0.0.1"):
    """Serve what sends back what it gets, and yield its port and the connections that came."""
    came = []

    async def serve(reader, writer):
        came.append(1)
        while chunk := await reader.read(1000):
            writer.write(chunk)
        writer.close()

    server = await asyncio.start_server(serve, host, 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()


@pytest.mark.parametrize("address", [bytes([1, 127, 0, 0, 1]), bytes([3, len(NAME)]) + NAME])
def test_passing_on(address):
    """What each side says reaches the other, and so does its end; addresses and names are dialled alike."""

    async def run():
        async with echo() as (port, _), opened("127.0.0.1") as (_, said):
            return await said(asking(address, port), b"a" * 100_000, b"b")

    answer = asyncio.run(run())
    assert (bytes([5, 0, 5, 0]), b"a" * 100_000 + b"b") == (answer[:4], answer[12:])


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (bytes([1, 10, 0, 0, 1]), ()),
        (bytes([1, 169, 254, 169, 254]), ()),
        (bytes([4, *[0] * 10, 255, 255, 10, 0, 0, 1]), ()),
        (bytes([4, *[0] * 15, 1]), ()),
        (bytes([3, 5]) + b"127.1", ()),
        (bytes([3, 10]) + b"2130706434", ()),
        (bytes([3, len(NAME)]) + NAME, ("192.168.0.1",)),
    ],
)
async def test_refusing(address, answers):
    """What may not be dialled is answered with "not allowed", and why is remembered."""
    async with opened(*answers, allow_networks=()) as (made, said):
        answer = await said(asking(address, 80))
        why = [why for why in made._failures.values() if isinstance(why, AddressRefused)]
        refused = len(why)
    assert (bytes([5, 0, 5, 2]), 1) == (answer[:4], refused)


async def test_a_name_that_changes():
    """Each connection is judged by the address that it would have, whatever the name led to before."""
    async with echo() as (port, came), opened("127.0.0.1", "10.0.0.1") as (_, said):
        address = bytes([3, len(NAME)]) + NAME
        assert ([0, 2], [1]) == ([(await said(asking(address, port)))[3] for _ in range(2)], came)


async def test_nobody_there():
    """A connection that is refused, and a name that nobody has, are answered each in its way."""

    def nobody(*_):
        raise socket.gaierror(socket.EAI_NONAME, "no")

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    async with opened() as (_, said):
        broken = await said(asking(bytes([1, 127, 0, 0, 1]), port))
    made = Tunnel(ONE, look_up=nobody)
    await made.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(made.server.rpartition(":")[2]))
    writer.write(asking(bytes([3, len(NAME)]) + NAME, 80))
    unknown = await reader.read()
    writer.close()
    await made.aclose()
    assert (1, 4) == (broken[3], unknown[3])


@pytest.mark.parametrize(
    "words",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x04\x01\x00P\x7f\x00\x00\x01\x00",
        GREETING + b"\x05\x02\x00\x01\x7f\x00\x00\x01\x00P",
        GREETING + b"\x05\x01\x00\x09",
        b"\x05",
        b"",
    ],
)
async def test_other_words(words):
    """Whoever speaks no SOCKS5, or asks for more than a connection, gets none."""
    async with opened() as (_, said):
        assert await said(words) in (b"", bytes([5, 0]))


async def test_what_is_remembered_is_bounded(monkeypatch):
    """Of the failures only the last so many are kept."""
    monkeypatch.setattr(tunnel_module, "FAILURES_KEPT", 2)

    async with opened(allow_networks=()) as (made, said):
        for port in (1, 2, 3):
            await said(asking(bytes([1, 10, 0, 0, 1]), port))
        assert [True, False, False] == [made.failure("10.0.0.1", port) is None for port in (1, 2, 3)]


ASTRAY = """<!doctype html><title>Live</title><p>Live</p>
<script src="http://{there}/script.js"></script><link rel=stylesheet href="http://{there}/style.css">
<link rel=preload as=fetch href="http://{there}/preload"><link rel=prefetch href="http://{there}/prefetch">
<link rel=preconnect href="http://{there}"><iframe src="http://{there}/frame"></iframe>
<iframe src="http://[::ffff:127.0.0.2]:{port}/mapped"></iframe><iframe src="/redirect"></iframe>
<iframe src="http://0x7f.2:{port}/hex"></iframe><iframe src="http://localhost.localdomain:{port}/name"></iframe>
<object data="http://{there}/object"></object><embed src="http://{there}/embed">
<form id=f action="http://{there}/form" method=post target=x></form><iframe name=x></iframe>
<script>
f.submit();
fetch("http://{there}/fetch", {{mode: "no-cors"}}).catch(() => 0);
fetch("/redirect", {{mode: "no-cors"}}).catch(() => 0);
navigator.sendBeacon("http://{there}/beacon");
new WebSocket("ws://{there}/socket"); new WebSocket("wss://{there}/socket");
new EventSource("http://{there}/events");
new Worker(URL.createObjectURL(new Blob(["fetch('http://{there}/worker', {{mode: 'no-cors'}})"])));
try {{
  const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:{there}"}},
    {{urls: "turn:{there}?transport=tcp", username: "a", credential: "b"}}]}});
  peer.createDataChannel("x"); peer.createOffer().then(offer => peer.setLocalDescription(offer));
}} catch {{}}
try {{ new WebTransport("https://{there}/transport").ready.catch(() => 0); }} catch {{}}
</script>"""


@asynccontextmanager
async def publisher():
    """Serve pages on 127.0.0.1, and yield where, and what reached 127.0.0.2 by TCP and UDP under the same port."""
    came: list[str] = []

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, _data, _peer):
            came.append("udp")

    async def answer(request: web.Request) -> web.StreamResponse:
        there = f"127.0.0.2:{request.url.port}"
        if request.path.startswith("/redirect"):
            return web.Response(status=302, headers={"Location": f"http://{there}/{request.path}"})
        return web.Response(text=ASTRAY.format(there=there, port=request.url.port), content_type="text/html")

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    trap = await asyncio.start_server(lambda _, writer: (came.append("tcp"), writer.close()), "127.0.0.2", port)
    loop = asyncio.get_running_loop()
    udp, _ = await loop.create_datagram_endpoint(Datagrams, ("127.0.0.2", port))
    try:
        yield f"http://127.0.0.1:{port}", came
    finally:
        udp.close()
        trap.close()
        await runner.cleanup()


@needs_chromium
async def test_pages_that_lead_astray():
    """Nothing that a page makes a browser ask for reaches an address that is not allowed; the page itself is read."""
    limits = replace(DEFAULT_RENDER_LIMITS, settle=timedelta(seconds=2))
    async with (
        publisher() as (url, came),
        Browser(lambda: NOW, allow_networks=ONE, executable=CHROMIUM, limits=limits) as browser,
    ):
        page = await fetched(browser, url, timeout=timedelta(seconds=30))
        refused = await fetched(browser, f"{url}/redirect", timeout=timedelta(seconds=30))
        keyed = await fetched(browser, f"{url}/redirect", headers={"X-Key": "k"}, timeout=timedelta(seconds=30))
        itself = await fetched(browser, url.replace("0.1", "0.2"), timeout=timedelta(seconds=30))
        nobody = await fetched(browser, "http://nobody.invalid/", timeout=timedelta(seconds=30))
        refused = [refused, keyed, itself]
    assert [] == came
    assert Page is type(page)
    assert b"<p>Live</p>" in page.body
    assert [NotAllowed] * 3 == [type(error) for error in refused]
    assert {"127.0.0.2"} == {error.address for error in refused}
    assert Unreachable is type(nobody)
    assert nobody.reason.startswith("name not")
