"""Each example of docs/api.md does what it says, as it is written."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from urllib.parse import quote

from web_daemon import PATIENCE_S, daemon

ROOT = Path(__file__).parents[2]
TOO_LONG = 28
"""What curl exits with when its time is up: streams have no end."""


def examples():
    """Return the commands of the document, each in one line without its comment."""
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.startswith("    curl ")]
    return [re.sub(r"\s+# .*", "", line) for line in lines]


async def test_examples(tmp_path):
    """Every one of them is answered, none with an error; streams begin to tell."""
    async with daemon(tmp_path, hooked=True) as one:
        await one.receiver.until(2)
        added = {"url": one.blog.url.replace("/live", "/other"), "name": "added"}
        assert 201 == (await one.post("/api/sources", added))[0]
        event = one.receiver.bodies[0]["data"]
        written = {
            "localhost:8787": one.url.removeprefix("http://"),
            "https://www.example.org/live/flood": one.blog.url,
            "EVENT": event["id"],
            "ENTRY": quote(event["entry"]["id"], safe=""),
            "$TOKEN": "none-is-needed",
            "--max-time 60": "--max-time 1",
            "time=2026-11-29T12:00:00Z": "time=2036-11-29T12:00:00Z",
        }
        failed = []
        for example in examples():
            command = example
            for what, instead in written.items():
                command = command.replace(what, instead)
            code, out = await run(f"{command} --silent --show-error --fail-with-body")
            endless = "/api/stream" in command
            if code != (TOO_LONG if endless else 0) or (endless and "retry: " not in out):
                failed.append((example, code, out))
        paths = (await one.ask("/api/openapi.json"))[1]["paths"]
    assert [] == failed
    shown = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    assert [] == [
        path for path in paths if not re.search(re.sub(r"{[a-z_]+}", "[A-Za-z]+", path) + r"(?![/\w])", shown)
    ]


async def run(command):
    """Return a command's exit code and what it said."""
    shell = await asyncio.create_subprocess_shell(
        command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    async with asyncio.timeout(PATIENCE_S):
        out, _ = await shell.communicate()
    return shell.returncode, out.decode("utf-8", "replace")
