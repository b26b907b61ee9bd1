"""Milliseconds per page of extraction, beside the bare parse of the same bytes by lxml and selectolax.

Every page of tests/pages and, where they stand beside the checkout, the captured ones.

    cold       the first reading of a source, when every extractor looks at the page
    again      by the remembered choice, without recall: the first poll after a restart
    same       by the choice and with recall, when the page differs elsewhere but its entries do not
    2 changed  the same when the words of two entries differ: what a poll that has news costs
    LD, LD same, LD 2 changed    the JSON-LD extractor alone, likewise: from the bytes to its whole reading
    LD drafts  the first of these without the last step: the blocks found and decoded, and a draft made of each update
    beyond     what the first reading costs beside it: the markup, the other extractors, merging
    its JSON   finding the JSON-LD that names a live blog and decoding it whole, and nothing else

The aim is the JSON-LD extractor within 1.5 x of `its JSON`; the columns `x JSON` say where it stands, and are 0 for a
page whose JSON-LD holds no updates. Unchanged it is far below: all that is left is to find and compare. Where two
entries changed the updates are told apart by their bytes and put together again. At first each is read: its words are
looked through several times where decoding passes them once.

What elements are called and what written dates say is remembered from page to page (words/remembered.py), here from
round to round: a first reading in a process that never saw the publisher's pages costs about a tenth more.
"""

from __future__ import annotations

import contextlib
import gc
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from _table import parse_arguments, report
from lxml import html
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import ExtractError
from monitor.extract import EXTRACTORS, Recall, extract
from monitor.extract.carriers import jsonld
from monitor.extract.page.document import Document
from monitor.extract.readings.reading import Cover, Reading
from monitor.model import IdClass, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitor.model import Snapshot

CHECKOUT = Path(__file__).parents[1]
FOLDERS = (CHECKOUT / "tests" / "pages", CHECKOUT.parent / "shared" / "pages")
CONTENT_TYPES = {".html": "text/html", ".xml": "application/xml", ".json": "application/json", ".txt": "text/plain"}
NOT_PAGES = {"expected.json", "index.json"}
NOW = datetime(2027, 1, 1, tzinfo=UTC)
ROUNDS = 7
"""The least of the rounds counts: what else runs on the machine only adds."""

CHANGED = 2
PAIR = re.compile(r"[a-z]{4,12} [a-z]{4,12} [a-z]{4,12}")
"""Words of an entry that are found again in the page as it was sent, whatever its markup."""

PATH = ("LD", "LD drafts", "LD same", "LD 2 changed")
MEGABYTE = 1_000_000
SMALL_BYTES = 50_000
"""Pages below this are summed up in one row: a fixture of 3 KB says little per MB."""


def pages() -> Iterator[tuple[str, Page]]:
    """Yield each page with its name, in order of size, under the address that it calls its own: so it is polled."""
    files = [file for folder in FOLDERS for file in folder.glob("**/*") if file.suffix in CONTENT_TYPES]
    for file in sorted(files, key=lambda file: file.stat().st_size):
        if file.name not in NOT_PAGES:
            page = page_of(file)
            snapshot = read(page)
            own = snapshot.url if snapshot and file.suffix == ".html" else None
            yield f"{file.parent.name}/{file.stem}"[:40], replace(page, url=own or page.url)


def page_of(file: Path) -> Page:
    headers = {"content-type": CONTENT_TYPES[file.suffix]}
    return Page(url="https://saved.example/page", status=200, headers=headers, body=file.read_bytes(), fetched_at=NOW)


def milliseconds(run: Callable[[], object]) -> float:
    """Return the least CPU time that a run took after the first: the machine may have other work."""
    run()
    times: list[float] = []
    for _ in range(ROUNDS):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times) * 1_000


def read(page: Page, remembered: str | None = None, recall: Recall | None = None) -> Snapshot | None:
    """Return what extraction makes of a page; None if it finds nothing."""
    try:
        return extract(page, now=NOW, remembered=remembered, recall=recall)
    except ExtractError:
        return None


