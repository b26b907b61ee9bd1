"""A snapshot against what is known: what happened to each entry since.

    snapshot ──identity──▶ the same entries under the ids we know them by
             ──window────▶ which vanished inside the window (missing), which rolled off, which are backfill
             ──edits─────▶ which fields differ, and how
             ──flapping──▶ what receivers are spared because it goes back and forth, or several do at once (serving)
             ──template──▶ and what because the page did it to most entries at once
             ──restless──▶ or again and again, in one entry and another (ticking, slots: what scripts fill)
             ────────────▶ changes, and what is known from now on

Pure: the same arguments give the same answer, and nothing is remembered here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.compare.ages import as_first_told
from monitor.compare.blind import sight
from monitor.compare.bottom import judged_below, settled_bottom
from monitor.compare.clocks import on_first_days
from monitor.compare.edits import fold
from monitor.compare.flapping import settle
from monitor.compare.identity import Recognised, recognise
from monitor.compare.names import aliases, shown_once, trusted_class, with_beside
from monitor.compare.rereading import Rereading, reread
from monitor.compare.steps import Steps
from monitor.compare.window import (
    PARTS,
    backfilled,
    begins_anew,
    continued,
    filled_up_to,
    merge_order,
    touches,
    turns_round,
    untouched,
    upside_down,
    vanished,
)
from monitor.model import Change, EventType, IdClass, Known, KnownEntry, Window

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Snapshot

__all__ = ["Comparison", "Rules", "compare"]


_NAMING = frozenset({IdClass.STABLE, IdClass.DERIVED})
"""Ids of a page that say something of its next reading: given to last, or made of a headline that stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator decides about changes.

    `confirm_deletions` good snapshots in a row must lack an entry before it counts as deleted. Of the first snapshot
    the newest `baseline_tells` entries are told (None: all of them). After `flap_after` alternations of one entry in an
    hour receivers are spared the next ones. With `adopt` the page is read in another way than the last time, and
    `other_reader` is when another reader read it last: what only reads otherwise is kept as a revision and told to
    nobody (`rereading.py`). Of the first snapshot all is told that was published after `begun`: the watch had begun.
    `broke_off` says that no page so far reached its end: what a longer one shows where they ended was there before. A
    page on which nothing is published any more no longer `rolls`. What differs in the fields that `moved`, to another
    carrier of the page, is no edit, unless the one before says something else now, too. What the `same_copy` out of a
    cache lacks, it lacked the last time: it was made once, however often it is served.
    """

    confirm_deletions: int = 2
    flap_after: int = 3
    backfill: bool = False
    baseline_tells: int | None = 0
    adopt: bool = False
    other_reader: datetime | None = None
    begun: datetime | None = None
    broke_off: bool = False
    rolls: bool = True
    moved: frozenset[str] = frozenset()
    same_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What one snapshot brought: the changes to tell, oldest first; the entries to write; what is known from now on.

    `shown` are the ids on the page, newest first; `missing` those that it should show and does not; `withdrawn` those
    of them of which it says itself that they are gone. With `by_touch` the page shows what was touched last, so that
    even the newest entry may be off it. What differs in the entries `by_itself` is the page's doing.
    """

    changes: tuple[Change, ...]
    touched: tuple[KnownEntry, ...]
    known: Known
    shown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    by_touch: bool = False
    by_itself: frozenset[str] = frozenset()


