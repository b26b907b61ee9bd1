"""Our own fault or theirs: is it our network that is down, judged by who answers. Pure: the time is an argument.

    a host is silent ──another answers after it──▶ blamed: it is their fault, and it has no vote any more
         │                                           └─ until it answers again
         ╰─ so are enough others, and nobody has answered since ──▶ our network is down ──anybody answers──▶ up

An answer is anything that came from the host, an error status too. A host that is silent while nobody has answered
since is excused as long as there is another that could have: one poll later its fault is known. A lone host has no
witness, so it is taken at its word, unless the failure is of our own means: no name server answers, there is no route.

Of two hosts that are silent together it is hard to tell. So other evidence is asked for: a connection that was refused,
a name server that says that a name is not there, a delivery that arrived. With it they are taken at their word soon,
without it after a while, and not at all if our own means fail.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

HOSTS = 3
"""Silent at once, with no answer from anyone between: then it is us. Of fewer hosts, all, and at least two."""

RECENT = timedelta(minutes=10)
"""For how long a host counts that was heard of, by its answer or by its silence: twice the longest usual interval."""

LATELY = timedelta(minutes=1)
"""An answer so old still says that our network is up."""

BELIEVED_FOR = timedelta(minutes=15)
"""Fewer than HOSTS may well be down together; after so long they are taken at their word, if nothing else is known."""

VOUCHED_FOR = timedelta(seconds=20)
"""The same where something has shown since that our network is up: others have then had their turn to be silent."""

PROBE_EVERY = timedelta(seconds=5)
"""While our network is down one poll goes out so often, whichever comes next; the first that is answered ends it."""

LOOK_AGAIN = timedelta(seconds=30)
"""The longest wait of a source that is paused. Each keeps its place in its interval, so that they return spread out."""

PAUSED = "our own network is down: no host has answered of late"


class Network:
    """Who answered and who did not, by host; it holds the hosts of the last `RECENT` alone."""

    def __init__(self) -> None:
        self._heard_of: OrderedDict[str, datetime] = OrderedDict()
        self._silent: dict[str, datetime] = {}
        self._blamed: set[str] = set()
        self._down_since: datetime | None = None
        self._probed_at: datetime | None = None
        self._answered_at: datetime | None = None
        self._vouched_at: datetime | None = None

    @property
    def down_since(self) -> datetime | None:
        """When our network went down; None while it is up, or nobody could tell."""
        return self._down_since

    def verdict(self, now: datetime) -> bool | None:
        """Return whether our network is down; None if no host was heard of lately that could tell."""
        if self._down_since is not None:
            return True
        lately = self._answered_at is not None and now - self._answered_at < LATELY
        return False if lately else None

    @property
    def silent(self) -> int:
        """How many hosts that had not been blamed for it are silent now."""
        return len(self._silent)

    def answered(self, host: str, now: datetime) -> None:
        """Take note of anything that came from a host: our network is up, and who was silent before is to blame."""
        self._hear_of(host, now)
        self._answered_at = now
        if self._down_since is None:
            self._blamed.update(self._silent)
        self._silent.clear()
        self._blamed.discard(host)
        self._down_since = None

    def doubts(self, host: str) -> bool:
        """Return whether it cannot be told whose fault the silence of a host is, so that a witness would help."""
        return host in self._silent and len(self._silent) < HOSTS and self.excuses(host)

    def vouched(self, now: datetime) -> None:
        """Take note of evidence that our network is up which is no answer of a host that we poll."""
        self._vouched_at = now

    def fell_silent(self, host: str, now: datetime, *, ours: bool = False, theirs: bool = False) -> None:
        """Take note that nothing came from a host; `ours` says that we could not even ask, `theirs` that it said no."""
        self._hear_of(host, now)
        if theirs:
            self.vouched(now)
        if host in self._blamed:
            return
        first = self._silent.setdefault(host, now)
        voters = len(self._heard_of) - len(self._blamed)
        vouched = self._vouched_at is not None and self._vouched_at >= first
        if not ours and len(self._silent) < HOSTS and now - first >= (VOUCHED_FOR if vouched else BELIEVED_FOR):
            self._blamed.update(self._silent)
            self._silent.clear()
            self._down_since = None
        elif len(self._silent) >= (1 if ours and voters == 1 else max(2, min(HOSTS, voters))):
            self._down_since = self._down_since or now

    def excuses(self, host: str) -> bool:
        """Return whether the silence of a host may be our own fault, so that it must not be told of the host."""
        if self._down_since is not None:
            return True
        return host in self._silent and len(self._heard_of) - len(self._blamed) > 1

    def pauses(self, now: datetime) -> bool:
        """Return whether a poll that is due must wait; while our network is down every so often one must not."""
        if self._down_since is None:
            return False
        if self._probed_at is None or not timedelta(0) <= now - self._probed_at < PROBE_EVERY:
            self._probed_at = now
            return False
        return True

    def _hear_of(self, host: str, now: datetime) -> None:
        self._heard_of[host] = now
        self._heard_of.move_to_end(host)
        while now - next(iter(self._heard_of.values())) > RECENT:
            gone, _ = self._heard_of.popitem(last=False)
            self._blamed.discard(gone)
            if self._down_since is None:
                self._silent.pop(gone, None)
