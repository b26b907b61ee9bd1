"""Webhooks that fail in every way; what reached them is the judge's to say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from crash_judge import Judge
    from crash_wire import Exchange

SLOW_S = 0.15
HANG_S = 1.5
"""Longer than the timeout that the config gives each attempt."""


class Manner(StrEnum):
    """What a receiver does with a request."""

    ACCEPT = "accept"
    SLOW = "accept slowly"
    ACCEPT_RESET = "accept, then reset"
    ACCEPT_CUT = "accept, break off"
    ERROR = "error"
    UNKNOWN = "not found"
    REFUSE = "refuse"
    GONE = "gone"
    BUSY = "busy"
    REDIRECT = "redirect"
    RESET_UNREAD = "reset unread"
    RESET_READ = "reset after reading"
    HANG = "hang"


ACCEPTING = {Manner.ACCEPT, Manner.SLOW, Manner.ACCEPT_RESET, Manner.ACCEPT_CUT}
STATUSES = {Manner.ERROR: 500, Manner.UNKNOWN: 404, Manner.REFUSE: 400, Manner.GONE: 410}

GOOD: Mapping[Manner, int] = {Manner.ACCEPT: 1}
FAIR: Mapping[Manner, int] = {Manner.ACCEPT: 94, Manner.ERROR: 2, Manner.RESET_READ: 2, Manner.ACCEPT_RESET: 2}
ROUGH: Mapping[Manner, int] = {
    Manner.ACCEPT: 60,
    Manner.SLOW: 6,
    Manner.ACCEPT_RESET: 6,
    Manner.ACCEPT_CUT: 4,
    Manner.ERROR: 6,
    Manner.UNKNOWN: 3,
    Manner.BUSY: 1,
    Manner.REDIRECT: 3,
    Manner.RESET_UNREAD: 4,
    Manner.RESET_READ: 5,
    Manner.HANG: 2,
}
PICKY: Mapping[Manner, int] = {Manner.ACCEPT: 70, Manner.REFUSE: 30}
LEAVING: Mapping[Manner, int] = {Manner.ACCEPT: 99, Manner.GONE: 1}


@dataclass(slots=True)
class Receiver:
    """One webhook. While `kind` it accepts everything; while `patient` it asks nobody to wait."""

    name: str
    manners: Mapping[Manner, int]
    judge: Judge
    chance: random.Random
    kind: bool = False
    patient: bool = False

    async def __call__(self, exchange: Exchange) -> None:
        manner = self._manner()
        if manner is Manner.RESET_UNREAD:
            exchange.reset()
            return
        body = await exchange.body()
        arrival = self.judge.arrived(self.name, exchange.head.headers, body)
        if manner is Manner.SLOW:
            await asyncio.sleep(SLOW_S)
        if manner in ACCEPTING:  # before the answer: whoever reads it may send the next one at once
            self.judge.accepted(arrival)
        elif manner is Manner.REFUSE:
            self.judge.refused(arrival)
        await _answer(exchange, manner)

    def _manner(self) -> Manner:
        manners = GOOD if self.kind else self.manners
        manner = self.chance.choices(list(manners), weights=list(manners.values()))[0]
        return Manner.ERROR if manner is Manner.BUSY and self.patient else manner


async def _answer(exchange: Exchange, manner: Manner) -> None:
    match manner:
        case Manner.ACCEPT | Manner.SLOW:
            await exchange.answer(204)
        case Manner.ACCEPT_RESET:
            await exchange.answer(200, b"ok")
            exchange.reset()
        case Manner.ACCEPT_CUT:
            await exchange.cut(200, b"o", 100, {})
        case Manner.RESET_READ:
            exchange.reset()
        case Manner.HANG:
            await asyncio.sleep(HANG_S)
            exchange.reset()
        case Manner.BUSY:
            await exchange.answer(429, headers={"retry-after": "1"})
        case Manner.REDIRECT:
            await exchange.answer(302, headers={"location": "/elsewhere"})
        case _:
            await exchange.answer(STATUSES[manner])
