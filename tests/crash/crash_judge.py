"""What must hold of all that reached the webhooks, whatever happened to the daemon in between.

    lost      an event that the database numbers was neither accepted nor given up; or it was given up though it was
              never refused as often as that takes; or the last words of a live blog, rebuilt from the events, are not
              what its page says
    holes     a sequence that nobody ever received, below one that somebody did
    skips     an event arrived before the one that it had to wait for was accepted or given up
    repeats   an event came again though more later ones of its lane had been accepted than may be unwritten
    unwanted  an event came that the endpoint's filter does not let pass
    malformed an event is not what the JSON Schema that we publish says
    changed   the same lane and sequence came under another webhook-id, or with other bytes
    unsigned  a request whose signature or time does not hold

A duplicate alone is none: whoever dies between an answer and writing it down must send again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

SCHEMA = Path(__file__).parents[2] / "monitor" / "event.schema.json"

REFUSALS_LEAST = 3
"""So often an event is refused before it is given up."""

UNWRITTEN_MOST = 2
"""So many events of a lane may be accepted and not written down when a daemon dies; it sends them again. Fewer than it
usually is: in a life of a second a lane has hardly more."""

CLOCK_WRONG_S = 3_600
TOLERANCE_S = 300
"""By how much Standard Webhooks lets the time of an attempt differ; the daemon's clock may be an hour off besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an endpoint has asked for. `types` None: all; `ordering` as in the config; `batch`: the most at once."""

    secret: str
    ordering: str = "source"
    batch: int = 1
    types: Collection[str] | None = None
    judged: bool = True


@dataclass(slots=True, kw_only=True)
class Told:
    """One event as one lane brought it. `first` and `accepted` are ticks of the judge's own count."""

    id: str
    digest: bytes
    type: str
    entry: str | None
    headline: str | None
    text: str | None
    first: int
    accepted: int | None = None
    refused: int = 0
    arrivals: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request: the lane's events in it."""

    lane: tuple[str, str]
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What the database says at the end: the last sequence of each source, and what was given up."""

    heads: Mapping[str, int]
    dead: Collection[tuple[str, str, int]] = frozenset()


@dataclass(slots=True, kw_only=True)
class Counts:
    """What was seen, and each violation in words."""

    events: int = 0
    requests: int = 0
    duplicates: int = 0
    dead: int = 0
    lost: list[str] = field(default_factory=list)
    holes: list[str] = field(default_factory=list)
    skips: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    malformed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def violations(self) -> dict[str, list[str]]:
        kinds = ("lost", "holes", "skips", "repeats", "unwanted", "malformed", "changed", "unsigned", "damaged")
        return {kind: getattr(self, kind) for kind in kinds}

    @property
    def clean(self) -> bool:
        return not any(self.violations.values())


class Judge:
    """Takes what arrives, and counts at the end."""

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        self._terms = terms
        self._lanes: dict[tuple[str, str], dict[int, Told]] = {}
        self._standing: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
        self._ticks = count()
        self._requests = 0
        self._repeats: list[str] = []
        self._unwanted: list[str] = []
        self._malformed: list[str] = []
        self._schema = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
        self._changed: list[str] = []
        self._unsigned: list[str] = []
        self._last_at = 0.0

    def arrived(self, endpoint: str, headers: Mapping[str, str], body: bytes) -> Arrival:
        """Take a request that was read whole, and return what it holds."""
        self._requests += 1
        self._last_at = time.monotonic()
        if fault := signature_fault(self._terms[endpoint].secret, headers, body, now_s=time.time()):
            self._unsigned.append(f"{endpoint}: {fault}")
        id_ = headers.get("webhook-id", "")
        message = json.loads(body)
        messages: Sequence[Any] = message["data"]["events"] if message["type"] == "batch" else [message]
        digest = hashlib.sha256(body).digest()
        lane = endpoint, messages[0]["data"]["source"]["name"]
        for one in messages:
            self._take(lane, id_, digest, one)
        return Arrival(lane=lane, sequences=tuple(one["data"]["sequence"] for one in messages))

    def accepted(self, arrival: Arrival) -> None:
        """Take note that the endpoint is about to accept a request."""
        tick = next(self._ticks)
        for sequence in arrival.sequences:
            told = self._lanes[arrival.lane][sequence]
            if told.accepted is None:
                told.accepted = tick

    def refused(self, arrival: Arrival) -> None:
        """Take note that the endpoint is about to refuse a request for good."""
        for sequence in arrival.sequences:
            self._lanes[arrival.lane][sequence].refused += 1

    @property
    def requests(self) -> int:
        """How many requests have arrived."""
        return self._requests

    def idle_s(self) -> float:
        """Return how long nothing has arrived."""
        return time.monotonic() - self._last_at

    def so_far(self, endpoint: str, source: str) -> dict[str, str]:
        """Return the entries as the lane's events tell them in the order of their arrival."""
        return dict(self._standing.get((endpoint, source), {}).values())

    def rebuilt(self, endpoint: str, source: str) -> dict[str, str]:
        """Return the entries as the lane's events tell them by their sequences, their texts by their headlines."""
        standing: dict[str, tuple[str, str]] = {}
        for _, told in sorted(self._lanes.get((endpoint, source), {}).items()):
            _apply(told, standing)
        return dict(standing.values())

    def counts(self, owed: Owed) -> Counts:
        """Count; convergence with the pages is `differences`' to say."""
        counts = Counts(
            requests=self._requests,
            repeats=list(self._repeats),
            unwanted=list(self._unwanted),
            malformed=list(self._malformed),
            changed=list(self._changed),
            unsigned=list(self._unsigned),
        )
        types = self._types()
        for source, head in owed.heads.items():
            known = types.get(source, {})
            counts.holes += [f"{source}: nobody received {n} of {max(known)}" for n in range(1, max(known, default=0))
                             if n not in known]  # fmt: skip
            for endpoint, terms in self._terms.items():
                lane = self._lanes.get((endpoint, source), {})
                counts.events += len(lane)
                counts.duplicates += sum(told.arrivals - 1 for told in lane.values())
                if not terms.judged:
                    continue
                wanted = [n for n in range(1, head + 1) if terms.types is None or known.get(n) in terms.types]
                dead = {n for n in wanted if (endpoint, source, n) in owed.dead}
                counts.dead += len(dead)
                lost = [n for n in wanted if n not in dead and (n not in lane or lane[n].accepted is None)]
                counts.lost += [f"{endpoint}/{source}: event {n} of {head} was never accepted" for n in lost]
                early = [n for n in dead if n not in lane or lane[n].refused < REFUSALS_LEAST]
                counts.lost += [
                    f"{endpoint}/{source}: event {n} was given up before it was refused thrice" for n in early
                ]
                counts.skips += [f"{endpoint}/{source}: {words}" for words in _skips(lane, terms.ordering, dead)]
        return counts

    def _take(self, lane: tuple[str, str], id_: str, digest: bytes, message: Mapping[str, Any]) -> None:
        shape = message["data"]
        sequence = shape["sequence"]
        told = self._lanes.setdefault(lane, {}).get(sequence)
        terms = self._terms[lane[0]]
        if told is None and terms.types is not None and message["type"] not in terms.types:
            self._unwanted.append(f"{'/'.join(lane)}: event {sequence} is {message['type']}")
        if told is not None:
            told.arrivals += 1
            later = sum(other > sequence and one.accepted is not None for other, one in self._lanes[lane].items())
            if told.accepted is not None and terms.ordering == "source" and later > UNWRITTEN_MOST * terms.batch:
                self._repeats.append(f"{'/'.join(lane)}: event {sequence} came again after {later} later ones")
            if (told.id, told.digest) != (id_, digest):
                what = "other bytes" if told.id == id_ else f"the id {id_} instead of {told.id}"
                self._changed.append(f"{'/'.join(lane)}: event {sequence} came again with {what}")
            return
        if fault := next(self._schema.iter_errors(message), None):
            self._malformed.append(f"{'/'.join(lane)}: event {sequence}: {fault.message} at {fault.json_path}")
        entry = shape.get("entry") or {}
        told = self._lanes[lane][sequence] = Told(
            id=id_,
            digest=digest,
            type=message["type"],
            entry=entry.get("id"),
            headline=entry.get("title"),
            text=entry.get("text"),
            first=next(self._ticks),
        )
        _apply(told, self._standing.setdefault(lane, {}))

    def _types(self) -> dict[str, dict[int, str]]:
        """Return the type of each sequence of each source that anyone has received."""
        types: dict[str, dict[int, str]] = {}
        for (_, source), lane in self._lanes.items():
            types.setdefault(source, {}).update({sequence: told.type for sequence, told in lane.items()})
        return types