def compare(known: Known, snapshot: Snapshot, *, at: datetime, rules: Rules) -> Comparison:
    """Return what happened between what is known and this good snapshot, read at `at`."""
    entries = shown_once(with_beside(snapshot, known) if snapshot.beside else snapshot.entries)
    snapshot = replace(snapshot, entries=entries[::-1] if known.oldest_first else entries)
    if snapshot.dayless and known.baseline:
        snapshot = on_first_days(known, snapshot)
    recognised = recognise(snapshot, known, broke_off=rules.broke_off)
    id_class = trusted_class(snapshot, known)
    names = aliases(snapshot.entries, recognised.ids, known) if id_class in _NAMING else {}
    rest = continued(known, recognised.ids, recognised.unlike, snapshot) if rules.broke_off else frozenset()
    known, snapshot, recognised = _newest_first(known, snapshot, recognised, rules, cut=bool(rest))
    shown, unlike = recognised.ids, recognised.unlike
    unlike = as_first_told(known, snapshot, recognised, at) if snapshot.aged else unlike
    if snapshot.window is Window.WHOLE and (id_class is IdClass.COUNTER or begins_anew(known, snapshot, shown)):
        snapshot = replace(snapshot, window=Window.NEWEST)
    known, never_rolled = _settled_bottom(known, snapshot, shown, rules)

    anew = Rereading()
    if known.baseline and (rules.adopt or rules.other_reader is not None):
        anew = reread(known, shown, unlike, at=at, since=rules.other_reader)
    seen_first = sight(known, snapshot, shown, moved=rules.moved)
    steps = Steps(
        known,
        at,
        confirm_deletions=rules.confirm_deletions,
        same_copy=rules.same_copy,
        flap_after=rules.flap_after,
        first_shown=seen_first.first_shown,
        otherwise=anew.otherwise,
    )
    older = backfilled(known, shown, unlike) if known.baseline else frozenset()
    below = filled_up_to(known, shown, unlike, older)
    absent = _absent(known, snapshot, shown, below=below, never_rolled=never_rolled, stable=id_class is IdClass.STABLE)
    steps.miss(absent.missing, sure=absent.sure)
    steps.roll_off(absent.rolled_off)
    untold = _backfill(older, rules) | anew.overlooked if known.baseline else _settled(snapshot, shown, at, rules)
    steps.see([*unlike.values()], untold=untold | rest, shown=len(shown))
    seen, by_touch = known.entries.but(steps.changed), snapshot.touched_since is not None
    flapping, settled = settle(steps.flapping, seen, at)

    waiting = [id_ for id_ in absent.missing if not seen.deleted(id_)]
    return Comparison(
        changes=(*(() if anew.anew else _live_blog_changes(known, snapshot)), *steps.changes, *settled),
        touched=tuple(steps.touched),
        known=Known(
            entries=seen,
            window=merge_order(shown, known, waiting),
            title=snapshot.title or known.title,
            standfirst=snapshot.standfirst or known.standfirst,
            baseline=True,
            aliases=names,
            id_class=id_class if shown else known.id_class,
            sticky=known.sticky,
            rolling=known.rolling,
            oldest_first=known.oldest_first,
            flapping=flapping,
            touched=touches(known, snapshot, shown, waiting) if by_touch else {},
            blind=seen_first.blind,
            left=known.left,
            restless=steps.restless,
            filled=steps.filled,
        ),
        shown=shown,
        missing=absent.missing,
        withdrawn=absent.withdrawn,
        by_touch=by_touch,
        by_itself=frozenset(steps.by_itself),
    )


def _newest_first(
    known: Known, snapshot: Snapshot, recognised: Recognised, rules: Rules, *, cut: bool
) -> tuple[Known, Snapshot, Recognised]:
    """Return what is known and what is shown of it in one order, for a page whose entries have no dates to tell by.

    It may be upside down this once, or show the oldest on top from now on; not if what is read was `cut` the last time.
    """
    if snapshot.window in PARTS or any(entry.published for entry in snapshot.entries):
        return known, snapshot, recognised
    if upside_down(known, recognised.ids):
        snapshot = replace(snapshot, entries=snapshot.entries[::-1])
        return known, snapshot, recognise(snapshot, known, broke_off=rules.broke_off)  # by their neighbours, too
    if not cut and turns_round(known, recognised.ids):
        known = replace(known, window=known.window[::-1], oldest_first=not known.oldest_first)
        unlike = dict(reversed([*recognised.unlike.items()]))
        return known, snapshot, replace(recognised, ids=recognised.ids[::-1], unlike=unlike)
    return known, snapshot, recognised


