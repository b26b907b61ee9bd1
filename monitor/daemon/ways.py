"""The ways to the world, one inside the other: pages are heard of, recorded and witnessed, sends heard of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.capture import Recorder, Vault, Witness
from monitor.daemon.changeover import fetcher_of, sender_of
from monitor.daemon.hearing import HeardFetch, HeardSend, Hearing
from monitor.daemon.succession import Succession
from monitor.store import evidence_of, folder_of
from monitor.wire.dialling import name_servers_answer
from monitor.wire.network import Network

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AsyncExitStack

    from monitor.app import Setup
    from monitor.daemon.serving import Api
    from monitor.fetch.turns import Turns
    from monitor.model import Attempt, Endpoint, Event, NotModified, Page, Request
    from monitor.ports import Clock
    from monitor.wire.their_clocks import TheirClocks

CAPTURES = "captures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways to the world, and what listens on them.

    Pages come by `witness`, which keeps evidence of what the `recorder` let through of what was `heard`; webhooks are
    sent to by `send`. Both tell the `network` who answers; hosts of pages also tell what time it is by their `clocks`.
    A reload puts others in the place of `fetcher` and `sender`; all fetchers share the `turns`.
    """

    fetcher: Succession[[Request], Page | NotModified]
    heard: HeardFetch
    recorder: Recorder
    witness: Witness
    sender: Succession[[Endpoint, Sequence[Event], int], Attempt]
    send: HeardSend
    network: Network
    clocks: TheirClocks
    turns: Turns


async def open_ways(stack: AsyncExitStack, setup: Setup, clock: Clock, api: Api | None) -> Ways:
    """Open them; they are closed with the stack."""
    network = Network()
    hearing = Hearing(network, clock, witness=name_servers_answer)
    first = fetcher_of(setup, clock)
    fetcher = await stack.enter_async_context(Succession(first))
    heard = HeardFetch(api.metered_fetch(fetcher) if api else fetcher, hearing)
    folder = setup.captures or folder_of(setup.store_url) / CAPTURES
    recorder = Recorder(heard, folder, clock=clock, limit_bytes=setup.keeping.captures.size_bytes)
    witness = Witness(await stack.enter_async_context(recorder), Vault(evidence_of(setup.store_url)))
    sender = await stack.enter_async_context(Succession(sender_of(setup, clock)))
    send = HeardSend(api.metered_send(sender) if api else sender, hearing)
    return Ways(
        fetcher=fetcher,
        heard=heard,
        recorder=recorder,
        witness=witness,
        sender=sender,
        send=send,
        network=network,
        clocks=hearing.clocks,
        turns=first.turns,
    )
