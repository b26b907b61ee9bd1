"""Page → snapshot: every extractor looks at the page, the surest reading is taken.

    for each extractor:  Reading (entries, confidence, warnings) or Absent (why not)
    best reading      →  Snapshot, with the verdicts of all
    none              →  NotALiveBlog, saying what was found instead

An extractor is a function from a `Document` to `Reading | Absent`; adding one is a module and a line in `EXTRACTORS`.
They are pure and total: whatever the bytes, the answer is a snapshot or an ExtractError.
"""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.errors import ExtractError, NotALiveBlog
from monitor.extract.atom import read_atom
from monitor.extract.document import Document, Kind
from monitor.extract.jsonfeed import read_jsonfeed
from monitor.extract.jsonld import read_jsonld
from monitor.extract.reading import Absent, Extractor, Reading
from monitor.extract.rss import read_rss
from monitor.extract.selectors import read_selected
from monitor.model import Snapshot, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from monitor.model import Page, Selectors

__all__ = ["EXTRACTORS", "extract"]

EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {"jsonld": read_jsonld, "rss": read_rss, "atom": read_atom, "jsonfeed": read_jsonfeed}
)
"""Every extractor by name; between equally sure ones the earlier wins."""

SELECTED = "selectors"
"""What a reading by the operator's selectors is called."""


def extract(
    page: Page,
    *,
    now: datetime,
    forced: str | None = None,
    remembered: str | None = None,  # noqa: ARG001
    selectors: Selectors | None = None,
    zone: tzinfo | None = None,
) -> Snapshot:
    """Return the live blog on `page`, as the surest extractor reads it, or as the `forced` one does.

    With `selectors` it is what they name, and no extractor is asked. `zone` is that of times which name none.

    Raises: NotALiveBlog if no extractor finds one; ExtractError if `forced` names no extractor.
    """
    if forced is not None and forced not in EXTRACTORS:
        raise ExtractError(page.url, f"no extractor is called {forced!r}; there are {', '.join(EXTRACTORS)}")
    document = Document(page, now=now, zone=zone)
    asked = EXTRACTORS if forced is None else {forced: EXTRACTORS[forced]}
    if selectors is not None:
        forced = SELECTED
        asked = {forced: partial(read_selected, selectors=selectors)}
    answers = {name: extractor(document) for name, extractor in asked.items()}
    readings = {name: answer for name, answer in answers.items() if isinstance(answer, Reading)}
    if not readings:
        raise NotALiveBlog(page.url, _what_it_is(document, answers, forced))
    best = max(readings, key=lambda name: readings[name].confidence)
    verdicts = tuple(_verdict(name, answer, name == best) for name, answer in answers.items())
    return _snapshot(readings[best], best, document, verdicts)


def _snapshot(reading: Reading, extractor: str, document: Document, verdicts: tuple[Verdict, ...]) -> Snapshot:
    cover = reading.cover
    return Snapshot(
        title=cover.title,
        url=cover.url or document.url,
        entries=reading.entries,
        extractor=extractor,
        confidence=reading.confidence,
        window=reading.window,
        id_class=reading.id_class,
        standfirst=cover.standfirst,
        coverage_start=cover.coverage_start,
        coverage_end=cover.coverage_end,
        warnings=reading.warnings,
        verdicts=verdicts,
        older=reading.older,
        lead=reading.lead,
    )


def _verdict(name: str, answer: Reading | Absent, best: bool) -> Verdict:  # noqa: FBT001 - not called from elsewhere
    if isinstance(answer, Absent):
        return Verdict(extractor=name, confidence=0.0, entries=0, reason=answer.reason)
    count = len(answer.entries)
    found = (
        f"{count} {'entry' if count == 1 else 'entries'}, {answer.id_class.value} ids" if count else "no entries yet"
    )
    reason = found if best else f"{found}, less sure"
    return Verdict(extractor=name, confidence=answer.confidence, entries=count, reason=reason)


def _what_it_is(document: Document, answers: Mapping[str, Reading | Absent], forced: str | None) -> str:
    if not document.page.body.strip():
        return "the body is empty"
    if document.kind is Kind.OTHER:
        return f"the body is not HTML, XML or JSON ({document.page.content_type or 'of no declared type'})"
    absent = [answer for answer in answers.values() if isinstance(answer, Absent)]
    near = next((answer.near for answer in absent if answer.near), None)
    if near:
        return f"the page is {near}"
    if forced is not None:
        return f"extractor {forced} found nothing: {absent[0].reason}"
    return f"no live blog found in this {document.kind.value} document: {absent[0].reason}"