def _apply(told: Told, standing: dict[str, tuple[str, str]]) -> None:
    if told.entry is None or told.headline is None or told.text is None:
        return
    if told.type == "entry.deleted":
        standing.pop(told.entry, None)
    else:
        standing[told.entry] = told.headline, told.text


def _skips(lane: Mapping[int, Told], ordering: str, dead: Collection[int]) -> Iterator[str]:
    """Yield what arrived before the event that it had to wait for was accepted, in words."""
    chains: dict[str | None, list[int]] = {}
    for sequence in sorted(lane):
        chains.setdefault(None if ordering == "source" else lane[sequence].entry, []).append(sequence)
    if ordering == "none":
        return
    for key, chain in chains.items():
        if key is None and ordering != "source":
            continue  # what is told of the source itself has no entry to be in order with
        for before, after in pairwise(chain):
            accepted = lane[before].accepted
            if lane[before].id == lane[after].id:
                continue  # both in one batch
            if before not in dead and (accepted is None or accepted > lane[after].first):
                yield f"event {after} came before {before} was accepted"


def differences(shown: Mapping[str, str], cut: Collection[str], rebuilt: Mapping[str, str]) -> list[str]:
    """Return how a live blog that was rebuilt from events differs from the page; what rolled off the page may be there.

    >>> differences({"Report 1": "a", "Report 2": "b"}, {"Report 3"}, {"Report 1": "A", "Report 3": "c"})
    ['Report 1 has other words', 'Report 2 is missing', 'Report 3 was withdrawn and is there']
    """
    found = []
    for headline, text in shown.items():
        if headline not in rebuilt:
            found.append(f"{headline} is missing")
        elif rebuilt[headline] != text:
            found.append(f"{headline} has other words")
    return found + [f"{headline} was withdrawn and is there" for headline in sorted(cut) if headline in rebuilt]


def signature_fault(secret: str, headers: Mapping[str, str], body: bytes, *, now_s: float) -> str | None:
    """Return what is wrong with a request's signature, None if nothing is (Standard Webhooks, by its text alone)."""
    try:
        id_, stamp, given = (headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as error:
        return f"no header {error}"
    if not stamp.isdigit() or abs(int(stamp) - now_s) > CLOCK_WRONG_S + TOLERANCE_S:
        return f"the time {stamp} is no time of an attempt"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, f"{id_}.{stamp}.".encode() + body, hashlib.sha256).digest()).decode()
    return None if f"v1,{expected}" in given.split(" ") else f"{id_} is not signed with the secret"
