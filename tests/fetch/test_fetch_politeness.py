"""The ledger of hosts: when one may be asked next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import politeness
from monitor.fetch.politeness import (
    CRAWL_DELAY_LIMIT_S,
    HOLD_LIMIT_S,
    REFUSALS,
    SLOWED_LEAST_S,
    SLOWED_MOST_S,
    Ledger,
)
from monitor.model import Account, Etiquette, Manners, host_of

HOST = "news.example.org"
MANNERS = Manners(gap=timedelta(seconds=1), at_once=2)


def ledger(manners: Manners = MANNERS) -> Ledger:
    return Ledger(lambda _: manners)


def exchange(book: Ledger, at: float, status: int | None, **answer) -> None:
    """Let one request start at a time and be answered at once."""
    book.asked(HOST, at)
    book.answered(HOST, at, asked_at=at, status=status, **answer)


def test_a_gap_lies_between_the_starts_of_two_requests():
    """Not before it is over, for this host alone."""
    book = ledger()
    exchange(book, 10.0, 200)

    assert [False, True] == [book.may_ask(HOST, now) for now in (10.99, 11.0)]
    assert book.may_ask("other.example.org", 10.0)


def test_so_many_at_once_and_no_more():
    """Until one of them is answered."""
    book = ledger()
    book.asked(HOST, 0.0)
    book.asked(HOST, 1.0)

    assert not book.may_ask(HOST, 5.0)
    book.answered(HOST, 5.0, asked_at=0.0, status=200)
    assert book.may_ask(HOST, 5.0)


@pytest.mark.parametrize("status", [429, 503, 500, 404])
def test_retry_after_is_obeyed(status):
    """Whatever the status; the longest of several counts, and none is longer than a day."""
    book = ledger()
    exchange(book, 0.0, status, retry_after_s=120.0)
    exchange(book, 5.0, status, retry_after_s=10.0)

    assert book.earliest(HOST) == 120.0
    exchange(book, 200.0, status, retry_after_s=1e9)
    assert book.earliest(HOST) == 200.0 + HOLD_LIMIT_S


def test_too_many_requests_slow_down_and_good_answers_recover_by_degrees():
    """Each refusal doubles the gap, each good answer takes a fifth of it back."""
    book = ledger()
    gaps = []
    for number, status in enumerate((429, 429, 200, 200, 200, 200, 200, 200)):
        exchange(book, 100.0 * number, status)
        gaps.append(round(book.gap_s(HOST), 3))

    assert [2.0, 4.0, 3.2, 2.56, 2.048, 1.638, 1.311, 1.049] == gaps
    exchange(book, 1_000.0, 200)
    assert book.gap_s(HOST) == 1.0


def test_a_host_without_a_gap_is_slowed_down_too():
    """From a second on, and never beyond five minutes."""
    book = ledger(Manners(gap=timedelta(0)))
    exchange(book, 0.0, 429)
    assert book.gap_s(HOST) == SLOWED_LEAST_S

    for number in range(20):
        exchange(book, 1_000.0 * (number + 1), 429)
    assert book.gap_s(HOST) == SLOWED_MOST_S


def test_requests_under_way_slow_down_once():
    """They were sent before the host had said anything."""
    book = ledger()
    book.asked(HOST, 0.0)
    book.asked(HOST, 1.0)
    for now in (2.0, 3.0):
        book.answered(HOST, now, asked_at=now - 2.0, status=429)

    assert book.gap_s(HOST) == 2.0
    assert book.accounts[HOST].slow_downs == 1


def test_forbidden_pages_in_a_row_are_a_sign():
    """One may be forbidden; three in a row are us, unless something good came between."""
    book = ledger()
    for number, status in enumerate([403] * (REFUSALS - 1) + [200] + [403] * (REFUSALS - 1)):
        exchange(book, 10.0 * number, status)
    assert book.gap_s(HOST) == 1.0

    exchange(book, 100.0, 403)
    assert book.gap_s(HOST) == 2.0


@pytest.mark.parametrize("status", [503, 500, 404, None])
def test_other_faults_are_no_sign(status):
    """A server that is down has not had too much of us."""
    book = ledger()
    exchange(book, 0.0, status)

    assert book.gap_s(HOST) == 1.0
    assert book.accounts[HOST].failed == 1


def test_a_crawl_delay_widens_the_gap():
    """It never narrows it, and a delay of hours counts as a minute."""
    book = ledger()
    gaps = []
    for seconds in (10.0, 0.5, 3_600.0, -1.0):
        book.crawl_delay(HOST, seconds)
        gaps.append(book.gap_s(HOST))

    assert [10.0, 1.0, CRAWL_DELAY_LIMIT_S, 1.0] == gaps


def test_requests_are_counted():
    """Per host, with what they brought."""
    book = ledger()
    exchange(book, 0.0, 200, wire_bytes=1_000)
    exchange(book, 2.0, 304)
    exchange(book, 4.0, 429, wire_bytes=10)
    exchange(book, 9.0, None)

    expected = Account(requests=4, not_modified=1, refused=1, failed=1, slow_downs=1, wire_bytes=1_010)
    assert {HOST: expected} == book.accounts


def test_hosts_are_forgotten_at_last(monkeypatch):
    """The one that was asked least recently, unless it is being asked."""
    monkeypatch.setattr(politeness, "HOSTS_LIMIT", 2)
    book = ledger()
    book.asked("a.example", 0.0)
    for now, host in enumerate(("b.example", "c.example")):
        book.asked(host, now)
        book.answered(host, now, asked_at=now, status=200)

    assert ["a.example", "c.example"] == list(book.accounts)


@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 30.0),
            st.sampled_from([200, 304, 403, 404, 429, 500, 503, None]),
            st.none() | st.floats(0.0, 100.0),
        ),
        max_size=40,
    )
)
def test_no_request_breaks_a_rule(answers):
    """Never within the gap or before Retry-After, whatever was answered; and every wait ends."""
    book, now, asked, held = ledger(), 0.0, float("-inf"), 0.0
    for step, status, retry_after in answers:
        now = max(now + step, book.earliest(HOST))
        assert book.may_ask(HOST, now)
        assert now >= asked + 1.0
        assert now >= held
        exchange(book, now, status, retry_after_s=retry_after)
        asked = now
        held = max(held, now + retry_after) if retry_after is not None else held
    assert book.earliest(HOST) <= now + max(SLOWED_MOST_S, 100.0)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.example.org/live", "news.example.org"),
        ("https://News.Example.org:443/live", "news.example.org"),
        ("http://news.example.org:443/live", "news.example.org:443"),
        ("http://user:word@[::1]:8080/", "[::1]:8080"),
        ("ftp://a.example/", "a.example"),
    ],
)
def test_hosts_are_told_apart_by_name_and_port(url, host):
    """Usual ports are not named, credentials never."""
    assert host == host_of(url)


@pytest.mark.parametrize("host", ["localhost:8080", "desk.localhost", "127.0.0.1:1", "[::1]:8080"])
def test_this_machine_needs_no_gap(host):
    """Unless the operator says otherwise."""
    usual = Manners(gap=timedelta(seconds=2))

    assert timedelta(0) == Etiquette().manners(host).gap
    assert Etiquette().host_budget(host) is None
    assert usual == Etiquette(usual=usual).manners(host)


def test_a_host_of_its_own_manners():
    """By its name, or by name and port, which is the closer one."""
    slow, slower = (Manners(gap=timedelta(seconds=seconds)) for seconds in (5, 9))
    etiquette = Etiquette(hosts={"a.example": slow, "a.example:81": slower})

    assert [slow, slow, slower, Manners()] == [
        etiquette.manners(host) for host in ("a.example", "a.example:80", "a.example:81", "b.example")
    ]


def test_other_rules_from_now_on():
    """Hosts known and unknown are treated by them at once; what was asked and how a host is held stays."""
    book = ledger()
    exchange(book, 0.0, 503, retry_after_s=60.0)
    before = book.accounts[HOST]
    book.take(lambda _: Manners(gap=timedelta(seconds=9), at_once=1))
    assert [9.0, 9.0] == [book.gap_s(HOST), book.gap_s("other.example.org")]
    assert (1, before) == (book.manners(HOST).at_once, book.accounts[HOST])
    assert [False, True] == [book.may_ask(HOST, now) for now in (59.0, 60.0)]
