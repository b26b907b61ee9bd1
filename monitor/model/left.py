"""Pages that a watch has gone on from, and that are looked at for late corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.changes import Freshness, Quarantine, RollOff
from monitor.model.pages import Validators
from monitor.model.snapshots import IdClass, Lead

LEFT_PAGES = 14
"""Pages that a source looks back at: those of a fortnight, if it goes on every day."""

LEFT_ENTRIES = 500
"""Of the window of such a page, its newest entries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftWindow:
    """What a page showed when it was last read, and what it taught of itself: the part of `Known` that is its own.

    `window` holds the ids on the page, newest first; one that is missing but not yet confirmed deleted keeps its
    place. `aliases` gives for ids on the page the ones by which we know the entries, where they differ; `id_class` is
    that of the last snapshot with enough ids to tell; `sticky` are entries that stay at the bottom while others roll
    off above them, `rolling` is why that is thought until it is sure; `oldest_first` says that it adds new entries at
    its end; `touched` when those on a page of what was touched last were touched, if later than their own dates say;
    `blind` by names of fields, with blanks between them, the entries of which no page has shown these yet.
    """

    window: tuple[str, ...] = ()
    title: str | None = None
    standfirst: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    id_class: IdClass | None = None
    sticky: tuple[str, ...] = ()
    rolling: RollOff | None = None
    oldest_first: bool = False
    touched: Mapping[str, datetime] = field(default_factory=dict)
    blind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPage:
    """One page that the watch went on from at `at`: how it is read, and when it is looked at next.

    `told_as` is the address that its events carry. `looked_at` is the last look that read it, `failures` counts those
    in a row that did not, and `reason` says why. With `again` it is read without conditions: an entry was missing. With
    `relearn` it is read as if for the first time, and what only reads differently is no event. `read_by` is what read
    it last, as in the state of a source.
    """

    url: str
    told_as: str
    at: datetime
    due: datetime
    looked_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    again: bool = False
    choice: str = ""
    lead: Lead | None = None
    relearn: bool = False
    read_by: str = ""
    extractor: str | None = None
    validators: Validators = field(default_factory=Validators)
    freshness: Freshness = field(default_factory=Freshness)
    quarantine: Quarantine | None = None
