"""The chain of evidence: whatever is changed, dropped, inserted or turned about is found."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.evidence import Walk, chained, exhibit_of, exhibit_shape, first_digest
from monitor.model import ChainHead, Deposit, Event, EventType, Form

AT = datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)
FIRST = first_digest("0f3a", "flood")


def deposit(number):
    return Deposit(
        at=AT + timedelta(minutes=number),
        url=f"https://news.example/live?{number}",
        status=200,
        headers={"etag": f'"{number}"', "content-type": "text/html"},
        form=Form.WIRE,
        sha256=f"{number:064x}",
        size=number,
    )


def event(number):
    return Event(
        id=f"evt_{number}",
        source="flood",
        sequence=number,
        type=EventType.ENTRY_CREATED,
        entry_id="e",
        at=AT,
        body=b"{}%d" % number,
    )


def chain(polls=6):
    """Return a chain of polls that read one page each, but for the third, which read two; and its head."""
    head, exhibits = ChainHead(number=0, digest=FIRST), ()
    for number in range(1, polls + 1):
        read = [deposit(number), deposit(number + 100)] if number == 3 else [deposit(number)]
        more, head = chained(head, read, [event(number)])
        exhibits += more
    return exhibits, head


def faults(exhibits, *, first=FIRST, part=False, **end):
    """Return what is wrong with exhibits, and with their end if a head is given."""
    walk = Walk(first, part=part)
    found = [fault for exhibit in exhibits for fault in walk.go(exhibit)]
    return found + [fault for head in end.values() for fault in walk.end(head)]


def test_a_chain_is_whole():
    """What was chained is unbroken from its first to its head, and as JSON, too; the last page of a poll tells."""
    exhibits, head = chain()
    assert [] == faults(exhibits, head=head)
    assert list(range(1, 8)) == [one.number for one in exhibits]
    assert [1, 1, 0, 1, 1, 1, 1] == [len(one.tells) for one in exhibits]
    read = [json.loads(json.dumps(exhibit_shape(one))) for one in exhibits]
    assert list(exhibits) == [exhibit_of(one, datetime.fromisoformat(one["at"])) for one in read]
    assert [] == faults([], head=None)
    assert [] == faults(exhibits[2:5], part=True)
    assert [] == faults(exhibits[:5], part=True)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda e: e[:3] + e[4:], "exhibit 4 is missing"),
        (lambda e: e[:2] + e[5:], "exhibits 3 to 5 are missing"),
        (lambda e: e[:-1], "exhibit 7 is missing"),
        (lambda e: (), "exhibits 1 to 7 are missing"),
        (lambda e: e[1:], "exhibit 1 is missing"),
        (lambda e: (e[0], e[2], e[1], *e[3:]), "exhibit 2 is missing"),
        (lambda e: (*e[:3], e[2], *e[3:]), "exhibit 4 stands out of order"),
        (lambda e: (*e[:3], replace(e[3], deposit=deposit(99)), *e[4:]), "exhibit 4 was changed"),
        (lambda e: (*e[:3], replace(e[3], tells=()), *e[4:]), "exhibit 4 was changed"),
        (lambda e: (*e, *chained(ChainHead(number=7, digest=e[-1].digest), [deposit(9)], [])[0]), "were put in"),
        (lambda e: chain(5)[0] + chained(ChainHead(number=6, digest=chain(5)[1].digest), [deposit(9)], [])[0], "last"),
    ],
)
def test_what_was_done_to_it(tamper, said):
    """It is said in words, with the number."""
    exhibits, head = chain()
    found = faults(tamper(exhibits), head=head)
    assert any(said in one for one in found), found


def test_a_chain_written_anew():
    """One that is sound in itself, but of another database or forked, is not this one."""
    exhibits, _ = chain()
    assert any("another source" in one for one in faults(exhibits, first=first_digest("0f3a", "fire"), part=True))
    forked, _ = chained(ChainHead(number=3, digest="0" * 64), [deposit(4)], [])
    assert any("does not follow" in one for one in faults(exhibits[:3] + forked))
    assert any("were put in" in one for one in faults(exhibits, head=None))


@given(st.integers(0, 6), st.sampled_from(["url", "status", "sha256", "size", "at", "lost", "headers"]))
def test_every_fact_is_covered(place, field):
    """No field of any exhibit can be another without being found."""
    exhibits, head = chain()
    changed = {
        "url": "https://x.example/",
        "status": 203,
        "sha256": "f" * 64,
        "size": 1_000,
        "at": AT - timedelta(1),
        "lost": "disk full",
        "headers": {},
    }
    one = exhibits[place]
    other = replace(one, deposit=replace(one.deposit, **{field: changed[field]}))
    assert faults((*exhibits[:place], other, *exhibits[place + 1 :]), head=head)
