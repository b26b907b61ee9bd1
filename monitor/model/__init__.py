"""The values that travel between the stations, named by their stage.

    Page ──extract──▶ Snapshot ──compare──▶ Change ──store──▶ Event ──deliver──▶ Attempt

All are frozen; every datetime is aware UTC; what has no value is None or empty, never a sentinel. The stations
read and make these values and nothing else of each other, so this module imports none of them.
"""

from __future__ import annotations

from monitor.model.changes import (
    PAST_KEPT,
    Change,
    DiffHunk,
    Edit,
    EventType,
    Flapping,
    Freshness,
    Known,
    KnownEntry,
    Quarantine,
    Revision,
    Suspicion,
)
from monitor.model.deliveries import (
    Attempt,
    Batch,
    Endpoint,
    Filter,
    Format,
    Lane,
    Ordering,
    Outcome,
    QuietHours,
    Rendered,
)
from monitor.model.events import Event, History, PollCommit, SourceState
from monitor.model.pages import NotModified, Page, Redirect, Request, Validators
from monitor.model.snapshots import ENDED_AFTER, Entry, IdClass, Lead, LiveBlogState, Snapshot, Verdict, Window
from monitor.model.sources import CssSelectors, JsonPaths, Selectors, Source, split_selector

__all__ = [
    "ENDED_AFTER",
    "PAST_KEPT",
    "Attempt",
    "Batch",
    "Change",
    "CssSelectors",
    "DiffHunk",
    "Edit",
    "Endpoint",
    "Entry",
    "Event",
    "EventType",
    "Filter",
    "Flapping",
    "Format",
    "Freshness",
    "History",
    "IdClass",
    "JsonPaths",
    "Known",
    "KnownEntry",
    "Lane",
    "Lead",
    "LiveBlogState",
    "NotModified",
    "Ordering",
    "Outcome",
    "Page",
    "PollCommit",
    "Quarantine",
    "QuietHours",
    "Redirect",
    "Rendered",
    "Request",
    "Revision",
    "Selectors",
    "Snapshot",
    "Source",
    "SourceState",
    "Suspicion",
    "Validators",
    "Verdict",
    "Window",
    "split_selector",
]
