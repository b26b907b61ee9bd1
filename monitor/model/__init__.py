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
    Appearance,
    EventPage,
    EventQuery,
    LaneStatus,
    LiveBlogThen,
    LoggedAttempt,
    Placed,
    Timing,
    Vitals,
    Watched,
    WebhookStatus,
)
from monitor.model.changes import (
    Change,
    Comings,
    Copies,
    DiffHunk,
    Edit,
    EventType,
    Flapping,
    Freshness,
    Quarantine,
    Relapse,
    Retreat,
    Revision,
    RollOff,
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
from monitor.model.evidence import ChainHead, Deposit, Exhibit, Form
from monitor.model.keeping import ACCOUNTS_KEPT, Cutoffs, Keeping, Limits, by_age
from monitor.model.known import (
    PAST_KEPT,
    Known,
    KnownEntries,
    KnownEntry,
    own_window,
    reading_of,
    same_ids,
    seen_from,
)
from monitor.model.left import LEFT_ENTRIES, LEFT_PAGES, LeftPage, LeftWindow
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
    joined,
)
from monitor.model.pages import NotModified, Page, Redirect, Request, Validators
from monitor.model.push import Offer, Receipt, Subscription
from monitor.model.reloads import Differences, NamesTurned, Registered, Reload
from monitor.model.rhythm import CachedCopy, Rhythm
from monitor.model.snapshots import ENDED_AFTER, Entry, IdClass, Lead, LiveBlogState, Snapshot, Verdict, Window
from monitor.model.sources import CssSelectors, JsonPaths, Selectors, Source, split_selector
from monitor.model.tail import Tail, Way, Ways
from monitor.model.timetable import EVERY_DAY, Hours, Timetable
