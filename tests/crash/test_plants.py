"""The crash harness itself: a defect that is planted in the daemon does not get past it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from crash_lives import Point
from crash_plants import Plant
from crash_run import crash

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SEED = 5
SECONDS = 60.0
"""More than a busy machine takes for the few lives of one run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """By which kinds of violation a defect shows, at the latest after so many lives that end at these points."""

    as_: tuple[str, ...]
    aim: tuple[Point, ...] = (Point.ANSWERED, Point.REFUSED)
    kills: int = 3


CAUGHT: Mapping[Plant, Caught] = {
    Plant.ACKNOWLEDGED_FIRST: Caught(as_=("lost",), aim=(Point.UNSENT,)),
    Plant.TWO_TRANSACTIONS: Caught(as_=("lost",), aim=(Point.BETWEEN,), kills=1),
    Plant.CURSOR_FIRST: Caught(as_=("lost", "holes"), aim=(Point.BETWEEN,), kills=1),
    Plant.NEW_ID: Caught(as_=("changed",)),
    Plant.RESERIALISED: Caught(as_=("changed",)),
    Plant.VALIDATORS_FIRST: Caught(as_=("lost",), aim=(Point.BETWEEN,), kills=1),
    Plant.SEQUENCE_GAP: Caught(as_=("lost", "damaged"), kills=1),
    Plant.SENT_AHEAD: Caught(as_=("skips",), kills=2),
    Plant.WRONG_SECRET: Caught(as_=("unsigned",), kills=1),
    # Killed before that is written, what was refused is sent again: lives that end anywhere lose most of it for good.
    Plant.REFUSAL_TAKEN: Caught(as_=("lost",), aim=(), kills=6),
    Plant.GIVEN_UP_EARLY: Caught(as_=("lost",), aim=(), kills=10),
    Plant.UNFILTERED: Caught(as_=("unwanted",), kills=1),
}


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("defect", Plant)
def test_a_planted_defect_is_caught(defect: Plant, tmp_path: Path) -> None:
    """Each kind of defect that would cost events, their order, their bytes or their signature is counted as such."""
    caught = CAUGHT[defect]
    tally = asyncio.run(crash(tmp_path, seed=SEED, kills=caught.kills, seconds=SECONDS, defect=defect, aim=caught.aim))
    found = {kind for kind, words in tally.counts[0].violations.items() if words}
    assert found >= set(caught.as_), tally.table()


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("aim", [(), (Point.IN_POLL,), (Point.UNSENT,), (Point.ANSWERED, Point.REFUSED)])
def test_without_a_defect_nothing_is_found(aim: tuple[Point, ...], tmp_path: Path) -> None:
    """The same kills of a daemon without one find nothing: it is the defect that is caught, not the harness."""
    tally = asyncio.run(crash(tmp_path, seed=SEED, kills=4, seconds=SECONDS, aim=aim))
    assert tally.clean, tally.table()
    assert tally.total("requests"), "nothing was sent, which proves nothing"
