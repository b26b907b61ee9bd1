"""A database in which a live blog was polled four times."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from live_blogs import NOON, URL, entry, page
from structlog.testing import capture_logs

from monitor.model import Source
from monitor.pipeline import Pipeline
from monitor.store import open_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitor.model import Entry

FLOOD = Source(name="flood", url=URL, confirm_deletions=1)
EDITED = entry(2, text="Words of the update with the number 7.")
READINGS = (
    [entry(3), entry(2), entry(1)],
    [entry(4), entry(3), EDITED, entry(1)],
    [entry(4), EDITED, entry(1)],
    [entry(4), entry(3), EDITED, entry(1)],
)
"""One an hour from one o'clock on: a baseline, an edit and a new entry, a deletion, a restoration."""


def polled(folder: Path, readings: Sequence[Sequence[Entry]] = READINGS) -> str:
    """Return the address of a database in which the readings were polled, and a second source was not."""
    url = f"sqlite:///{folder}/live.db"
    now = [NOON]

    async def story() -> None:
        database = await open_store(url)
        try:
            await database.register([("flood", URL), ("fire", "https://fire.example/")], [])
            pages = iter(readings)

            async def fetch(_):
                return replace(page(*next(pages)), fetched_at=now[0])

            pipeline = Pipeline(
                fetch=fetch,
                store=database,
                clock=lambda: now[0],
                states=await database.load_states(),
                on_commit=lambda *_: None,
            )
            for _ in readings:
                now[0] += timedelta(hours=1)
                await pipeline.poll(FLOOD)
        finally:
            await database.close()

    with capture_logs():
        asyncio.run(story())
    return url
