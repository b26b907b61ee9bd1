"""What drives the browser: a program of its own that Playwright brings and starts.

It is tried by itself first. Of one that cannot run (no libatomic1, memory that may not be executable) Playwright only
says that a connection closed, and leaves pipes and a traceback in the log behind; the program says why.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import playwright
from playwright.async_api import async_playwright

from monitor.fetch.browser_faults import REASON_CHARS

if TYPE_CHECKING:
    from playwright.async_api import Playwright

NODE = Path(playwright.__file__).parent / "driver" / "node"
NODE_NAMED = "PLAYWRIGHT_NODEJS_PATH"
"""The variable by which Playwright lets another one be named."""

UNDER_SYSTEMD = ", or under systemd what the head of the unit says of it"
SAID_LIMIT_BYTES = 64 * 1024


class NoBrowser(Exception):
    """There is no Chromium, or it does not start; the message says which and what to do."""


async def start_driver() -> Playwright:
    """Return what drives the browser. Raises: NoBrowser."""
    # Both programs ask for a home and end where there is none; systemd gives a user that has no name none.
    os.environ.setdefault("HOME", tempfile.gettempdir())
    program = os.environ.get(NODE_NAMED) or str(NODE)
    fault = await _fault_of(program)
    if fault is None:
        try:
            return await async_playwright().start()
        except Exception as error:  # noqa: BLE001  # a program that ends at once has no type of its own
            fault = _first_line(str(error))
    remedy = f"see what `{program} -e 0` says (a bare Debian lacks libatomic1){UNDER_SYSTEMD}"
    raise NoBrowser(f"what drives the browser did not start: {fault}; {remedy}")


async def _fault_of(program: str) -> str | None:
    """Return why a program cannot run JavaScript, None if it can."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            "-e",
            "0",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        return f"{program}: {(error.strerror or str(error)).lower()}"
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:  # we were cancelled
            process.kill()
    if process.returncode == 0:
        return None
    return _first_line(said[:SAID_LIMIT_BYTES].decode(errors="replace")) or f"it ended with status {process.returncode}"


def _first_line(said: str) -> str:
    return next(filter(None, map(str.strip, said.splitlines())), "")[:REASON_CHARS]
