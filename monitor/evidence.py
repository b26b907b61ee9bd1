"""The chain of evidence: each exhibit's digest covers its own facts and the digest of the one before. Pure.

    first = sha256(database's name, source)
    digest = sha256(number, previous, time, address, status, headers, form, sha256 of the bytes, events it caused)

Nothing can be changed, dropped or inserted without every later digest changing; the last one is kept with the state
of its source, and whoever notes it elsewhere can hold us to it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from monitor.model import ChainHead, Deposit, Exhibit, Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.model import Event


def first_digest(instance: str, source: str) -> str:
    """Return what stands before a source's first exhibit.

    >>> first_digest("0f3a", "ukraine")[:16]
    '293b2ef5350266d1'
    """
    return _sha256(f"{instance}\n{source}".encode())


def chained(
    head: ChainHead, deposits: Sequence[Deposit], events: Sequence[Event]
) -> tuple[tuple[Exhibit, ...], ChainHead]:
    """Return the exhibits that deposits become behind `head`, and the new head; the last one tells the events."""
    exhibits: list[Exhibit] = []
    for place, deposit in enumerate(deposits, start=1):
        last = place == len(deposits)
        tells = tuple((event.id, _sha256(event.body)) for event in events) if last else ()
        number, previous = head.number + 1, head.digest
        digest = digest_of(number=number, deposit=deposit, tells=tells, previous=previous)
        exhibits.append(Exhibit(number=number, deposit=deposit, tells=tells, previous=previous, digest=digest))
        head = ChainHead(number=number, digest=digest)
    return tuple(exhibits), head


def _recomputed(exhibit: Exhibit) -> str:
    number, deposit, tells, previous = exhibit.number, exhibit.deposit, exhibit.tells, exhibit.previous
    return digest_of(number=number, deposit=deposit, tells=tells, previous=previous)


def digest_of(*, number: int, deposit: Deposit, tells: Sequence[tuple[str, str]], previous: str) -> str:
    """Return the SHA-256 of an exhibit's facts, as JSON with sorted keys and no white space."""
    facts = {"number": number, "previous": previous, "tells": [list(one) for one in tells], **_deposit_shape(deposit)}
    return _sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode())


def exhibit_shape(exhibit: Exhibit) -> dict[str, Any]:
    """Return an exhibit as JSON says it, for people and archives."""
    return {
        "number": exhibit.number,
        **_deposit_shape(exhibit.deposit),
        "tells": [{"id": id_, "sha256": sha256} for id_, sha256 in exhibit.tells],
        "previous": exhibit.previous,
        "digest": exhibit.digest,
    }


def exhibit_of(shape: Mapping[str, Any], at: datetime) -> Exhibit:
    """Return the exhibit that JSON says, its time read already. Raises: KeyError, TypeError, ValueError."""
    return Exhibit(
        number=int(shape["number"]),
        deposit=Deposit(
            at=at,
            url=str(shape["url"]),
            status=int(shape["status"]),
            headers={str(name): str(value) for name, value in shape["headers"].items()},
            form=Form(shape["form"]),
            sha256=str(shape["sha256"]),
            size=int(shape["size"]),
            lost=shape["lost"],
        ),
        tells=tuple((str(one["id"]), str(one["sha256"])) for one in shape["tells"]),
        previous=str(shape["previous"]),
        digest=str(shape["digest"]),
    )


class Walk:
    """Follows a chain from exhibit to exhibit, and says in words what is wrong; it remembers the last one alone.

    `first` is what must stand before exhibit 1; a `part` of a chain may begin later.
    """

    def __init__(self, first: str, *, part: bool = False) -> None:
        self.last: Exhibit | None = None
        self._first = first
        self._part = part

    def go(self, exhibit: Exhibit) -> Iterator[str]:
        """Take the next exhibit, and yield what is wrong with it; nothing if nothing is."""
        before, self.last = self.last, exhibit
        if before is None:
            if exhibit.number != 1 and not self._part:
                yield f"exhibit 1 is missing; the first that is there is {exhibit.number}"
            elif exhibit.number == 1 and exhibit.previous != self._first:
                yield "exhibit 1 does not begin this chain: it is of another source or database"
        elif exhibit.number != before.number + 1:
            yield _gap(before.number + 1, exhibit.number - 1)
        elif exhibit.previous != before.digest:
            yield f"exhibit {exhibit.number} does not follow exhibit {before.number}: one of them was put in its place"
        if exhibit.digest != _recomputed(exhibit):
            yield f"exhibit {exhibit.number} was changed: its digest is another"

    def end(self, head: ChainHead | None) -> Iterator[str]:
        """Yield what is wrong with the end; `head` is the last exhibit that was written, None if none was."""
        number, written = self.last.number if self.last else 0, head.number if head else 0
        if number < written:
            yield _gap(number + 1, written)
        elif number > written:
            yield f"exhibits after {written}, the last one that was written, were put in"
        elif self.last and head and self.last.digest != head.digest:
            yield f"exhibit {number} is not the last one that was written"


def _gap(first: int, last: int) -> str:
    if last < first:
        return f"exhibit {first} stands out of order"
    return f"exhibit {first} is missing" if first == last else f"exhibits {first} to {last} are missing"


def _deposit_shape(deposit: Deposit) -> dict[str, Any]:
    return {
        "at": deposit.at.isoformat(),
        "url": deposit.url,
        "status": deposit.status,
        "headers": dict(deposit.headers),
        "form": deposit.form.value,
        "sha256": deposit.sha256,
        "size": deposit.size,
        "lost": deposit.lost,
    }


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
