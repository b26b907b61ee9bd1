"""The demo's daemon, ended with SIGKILL again and again while the live blog goes on."""

from __future__ import annotations

import asyncio
import base64
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli.demo import Daemon, serve
from monitor.cli.demo.play import OPENING, Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.demo.receiver import Receiver
from monitor.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KILLS = 12
"""`make crash` kills as often as it is given time for, at named points too; here each life is a process from its first
import on."""

STARTING_S = (0.0, 1.2)
"""Every third life ends so long after its start: while it imports, migrates, loads, sends what was left."""

POLLING_S = (0.0, 0.8)
"""The others end so long after they asked for the page."""

STEP_S = 0.15
UNDER_WAY = 6
"""So many entries may be published and not received; then the newsroom waits, or they would roll off unseen."""

PATIENCE_S = 150.0
SECRET = f"whsec_{base64.b64encode(b'a secret of 24 bytes....').decode()}"


class _Newsroom(Play):
    """Publishes at each step, and edits one entry in three steps; nothing rolls off between two lives of a daemon."""

    def _steps(self) -> Iterator[str]:
        while True:
            self._publish(self._now)
            yield "publish"
            self._publish(self._now)
            yield "edit"
            self._edit(2, body=lambda body: f"{body} Corrected.")
            yield "publish"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_kills_lose_no_event(tmp_path: Path) -> None:
    """Killed at random moments and started again, the daemon tells every entry once and its last words last."""
    asyncio.run(_kill_and_count(tmp_path))


async def _kill_and_count(folder: Path) -> None:
    chance = random.Random(20241107)
    play, polled = _Newsroom(utc_now()), asyncio.Event()
    told: dict[str, dict[str, Any]] = {}
    created: list[str] = []

    def take(message: dict[str, Any]) -> None:
        entry = message["data"]["entry"]
        told[entry["id"]] = entry
        if message["type"] == "entry.created":
            created.append(entry["id"])

    receiver = Receiver(SECRET, take)
    async with AsyncExitStack() as stack:
        environ = {
            "DEMO_STORE": f"sqlite:///{folder}/demo.db",
            "DEMO_PUBLISHER": await serve(stack, application(play, polled)) + PATH,
            "DEMO_RECEIVER": await serve(stack, receiver.application()),
            "DEMO_SECRET": SECRET,
        }
        opening = {post.id for post in play.posts}
        daemon = await Daemon.start(environ, folder / "daemon.log")
        await asyncio.wait_for(polled.wait(), PATIENCE_S)
        performing = asyncio.create_task(_perform(play, created))
        stack.callback(performing.cancel)
        await _until(receiver, lambda: bool(created))
        for life in range(KILLS):
            if life % 3:
                polled.clear()
                await asyncio.wait_for(polled.wait(), PATIENCE_S)
            await asyncio.sleep(chance.uniform(*(POLLING_S if life % 3 else STARTING_S)))
            assert daemon.process.returncode is None, daemon.log_tail()
            daemon.process.kill()
            await daemon.process.wait()
            daemon = await Daemon.start(environ, folder / "daemon.log")
        performing.cancel()
        stack.push_async_callback(daemon.stop)
        final = {post.id: post.body for post in play.every_post if post.id not in opening}
        await _until(receiver, lambda: final.items() <= {id_: entry["text"] for id_, entry in told.items()}.items())
    assert receiver.faults == []
    assert sorted(final) == sorted(created)
    assert list(range(1, len(receiver.sequences) + 1)) == receiver.sequences
    assert len(receiver.sequences) >= KILLS, "the newsroom published too little to prove anything"


async def _until(receiver: Receiver, so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S), receiver.changed:
        await receiver.changed.wait_for(so)


async def _perform(play: Play, created: list[str]) -> None:
    while True:
        await asyncio.sleep(STEP_S)
        if len(play.every_post) - OPENING - len(created) < UNDER_WAY:
            play.step(utc_now())
