"""The values that travel between the stations, named by their stage.

    Page ──extract──▶ Snapshot ──compare──▶ Change ──store──▶ Event ──deliver──▶ Attempt

All are frozen; every datetime is aware UTC; what has no value is None or empty, never a sentinel. The stations
read and make these values and nothing else of each other, so this module imports none of them.
"""

from __future__ import annotations

from monitor.model.accounts import ACCOUNT_FIELDS, Account, HostDay, SameWatch, at_fixed_interval
from monitor.model.api import ApiSettings, Scope, Token
from monitor.model.asking import (
    AddedSource,
    EventPage,
    EventQuery,
    LaneStatus,
    LoggedAttempt,
    Placed,
    Vitals,
    Watched,
    WebhookStatus,
)
from monitor.model.changes import (
    Change,
    DiffHunk,
    Edit,
    EventType,
    Flapping,
    Freshness,
    Quarantine,
    Revision,
    Suspicion,
)
from monitor.model.deliveries import (
    MOST_IN_BATCH,
    SIGNED,
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
from monitor.model.discovery import CHILD_PATTERN, Child, Discovery, Listed
from monitor.model.events import Event, History, LastPoll, PollCommit, SourceState
from monitor.model.known import PAST_KEPT, Known, KnownEntries, KnownEntry, reading_of, same_ids
from monitor.model.life import Life, Move
from monitor.model.manners import OWN_MACHINE, Etiquette, Manners, host_of
from monitor.model.older import OlderPage, OlderPages
from monitor.model.outbox import (
    DeadLetter,
    Delivery,
    DeliveryQuery,
    DeliveryState,
    EndpointStatus,
    Health,
    LaneCommit,
    Omission,
    Parcel,
    Pruned,
    Standing,
    Tally,
)
from monitor.model.pages import NotModified, Page, Redirect, Request, Validators
from monitor.model.reloads import Differences, NamesTurned
from monitor.model.rhythm import CachedCopy, Rhythm
from monitor.model.snapshots import ENDED_AFTER, Entry, IdClass, Lead, LiveBlogState, Snapshot, Verdict, Window
from monitor.model.sources import CssSelectors, JsonPaths, Selectors, Source, split_selector
from monitor.model.timetable import EVERY_DAY, Hours, Timetable

__all__ = [
    "ACCOUNT_FIELDS",
    "CHILD_PATTERN",
    "ENDED_AFTER",
    "EVERY_DAY",
    "MOST_IN_BATCH",
    "OWN_MACHINE",
    "PAST_KEPT",
    "SIGNED",
    "Account",
    "AddedSource",
    "ApiSettings",
    "Attempt",
    "Batch",
    "CachedCopy",
    "Change",
    "Child",
    "CssSelectors",
    "DeadLetter",
    "Delivery",
    "DeliveryQuery",
    "DeliveryState",
    "DiffHunk",
    "Differences",
    "Discovery",
    "Edit",
    "Endpoint",
    "EndpointStatus",
    "Entry",
    "Etiquette",
    "Event",
    "EventPage",
    "EventQuery",
    "EventType",
    "Filter",
    "Flapping",
    "Format",
    "Freshness",
    "Health",
    "History",
    "HostDay",
    "Hours",
    "IdClass",
    "JsonPaths",
    "Known",
    "KnownEntries",
    "KnownEntry",
    "Lane",
    "LaneCommit",
    "LaneStatus",
    "LastPoll",
    "Lead",
    "Life",
    "Listed",
    "LiveBlogState",
    "LoggedAttempt",
    "Manners",
    "Move",
    "NamesTurned",
    "NotModified",
    "OlderPage",
    "OlderPages",
    "Omission",
    "Ordering",
    "Outcome",
    "Page",
    "Parcel",
    "Placed",
    "PollCommit",
    "Pruned",
    "Quarantine",
    "QuietHours",
    "Redirect",
    "Rendered",
    "Request",
    "Revision",
    "Rhythm",
    "SameWatch",
    "Scope",
    "Selectors",
    "Snapshot",
    "Source",
    "SourceState",
    "Standing",
    "Suspicion",
    "Tally",
    "Timetable",
    "Token",
    "Validators",
    "Verdict",
    "Vitals",
    "Watched",
    "WebhookStatus",
    "Window",
    "at_fixed_interval",
    "host_of",
    "reading_of",
    "same_ids",
    "split_selector",
]
