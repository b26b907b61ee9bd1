"""Feeds one extractor, or the whole of extraction, with bytes that a fuzzer makes of the pages in tests/pages.

    fuzz_extract.py NAME [SECONDS]    NAME: an extractor, or "extract"; `make fuzz SECONDS=600` runs all in turn

Whatever the bytes, the answer must be a reading whose entries each have an id of their own, or say why there is none;
and it must come in time. What breaks that is written to .fuzz/ and ends the run with an exit status other than 0.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

try:
    import atheris
except ModuleNotFoundError:
    sys.exit("make fuzz needs atheris (wheels for Linux): .venv/bin/pip install atheris")

with atheris.instrument_imports(include=["monitor.extract"]):
    from monitor.errors import ExtractError
    from monitor.extract import EXTRACTORS, extract
    from monitor.extract.page.document import Document
    from monitor.extract.readings.assemble import MAX_ENTRIES
    from monitor.extract.readings.reading import Absent, Reading
from monitor.model import Page, Snapshot

CHECKOUT = Path(__file__).parents[2]
ARTIFACTS = CHECKOUT / ".fuzz"
WHOLE = "extract"
TYPES = ("text/html", "application/json", "application/xml", "text/plain", "text/html; charset=utf-16", "")
"""The first byte of an input chooses the type that the server declares."""

MAX_INPUT_BYTES = 64 * 1024
SLOWEST_S = 10
"""Instrumented code is some ten times slower: an extractor that takes 1 s for 64 KB is a defect."""

DEFAULT_SECONDS = 60
NOW = datetime(2024, 12, 1, 12, tzinfo=UTC)


def read(name: str, body: bytes) -> None:
    """Have `name` read a page, and raise if its answer is not one."""
    declared = TYPES[body[0] % len(TYPES)] if body else ""
    headers = {"content-type": declared}
    page = Page(url="https://news.example/live", status=200, headers=headers, body=body[1:], fetched_at=NOW)
    if name == WHOLE:
        try:
            check(extract(page, now=NOW))
        except ExtractError:
            return
    else:
        answer = EXTRACTORS[name](Document(page, now=NOW))
        if not isinstance(answer, Absent):
            check(answer)


def check(answer: Reading | Snapshot) -> None:
    ids = [entry.id for entry in answer.entries]
    assert all(ids), "an entry without an id"
    assert len(set(ids)) == len(ids), "two entries with one id"
    assert len(ids) <= MAX_ENTRIES, "more entries than the limit"
    assert 0 <= answer.confidence <= 1, "a confidence beyond its range"
    for entry in answer.entries:
        repr(entry).encode()  # no lone surrogate anywhere
        assert all(at is None or at.tzinfo is UTC for at in (entry.published, entry.updated)), "a time not in UTC"


def plant(corpus: Path) -> None:
    """Copy the fixtures to `corpus`, each behind the byte that chooses its type."""
    types = {".html": 0, ".json": 1, ".xml": 2, ".txt": 3}
    for file in (CHECKOUT / "tests" / "pages").glob("*/*"):
        if file.suffix in types and file.name != "expected.json":
            seed = bytes([types[file.suffix]]) + file.read_bytes()[:MAX_INPUT_BYTES]
            (corpus / f"{file.parent.name}-{file.name}").write_bytes(seed)


def main() -> None:
    name, *rest = sys.argv[1:] or [WHOLE]
    if name not in {*EXTRACTORS, WHOLE}:
        sys.exit(f"no extractor is called {name!r}; there are {', '.join((*EXTRACTORS, WHOLE))}")
    seconds = int(rest[0]) if rest else DEFAULT_SECONDS
    ARTIFACTS.mkdir(exist_ok=True)
    corpus = ARTIFACTS / f"{name}-corpus"
    shutil.rmtree(corpus, ignore_errors=True)
    corpus.mkdir()
    plant(corpus)
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={MAX_INPUT_BYTES}",
        f"-timeout={SLOWEST_S}",
        f"-artifact_prefix={ARTIFACTS}/{name}-",
        "-rss_limit_mb=2048",
        "-verbosity=0",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda body: read(name, body))
    atheris.Fuzz()  # ends the process


if __name__ == "__main__":
    main()
