"""The bounds of one fetch; what a server does beyond them is its fault, not our memory's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a server one poll bears.

    Live blogs of a whole day reach 2 MB on the wire and 12 MB decoded. `keepalive` outlasts the shortest polling
    intervals; for longer ones most servers have closed the connection before it is needed again. With
    `connections_per_host`, a host that hangs cannot take the connections of the others.
    """

    wire_bytes: int = 10 * MIB
    body_bytes: int = 32 * MIB
    connect: timedelta = timedelta(seconds=5)
    redirects: int = 10
    retries: int = 2
    retry_wait: timedelta = timedelta(milliseconds=250)
    """Before the first retry; it doubles, and up to as much again is added at random."""
    connections: int = 1000
    connections_per_host: int = 32
    keepalive: timedelta = timedelta(seconds=30)


DEFAULT_LIMITS = Limits()
