"""Hosts that lead to where nobody may go, in every spelling: for the tests of what fetches and of what delivers."""

from __future__ import annotations

import socket

PLACES = (
    *("0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1"),
    *("192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("[::]", "[::1]", "[fc00::1]", "[fd00::1]", "[fe80::1]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]"),
    *("[2001::1]", "[2001:db8::1]", "[2002:7f00:1::]", "[3fff::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]"),
    *("[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[4000::1]", "[100::1]"),
)

SPELLINGS = (
    *("2130706433", "0x7f000001", "017700000001", "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "127.1", "127.0.1"),
    *("127.0.0.1.", "0", "0x0", "00000177.0.0.1", "127.0.0.0x1", "localhost", "LOCALHOST", "LocalHost"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]"),
    *("user:word@127.0.0.1", "example.org@127.0.0.1", "example.org:80@127.0.0.1", "example.org\\@127.0.0.1"),
    *("①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127．0．0．1", "١٢٧.٠.٠.١", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
    *("%31%32%37.0.0.1", "127.0.0.1%00.example.org", "127.0.0.1%2f@example.org"),
)
"""This machine, as a config, a page or a name server might write it."""


def names(*answers: str):
    """Return a look-up that answers with these addresses, one after the other, the last again and again."""
    left = list(answers)

    def look_up(_host, port, *_how):
        address = left.pop(0) if len(left) > 1 else left[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sockaddr = (address, port, 0, 0) if ":" in address else (address, port)
        return [(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", sockaddr)]

    return look_up
