"""What `check` warns of in a config that is right."""

from __future__ import annotations

import pytest

from monitor.config import Config, Webhook, advice
from monitor.model import Endpoint, Source
from monitor.wire.addresses import LOOPBACK


def warned(
    *,
    agent="desk (+mailto:desk@example.org)",
    page="https://a.example/",
    hook="https://b.example/",
    environ=None,
    **fields,
):
    return list(
        advice(
            Config(
                user_agent=agent,
                sources=(Source(name="a", url=page),),
                webhooks=(Webhook(endpoint=Endpoint(name="b", url=hook)),),
                **fields,
            ),
            environ=environ or {},
        )
    )


@pytest.mark.parametrize(
    ("agent", "warns"),
    [
        (None, True),
        ("desk-monitor/1.0", True),
        ("desk (desk at example)", True),
        ("desk (+mailto:desk@example.org)", False),
        ("desk desk@example.org", False),
        ("desk (+https://example.org/monitor)", False),
    ],
)
def test_contact(agent, warns):
    """A user agent without an address of mail or of a page is warned of."""
    assert warns is any("name a contact" in line for line in warned(agent=agent))


@pytest.mark.parametrize(
    ("name", "value", "warns"), [("HTTPS_PROXY", "http://p:3128", True), ("https_proxy", "", False)]
)
def test_proxies(name, value, warns):
    """Who has to go through one is told that we do not."""
    assert warns is any(line.startswith(f"{name} is not used") for line in warned(environ={name: value, "HOME": "/"}))


def test_addresses():
    """An address in digits, or this machine's name, that will not be dialled is warned of, with what to write."""
    assert [
        (
            "source a: 127.0.0.1 is this machine itself; only public addresses are dialled unless allowed "
            "(fetch.allow_networks: [127.0.0.1], or --allow-network 127.0.0.1)"
        ),
        (
            "webhook b: 10.0.0.5 is a private address; only public addresses are dialled unless allowed "
            "(deliver.allow_networks: [10.0.0.5], or --allow-network 10.0.0.5)"
        ),
    ] == warned(page="http://localhost:8000/live", hook="http://10.0.0.5/hook")


def test_allowed():
    """What is allowed, public or a name is not warned of."""
    assert [] == warned(page="http://127.0.0.1/", hook="http://93.184.215.14/", fetch_networks=LOOPBACK)
