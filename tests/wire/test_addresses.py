"""Which addresses may be dialled."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network

import pytest

from monitor.wire.addresses import LOOPBACK, NOT_PLAIN, parse_network, refusal, remedy

REFUSED = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4"),
    *("::/3", "4000::/2", "8000::/1", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    *("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "::1/128"),
)
PUBLIC = (
    *("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.215.14", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"),
    *("192.0.1.0", "192.0.3.0", "192.88.98.255", "192.167.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255"),
    *("2001:200::1", "2001:4860:4860::8888", "2606:2800:21f:cb07::1", "2a00:1450:4001::1", "::ffff:1.1.1.1"),
)


def ends(network: str) -> list[str]:
    """Return the first address of a network, one in the middle, and the last."""
    found = ip_network(network)
    return [str(found[place]) for place in (0, found.num_addresses // 2, -1)]


@pytest.mark.parametrize("address", [address for network in REFUSED for address in ends(network)])
def test_refused(address):
    """No address of a network that is not public may be dialled, from its first to its last."""
    assert refusal(address) is not None


@pytest.mark.parametrize("address", [address for network in REFUSED[:15] for address in ends(network)])
def test_refused_in_ipv6(address):
    """Nor may one that is written into IPv6: mapped, compatible, behind NAT64 or 6to4."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    forms = ("::ffff:{}", "::{}", "64:ff9b::{}", "64:ff9b:1::{}")
    written = [form.format(f"{high:x}:{low:x}") for form in forms]
    written += [
        f"2002:{high:x}:{low:x}::1",
        f"64:ff9b:1:{high:x}:{low:x}::",
        f"::ffff:{address}",
        f"64:ff9b::{address}",
    ]
    assert [] == [one for one in written if refusal(one) is None]


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    """An address next to what is refused is dialled."""
    assert refusal(address) is None


@pytest.mark.parametrize(
    "written",
    ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.0.0.01", "127.0.0.1.", "localhost", "", "١٢٧.٠.٠.١", "::1::"],
)
def test_no_plain_address(written):
    """What is no address in its one plain form is refused, because the system may read it as another."""
    assert NOT_PLAIN == refusal(written, (IPv4Network("0.0.0.0/0"), IPv6Network("::/0")))


def test_allowed():
    """What the operator names is dialled, IPv4 also in IPv6's form; its neighbours are not."""
    allowed = (IPv4Network("10.1.0.0/16"), IPv6Network("fd00::/8"), *LOOPBACK)
    good = ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1", "127.0.0.1", "::1", "fd12::1%eth0")
    assert [None] * len(good) == [refusal(address, allowed) for address in good]
    assert [] == [one for one in ("10.2.0.0", "fc00::1", "::2", "169.254.169.254") if refusal(one, allowed) is None]


def test_nat64_is_a_way_and_not_a_place():
    """Where NAT64 is allowed, what lies behind it is judged as if it had been named."""
    allowed = (IPv6Network("64:ff9b::/96"),)
    assert [None, "this machine itself", "a private address"] == [
        refusal(f"64:ff9b::{behind}", allowed) for behind in ("1.1.1.1", "127.0.0.1", "10.0.0.1")
    ]
    assert refusal("64:ff9b::10.0.0.1", (*allowed, IPv4Network("10.0.0.0/8"))) is None


def test_networks():
    """A network is what was written; one address is a network of its own."""
    assert ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8", "::1/128"] == [
        str(parse_network(text)) for text in ("10.0.0.0/8", "127.0.0.1", "fd00::/8", "::1")
    ]


def test_words():
    """A refusal says what the address is, and the remedy allows just that address."""
    assert "a link-local address, where clouds keep their secrets" == refusal("169.254.169.254")
    assert "(deliver.allow_networks: [fe80::1], or --allow-network fe80::1)" in remedy(
        "fe80::1%eth0", "deliver.allow_networks"
    )
    assert "write it as four decimal numbers" == remedy("127.1", "fetch.allow_networks")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10.1.2.3/8", "is no network: write 10.0.0.0/8 or 10.1.2.3"),
        ("fd00::1/8", "is no network: write fd00::/8 or fd00::1"),
        ("intranet", "is no network: write 10.0.0.0/8 or fd00::/8"),
        ("10.0.0.0/33", "is no network: write 10.0.0.0/8 or fd00::/8"),
        ("::ffff:10.0.0.0/104", "is IPv4 in IPv6's clothes: write 10.0.0.0/8"),
    ],
)
def test_networks_that_are_none(text, words):
    """What is no network is refused with what was most likely meant."""
    with pytest.raises(ValueError, match=r".") as caught:
        parse_network(text)
    assert words == str(caught.value)
