"""The consumer of docs/receiving.md, beside a real daemon."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import PATIENCE_S, restless_live_blog, shell, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONSUMER = Path(__file__).parents[2] / "docs" / "snippets" / "consumer.py"
NUMBERS = "'.events[].data.sequence'"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@asynccontextmanager
async def consuming(database: Path, port: int, api: str) -> AsyncIterator[None]:
    """Run the consumer; it has caught up when the block begins."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(CONSUMER), str(database), str(port), api),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        process.stdin.write(SECRET.encode())
        process.stdin.close()
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
        assert f"receiving on port {port}\n" == line.decode()
        yield
    finally:
        process.kill()
        await process.wait()


def sequences(database: Path) -> list[int]:
    with closing(sqlite3.connect(database)) as opened:
        rows = opened.execute("SELECT sequence FROM events WHERE source = 'flood' ORDER BY sequence")
        return [row[0] for row in rows]


def attempts(log: list[str], outcome: str) -> list[dict]:
    lines = [json.loads(line) for line in log if line.startswith("{")]
    return [line for line in lines if (line["event"], line.get("outcome")) == ("attempt", outcome)]


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("curl")), reason="jq and curl are not installed")
async def test_a_consumer_that_lost_a_day(tmp_path: Path) -> None:
    """It keeps each event once, whichever way it came, and has them all again after a restart without the last ones."""
    port, kept = free_port(), tmp_path / "kept.db"
    async with restless_live_blog() as url:
        config = {
            "store": f"sqlite:///{tmp_path}/live.db",
            "api": {"listen": "127.0.0.1:0"},
            "fetch": {"allow_networks": ["127.0.0.1"]},
            "deliver": {"allow_networks": ["127.0.0.1"]},
            "defaults": {"interval": "200ms", "on_start": "all"},
            "sources": [{"name": "flood", "url": url}],
            "webhooks": [{"name": "desk", "url": f"http://127.0.0.1:{port}/", "secrets": [SECRET]}],
        }
        (tmp_path / "monitor.yaml").write_text(json.dumps(config))
        async with started("run", "--config", str(tmp_path / "monitor.yaml")) as daemon:
            api = json.loads(await daemon.until_said('"event":"started"'))["api"]
            await daemon.until(lambda: attempts(daemon.err, "unreachable"))  # the consumer is not there yet
            async with consuming(kept, port, api):
                before = len(sequences(kept))
                assert before, "it caught up with nothing"
                await daemon.until(lambda: len(attempts(daemon.err, "accepted")) > before + 3)
            had = sequences(kept)
            assert list(range(1, len(had) + 1)) == had
            with closing(sqlite3.connect(kept)) as opened:
                opened.execute("DELETE FROM events WHERE sequence > 2")
                opened.execute("INSERT INTO events VALUES ('evt_old', 'quiet', 7, '{}')")  # kept no more by now
                (last,) = opened.execute("SELECT id FROM events WHERE sequence = 2").fetchone()
                opened.commit()
            async with consuming(kept, port, api):
                again = sequences(kept)
            assert list(range(1, len(again) + 1)) == again
            assert len(again) >= len(had)
            page = f"{api}/api/events?source=flood&after=$position&limit=500"
            script = f'position=$(curl -s {api}/api/events/{last} | jq .position); curl -s "{page}" | jq -c {NUMBERS}'
            status, out, err = await shell(script)
            assert (0, "") == (status, err)
            assert list(range(3, 3 + len(out.split()))) == [int(word) for word in out.split()]
            assert len(out.split()) >= len(had) - 2
