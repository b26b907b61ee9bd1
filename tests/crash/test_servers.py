"""A daemon whose database server is killed: beside it, and with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from crash_databases import POSTGRESQL
from crash_lives import Ending
from crash_run import crash

if TYPE_CHECKING:
    from pathlib import Path

SEED = 1
KILLS = 6
"""Two of them end the server while the daemon runs on, two with it, two the daemon at a point."""


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_server_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    """PostgreSQL falls in the middle of what it does and comes back: the daemon goes on, and no event is lost."""
    tally = asyncio.run(crash(tmp_path, seed=SEED, kills=KILLS, seconds=200, database=POSTGRESQL))
    assert tally.clean, tally.table()
    assert min(tally.lives[Ending.DATABASE_AWAY], tally.lives[Ending.DATABASE_TOO]) > 0, tally.table()
    assert tally.total("requests"), "nothing was sent, which proves nothing"