def read_jsonld(page: Page, recall: Recall) -> None:
    document = Document(page, now=NOW)
    document.shelf = recall.shelf("jsonld")
    EXTRACTORS["jsonld"](document)


@contextlib.contextmanager
def drafts_alone() -> Iterator[None]:
    """Let the JSON-LD extractor end when the drafts are made."""
    whole = jsonld.assemble

    def nothing(cover: Cover, *_: object, **__: object) -> Reading:
        return Reading(cover=cover, entries=(), confidence=0, id_class=IdClass.DERIVED)

    jsonld.assemble = nothing
    try:
        yield
    finally:
        jsonld.assemble = whole


def updates_in(page: Page) -> int:
    """Return how many entries a page's JSON-LD holds."""
    reading = EXTRACTORS["jsonld"](Document(page, now=NOW))
    return len(reading.entries) if isinstance(reading, Reading) else 0


def with_noise(page: Page) -> tuple[Page, Page]:
    """Return the page as two polls see it between which no entry changed."""
    return page, replace(page, body=page.body + b"<!-- 17 -->" if page.body.lstrip()[:1] == b"<" else page.body + b" ")


def with_news(page: Page) -> tuple[Page, Page]:
    """Return the page as two polls see it between which the words of `CHANGED` entries changed, in every carrier."""
    snapshot, body, left = read(page), page.body, CHANGED
    for entry in snapshot.entries if snapshot else ():
        said = next((pair[0].encode() for pair in PAIR.finditer(entry.text) if pair[0].encode() in page.body), None)
        if said is not None and left:
            body, left = body.replace(said, said.swapcase()), left - 1
    return page, replace(page, body=body)


def decode_alone(body: bytes) -> list[Any]:
    """Return the values of the JSON-LD blocks that name a live blog; a page that is JSON is one block."""
    values: list[Any] = []
    if body.lstrip()[:1] in {b"{", b"["}:
        with contextlib.suppress(msgspec.DecodeError):
            values.append(msgspec.json.decode(body))
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
    snapshot = read(page)
    choice = snapshot.choice if snapshot else ""
    text = body.decode("utf-8", "replace")
    noisy, newsy = with_noise(page), with_news(page)
    figures = {
        "KB": len(body) / 1_000,
        "cold": milliseconds(lambda: read(page)),
        "again": milliseconds(lambda: read(page, choice)),
    }
    for column, pair in (("same", noisy), ("2 changed", newsy)):
        turns, recall = cycle(pair), Recall()
        figures[column] = milliseconds(lambda turns=turns, recall=recall: read(next(turns), choice, recall))
    figures["lxml"] = milliseconds(lambda: html.fromstring(body)) if body.strip() else 0.0
    figures["selectolax"] = milliseconds(lambda: LexborHTMLParser(text))
    figures["updates"] = updates_in(page)
    figures["LD"] = milliseconds(lambda: read_jsonld(page, Recall()))
    with drafts_alone():
        figures["LD drafts"] = milliseconds(lambda: read_jsonld(page, Recall()))
    for column, pair in (("LD same", noisy), ("LD 2 changed", newsy)):
        turns, recall = cycle(pair), Recall()
        figures[column] = milliseconds(lambda turns=turns, recall=recall: read_jsonld(next(turns), recall))
    figures["its JSON"] = milliseconds(lambda: decode_alone(body))
    return figures


def with_ratios(figures: Mapping[str, float]) -> Mapping[str, float]:
    json = figures["its JSON"] if figures["updates"] else 0.0
    ratios = {f"{column} x JSON": figures[column] / json if json else 0.0 for column in PATH}
    return {
        **figures,
        "beyond": figures["cold"] - figures["LD"],
        "cold ms/MB": figures["cold"] / figures["KB"] * MEGABYTE / 1_000,
        **ratios,
    }


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
