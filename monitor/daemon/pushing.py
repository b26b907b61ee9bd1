"""Push where it is offered: asks hubs to tell us, answers them, and has the page polled when they do.

    poll of a page that names a hub ─▶ subscription, written before the hub is asked ─▶ the hub verifies ─▶ holds
    push, signed ─▶ poll at once (never twice within `min`) ─▶ nothing new yet: a few polls more, a cache may be behind
    source gone, page names another hub ─▶ unsubscribed

A push is a hint and nothing else: what it carries is checked for its signature and dropped.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from monitor.errors import BadStatus, FetchError, StoreError
from monitor.model import Receipt, Subscription
from monitor.ports import Callbacks
from monitor.push import (
    asked,
    begun,
    denied,
    due,
    failed,
    holds,
    is_signed,
    leaving,
    proved,
    pulled,
    pushed,
    settled,
    trusted,
    verified,
)
from monitor.push.course import LEASE, Step

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping

    from monitor.model import Offer, Source
    from monitor.polling.polls import Poll
    from monitor.ports import Clock, Store

TEND_EVERY = timedelta(seconds=10)
KEY_BYTES = 32
SECRET_BYTES = 32
CALLBACK_PATH = "/push/"
SUBSCRIPTIONS_LIMIT = 20_000
ASKED_AT_ONCE = 4
"""Hubs; most sources share one, which has its own gap."""
ASKED_PER_ROUND = 200
PUSHES_A_MINUTE = 60
"""Of one subscription; a newsroom in a hurry publishes ten."""
CHALLENGE_CHARS = 4_096
REASON_CHARS = 300
LOOKS_AGAIN = (timedelta(seconds=2), timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=30))
"""After a push whose poll found nothing: caches are behind for seconds, seldom for a minute."""
MINUTE = timedelta(minutes=1)

log = structlog.stdlib.get_logger("monitor.push")


@dataclass(slots=True)
class _Hint:
    """A push whose news were not found yet: since when, and how often we have looked."""

    at: datetime
    looks: int = 0


class Pushing(Callbacks):
    """Our subscriptions. `ask` posts a form to a hub, `poll_at` has a source polled by a time, at the latest.

    `sources` says which are watched now; without a `public_url` nothing is subscribed to.
    """

    def __init__(
        self,
        *,
        store: Store,
        ask: Callable[[str, Mapping[str, str]], Awaitable[None]],
        poll_at: Callable[[Source, datetime], None],
        sources: Callable[[], Mapping[str, Source]],
        clock: Clock,
        public_url: str | None,
    ) -> None:
        self._store = store
        self._ask = ask
        self._poll_at = poll_at
        self._sources = sources
        self._clock = clock
        self._callbacks = None if public_url is None else public_url.rstrip("/") + CALLBACK_PATH
        self._by_key: dict[str, Subscription] = {}
        self._by_source: dict[str, str] = {}
        self._unsaved: set[str] = set()
        self._hints: dict[str, _Hint] = {}
        self._recent: dict[str, deque[datetime]] = {}
        self._polled_at: dict[str, datetime] = {}
        self._listed: dict[str, frozenset[int]] = {}
        self._tending = asyncio.Lock()

    async def open(self) -> None:
        """Take up the subscriptions that there are; those at another address of ours are left to lapse."""
        gone = []
        for one in await self._store.load_subscriptions():
            if self._callbacks is None or not one.callback.startswith(self._callbacks):
                gone.append(one.key)
                continue
            self._by_key[one.key] = one
            if one.wanted:
                self._by_source[one.source] = one.key
        await self._store.save_subscriptions((), gone)

    def of(self, source: str) -> Subscription | None:
        """Return the subscription for a source, None if there is none."""
        return self._by_key.get(self._by_source.get(source, ""))

    def relied_on(self, source: str) -> bool:
        """Return whether pushes tell of a source so well that polls in between may be rare."""
        one = self.of(source)
        return one is not None and trusted(one, now=self._clock())

    # ------------------------------------------------------------------------------------------- our own side

    def polled(self, source: Source, poll: Poll, *, started: datetime, first: bool) -> timedelta | None:
        """Learn from a poll that is over; return when to look again if a push has promised more, None: as planned.

        The `first` poll of a source finds what was there before.
        """
        if self._callbacks is None:
            return None
        if poll.offer is not None:
            self._take(source, poll.offer)
        one = self.of(source.name)
        if one is None:
            return None
        self._polled_at[source.name] = started
        # Of a page that the watch has gone on from this hub says nothing.
        found = any(event.entry_id is not None for event in poll.news) or self._lists_more(source.name, poll)
        hint = self._hints.get(source.name)
        if hint is not None:
            hint.at = min(hint.at, self._clock())  # one of a clock that ran ahead would hold until that time comes
        if hint is None or started < hint.at:
            if found and not first and holds(one, now=started):
                self._keep(pulled(one, at=started))
            return None if hint is None else source.min  # it came while the poll was under way
        if found or poll.listed:  # an index that was read has changed
            del self._hints[source.name]
            self._keep(proved(one))
            return None
        if hint.looks >= len(LOOKS_AGAIN):
            del self._hints[source.name]  # another page of the feed, or an edit that we do not see
            return None
        hint.looks += 1
        return max(LOOKS_AGAIN[hint.looks - 1], source.min)

    def _lists_more(self, source: str, poll: Poll) -> bool:
        """Return whether an index lists a page that it did not list when it was last read."""
        if not poll.listed:
            return False
        before, now = self._listed.get(source), frozenset(hash(one.url) for one in poll.listed)
        self._listed[source] = now
        return before is not None and not now <= before

    def _take(self, source: Source, offer: Offer) -> None:
        """Subscribe to what a page offers, unless we have; what it offered before is left."""
        current = self.of(source.name)
        if current is not None:
            if (current.hub, current.topic) == (offer.hub, offer.topic):
                return
            self._leave(current)
        if len(self._by_key) >= SUBSCRIPTIONS_LIMIT:
            log.warning("too many subscriptions", source=source.name, limit=SUBSCRIPTIONS_LIMIT)
            return
        assert self._callbacks is not None
        key = secrets.token_urlsafe(KEY_BYTES)
        secret = secrets.token_hex(SECRET_BYTES)
        one = begun(source.name, offer, key=key, secret=secret, callback=self._callbacks + key, now=self._clock())
        self._by_source[source.name] = key
        self._keep(one)
        log.info("hub offered", source=source.name, hub=offer.hub, topic=offer.topic)

    def _leave(self, one: Subscription) -> None:
        if self._by_source.get(one.source) == one.key:
            del self._by_source[one.source]
        self._hints.pop(one.source, None)
        self._polled_at.pop(one.source, None)
        self._listed.pop(one.source, None)
        self._keep(leaving(one, now=self._clock()))

    async def tend(self) -> None:
        """Ask hubs what is due, and write what has changed; a fault of the store waits for the next time."""
        if self._tending.locked():
            return
        async with self._tending:
            watched = self._sources()
            for one in list(self._by_key.values()):
                if one.wanted and one.source not in watched:
                    self._leave(one)
                elif (after := settled(one, now=self._clock())) is not one:
                    if after.missed > one.missed:
                        log.warning("a push was missed", source=one.source, hub=one.hub, missed=after.missed)
                    self._keep(after)
            now = self._clock()
            try:
                await self._forget([key for key, one in self._by_key.items() if due(one, now=now) is Step.FORGET])
                waiting = [key for key, one in self._by_key.items() if due(one, now=now) is not None]
                places = asyncio.Semaphore(ASKED_AT_ONCE)
                await asyncio.gather(*(self._ask_hub(key, places) for key in waiting[:ASKED_PER_ROUND]))
                await self.flush()
            except StoreError as error:
                log.warning("subscriptions not written yet", reason=str(error))

    async def flush(self) -> None:
        """Write what has changed. Raises: StoreError; what was not written stays due."""
        changed = [self._by_key[key] for key in self._unsaved if key in self._by_key]
        if changed:
            await self._store.save_subscriptions(changed, ())
            self._unsaved.difference_update(one.key for one in changed if self._by_key.get(one.key) is one)

    async def _ask_hub(self, key: str, places: asyncio.Semaphore) -> None:
        async with places:
            one, now = self._by_key[key], self._clock()
            step = due(one, now=now)
            if step not in {Step.SUBSCRIBE, Step.UNSUBSCRIBE}:
                return
            one = asked(one, now=now)
            # Before the hub is asked: one that verifies at once, or after we were killed, must find it.
            self._keep(one)
            await self._store.save_subscriptions([one], ())
            form = {"hub.callback": one.callback, "hub.mode": step.value, "hub.topic": one.topic}
            if step is Step.SUBSCRIBE:
                # The standard would have a secret sent over https alone. Whoever listens on plain http knows the
                # address by then anyway, and whoever learned that elsewhere is kept out by the secret.
                form |= {"hub.secret": one.secret, "hub.lease_seconds": str(int(LEASE.total_seconds()))}
            try:
                await self._ask(one.hub, form)
            except FetchError as error:
                retry_after = error.retry_after if isinstance(error, BadStatus) else None
                now, current = self._clock(), self._by_key.get(key)
                if current is not None:
                    reason = error.reason[:REASON_CHARS]
                    self._keep(failed(current, reason, now=now, retry_after=retry_after))
                log.warning("hub not asked", source=one.source, hub=one.hub, mode=step.value, reason=error.reason)
            else:
                log.info("hub asked", source=one.source, hub=one.hub, mode=step.value)

    def _keep(self, one: Subscription) -> None:
        self._by_key[one.key] = one
        self._unsaved.add(one.key)

    async def _forget(self, keys: Collection[str]) -> None:
        if keys:
            await self._store.save_subscriptions((), keys)
        for key in keys:
            self._by_key.pop(key, None)
            self._unsaved.discard(key)
            self._recent.pop(key, None)

    # -------------------------------------------------------------------------------------------- the hub's side

    async def confirm(self, key: str, said: Mapping[str, str]) -> str | None:
        one, mode = self._by_key.get(key), said.get("hub.mode", "")
        if one is None or said.get("hub.topic") != one.topic:
            return None
        now = self._clock()
        if mode == "denied" and one.wanted:
            reason = f"the hub denied it: {said.get('hub.reason') or 'no reason given'}"[:REASON_CHARS]
            self._keep(denied(one, reason, now=now))
            await self.flush()
            log.warning("subscription denied", source=one.source, hub=one.hub, reason=reason)
            return ""
        challenge = said.get("hub.challenge", "")
        if not challenge or len(challenge) > CHALLENGE_CHARS or one.asked_at is None:
            return None
        if mode == "subscribe" and one.wanted:
            after = verified(one, _seconds(said.get("hub.lease_seconds")), now=now)
            self._keep(after)  # before it is written: the page may name another hub meanwhile, and this one is left
            try:
                await self._store.save_subscriptions([after], ())
            except StoreError:  # the hub is told that we failed, and does not go on
                if self._by_key.get(key) is after:
                    self._keep(one)
                raise
            log.info("subscribed", source=one.source, hub=one.hub, until=after.expires_at)
            return challenge
        if mode == "unsubscribe" and not one.wanted:
            await self._forget([key])
            log.info("unsubscribed", source=one.source, hub=one.hub)
            return challenge
        return None

    def receive(self, key: str, signature: str | None, body: bytes) -> Receipt:
        one, now = self._by_key.get(key), self._clock()
        if one is None or not one.wanted:
            return Receipt.GONE
        recent = self._recent.setdefault(key, deque())
        while recent and abs(now - recent[0]) > MINUTE:  # those of a clock that ran ahead would never be over
            recent.popleft()
        if len(recent) >= PUSHES_A_MINUTE:
            return Receipt.BUSY
        recent.append(now)
        source = self._sources().get(one.source)
        if source is None or not is_signed(signature, one.secret, body):
            # It is told the same as a genuine one: who guesses learns nothing (WebSub §7.1.1).
            log.warning("push not believed", source=one.source, hub=one.hub, signed=signature is not None)
            return Receipt.TAKEN
        self._keep(pushed(one, now=now))
        self._hints[one.source] = _Hint(at=now)
        last = self._polled_at.get(one.source)
        self._poll_at(source, now if last is None or last > now else max(now, last + source.min))
        log.info("pushed", source=one.source, hub=one.hub)
        return Receipt.TAKEN


def _seconds(text: str | None) -> int | None:
    """Return a lease as hubs write it, None for what is none."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(2**31)) else None
