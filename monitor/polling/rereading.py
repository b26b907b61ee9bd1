"""In what manner a page was read last, and whether it is read otherwise now. Pure.

What a new version reads in other words, or the operator's own selectors in other paragraphs, nobody edited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import xxhash

from monitor.model import Tail, Validators

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.compare import Rules
    from monitor.model import LeftPage, Source, SourceState


def manner_of(source: Source, version: str) -> str:
    """Return in what manner the pages of a source are read: by this version of the program, by these settings."""
    settings = repr((source.extractor, source.selectors, source.render)).encode()
    return f"{version} {xxhash.xxh3_64_hexdigest(settings)}"


def taken_over(source: Source, state: SourceState, manner: str) -> SourceState:
    """Return the state in which a page is asked for: whole, if it was read in another manner last.

    What was chosen by other settings is chosen anew. An interface stays, unless the operator says what reads the page.
    """
    if state.read_by == manner:
        return state
    state = replace(state, validators=Validators(), lead=None if _is_named(source) else state.lead)
    return replace(state, choice="", tail=Tail()) if _set_otherwise(state.read_by, manner) else state


def left_over(source: Source, page: LeftPage, manner: str) -> LeftPage:
    """Return a page that was left, likewise."""
    if page.read_by == manner:
        return page
    page = replace(page, validators=Validators(), lead=None if _is_named(source) else page.lead)
    return replace(page, choice="") if _set_otherwise(page.read_by, manner) else page


def _is_named(source: Source) -> bool:
    return source.extractor is not None or source.selectors is not None


def rereading(rules: Rules, read_by: str, manner: str, *, at: datetime | None) -> Rules:
    """Return the rules by which a page is compared that was read last in the manner `read_by`, at `at`."""
    return rules if read_by == manner else replace(rules, other_reader=at)


def _set_otherwise(before: str, now: str) -> bool:
    return before.partition(" ")[2] != now.partition(" ")[2]
