"""Milliseconds per page of extraction, beside the bare parse of the same bytes by lxml and selectolax.

Every page of tests/pages and, where they stand beside the checkout, the captured ones. `JSON-LD` is its extractor
alone, `its JSON` finding and decoding the script blocks and nothing else. `again` follows the choice of the reading
before, as each poll after the first does.
"""

from __future__ import annotations

import contextlib
import gc
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from _table import parse_arguments, report
from lxml import html
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import ExtractError
from monitor.extract import EXTRACTORS, extract
from monitor.extract.document import Document
from monitor.model import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CHECKOUT = Path(__file__).parents[1]
FOLDERS = (CHECKOUT / "tests" / "pages", CHECKOUT.parent / "shared" / "pages")
CONTENT_TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json", ".txt": "text/plain"}
NOT_PAGES = {"expected.json", "index.json"}
NOW = datetime(2027, 1, 1, tzinfo=UTC)
ROUNDS = 5
"""The least of the rounds counts: what else runs on the machine only adds."""

MEGABYTE = 1_000_000
SMALL_BYTES = 50_000
"""Pages below this are summed up in one row: a fixture of 3 KB says little per MB."""


def pages() -> Iterator[tuple[str, Page]]:
    """Yield each page with its name, in order of size."""
    files = [file for folder in FOLDERS for file in folder.glob("**/*") if file.suffix in CONTENT_TYPES]
    for file in sorted(files, key=lambda file: file.stat().st_size):
        if file.name not in NOT_PAGES:
            yield f"{file.parent.name}/{file.stem}"[:40], page_of(file)


def page_of(file: Path) -> Page:
    headers = {"content-type": CONTENT_TYPES[file.suffix]}
    return Page(url="https://saved.example/page", status=200, headers=headers, body=file.read_bytes(), fetched_at=NOW)


def milliseconds(run: Callable[[], object]) -> float:
    """Return the least CPU time that a run took: the machine may have other work."""
    times: list[float] = []
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times) * 1_000


def read(page: Page, remembered: str | None = None) -> str:
    """Return the choice that extraction makes; "" if it finds nothing."""
    try:
        return extract(page, now=NOW, remembered=remembered).choice
    except ExtractError:
        return ""


def decode_alone(body: bytes) -> list[Any]:
    """Return the values of the JSON-LD blocks that name a live blog."""
    values: list[Any] = []
    at = body.find(b"ld+json")
    while at != -1:
        start = body.find(b">", at) + 1
        end = body.find(b"</script", start)
        if b"LiveBlogPosting" in (block := body[start:end]):
            with contextlib.suppress(msgspec.DecodeError):
                values.append(msgspec.json.decode(block))
        at = body.find(b"ld+json", end)
    return values


def figures_of(page: Page) -> Mapping[str, float]:
    """Return the milliseconds of one page by what was run."""
    body = page.body
    choice = read(page)
    text = body.decode("utf-8", "replace")
    return {
        "KB": len(body) / 1_000,
        "extract": milliseconds(lambda: read(page)),
        "again": milliseconds(lambda: read(page, choice)),
        "lxml": milliseconds(lambda: html.fromstring(body)) if body.strip() else 0.0,
        "selectolax": milliseconds(lambda: LexborHTMLParser(text)),
        "JSON-LD": milliseconds(lambda: EXTRACTORS["jsonld"](Document(page, now=NOW))),
        "its JSON": milliseconds(lambda: decode_alone(body)),
    }


def with_ratios(figures: Mapping[str, float]) -> Mapping[str, float]:
    per_json = figures["JSON-LD"] / figures["its JSON"] if figures["its JSON"] else 0.0
    return {**figures, "ms/MB": figures["extract"] / figures["KB"] * MEGABYTE / 1_000, "LD/JSON": per_json}


def main() -> None:
    arguments = parse_arguments(__doc__ or "")
    rows: dict[str, Mapping[str, float]] = {}
    small: list[Mapping[str, float]] = []
    gc.disable()
    for name, page in pages():
        figures = figures_of(page)
        gc.collect()
        if len(page.body) < SMALL_BYTES:
            small.append(figures)
        else:
            rows[name] = with_ratios(figures)
    total = {column: sum(figures[column] for figures in small) for column in small[0]}
    report("ms per page", {f"{len(small)} below {SMALL_BYTES // 1_000} KB": with_ratios(total), **rows}, arguments.json)


if __name__ == "__main__":
    main()
