"""Our own fault or theirs: who is silent, who answers, and what follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.wire.network import BELIEVED_FOR, HOSTS, LATELY, PROBE_EVERY, RECENT, VOUCHED_FOR, Network

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def network(*answered: str, silent: tuple[str, ...] = ()) -> Network:
    """Return a network in which these hosts answered at noon, and then these fell silent."""
    made = Network()
    for host in answered:
        made.answered(host, NOON)
    for host in silent:
        made.fell_silent(host, after(1))
    return made


def test_nobody_heard_of():
    """Nothing is judged of a network of which nothing was heard."""
    made = network()
    assert (None, None, False, False) == (made.down_since, made.verdict(NOON), made.pauses(NOON), made.excuses("a"))


@pytest.mark.parametrize("silent", ["a", "ab", "abc", "abcd"])
def test_all_at_once(silent):
    """So many hosts that fall silent with no answer between are our own fault; fewer are not judged yet."""
    made = network("a", "b", "c", "d", "e", silent=tuple(silent))
    assert (len(silent) >= HOSTS) is (made.down_since is not None)
    assert all(made.excuses(host) for host in silent)
    assert len(silent) == made.silent


def test_at_the_start():
    """Hosts that never answered count, too: at boot the network is often the last thing to come."""
    assert after(1) == network(silent=("a", "b", "c")).down_since


def test_two_hosts():
    """Of two hosts both must be silent."""
    assert (None, after(1)) == tuple(network("a", "b", silent=hosts).down_since for hosts in (("a",), ("a", "b")))


def test_a_witness():
    """A host that is silent while another answers is to blame for it, until it answers."""
    made = network("a", "b", "c", silent=("a",))
    made.answered("b", after(2))
    assert not made.excuses("a")
    made.fell_silent("a", after(3))
    assert (False, None, 0) == (made.excuses("a"), made.down_since, made.silent)
    made.answered("a", after(4))
    made.fell_silent("a", after(5))
    assert made.excuses("a")


def test_the_blamed_have_no_vote():
    """Hosts that are known to be dead do not make an outage of ours, however many."""
    made = network("a", "b", silent=("x", "y"))
    made.answered("a", after(2))
    for host in ("x", "y", "b"):
        made.fell_silent(host, after(3))
    assert made.down_since is None
    made.fell_silent("a", after(4))
    assert after(4) == made.down_since


def test_a_lone_host():
    """A lone host is taken at its word, unless we could not even ask."""
    made = network("a", silent=("a",))
    assert (None, False) == (made.down_since, made.excuses("a"))
    made.fell_silent("a", after(2), ours=True)
    assert (after(2), True) == (made.down_since, made.excuses("a"))


def test_the_first_answer_ends_it():
    """Whoever answers ends an outage, and nobody is blamed for it."""
    made = network("a", "b", "c", silent=("a", "b", "c"))
    made.fell_silent("d", after(2))
    assert (True, True, after(1)) == (made.verdict(after(2)), made.excuses("d"), made.down_since)
    made.answered("b", after(3))
    assert (False, None, 0) == (made.verdict(after(3)), made.down_since, made.silent)
    made.fell_silent("a", after(4))
    assert made.excuses("a")


def test_pausing_and_probing():
    """While it is down one poll goes out so often, the others wait; a clock that is put back does not stop that."""
    made = network(silent=("a", "b", "c"))
    assert [False, True] == [made.pauses(after(1)), made.pauses(after(2))]
    assert [False, True] == [made.pauses(after(1) + PROBE_EVERY), made.pauses(after(2) + PROBE_EVERY)]
    assert not made.pauses(NOON)
    made.answered("a", after(3))
    assert [False, False] == [made.pauses(after(4)), made.pauses(after(4))]


def test_few_hosts_are_not_believed_for_ever():
    """Two hosts that stay silent for so long are down themselves; three are not."""
    two, three = network(silent=("a", "b")), network(silent=("a", "b", "c"))
    for made in (two, three):
        made.fell_silent("a", after(1) + BELIEVED_FOR)
    assert (None, False) == (two.down_since, two.excuses("a"))
    assert after(1) == three.down_since


def test_evidence_settles_it():
    """Two hosts are taken at their word as soon as something has shown that our network is up: a no, or a witness."""
    for vouch in (lambda made: made.fell_silent("b", after(2), theirs=True), lambda made: made.vouched(after(2))):
        made = network("a", "b", silent=("a", "b"))
        vouch(made)
        assert (True, True) == (made.excuses("a"), made.doubts("a"))
        made.fell_silent("a", after(1) + VOUCHED_FOR)
        assert (None, False, False, False) == (
            made.down_since,
            made.excuses("a"),
            made.excuses("b"),
            made.doubts("a"),
        )


def test_evidence_of_before_is_none():
    """What has shown it before they fell silent says nothing of now."""
    made = network("a", "b")
    made.vouched(NOON)
    for host in ("a", "b"):
        made.fell_silent(host, after(1))
    made.fell_silent("a", after(1) + VOUCHED_FOR)
    assert after(1) == made.down_since


def test_many_that_say_no_are_no_evidence():
    """Where everything is refused, something near us refuses it."""
    made = network("a", "b", "c", "d")
    for host in ("a", "b", "c"):
        made.fell_silent(host, after(1), theirs=True)
    made.fell_silent("a", after(1) + BELIEVED_FOR, theirs=True)
    assert (after(1), True) == (made.down_since, made.excuses("a"))


def test_our_own_means_are_never_theirs():
    """Without a route, or a name server, nothing is held against two hosts, however long it lasts."""
    made = network("a", "b")
    for seconds in (1, 2, 1 + BELIEVED_FOR.total_seconds(), 2 + 9 * BELIEVED_FOR.total_seconds()):
        for host in ("a", "b"):
            made.fell_silent(host, after(seconds), ours=True)
            assert made.excuses(host)


def test_memory():
    """A host of which nothing was heard for a while counts no more: neither its silence, nor its blame."""
    made = network("a", "b", silent=("x",))
    made.answered("a", after(2))
    made.fell_silent("b", after(3))
    late = after(4) + RECENT
    made.fell_silent("c", late)
    assert (1, False, False) == (made.silent, made.excuses("b"), made.excuses("c"))
    made.fell_silent("x", late)
    assert late == made.down_since


def test_an_outage_outlasts_the_memory_of_hosts():
    """While it is down, hosts that are not asked are still among the silent."""
    made = network(silent=("a", "b", "c"))
    made.fell_silent("d", after(2) + RECENT)
    assert (4, after(1)) == (made.silent, made.down_since)


def test_verdict():
    """It says up only while an answer is fresh."""
    made = network("a")
    assert [False, None] == [made.verdict(NOON), made.verdict(NOON + LATELY)]
