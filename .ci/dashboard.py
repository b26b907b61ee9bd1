"""Photograph the dashboard for the README, on the demo's live blog. `make picture`; needs Chromium."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from monitor.app import Setup, running
from monitor.cli.demo import serve
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.clock import utc_now
from monitor.fetch.browser import INSTALLED_AS
from monitor.model import ApiSettings, Source
from monitor.ops.logging import configure
from monitor.wire.addresses import LOOPBACK

STEPS = 8
"""The play's first round: entries come, are recounted, withdrawn, reworded, renamed and restored."""
SEEN = 8
"""Events of which the picture is taken."""
WIDE, HIGH = 1000, 900


async def photograph(target: Path) -> None:
    configure("error")
    play, polled = Play(utc_now()), asyncio.Event()
    async with AsyncExitStack() as stack:
        url = await serve(stack, application(play, polled)) + PATH
        folder = stack.enter_context(TemporaryDirectory(prefix="liveblog-monitor-picture-"))
        setup = Setup(
            sources=[Source(name="veldra", url=url, interval=timedelta(seconds=1))],
            store_url=f"sqlite:///{folder}/picture.db",
            fetch_networks=LOOPBACK,
            api=ApiSettings(port=0, required=True),
        )
        monitor = await stack.enter_async_context(running(setup))
        assert monitor.api is not None
        playwright = await stack.enter_async_context(async_playwright())
        installed = next(filter(None, map(shutil.which, INSTALLED_AS)))
        browser = await playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light", locale="en-GB")
        await page.goto(f"{monitor.api.url}/")
        await polled.wait()
        for _ in range(STEPS):
            play.step(utc_now())
            await asyncio.sleep(2.5)  # two polls: a deletion is told after the second
        await page.locator("li.event").nth(SEEN).wait_for()
        await page.emulate_media(reduced_motion="reduce")
        await page.screenshot(path=target)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(photograph(Path("docs/dashboard.png")))