def _settled_bottom(
    known: Known, snapshot: Snapshot, shown: Sequence[str], rules: Rules
) -> tuple[Known, tuple[str, ...]]:
    """Return what is known of the bottom of the page, and what proves to have been taken away above it."""
    if snapshot.touched_since is not None:
        return replace(known, sticky=(), rolling=None), ()
    rolls = rules.rolls and snapshot.window is Window.NEWEST
    return settled_bottom(known, shown, rolls=rolls, confirm=rules.confirm_deletions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Absent:
    """What a snapshot shows no more: the ids that it should show, and those that only rolled off.

    Of the `missing` some are gone for `sure`, some of these `withdrawn` by the page's own words.
    """

    missing: tuple[str, ...]
    sure: frozenset[str]
    withdrawn: tuple[str, ...]
    rolled_off: tuple[str, ...]


def _absent(
    known: Known,
    snapshot: Snapshot,
    shown: Sequence[str],
    *,
    below: datetime | None,
    never_rolled: Sequence[str],
    stable: bool,
) -> _Absent:
    """Return what is not on the page: by its places, or where these prove nothing by when it was touched last."""
    since = snapshot.touched_since
    missing, rolled_off = (
        vanished(judged_below(known, shown), shown, snapshot.window, below=below)
        if since is None
        else untouched(known, shown, snapshot.window, since=since)
    )
    gone = _said_gone(known, snapshot, shown) if stable else []
    sure = frozenset((*never_rolled, *gone))
    return _Absent(
        missing=(*dict.fromkeys((*missing, *never_rolled, *gone)),),
        sure=sure,
        withdrawn=(*gone,),
        rolled_off=tuple(id_ for id_ in rolled_off if id_ not in sure),
    )


def _said_gone(known: Known, snapshot: Snapshot, shown: Sequence[str]) -> list[str]:
    """Return the ids of the entries of which the page itself says that they are gone, newest first.

    That needs no second look, nor need their places be shown: what was withdrawn below the window is told as well.
    """
    said = {known.aliases.get(name, name) for name in snapshot.withdrawn}
    gone = [id_ for id_ in said - {*shown} if id_ in known.entries and not known.entries.deleted(id_)]
    return sorted(gone, key=lambda id_: (known.entries[id_].first_seen, id_), reverse=True)


def _backfill(older: frozenset[str], rules: Rules) -> frozenset[str]:
    return frozenset() if rules.backfill else older


def _settled(snapshot: Snapshot, shown: Sequence[str], at: datetime, rules: Rules) -> frozenset[str]:
    """Return the ids of the entries of a first snapshot that are not told.

    What was published since the watch began is, unless the page's clock is not ours: it shows a time that is to come.
    """
    if rules.baseline_tells is None:
        return frozenset()
    dates = [entry.published for entry in snapshot.entries]
    begun = rules.begun if all(date is None or date <= at for date in dates) else None
    rest = zip(shown[rules.baseline_tells :], dates[rules.baseline_tells :], strict=True)
    return frozenset(id_ for id_, date in rest if begun is None or date is None or date <= begun)


def _live_blog_changes(known: Known, snapshot: Snapshot) -> Iterator[Change]:
    """Yield one change if the live blog's own title or standfirst says something else now."""
    if not known.baseline:
        return
    facts: dict[str, str] = {}
    pairs: Mapping[str, tuple[str | None, str | None]] = {
        "title": (known.title, snapshot.title),
        "standfirst": (known.standfirst, snapshot.standfirst),
    }
    for name, (old, new) in pairs.items():
        # A page that lacks its title for once says nothing about the title; one that we never had is no change.
        if old and new and fold(old) != fold(new):
            facts[name] = new
            facts[f"previous_{name}"] = old
    if facts:
        changed = " and ".join(name for name in pairs if name in facts)
        yield Change(kind=EventType.LIVE_BLOG_UPDATED, reason=f"the live blog's {changed} changed", facts=facts)
