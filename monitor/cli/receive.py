"""`receive`: a receiver that verifies and prints, for people who build consumers."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import signal
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click
from aiohttp import web
from rich.console import Console
from rich.text import Text

from monitor.cli.options import signing_secrets
from monitor.cli.render import print_event, shorten
from monitor.cli.terminal import harmless, plain
from monitor.clock import utc_now
from monitor.deliver.signing import ID_HEADER, Verification, verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.ports import Clock

BODY_LIMIT_BYTES = 8 * 1024 * 1024
"""A batch of 100 events of 64 KiB."""

IDS_KEPT = 10_000
SOURCES_KEPT = 10_000
SHOWN_CHARS = 400
_BATCH = "batch"
_SAME = "came before, the same to the byte"
_OTHER = "came before with another body!"


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.option("--listen", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="0.0.0.0 for all.")
@click.option(
    "--secret",
    "secrets",
    multiple=True,
    envvar="LIVEBLOG_MONITOR_SECRET",
    show_envvar=True,
    callback=signing_secrets,
    metavar="whsec_…",
    help="Verifies signatures; several while one is replaced. Without it nothing is verified.",
)
@click.option("--status", type=click.IntRange(200, 599), default=204, show_default=True, help="What to answer.")
@click.option("--json", "as_json", is_flag=True, help="Print the bodies that were verified, one per line.")
def receive(*, port: int, listen: str, secrets: tuple[str, ...], status: int, as_json: bool) -> None:
    """Receive events on this machine, verify their signatures and print them. Ctrl-C ends it.

    Each is marked: ✓ signed as it should be, ✗ not (answered with 401), ? nothing to verify with; and it is said when
    one came before, or out of order. `--status 503` shows how the daemon tries again.

    \b
    liveblog-monitor receive --port 8080 --secret "$DESK_SECRET"
    """
    receiver = Receiver(secrets, Console(highlight=False), status=status, as_json=as_json, clock=utc_now)
    asyncio.run(_serve(receiver, listen, port))


async def _serve(receiver: Receiver, listen: str, port: int) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_, stop.set)
    runner = web.AppRunner(receiver.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, listen, port).start()
        except OSError as error:
            why = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)
            msg = f"cannot listen on {listen}:{port}: {why}; name another with --port or --listen"
            raise click.ClickException(msg) from error
        host, bound = runner.addresses[0][:2]
        click.secho(f"listening on http://{f'[{host}]' if ':' in host else host}:{bound}/", err=True, dim=True)
        await stop.wait()
    finally:
        await runner.cleanup()


class Receiver:
    """Takes POSTs to any path. What it remembers of them is bounded: the last IDS_KEPT ids, SOURCES_KEPT sources."""

    def __init__(
        self, secrets: Sequence[str], out: Console, *, clock: Clock, status: int = 204, as_json: bool = False
    ) -> None:
        self._secrets = secrets
        self._out = out
        self._clock = clock
        self._status = status
        self._as_json = as_json
        self._digests: OrderedDict[str, bytes] = OrderedDict()
        self._last: OrderedDict[str, int] = OrderedDict()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT_BYTES)
        app.router.add_post("/{path:.*}", self._receive)
        return app

    async def _receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        wrong = self._wrong(headers, body)
        if wrong is not None:
            self._say("✗ ", "bold red", wrong, body)
            return web.Response(status=401, text=wrong)
        self._tell(headers.get(ID_HEADER, ""), body)
        return web.Response(status=self._status)

    def _wrong(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """Return why no secret fits, in the words of the newest; None if one does or there is none to try."""
        found = [verify(secret, headers, body, now=self._clock()) for secret in self._secrets]
        return None if not found or Verification.VALID in found else found[0].value

    def _tell(self, id_: str, body: bytes) -> None:
        message = None
        with suppress(ValueError, RecursionError):
            message = json.loads(body)
        again = self._again(id_, body) if id_ else ""
        mark = "✓ " if self._secrets else "? "
        events = _events(message)
        for event in events:
            if self._as_json:
                click.echo(harmless(json.dumps(event, ensure_ascii=False)).encode())
                continue
            try:
                print_event(self._out, event, show_source=True, mark=mark)
            except (KeyError, TypeError, ValueError, AttributeError):  # somebody else's event
                self._say(mark, "green", "", body)
            if remark := again or self._out_of_order(event):
                self._out.print(Text(f"  {remark}", "yellow"))
        if not events:
            self._say(mark, "green", again, body)

    def _again(self, id_: str, body: bytes) -> str:
        """Return what to say of an id that came before."""
        digest = hashlib.sha256(body).digest()
        known = self._digests.setdefault(id_, digest)
        if len(self._digests) > IDS_KEPT:
            self._digests.popitem(last=False)
            return ""
        return "" if known is digest else _SAME if known == digest else _OTHER

    def _out_of_order(self, event: Mapping[str, Any]) -> str:
        """Return what to say of a sequence that does not follow the one before it."""
        try:
            source, sequence = str(event["data"]["source"]["name"]), int(event["data"]["sequence"])
        except (KeyError, TypeError, ValueError):
            return ""
        last = self._last.get(source)
        self._last[source] = max(sequence, last or 0)
        self._last.move_to_end(source)
        if len(self._last) > SOURCES_KEPT:
            self._last.popitem(last=False)
        if last is None or sequence == last + 1:
            return ""
        return f"{plain(source)}: {sequence} after {last}" + (
            ", what is between was filtered" if sequence > last else ""
        )

    def _say(self, mark: str, style: str, remark: str, body: bytes) -> None:
        """Print what is no event of ours: a remark and the beginning of the body."""
        text = shorten(plain(body[: 4 * SHOWN_CHARS].decode("utf-8", "replace")), SHOWN_CHARS)
        self._out.print(Text.assemble((mark, style), (f"{remark}  " if remark else "", "yellow"), text), soft_wrap=True)


def _events(message: object) -> list[dict[str, Any]]:
    """Return the events in a body, in the standard form: alone, a batch of them, or CloudEvents."""
    data = message.get("data") if isinstance(message, dict) else None
    parts: object = [message]
    if isinstance(message, list):
        parts = message
    elif isinstance(message, dict) and message.get("type") == _BATCH and isinstance(data, dict):
        parts = data.get("events")
    return [event for part in parts if (event := _event(part))] if isinstance(parts, list) else []


def _event(message: object) -> dict[str, Any] | None:
    """Return one event in the standard form, None if it is none."""
    if not isinstance(message, dict) or not isinstance(message.get("data"), dict) or "type" not in message:
        return None
    if "specversion" in message:
        return {"type": message["type"], "timestamp": message.get("time"), "data": message["data"]}
    return message
