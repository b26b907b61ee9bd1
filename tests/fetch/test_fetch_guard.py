"""The address guard of fetches: where a source, a redirect or a name server may not lead."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from ipaddress import ip_network

import pytest
from addresses_to_refuse import PLACES, SPELLINGS, names
from fetch_servers import NOW, TEXT, Answer, client, fetched, site

from monitor.errors import BadRedirect, FetchError, NotAllowed, Unreachable
from monitor.fetch import Client
from monitor.model import Page
from monitor.wire.transport import make_transport

ONE = (ip_network("127.0.0.1/32"),)


@asynccontextmanager
async def trap():
    """Serve on port 80's stand-in of every address of this machine, and yield the port and who connected."""
    came = []
    server = await asyncio.start_server(lambda _, writer: (came.append(1), writer.close()), ["0.0.0.0", "::"], 0)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        server.close()


def named(*answers: str, allow_networks=ONE) -> Client:
    transport = make_transport(
        max_connections=10, keepalive_s=0.001, allow_networks=allow_networks, look_up=names(*answers)
    )
    return Client(lambda: NOW, transport=transport)


@pytest.mark.parametrize("host", [*PLACES, *SPELLINGS])
async def test_sources(host):
    """No spelling of an address that is not public gets a connection, and the error is one that is not retried."""
    async with trap() as (port, came), Client(lambda: NOW) as fetch:
        error = await fetched(fetch, f"http://{host}:{port}/")
    assert isinstance(error, FetchError)
    assert [] == came
    if not isinstance(error, NotAllowed):
        # What no client would take for an address is refused as such, or is a name that nobody has.
        assert "not a valid address" in error.reason or "name not" in error.reason


@pytest.mark.parametrize("host", [*PLACES, *SPELLINGS])
async def test_redirects(host):
    """A redirect from an allowed place leads to none of them either."""
    async with (
        trap() as (port, came),
        site(Answer(status=302, headers={"Location": f"http://{host}:{port}/"}), host="127.9.9.9") as there,
        Client(lambda: NOW, allow_networks=(ip_network("127.9.9.9/32"),)) as fetch,
    ):
        error, asked = await fetched(fetch, there.url), there.paths
    assert (["/"], []) == (asked, came)
    assert isinstance(error, NotAllowed | BadRedirect | Unreachable)


@pytest.mark.parametrize("place", [place.strip("[]") for place in PLACES if "%" not in place])
async def test_names(place):
    """A name that resolves to such an address is refused in words that say which, and what can be done."""
    async with named(place) as fetch:
        error = await fetched(fetch, "http://news.example.org:1/live")
    if place == "127.0.0.1":
        assert "could not connect: connection refused" == error.reason
    else:
        assert NotAllowed is type(error)
        assert error.reason.startswith(f"{place} is ")
        assert f"fetch.allow_networks: [{place}]" in error.reason
        assert not error.retryable


async def test_a_name_that_changes():
    """A name that was good at the first look-up and leads elsewhere at the next is refused at the next."""
    look_up = names("127.0.0.1", "169.254.169.254")
    async with site(Answer(body=TEXT, headers={"Connection": "close"})) as there:
        url = there.url.replace("127.0.0.1", "news.example.org")
        first, second = [
            make_transport(max_connections=1, keepalive_s=1, allow_networks=ONE, look_up=look_up) for _ in range(2)
        ]
        async with Client(lambda: NOW, transport=first) as fetch:
            good = await fetched(fetch, url)
        async with Client(lambda: NOW, transport=second) as fetch:
            refused, paths = await fetched(fetch, url), there.paths
    assert (Page, NotAllowed, ["/"]) == (type(good), type(refused), paths)
    assert "169.254.169.254" == refused.address


def test_a_name_with_a_good_address_beside_a_bad_one():
    """A name that leads to an allowed address, too, is reached by that one."""

    def look_up(_host, port, *_how):
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, ("10.0.0.1", port)), (*kind, ("127.0.0.1", port))]

    async def run():
        transport = make_transport(max_connections=1, keepalive_s=1, allow_networks=ONE, look_up=look_up)
        async with site(Answer(body=TEXT)) as there, Client(lambda: NOW, transport=transport) as fetch:
            return await fetched(fetch, there.url.replace("127.0.0.1", "news.example.org"))

    assert TEXT == asyncio.run(run()).body


async def test_allowed():
    """What the operator has named is fetched as ever; what lies beside it is not."""
    async with site(Answer(body=TEXT)) as there, Client(lambda: NOW, allow_networks=ONE) as fetch:
        beside = there.url.replace("127.0.0.1", "127.0.0.2")
        good, refused = await fetched(fetch, there.url), await fetched(fetch, beside)
    assert (TEXT, "127.0.0.2 is this machine itself") == (good.body, refused.reason.partition(";")[0])


async def test_refusals_are_not_retried():
    """A refused address is looked up once in a poll, not once per retry."""
    asked = []

    def look_up(host, port, *_how):
        asked.append(host)
        return names("10.0.0.1")(host, port)

    transport = make_transport(max_connections=1, keepalive_s=1, look_up=look_up)
    async with Client(lambda: NOW, transport=transport) as fetch:
        assert NotAllowed is type(await fetched(fetch, "http://news.example.org/"))
    assert ["news.example.org"] == asked


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (socket.EAI_NONAME, Unreachable, "name not found; check the address"),
        (socket.EAI_AGAIN, Unreachable, "name not resolved: temporary failure"),
    ],
)
async def test_names_that_are_none(code, kind, reason):
    """A name that is not there, and one of which nobody knows, are told apart."""

    def look_up(*_):
        raise socket.gaierror(code, "Temporary failure")

    transport = make_transport(max_connections=1, keepalive_s=1, look_up=look_up)
    async with Client(lambda: NOW, transport=transport) as fetch:
        error = await fetched(fetch, "http://news.example.org/")
    assert kind is type(error)
    assert reason in error.reason


def test_environment_proxies_are_no_way_round(monkeypatch):
    """A proxy that the environment names is not asked, for refused addresses as little as for others."""
    came = []

    async def run():
        proxy = await asyncio.start_server(lambda _, writer: (came.append(1), writer.close()), "127.0.0.1", 0)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        async with proxy, client() as fetch:
            return await fetched(fetch, "http://10.0.0.1/"), await fetched(fetch, "https://10.0.0.1/")

    assert [NotAllowed, NotAllowed] == [type(error) for error in asyncio.run(run())]
    assert [] == came
