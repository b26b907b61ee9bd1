"""Draw the README's picture: `watch` on the demo's publisher, rendered by the program's own code. `make picture`."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import AsyncExitStack, aclosing
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.text import Text

import monitor
from monitor.cli.demo import serve
from monitor.cli.demo.play import Play
from monitor.cli.demo.publisher import PATH, application
from monitor.cli.render import print_event
from monitor.clock import utc_now
from monitor.ops.logging import configure

EVENTS = 9


async def draw() -> str:
    configure("error")
    out = Console(record=True, width=110, file=sys.stderr, force_terminal=True, highlight=False)
    play = Play(utc_now())
    polled = asyncio.Event()
    async with AsyncExitStack() as stack:
        url = await serve(stack, application(play, polled)) + PATH
        out.print(Text("$ liveblog-monitor watch https://courier.example.org/live/veldra-harbour-talks\n", "dim"))
        events = monitor.watch(url, interval=timedelta(seconds=0.3))
        await stack.enter_async_context(aclosing(events))
        told = 0
        following = asyncio.create_task(anext(events))
        await polled.wait()
        while told < EVENTS:
            done, _ = await asyncio.wait([following], timeout=1.2)
            if not done:
                play.step(utc_now())
                continue
            print_event(out, following.result().message)
            told += 1
            following = asyncio.create_task(anext(events))
        following.cancel()
        await asyncio.wait([following])
    svg = out.export_svg(title="liveblog-monitor watch")
    # Rich names fonts on a content delivery network; a picture in a README should load nothing.
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    Path("docs/watch.svg").write_text(asyncio.run(draw()))
