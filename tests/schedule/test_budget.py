"""How requests are shared between sources."""

from itertools import pairwise
from math import inf, isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.schedule.budget import Demand, Level, Shares, level_of, share

rates = st.just(0.0) | st.floats(1e-7, 2.0)
bounds = st.tuples(st.floats(0.2, 3_600), st.floats(0.2, 3_600)).map(sorted)
sources = st.builds(
    lambda rate, bound, host: Demand(rate=rate, least_s=bound[0], most_s=bound[1], host=host),
    rates,
    bounds,
    st.sampled_from(["a.example", "b.example", "c.example"]),
)
demands = st.lists(sources, min_size=1, max_size=8)
budgets = st.floats(1e-3, 50.0)


def cost(intervals):
    return sum(1 / interval for interval in intervals)


def waiting(demands, intervals):
    return sum(demand.rate * interval / 2 for demand, interval in zip(demands, intervals, strict=True))


@given(demands, budgets)
def test_a_budget_is_spent_and_not_more(demands, budget):
    """Exactly, unless the shortest intervals of all cost less."""
    level = level_of(demands, budget)
    spent = cost(level.interval_s(demand) for demand in demands)
    most = cost(demand.least_s for demand in demands)

    at_rest = cost(demand.most_s if demand.rate == 0 else demand.least_s for demand in demands)
    assert spent <= budget * (1 + 1e-9)
    if budget <= at_rest:
        assert isclose(budget, spent, rel_tol=1e-6)
    else:
        assert isclose(at_rest, spent, rel_tol=1e-6)
    assert at_rest <= most * (1 + 1e-9)


@given(demands, budgets)
def test_no_source_leaves_its_bounds(demands, budget):
    """As long as the budget is enough for the longest intervals; else all are stretched alike."""
    level = level_of(demands, budget)

    for demand in demands:
        interval = level.interval_s(demand) / level.stretch
        assert demand.least_s * (1 - 1e-9) <= interval <= demand.most_s * (1 + 1e-9)
    enough = cost(demand.most_s for demand in demands) <= budget
    assert enough or level.stretch > 1 - 1e-9


@given(st.lists(st.floats(1e-4, 1.0), min_size=2, max_size=6), budgets)
def test_without_bounds_it_is_the_square_root_law(rates, budget):
    """Requests in proportion to the root of the rate, which makes the wait of all entries least."""
    demands = [Demand(rate=rate, least_s=1e-9, most_s=1e12) for rate in rates]
    level = level_of(demands, budget)

    found = [1 / level.interval_s(demand) for demand in demands]
    roots = sum(sqrt(rate) for rate in rates)
    assert found == pytest.approx([budget * sqrt(rate) / roots for rate in rates], rel=1e-6)


@given(demands, budgets, st.integers(0, 7), st.integers(0, 7), st.floats(0.001, 0.5))
def test_no_other_sharing_lets_entries_wait_less(demands, budget, giver, taker, part):
    """Requests that move from one source to another, within their bounds, make the sum of waits longer."""
    level = level_of(demands, budget)
    if level.stretch > 1:
        return
    intervals = [level.interval_s(demand) for demand in demands]
    giver, taker = giver % len(demands), taker % len(demands)
    requests = [1 / interval for interval in intervals]
    room = min(
        requests[giver] - 1 / demands[giver].most_s,
        1 / demands[taker].least_s - requests[taker],
    )
    if giver == taker or room <= 0:
        return
    requests[giver] -= part * room
    requests[taker] += part * room

    assert waiting(demands, intervals) <= waiting(demands, [1 / each for each in requests]) * (1 + 1e-7)


@given(st.lists(sources, min_size=1, max_size=6), st.floats(1e-3, 10.0), st.floats(1e-3, 10.0))
def test_neither_budget_is_overspent(demands, budget, of_host):
    """That of all, and that of a host."""
    shares = share(demands, budget=budget, host_budgets={"a.example": of_host})
    intervals = [shares.interval_s(demand) for demand in demands]
    at_host = [each for demand, each in zip(demands, intervals, strict=True) if demand.host == "a.example"]

    assert cost(intervals) <= budget * (1 + 1e-6)
    assert cost(at_host) <= of_host * (1 + 1e-6)


def test_what_a_host_may_not_spend_goes_to_the_others():
    """The budget is spent whole: a source whose host is busy costs those elsewhere nothing."""
    crowd = [Demand(rate=0.01, least_s=1, most_s=600, host="crowd.example") for _ in range(10)]
    alone = Demand(rate=0.01, least_s=1, most_s=600, host="alone.example")
    shares = share([*crowd, alone], budget=0.5, host_budgets={"crowd.example": 0.1})

    assert [pytest.approx(100.0)] * 10 == [shares.interval_s(demand) for demand in crowd]
    assert shares.interval_s(alone) == pytest.approx(2.5)


def test_enough_is_enough():
    """A budget that is larger than what all need is not spent; without one nobody gets more either."""
    demand = Demand(rate=0.04, least_s=1, most_s=300)

    assert [10.0, 10.0] == [
        share([demand], highest=0.5, budget=budget, host_budgets={}).interval_s(demand) for budget in (None, 100.0)
    ]


def test_a_roomy_host_is_left_to_the_overall_level():
    """Its own level is only kept where it is the tighter one."""
    demand = Demand(rate=0.04, least_s=1, most_s=300, host="roomy.example")

    assert Shares(overall=Level(level=0.5)) == share([demand], highest=0.5, host_budgets={"roomy.example": 1.0})


def test_a_budget_below_the_longest_intervals_stretches_all_alike():
    """There is nothing better to be had: each waits by the same factor longer than its `max`."""
    demands = [Demand(rate=rate, least_s=5, most_s=most) for rate, most in ((0.1, 100), (0.0, 300))]
    level = level_of(demands, 0.01)

    assert [pytest.approx(400 / 3), pytest.approx(400)] == [level.interval_s(demand) for demand in demands]


def test_fixed_intervals_are_paid_first():
    """A source whose interval is given costs what it costs; the automatic ones share the rest."""
    fixed, automatic = (Demand(rate=0.5, least_s=least, most_s=most) for least, most in ((10, 10), (1, 300)))
    level = level_of([fixed, automatic], 0.35)

    assert [10, pytest.approx(4.0)] == [level.interval_s(demand) for demand in (fixed, automatic)]


@given(demands, st.lists(budgets, min_size=2, max_size=4).map(sorted))
def test_more_budget_never_makes_anyone_wait_longer(demands, budgets):
    """Intervals fall, or stay, as the budget grows."""
    by_budget = [[level_of(demands, budget).interval_s(demand) for demand in demands] for budget in budgets]

    for less, more in pairwise(by_budget):
        assert all(after <= before * (1 + 1e-9) for before, after in zip(less, more, strict=True))


def test_no_limit_is_the_shortest_interval():
    """Of every source that publishes at all."""
    assert [2.0, 300.0] == [
        Level(level=inf).interval_s(Demand(rate=rate, least_s=2, most_s=300)) for rate in (0.001, 0.0)
    ]
