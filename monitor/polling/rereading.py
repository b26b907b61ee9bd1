"""In what manner a page was read last, and whether it is read otherwise now. Pure.

What a new version reads in other words, or the operator's own selectors in other paragraphs, nobody edited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import xxhash

from monitor.model import LeftPage, SourceState, Tail, Validators

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.compare import Rules
    from monitor.model import Source

_State = TypeVar("_State", bound=SourceState | LeftPage)
"""Where a source stands, or one page of it that was left."""


def manner_of(source: Source, version: str) -> str:
    """Return in what manner the pages of a source are read: by this version of the program, by these settings."""
    settings = repr((source.extractor, source.selectors, source.render)).encode()
    return f"{version} {xxhash.xxh3_64_hexdigest(settings)}"


def taken_over(source: Source, state: _State, manner: str) -> _State:
    """Return the state in which a page is asked for: whole, if it was read in another manner last.

    What was chosen by other settings is chosen anew. An interface stays, unless the operator says what reads the page.
    """
    if state.read_by == manner:
        return state
    otherwise = _settings_in(state.read_by) != _settings_in(manner)
    state = replace(state, validators=Validators(), lead=None if source.is_told_how else state.lead)
    if not otherwise:
        return state
    state = replace(state, choice="")
    return replace(state, tail=Tail()) if isinstance(state, SourceState) else state


def rereading(rules: Rules, read_by: str, manner: str, *, at: datetime | None) -> Rules:
    """Return the rules by which a page is compared that was read last in the manner `read_by`, at `at`."""
    return rules if read_by == manner else replace(rules, other_reader=at)


def _settings_in(manner: str) -> str:
    return manner.partition(" ")[2]
