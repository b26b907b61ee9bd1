"""`probe`: one reading of a live blog or of a saved page."""

from __future__ import annotations

import asyncio
import json
import mimetypes
import re
import shlex
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from monitor.cli import EXIT_NO_LIVE_BLOG, EXIT_NOT_FETCHED
from monitor.cli.options import DURATION, allow_network, ignore_robots, is_web_address, time_zone, web_address
from monitor.cli.printing import print_json
from monitor.cli.render import headline, shorten
from monitor.cli.terminal import harmless, plain
from monitor.errors import FetchError, NotALiveBlog
from monitor.event import entry_shape, rfc3339
from monitor.extract import EXTRACTORS, extract
from monitor.extract.carriers.container import NOT_HTML
from monitor.extract.readings.assemble import NO_ZONE
from monitor.model import Page, Source, Window
from monitor.watching import named, read_once
from monitor.wire.addresses import parse_network

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from monitor.model import Snapshot

FILE_LIMIT_BYTES = 64 * 1024 * 1024

_WINDOWS = {Window.WHOLE: "all there are", Window.NEWEST: "the newest ones"}

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".json": "application/json",
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain",
}


def _url_or_file(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Return the target if it can be one: a web address that is right, or else the name of a file."""
    if not value:
        raise click.BadParameter("is empty: name a web address or a file", ctx, param)
    if _SCHEME.match(value):
        web_address(ctx, param, value)
    return value


@click.command(epilog=f"Exit codes: 0 entries found, {EXIT_NO_LIVE_BLOG} no live blog, {EXIT_NOT_FETCHED} not fetched.")
@click.argument("target", metavar="URL|FILE|-", callback=_url_or_file)
@click.option("--json", "as_json", is_flag=True, help="Print the reading as one JSON object.")
@click.option("--url", callback=web_address, help="The address that a saved page has.")
@click.option("--content-type", help="The media type of a saved page, if its name does not say.")
@click.option("--extractor", type=click.Choice(sorted(EXTRACTORS)), help="Use this one, whatever the others say.")
@click.option("--all", "--whole", "whole", is_flag=True, help="Read its older pages too, a second apart.")
@click.option("--zone", callback=time_zone, help="Of times that name none, such as Europe/London; else UTC.")
@click.option("--render", is_flag=True, help="Let a Chromium run the page's scripts first.")
@click.option("--timeout", type=DURATION, default="15s", show_default=True, help="Give up then.")
@allow_network
@ignore_robots
def probe(
    *,
    target: str,
    as_json: bool,
    whole: bool,
    url: str | None,
    content_type: str | None,
    extractor: str | None,
    zone: ZoneInfo | None,
    render: bool,
    timeout: timedelta,
    allow_networks: tuple[str, ...],
    ignore_robots: bool,
) -> None:
    """Read a live blog once: its entries, which extractor found them and how sure it is.

    \b
    liveblog-monitor probe https://news.example.org/live/ukraine
    liveblog-monitor probe saved.html --url https://news.example.org/live/ukraine --json
    curl … | liveblog-monitor probe - --url https://news.example.org/live/ukraine
    """
    try:
        if is_web_address(target):
            source = Source(
                name="probe",
                url=target,
                timeout=timeout,
                extractor=extractor,
                zone=zone,
                render=render,
                robots=not ignore_robots,
            )
            page, snapshot = asyncio.run(
                read_once(source, whole=whole, allow_networks=tuple(map(parse_network, allow_networks)))
            )
        else:
            page = _read_file(target, url=url, content_type=content_type)
            snapshot = extract(page, now=page.fetched_at, forced=extractor, zone=zone)
    except NotALiveBlog as none:
        if none.absent and not as_json:
            _show_absent(none, rendered=render)
        raise
    if as_json:
        print_json(_shape(snapshot, page))
    else:
        settings = _settings(zone=zone, extractor=extractor, render=render, ignore_robots=ignore_robots)
        _show(snapshot, page, target, settings, allow_networks)
    if not snapshot.entries:
        sys.exit(EXIT_NO_LIVE_BLOG)


def _read_file(name: str, *, url: str | None, content_type: str | None) -> Page:
    """Return a saved page as if it had been fetched now. Raises: FetchError."""
    path = Path(name)
    try:
        with click.open_file(name, "rb") as file:
            body = file.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        meant = f" (an address begins with https://: https://{name})" if _looks_like_a_host(name) else ""
        raise FetchError(name, f"cannot be read: {(error.strerror or str(error)).lower()}{meant}") from error
    if len(body) > FILE_LIMIT_BYTES:
        raise FetchError(name, f"larger than {FILE_LIMIT_BYTES // 2**20} MiB")
    named_type = content_type or _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or ""
    return Page(
        url=url or path.resolve().as_uri(),
        status=200,
        headers={"content-type": named_type} if named_type else {},
        body=body,
        fetched_at=datetime.now(UTC),
    )


def _looks_like_a_host(name: str) -> bool:
    """Return whether what is no file may be an address without its beginning, as browsers show them.

    >>> _looks_like_a_host("www.example.org/live/1"), _looks_like_a_host("saved.html"), _looks_like_a_host("./a/b.html")
    (True, False, False)
    """
    host, slash, _ = name.partition("/")
    return "." in host.strip(".") and (slash != "" or host.startswith("www."))


def _shape(snapshot: Snapshot, page: Page) -> dict[str, Any]:
    start, end = snapshot.coverage_start, snapshot.coverage_end
    return {
        "extractor": snapshot.extractor,
        "confidence": snapshot.confidence,
        "live_blog": {
            "title": snapshot.title,
            "url": snapshot.url or page.url,
            "state": snapshot.state(page.fetched_at).value,
            "coverage_start": rfc3339(start) if start else None,
            "coverage_end": rfc3339(end) if end else None,
        },
        "window": snapshot.window.value,
        "entries": [entry_shape(entry, 1) for entry in snapshot.entries],
        "warnings": list(snapshot.warnings),
        "id_class": snapshot.id_class.value,
        "extractors": [
            {
                "name": verdict.extractor,
                "confidence": verdict.confidence,
                "entries": verdict.entries,
                "reason": verdict.reason,
            }
            for verdict in snapshot.verdicts
        ],
    }


def _settings(*, zone: ZoneInfo | None, extractor: str | None, render: bool, ignore_robots: bool) -> Mapping[str, str]:
    """Return what the options say beside the address, as the config wants it."""
    said = {
        "zone": str(zone) if zone else "",
        "extractor": extractor or "",
        "render": "browser" if render else "",
        "robots": "ignore" if ignore_robots else "",
    }
    return {key: value for key, value in said.items() if value}


def _show(
    snapshot: Snapshot, page: Page, target: str, settings: Mapping[str, str], allow_networks: Sequence[str]
) -> None:
    out = Console(highlight=False)
    whole = not out.is_terminal  # in a pipe no line is broken
    state = snapshot.state(page.fetched_at).value
    out.print(Text(plain(snapshot.title) or "(no title)", "bold"), soft_wrap=whole)
    out.print(Text(f"{plain(snapshot.url or page.url)}", "dim"), soft_wrap=whole)
    count = f"{len(snapshot.entries)} entries"
    facts = f"{state} · {count}, {_WINDOWS[snapshot.window]} · ids {snapshot.id_class.value}"
    read_by = f"read by {snapshot.extractor}, confidence {snapshot.confidence:.2f}"
    out.print(Text(f"{facts} · {read_by}\n"), soft_wrap=whole)
    _print_rows(out, ("extractor", "confidence", "entries", "why"), _verdicts(snapshot))
    out.print()
    _print_rows(out, ("time (UTC)", "author", "entry"), _entries(snapshot), whole=("time (UTC)", "author"))
    if snapshot.older is not None:
        out.print(Text(f"older entries: {plain(snapshot.older)} (--all reads on)", "dim"), soft_wrap=whole)
    elif snapshot.barred is not None and snapshot.barred not in snapshot.warnings:
        out.print(Text(f"older entries: {plain(snapshot.barred)}", "dim"), soft_wrap=whole)
    for warning in snapshot.warnings:
        out.print(Text(f"warning: {plain(warning)}", "yellow"), soft_wrap=whole)
    if "zone" not in settings and any(NO_ZONE in warning for warning in snapshot.warnings):
        out.print(Text("if that is wrong: --zone Europe/London, or zone in the config", "dim"), soft_wrap=whole)
    address = target if is_web_address(target) else (snapshot.url or page.url)
    if is_web_address(address):
        init = f"liveblog-monitor init {shlex.quote(address)}"
        if settings or allow_networks:
            how = f"To watch it so, put this into config/monitor.yaml ({init} begins one):"
        else:
            how = f"To watch it: {init}, or add to config/monitor.yaml:"
        out.print(Text(f"\n{how}", "dim"), soft_wrap=True)
        if allow_networks:
            out.print(Text(f"fetch: {{allow_networks: {json.dumps(allow_networks)}}}"), soft_wrap=True)
        out.print(Text(f"sources:\n  - {_config_line(address, settings)}"), soft_wrap=True)


def _verdicts(snapshot: Snapshot) -> Iterator[Sequence[Text]]:
    for verdict in snapshot.verdicts:
        style = "bold" if verdict.extractor in snapshot.extractor.split("+") else "dim"
        cells = (verdict.extractor, f"{verdict.confidence:.2f}", str(verdict.entries), plain(verdict.reason))
        yield [Text(cell, style) for cell in cells]


def _entries(snapshot: Snapshot) -> Iterator[Sequence[Text]]:
    for entry in snapshot.entries:
        shape = entry_shape(entry, 1)
        what = Text(headline(shape), "bold")
        if entry.title and entry.text:
            what.append(f"\n{shorten(plain(entry.text), 160)}", "not bold dim")
        when = entry.published.strftime("%d %b %H:%M") if entry.published else "—"
        yield Text(when), Text(shorten(plain(", ".join(entry.authors)), 28)), what


def _show_absent(none: NotALiveBlog, *, rendered: bool) -> None:
    """Say of each extractor why it found nothing, and what is left to try."""
    out = Console(highlight=False)
    reasons = ((Text(name), Text(plain(reason), "dim")) for name, reason in none.absent.items())
    _print_rows(out, ("extractor", "why it found none"), reasons)
    if none.absent.get("container") == NOT_HTML:
        remedy = "name its parts in the config (jmespath)"
    else:
        remedy = f"{'' if rendered else 'try --render, or '}name its parts in the config (selectors)"
    index = "" if rendered else " If it lists live blogs, name it as discover in the config, not as url."
    out.print(f"If it is a live blog all the same: {remedy}.{index}", soft_wrap=not out.is_terminal)


def _print_rows(
    out: Console, columns: Sequence[str], rows: Iterable[Sequence[Text]], *, whole: Collection[str] = ()
) -> None:
    """Print rows under the names of their columns: tab-separated in a pipe.

    On a terminal what stands in the `whole` columns is never wrapped.
    """
    if not out.is_terminal:
        for row in (columns, *rows):
            out.file.write("\t".join(plain(str(cell)) for cell in row) + "\n")
        return
    drawn = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        drawn.add_column(column, no_wrap=column in whole)
    for row in rows:
        drawn.add_row(*row)
    out.print(drawn)


def _config_line(address: str, settings: Mapping[str, str]) -> str:
    """Return the source as the config wants it; what JSON quotes, YAML reads the same.

    >>> _config_line("https://a.example/live/2024", {"render": "browser"})
    '{name: "2024", url: "https://a.example/live/2024", render: "browser"}'
    """
    source = named([address], interval=None, latest=0)[0]
    said = {"name": source.name, "url": source.url, **settings}
    return (
        f"{{{', '.join(f'{key}: {harmless(json.dumps(value, ensure_ascii=False))}' for key, value in said.items())}}}"
    )
