"""Debian's Chromium, driven by Playwright, on the pages of a daemon that runs in the test."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import async_playwright

from monitor.fetch.browser import INSTALLED_AS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, INSTALLED_AS)), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)")
PATIENCE_MS = 20_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Heard:
    """What a page did beside being looked at: requests, dialogs, errors and complaints."""

    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@asynccontextmanager
async def tab(browser: Browser, url: str, **options: Any) -> AsyncIterator[tuple[Page, Heard]]:
    """Open a tab whose addresses are below `url`, and hear what its pages do."""
    context = await browser.new_context(base_url=url, **options)
    context.set_default_timeout(PATIENCE_MS)
    page, heard = await context.new_page(), Heard()

    async def dismiss(dialog):
        heard.dialogs.append(dialog.message)
        await dialog.dismiss()

    page.on("request", lambda request: heard.requests.append(request.url))
    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    page.on("console", lambda message: heard.complaints.append(message.text) if message.type == "error" else None)
    try:
        yield page, heard
    finally:
        await context.close()
