"""Snapshots that must not be believed: what they would tell is an accident of a cache, a server or a connection.

    collapsed     most entries of the window are gone at once
    foreign       a title of other words, and no known entry: a cache answered for another page, or the next day has
                  begun
    rewritten     most entries say something else at once: another language, another variant, words read one entry off
    truncated     the body breaks off, and earlier ones did not; the page ends in the middle of an entry, or most texts
                  lost their ends
    stale         an older copy: it says so itself (Last-Modified, Date, Age, its own date of modification, that of an
                  entry), the newest entry is missing while others are back at an earlier revision, all that came last
                  is taken back and nothing else differs (copies.py), or all is older than anything that was known

A snapshot is judged by what it would change, and one that changes nothing needs no judging, unless what it lacks would
have rolled off: on a page without dates that could not be told from new entries when it is there again. When
`quarantine_after` of them agree in a row (where we choose when to poll, for longer than caches keep a page), the world
has really changed. Of foreign ones two are enough, at once: on the next day's live blog readers wait. Of those that cut
texts it takes more the more often the page was whole again lately: a meter shows them whole to some.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.compare.copies import doubted, refutations, wait
from monitor.compare.cut import FEWEST_CUT, cut_alike, lost_its_end
from monitor.compare.edits import fold
from monitor.compare.likeness import likeness
from monitor.compare.wording import tokens
from monitor.model import EventType, Freshness, Quarantine, Suspicion
from monitor.wire.http_dates import parse_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.compare import Comparison
    from monitor.model import Copies, Known, KnownEntry, Page, Snapshot, SourceState

SMALLEST_WINDOW = 5
"""Of fewer entries most are soon gone."""

SKEW = timedelta(seconds=5)
"""So much older by its own word is no older: clocks differ, and a page takes time to make."""

FEWEST_REWRITTEN = 5
"""Fewer entries may have been edited between two polls, if they are most of a page."""

FOREIGN_AGREE = 2
"""How many pages must agree that another live blog stands at the address: a wrong one is served now and then."""

RENAMED = 0.5
"""Titles that have no larger share of their words in common are those of two live blogs."""

FEW_NEW = 3
"""More entries than that came at once: with a first reading, or after an outage of ours."""

IDS_KEPT = 40


def freshness(page: Page, snapshot: Snapshot) -> Freshness:
    """Return what the page says of itself (RFC 9110 §6.6.1 and §8.8.2, RFC 9111 §5.1), and what was read of it."""
    made_at = page.fetched_at
    if date := parse_date(page.headers.get("date")):
        made_at = min(made_at, date)
    age = page.headers.get("age", "").strip()
    if age.isascii() and age.isdigit() and len(age) < _AGE_DIGITS:
        # Some caches keep the origin's Date, others write their own: only what the age leaves of our clock is sure.
        made_at = page.fetched_at - timedelta(seconds=int(age))
    return Freshness(
        made_at=made_at,
        last_modified=parse_date(page.headers.get("last-modified")),
        modified=snapshot.modified,
        closed=snapshot.closed,
        entries=len(snapshot.entries) if snapshot.on_first is None else snapshot.on_first,
    )


_AGE_DIGITS = 10


def judge(
    known: Known,
    found: Comparison,
    fresh: Freshness,
    state: SourceState,
    *,
    patience: int,
    at: datetime,
    least: timedelta = timedelta(0),
    copies: Copies | None = None,
    turned: bool = False,
) -> Quarantine | None:
    """Return the quarantine that the snapshot read `at` goes into; None if it is to be believed.

    That is when `patience` of them agree, for `least` at least. `copies` is what is known of those that do not say
    their age, `turned` says that the page calls itself another one, and `known` is nothing of that.
    """
    suspicion = suspected(known, found, fresh, state, at=at, copies=copies, turned=turned)
    if suspicion is None:
        return None
    if suspicion is Suspicion.FOREIGN:
        patience, least = agreeing(suspicion, patience), timedelta(0)
    times = 1
    if copies is not None:
        if _is_old_copy(copies, fresh, at):
            least = max(least, wait(copies, at=at))
        if patience > 1 and cut_alike(_edited(known, found)):
            times += refutations(copies, at=at)
    patience, least = times * patience, times * least
    held = replace(quarantine(state.quarantine, suspicion, found, fresh, at=at), times=times)
    assert held.since is not None
    return None if held.snapshots >= patience and (patience == 1 or at - held.since >= least) else held


def suspected(
    known: Known,
    found: Comparison,
    fresh: Freshness,
    state: SourceState,
    *,
    at: datetime,
    copies: Copies | None = None,
    turned: bool = False,
) -> Suspicion | None:
    """Return why the snapshot read `at` must not be believed at once, if it must not; `judge` says what the rest is."""
    suspicion = suspect(known, found, fresh, state.freshness)
    if suspicion is None and (turned or _is_foreign(known, found)):
        return Suspicion.FOREIGN
    if suspicion is None and copies is not None and _is_old_copy(copies, fresh, at):
        return Suspicion.STALE
    return suspicion


def _is_old_copy(copies: Copies, fresh: Freshness, at: datetime) -> bool:
    return doubted(copies, at=at) and not _is_newer(fresh, copies)


def agreeing(suspicion: Suspicion, patience: int) -> int:
    """Return how many pages in a row must agree until one that is suspected so is believed."""
    return min(patience, FOREIGN_AGREE) if suspicion is Suspicion.FOREIGN else patience


def believed(state: SourceState, fresh: Freshness) -> Freshness:
    """Return the measure of the next page, after one was believed; what was released from quarantine sets a new one."""
    newest, held = state.freshness, state.quarantine
    if held is not None and _older_than(fresh, newest):
        return fresh
    return Freshness(
        made_at=_later(fresh.made_at, newest.made_at),
        last_modified=_later(fresh.last_modified, newest.last_modified),
        modified=_later(fresh.modified, newest.modified),
        # A page that breaks off and changes nothing is believed, and no measure of the next.
        closed=fresh.closed or (newest.closed and (held is None or held.suspicion is not Suspicion.TRUNCATED)),
        entries=fresh.entries,
    )


def suspect(known: Known, found: Comparison, fresh: Freshness, newest: Freshness) -> Suspicion | None:
    """Return why the comparison must not be believed, if it must not; `newest` is the freshest that was."""
    if not known.baseline:
        return None
    if not (found.changes or found.touched):
        return Suspicion.COLLAPSED if _is_shrunk(known, found, newest) else None
    if _is_stale(known, found, fresh, newest):
        return Suspicion.STALE
    if (newest.closed and not fresh.closed) or _is_truncated(known, found):
        return Suspicion.TRUNCATED
    if _is_collapsed(known, found, newest):
        return Suspicion.COLLAPSED
    return Suspicion.REWRITTEN if _is_rewritten(known, found) else None


def quarantine(
    before: Quarantine | None, suspicion: Suspicion, found: Comparison, fresh: Freshness, *, at: datetime
) -> Quarantine:
    """Return the quarantine with this snapshot in it: one more that agrees with the last, or the first of its kind.

    The same copy out of the same cache agrees with nobody: it was made once, however often it is served.
    """
    after = Quarantine(suspicion=suspicion, made_at=fresh.made_at, ids=found.shown[:IDS_KEPT], since=at)
    if before is None or before.suspicion is not suspicion:
        return after
    common = len(set(before.ids) & set(after.ids))
    alike = 2 * common >= max(len(before.ids), len(after.ids))
    if not alike and suspicion is not Suspicion.FOREIGN:  # nothing of its first page need be left on its second
        return after
    same_copy = (
        suspicion is Suspicion.STALE
        and before.made_at is not None
        and fresh.made_at is not None
        and fresh.made_at - before.made_at <= timedelta(seconds=1)
    )
    agreed = before.snapshots + (not same_copy)
    return replace(before if same_copy else after, snapshots=agreed, since=before.since or at)


# ------------------------------------------------------------------------------------------------ evidence


def _is_stale(known: Known, found: Comparison, fresh: Freshness, newest: Freshness) -> bool:
    if any(change.kind is EventType.ENTRY_CREATED for change in found.changes):
        # Something new is on it: whatever else it is, it is no old copy, but for one from before the watch.
        return _is_from_before(known, found)
    if _older_than(fresh, newest):
        return True
    edited = list(_edited(known, found))
    if any(_is_dated_back(*pair) for pair in edited):
        return True
    back = any(_went_back(*pair) for pair in edited) or any(
        change.kind is EventType.ENTRY_RESTORED for change in found.changes
    )
    return back and _newest_is_gone(known, found)


def _is_from_before(known: Known, found: Comparison) -> bool:
    """Return whether the page shows only what is older than all that was ever seen: the next page, or a forgotten copy.

    What surfaces late, or fills the page up from below, stands among known entries. Another live blog at the address
    has another title, if nothing else told of it. An entry that was there before its own date counts from then: the
    first reports take the place of what announced them. When the page was made says nothing, as servers make the next
    page anew, too.
    """
    if not known.window or known.title != found.known.title or any(id_ in known.entries for id_ in found.shown):
        return False
    dated = [date for date in map(known.entries.published, known.entries) if date is not None]
    if not dated:
        return False
    oldest = min(*dated, *map(known.entries.first_seen, known.entries))
    shown = [found.known.entries.published(id_) for id_ in found.shown]
    return all(date is not None and date < oldest for date in shown)


def _newest_is_gone(known: Known, found: Comparison) -> bool:
    """Return whether the page lacks what no older copy has: the entry on top, or the one that was first seen last.

    A pinned one stands on top whatever its age, and a new one may be pinned. What filled up from below rolls off again.
    """
    window = [id_ for id_ in known.window if not known.entries.missing(id_)]
    top = next((id_ for id_ in window if not known.entries.pinned(id_)), None)
    if top is not None and (top in found.missing or (top not in found.shown and not found.by_touch)):
        return True
    first_seen = {id_: known.entries[id_].first_seen for id_ in window}
    last = max(first_seen.values(), default=None)
    came_last = [id_ for id_ in window if first_seen[id_] == last]
    # Those of the first poll, or of one after an outage, came together: none of them says more than the top one.
    return len(came_last) <= FEW_NEW and any(id_ in found.missing for id_ in came_last)


def _older_than(fresh: Freshness, newest: Freshness) -> bool:
    return (
        _older(fresh.made_at, newest.made_at)
        or _older(fresh.last_modified, newest.last_modified)
        or _older(fresh.modified, newest.modified)
    )


def _is_newer(fresh: Freshness, copies: Copies) -> bool:
    """Return whether the server or the page says that it was modified after what it lacks had been seen."""
    assert copies.retreat is not None
    seen_at = copies.retreat.newest_at
    return any(moment is not None and moment > seen_at for moment in (fresh.last_modified, fresh.modified))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _older(moment: datetime | None, than: datetime | None) -> bool:
    return moment is not None and than is not None and moment < than - SKEW


def _went_back(before: KnownEntry, after: KnownEntry) -> bool:
    """Return whether an entry says what it said before, or is older by its own date than it was."""
    if after.revision.fingerprint in before.past:
        return True
    old, new = before.revision.entry.updated, after.revision.entry.updated
    return old is not None and new is not None and new < old


def _is_dated_back(before: KnownEntry, after: KnownEntry) -> bool:
    """Return whether an entry says what it said before, and dates from before: who takes an edit back dates that."""
    old, new = (seen.revision.entry.updated or seen.revision.entry.published for seen in (before, after))
    return old is not None and new is not None and new < old and after.revision.fingerprint in before.past


def _edited(known: Known, found: Comparison) -> Iterator[tuple[KnownEntry, KnownEntry]]:
    """Yield what was known and what would be known of each entry whose content differs, but for what pages do."""
    for after in found.touched:
        before = known.entries.get(after.id)
        edited = before is not None and before.revision.number != after.revision.number
        if before is not None and edited and after.id not in found.by_itself:
            yield before, after


def _is_truncated(known: Known, found: Comparison) -> bool:
    cut = {after.id for before, after in _edited(known, found) if lost_its_end(before, after)}
    kept = sum(id_ in known.entries for id_ in found.shown)
    if len(cut) >= FEWEST_CUT and 2 * len(cut) > kept:
        return True
    last = found.shown[-1] if found.shown else None
    return last in cut and last in known.window and known.window[-1] != last


def _is_collapsed(known: Known, found: Comparison, newest: Freshness) -> bool:
    """Return whether most of the window went at once; what was missing before is being counted already.

    A window that was joined of several pages is no measure of what one page shows.
    """
    window = [id_ for id_ in known.window if not known.entries.missing(id_)]
    newly = sum(not known.entries.missing(id_) for id_ in found.missing)
    return (len(window) >= SMALLEST_WINDOW and 2 * newly > len(window)) or _is_shrunk(known, found, newest)


def _is_shrunk(known: Known, found: Comparison, newest: Freshness) -> bool:
    """Return whether the page shows less than half of what it did: what it lacks would count as rolled off."""
    window = sum(not known.entries.missing(id_) for id_ in known.window)
    return (
        window >= SMALLEST_WINDOW and newest.entries is not None and 2 * len(found.shown) < min(newest.entries, window)
    )


def _is_foreign(known: Known, found: Comparison) -> bool:
    """Return whether the page has another title and shows nothing that we know, after a window of several entries.

    A ticker of ten lines has ten others after some minutes, under a title that tells the score.
    """
    if len(known.window) < SMALLEST_WINDOW or any(id_ in known.entries for id_ in found.shown):
        return False
    titles = [[*filter(str.strip, tokens(fold(title).casefold()))] for title in (known.title, found.known.title)]
    return bool(titles[0]) and likeness(*titles) <= RENAMED


def _is_rewritten(known: Known, found: Comparison) -> bool:
    edited = sum(change.kind is EventType.ENTRY_UPDATED for change in found.changes)
    return edited >= FEWEST_REWRITTEN and 2 * edited > sum(id_ in known.entries for id_ in found.shown)
