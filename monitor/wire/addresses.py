"""Which addresses may be dialled: public ones, and the networks that the operator names. Pure.

The list is of what is refused in IPv4 and of what is allowed in IPv6, by IANA's registries of special addresses:
`ip_address.is_global` alone passes NAT64, 6to4 and multicast. A name says nothing about where it leads, and what it
leads to may change between two look-ups, so only the address that a socket is opened to is judged (`dialling`).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network
Networks: TypeAlias = tuple[Network, ...]
"""Networks that the operator means to be reached, though they are none of the public ones."""

LOOPBACK: Networks = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
"""This machine."""

_REFUSED_IPV4 = tuple(
    (IPv4Network(network), words)
    for network, words in (
        ("127.0.0.0/8", "this machine itself"),
        ("10.0.0.0/8", "a private address"),
        ("172.16.0.0/12", "a private address"),
        ("192.168.0.0/16", "a private address"),
        ("169.254.0.0/16", "a link-local address, where clouds keep their secrets"),
        ("100.64.0.0/10", "a private address of a carrier"),
        ("0.0.0.0/8", "no address of a host"),
        ("192.0.0.0/24", "an address reserved for protocols"),
        ("192.0.2.0/24", "an address for examples"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("198.18.0.0/15", "an address for benchmarks"),
        ("198.51.100.0/24", "an address for examples"),
        ("203.0.113.0/24", "an address for examples"),
        ("224.0.0.0/4", "a multicast address"),
        ("240.0.0.0/4", "a reserved address"),
    )
)

_PUBLIC_IPV6 = IPv6Network("2000::/3")

_REFUSED_IPV6 = tuple(
    (IPv6Network(network), words)
    for network, words in (
        ("::1/128", "this machine itself"),
        ("::/128", "no address of a host"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a site-local address"),
        ("ff00::/8", "a multicast address"),
        ("64:ff9b::/96", "an IPv4 address behind NAT64"),
        ("64:ff9b:1::/48", "an IPv4 address behind NAT64"),
        ("2001::/23", "an address reserved for protocols, Teredo among them"),
        ("2001:db8::/32", "an address for examples"),
        ("2002::/16", "an IPv4 address behind 6to4"),
        ("3fff::/20", "an address for examples"),
    )
)

NOT_PLAIN = "no plain IP address"


_NAT64 = IPv6Network("64:ff9b::/96")
"""The prefix that every network may use; its last 32 bits are the IPv4 address (RFC 6052 §2.1)."""

_IPV4_MASK = 0xFFFF_FFFF
_MAPPED = IPv6Network("::ffff:0:0/96")


def refusal(address: str, allowed: Networks = ()) -> str | None:
    """Return what an address is that may not be dialled, in words; None if it may.

    What is no address in its one plain form is refused, too: the system reads 0x7f.1 and 127.1 as 127.0.0.1.

    >>> refusal("93.184.215.14"), refusal("10.0.0.7"), refusal("::ffff:127.0.0.1")
    (None, 'a private address', 'this machine itself')
    >>> refusal("10.0.0.7", (IPv4Network("10.0.0.0/8"),))
    >>> refusal("127.1")
    'no plain IP address'
    """
    try:
        found = ip_address(address)
    except ValueError:
        return NOT_PLAIN
    return _refusal(found, allowed)


def remedy(address: str, key: str) -> str:
    """Return what a user can do about the refusal of an address; `key` is where the config allows networks.

    >>> remedy("::ffff:10.0.0.7", "fetch.allow_networks")
    'only public addresses are dialled unless allowed (fetch.allow_networks: [10.0.0.7], or --allow-network 10.0.0.7)'
    """
    try:
        found = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return "write it as four decimal numbers"
    return f"only public addresses are dialled unless allowed ({key}: [{found}], or --allow-network {found})"


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address that we listen on.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("news.example.org")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def parse_network(text: str) -> Network:
    """Return the network that was written, such as 10.0.0.0/8, or one address. Raises: ValueError with the words.

    >>> parse_network("10.1.2.3")
    IPv4Network('10.1.2.3/32')
    >>> parse_network("10.1.2.3/8")
    Traceback (most recent call last):
    ValueError: is no network: write 10.0.0.0/8 or 10.1.2.3
    """
    try:
        network = ip_network(text)
    except ValueError:
        raise ValueError(_meant(text)) from None
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        address = IPv4Address(int(network.network_address) & _IPV4_MASK)
        raise ValueError(f"is IPv4 in IPv6's clothes: write {address}/{network.prefixlen - _MAPPED.prefixlen}")
    return network


def _refusal(address: IPv4Address | IPv6Address, allowed: Networks) -> str | None:
    address = _unwrapped(address)
    if any(address in network for network in allowed):
        # To allow NAT64 is to allow a way to IPv4, not whatever lies at its end.
        behind = IPv4Address(int(address) & _IPV4_MASK) if address in _NAT64 else None
        return None if behind is None else _refusal(behind, allowed)
    if isinstance(address, IPv4Address):
        return next((words for network, words in _REFUSED_IPV4 if address in network), None)
    words = next((words for network, words in _REFUSED_IPV6 if address in network), None)
    return words or (None if address in _PUBLIC_IPV6 else "no public address")


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address


def _meant(text: str) -> str:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return "is no network: write 10.0.0.0/8 or fd00::/8"
    return f"is no network: write {network} or {text.partition('/')[0]}"
