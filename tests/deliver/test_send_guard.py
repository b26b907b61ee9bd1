"""The address guard of deliveries: where a webhook may not be."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_network

import pytest
from addresses_to_refuse import PLACES, SPELLINGS, names
from delivery_doubles import NOW, make_event, receiving, status

from monitor.deliver.send import Sender
from monitor.model import Attempt, Endpoint, Outcome
from monitor.wire.transport import make_transport


def attempt(url: str, **how) -> Attempt:
    async def run() -> Attempt:
        async with Sender(user_agent="desk", clock=lambda: NOW, **how) as send:
            return await send(Endpoint(name="desk", url=url), [make_event()], 1)

    return asyncio.run(run())


@pytest.mark.parametrize("host", [*PLACES, *SPELLINGS])
def test_webhooks(host):
    """No spelling of an address that is not public gets a connection, and the reason shows no secret of the address."""
    with socket.create_server(("0.0.0.0", 0)) as trap:
        trap.settimeout(0)
        made = attempt(f"http://{host}:{trap.getsockname()[1]}/hook/s3cret")
        with pytest.raises(BlockingIOError):
            trap.accept()
    assert made.outcome in {Outcome.NOT_ALLOWED, Outcome.UNREACHABLE}
    assert "s3cret" not in made.reason
    if made.outcome is Outcome.UNREACHABLE:
        assert (
            made.reason in {"the webhook's address is not a valid URL", "name not found; check the address"}
            or "name not" in made.reason
        )


@pytest.mark.parametrize("place", [place.strip("[]") for place in PLACES if "%" not in place])
def test_names(place):
    """A webhook whose name resolves to such an address is refused in words that say which, and what can be done."""
    made = attempt(
        "http://hooks.example.org/", transport=make_transport(max_connections=1, keepalive_s=1, look_up=names(place))
    )
    assert Outcome.NOT_ALLOWED is made.outcome
    assert made.reason.startswith(f"{place} is ")
    assert f"(deliver.allow_networks: [{place}], or --allow-network {place})" in made.reason


async def test_a_name_that_changes():
    """A webhook whose name was good at first and leads elsewhere later is refused then."""
    one = (ip_network("127.0.0.1/32"),)
    look_up = names("127.0.0.1", "192.168.0.1")
    made = []
    async with receiving(status(200, connection="close")) as receiver:
        url = receiver.url.replace("127.0.0.1", "hooks.example.org")
        for _ in range(2):
            transport = make_transport(max_connections=1, keepalive_s=1, allow_networks=one, look_up=look_up)
            async with Sender(user_agent="desk", clock=lambda: NOW, transport=transport) as send:
                made.append((await send(Endpoint(name="desk", url=url), [make_event()], 1)).outcome)
    assert ([Outcome.ACCEPTED, Outcome.NOT_ALLOWED], 1) == (made, len(receiver.received))


def test_allowed():
    """A receiver in a network that the operator has named gets its events."""

    async def run():
        allowed = (ip_network("127.0.0.0/8"),)
        async with receiving() as receiver, Sender(user_agent="d", clock=lambda: NOW, allow_networks=allowed) as send:
            return await send(Endpoint(name="desk", url=receiver.url), [make_event()], 1)

    assert Outcome.ACCEPTED is asyncio.run(run()).outcome
