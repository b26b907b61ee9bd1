"""The pace of all sources together."""

from dataclasses import replace
from datetime import timedelta

from live_blogs import NOON

from monitor.model import CachedCopy, Lead, Source, SourceState
from monitor.schedule.pacer import RESHARE, Pacer, address
from monitor.schedule.rates import first_rhythm

S = timedelta(seconds=1)


def source(name: str, host: str = "a.example", **fields) -> Source:
    return Source(name=name, url=f"https://{host}/{name}", **fields)


def state(name: str, minutes: float | None = None, **fields) -> SourceState:
    """Return the state of a source with an entry each so many minutes; None: nothing known."""
    stamps = [] if minutes is None else [NOON - timedelta(minutes=minutes * (n + 0.5)) for n in range(20)]
    rhythm = None if minutes is None else first_rhythm(stamps, at=NOON)
    return SourceState(source=name, rhythm=rhythm, **fields)


def test_without_budgets_each_gets_what_is_enough():
    """The busier, the sooner; nobody is shortened for another."""
    pacer = Pacer()

    alone = pacer.interval(source("a"), state("a", 3), at=NOON)
    for number in range(100):
        pacer.interval(source(f"b{number}"), state(f"b{number}", 1), at=NOON)
    assert alone == pacer.interval(source("a"), state("a", 3), at=NOON + 2 * RESHARE)
    assert pacer.interval(source("c"), state("c", 30), at=NOON) > alone


def test_a_budget_is_shared_by_all_that_are_expected():
    """From the first poll on, before the others had theirs."""
    sources = [(source(f"s{n}"), state(f"s{n}", 3)) for n in range(10)]
    pacer = Pacer(budget=0.1)
    pacer.expect(sources)

    intervals = [pacer.interval(*one, at=NOON).total_seconds() for one in sources]
    assert [100.0] * 10 == [round(interval, 3) for interval in intervals]


def test_shares_are_renewed():
    """A source that is gone leaves its requests to the others once the shares are old, not with each poll."""
    sources = [(source(f"s{n}"), state(f"s{n}", 3)) for n in range(4)]
    pacer = Pacer(budget=0.05)
    pacer.expect(sources)
    before = pacer.interval(*sources[0], at=NOON)
    pacer.expect(sources[:2])

    assert before == 2 * pacer.interval(*sources[0], at=NOON + S)
    pacer.interval(*sources[2], at=NOON + 2 * S)
    assert before == 2 * pacer.interval(*sources[0], at=NOON + 3 * S)
    assert before < 2 * pacer.interval(*sources[0], at=NOON + S + RESHARE)


def test_a_host_has_a_budget_of_its_own():
    """Its sources share it, those elsewhere do not notice."""
    pacer = Pacer(host_budget=lambda host: 0.02 if host == "a.example" else None)
    sources = [(source(f"s{n}"), state(f"s{n}", 3)) for n in range(4)]
    pacer.expect(sources)

    assert 200.0 == round(pacer.interval(*sources[0], at=NOON).total_seconds(), 3)
    assert pacer.interval(source("b", "b.example"), state("b", 3), at=NOON) < 20 * S
    assert "the budget of a.example" in pacer.explain(*sources[0], at=NOON)[-1]


def test_a_fixed_interval_is_kept_to():
    """Whatever budgets and caches say."""
    copy = CachedCopy(made_at=NOON, lifetime_s=30, shared=True)
    one = source("a", interval=7 * S)

    assert 7 * S == Pacer(budget=0.001).interval(one, state("a", 3, copy=copy), at=NOON)


def test_the_wait_ends_with_the_cached_copy():
    """And is explained by it, with what was learned."""
    copy = CachedCopy(made_at=NOON - 10 * S, lifetime_s=60, overstay_s=5, shared=True)
    known = state("a", 3, copy=copy)
    pacer = Pacer()

    assert 55.6 == pacer.interval(source("a"), known, at=NOON).total_seconds()
    assert pacer.explain(source("a"), known, at=NOON)[-1] == (
        "a cache keeps each copy for 60 s (and 5 s longer, as it turned out): asked just after it runs out"
    )
    on_time = replace(known, copy=replace(copy, overstay_s=0.0))
    words = "a cache keeps each copy for 60 s: asked just after it runs out"
    assert words == pacer.explain(source("a"), on_time, at=NOON)[-1]


def test_the_wait_counts_from_the_beginning_of_a_poll():
    """A turn that was long in coming brings no poll before the copy runs out, and none later without a cache."""
    copy = CachedCopy(made_at=NOON - 10 * S, lifetime_s=60, shared=True)
    waits = [
        Pacer().interval(source("a"), state("a", 3, copy=one), at=NOON, began=NOON - 4 * S).total_seconds()
        for one in (copy, None)
    ]
    assert [54.6, Pacer().interval(source("a"), state("a", 3), at=NOON).total_seconds()] == waits


def test_the_address_is_where_the_next_poll_goes():
    """The platform's interface, else where it moved to, else the configured one."""
    one = source("a")
    moved = SourceState(source="a", url="https://b.example/")
    led = replace(moved, lead=Lead(url="https://c.example/api", extractor="api", reason="named"))

    assert [one.url, one.url, "https://b.example/", "https://c.example/api"] == [
        address(one, state) for state in (None, SourceState(source="a"), moved, led)
    ]
