"""What an endpoint's answers mean for all that is sent to it, told in days that pass in milliseconds."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from delivery_doubles import (
    DESK,
    NOW,
    OTHER,
    SECRET,
    MemoryStore,
    Script,
    dispatching,
    leap,
    leaping,
    leaping_clock,
    turning,
)
from structlog.testing import capture_logs

from monitor.deliver.backoff import next_attempt
from monitor.deliver.breaker import enabled, paused
from monitor.deliver.rotation import digest
from monitor.model import Endpoint, Health, Lane, Outcome, Standing

DOWN = Outcome.UNREACHABLE
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTH_S = 30 * 86_400.0

REAL = {"clock": leaping_clock, "next_attempt": next_attempt}


def store_with(*sources: str, endpoint: str = "desk", count: int = 1) -> MemoryStore:
    store = MemoryStore()
    store.patience_s = MONTH_S
    for source in sources or ("blog",):
        store.add_lane(endpoint, source)
        store.commit(source, count=count)
    return store


def recorded(times, *, until=None, status=None, **fields):
    """Act as an endpoint that fails until a time, and note when it was asked."""

    def act(endpoint, events):
        times.append(leaping_clock() - NOW)
        well = until is not None and leaping_clock() >= NOW + until
        return (
            Outcome.ACCEPTED
            if well
            else {"outcome": DOWN if status is None else Outcome.REFUSED, **fields}
            | ({} if status is None else {"status": status})
        )

    return act


def all_at(store, cursor):
    return lambda: all(row.cursor >= cursor for row in store.rows.values())


async def test_what_failed_before_the_machine_slept_is_not_disabled_when_it_wakes():
    """Five days without a success are days on which something was sent."""
    store, clock = store_with(count=0), NOW
    store.healths["desk"] = Health(failing_since=NOW - HOUR, failures=12)
    async with dispatching(store, Script(Outcome.REFUSED), clock=lambda: clock) as dispatcher:
        clock += 7 * DAY
        dispatcher.stepped(7 * DAY)
        store.commit("blog")
        dispatcher.wake("blog")
        await store.until(lambda: bool(store.log))
        await store.until(lambda: store.healths["desk"].failures == 13)
        health = dispatcher.healths["desk"]

    assert (Standing.ON, NOW + 7 * DAY - HOUR) == (health.standing, health.failing_since)


async def test_a_try_over_which_the_machine_slept_is_not_the_last():
    """It fails as the machine wakes, before anybody has noticed that it slept."""
    store, clock = store_with(), NOW
    store.rows["desk", "blog"] = replace(store.rows["desk", "blog"], attempts=2, since=NOW - MINUTE)

    async def sleeping(*_):
        nonlocal clock
        clock += 12 * HOUR

    send = Script(during=sleeping, act=lambda *_: DOWN)
    async with dispatching(store, send, clock=lambda: clock, next_attempt=next_attempt):
        await store.until(lambda: bool(store.log))
        await store.until(lambda: store.rows["desk", "blog"].since != NOW - MINUTE)

    assert [] == store.dead
    assert 3 == store.rows["desk", "blog"].attempts


@pytest.mark.parametrize("restarted", [False, True], ids=["slept", "stopped"])
async def test_what_failed_before_a_night_is_not_given_up_at_the_first_try_after_it(restarted):
    """Neither the machine's sleep nor a daemon that was stopped counts as the endpoint's time."""
    store, clock = store_with(), NOW
    store.rows["desk", "blog"] = replace(
        store.rows["desk", "blog"], attempts=2, since=NOW - MINUTE, next_at=NOW + MINUTE
    )
    if restarted:
        clock += 12 * HOUR
    send = Script(act=lambda *_: Outcome.REFUSED)
    async with dispatching(store, send, clock=lambda: clock, next_attempt=next_attempt) as dispatcher:
        if not restarted:
            clock += 12 * HOUR
            dispatcher.stepped(12 * HOUR)
            await dispatcher.enable("desk")
        await store.until(lambda: bool(store.log))
        await store.until(lambda: store.rows["desk", "blog"].since != NOW - MINUTE)

    assert [] == store.dead
    assert NOW + 12 * HOUR - 2 * MINUTE == store.rows["desk", "blog"].since


@pytest.mark.parametrize("step", [timedelta(seconds=2), timedelta(seconds=-2)], ids=["ahead", "back"])
async def test_a_small_step_of_the_clock_begins_no_age_anew(step):
    """Of a head that has been due for hours only the step itself is left out, and nothing for one back."""
    store, clock = store_with(), NOW
    first = NOW - 4 * HOUR
    store.rows["desk", "blog"] = replace(store.rows["desk", "blog"], attempts=2, since=first, next_at=first)
    store.healths["desk"] = Health(paused_until=NOW + 2 * MINUTE, changed_at=NOW)
    send = Script(act=lambda *_: {"status": 429, "retry_after": MINUTE})
    clock = first
    async with dispatching(store, send, clock=lambda: clock, next_attempt=next_attempt) as dispatcher:
        clock = NOW + step
        dispatcher.stepped(step)
        clock += 3 * MINUTE
        dispatcher.stepped(timedelta(0))
        await store.until(lambda: bool(store.log))
        await store.until(lambda: store.rows["desk", "blog"].next_at != first)
    assert max(step, timedelta(0)) == (store.rows["desk", "blog"].since - first)


async def test_who_asked_to_be_left_alone_is_sent_what_waits_once_it_is_enabled():
    """The operator's word ends the wait, however late the schedule would have tried."""
    store, clock = store_with(), NOW
    store.rows["desk", "blog"] = replace(store.rows["desk", "blog"], attempts=12, since=NOW, next_at=NOW)
    send = Script(act=lambda *_: {"status": 429, "retry_after": HOUR})
    async with dispatching(store, send, clock=lambda: clock, next_attempt=next_attempt) as dispatcher:
        await store.until(lambda: store.rows["desk", "blog"].next_at != NOW)
        await asyncio.sleep(0.01)
        clock += MINUTE
        await dispatcher.enable("desk")
        await store.until(lambda: len(store.log) == 2)


@pytest.mark.parametrize("asleep", [HOUR, 12 * HOUR])
async def test_a_step_right_after_a_sleep_does_not_hide_the_sleep(asleep):
    """What was due in the night is tried a moment later, and both are left out."""
    store, clock = store_with(), NOW
    store.rows["desk", "blog"] = replace(
        store.rows["desk", "blog"], attempts=2, since=NOW - MINUTE, next_at=NOW + 10 * MINUTE
    )
    send = Script(act=lambda *_: {"status": 429, "retry_after": MINUTE})
    async with dispatching(store, send, clock=lambda: clock, next_attempt=next_attempt) as dispatcher:
        clock = NOW + 5 * MINUTE + asleep
        dispatcher.stepped(asleep)
        clock += timedelta(seconds=2)
        dispatcher.stepped(timedelta(seconds=2))
        await store.until(lambda: bool(store.log))
        await store.until(lambda: store.rows["desk", "blog"].since != NOW - MINUTE)
    assert asleep - 6 * MINUTE + timedelta(seconds=2) == (store.rows["desk", "blog"].since - NOW)


# ----------------------------------------------------------------------------------------- giving an event up


@leaping
async def test_a_head_is_given_up_after_its_age_and_the_lane_goes_on():
    """An event that is not accepted within six hours becomes a dead letter, with a try at the very end."""
    store = store_with(count=2)
    times = []
    poison = recorded(times, status=500)
    send = Script(act=lambda e, events: poison(e, events) if events[0].sequence == 1 else Outcome.ACCEPTED)
    async with dispatching(store, send, **REAL):
        await store.until_cursor("desk", 2)
    (letter,), accepted = store.dead, [attempt.sequence for attempt in store.log if attempt.outcome is Outcome.ACCEPTED]

    assert ("evt_blog_1", "not accepted within 6 h (`max_head_age`)", 500) == (
        letter.event_id,
        letter.reason,
        letter.status,
    )
    assert 6 * HOUR <= times[-1] <= 6 * HOUR + 10 * MINUTE
    assert accepted == [2]


@leaping
async def test_without_an_age_the_schedule_decides():
    """With `max_head_age: never` the last of the schedule's attempts is the last one."""
    store = store_with()
    endpoint = replace(DESK, max_head_age=None, schedule="standard-webhooks")
    times = []
    async with dispatching(store, Script(act=recorded(times, status=500)), endpoint, **REAL):
        await store.until(lambda: bool(store.dead))
    letter, last = store.dead[0], times[-1]

    assert ("all 10 attempts failed", 10) == (letter.reason, letter.attempts)
    assert timedelta(hours=75) <= last <= timedelta(hours=78)


@leaping
@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_what_cannot_heal_is_given_up_at_the_third_refusal(status):
    """A poison event blocks its lane for half a minute, not for hours, and is no fault of the endpoint."""
    store = store_with(count=2)
    times = []
    poison = recorded(times, status=status)
    send = Script(act=lambda e, events: poison(e, events) if events[0].sequence == 1 else Outcome.ACCEPTED)
    async with dispatching(store, send, **REAL) as dispatcher:
        await store.until_cursor("desk", 2)
        reason, times, health = (
            store.dead[0].reason,
            [round(time.total_seconds()) for time in times],
            dispatcher.healths["desk"],
        )

    assert f"refused 3 times: answered {status}" == reason
    assert [0, 5, 35] == times
    assert (0, None) == (health.in_a_row, health.failing_since)


@leaping
async def test_a_dead_letter_is_one_line_in_the_log():
    """It names the event and why it was given up, as an error."""
    store = store_with()
    with capture_logs() as lines:
        async with dispatching(store, Script(*[{"status": 422}] * 3), clock=leaping_clock):
            await store.until_cursor("desk", 1)
            await turning(lambda: any(line["event"] == "dead_letter" for line in lines))
    assert [
        {
            "event": "dead_letter",
            "log_level": "error",
            "webhook": "desk",
            "source": "blog",
            "sequence": 1,
            "event_id": "evt_blog_1",
            "attempts": 3,
            "reason": "refused 3 times: answered 422",
        }
    ] == [line for line in lines if line["event"] == "dead_letter"]


# --------------------------------------------------------------------------------------------- the breaker


@leaping
async def test_an_endpoint_that_is_down_gets_one_probe_at_a_time():
    """After five failures in a row its lanes stand still but for a probe at 30 s, 1 min, 2 min … 10 min."""
    store = store_with(*(f"blog-{n}" for n in range(20)))
    times = []
    send = Script(act=recorded(times, until=HOUR))
    async with dispatching(store, send, **REAL):
        await store.until(all_at(store, 1))
    most, done = send.most["desk"], leaping_clock() - NOW

    probes = [time for time in times if time > 10 * timedelta(seconds=1)]
    waits = [round((later - earlier).total_seconds()) for earlier, later in pairwise(probes)]
    assert waits[:6] == [60, 120, 240, 480, 600, 600]
    assert len([time for time in times if time < HOUR]) <= 8 + 10
    assert most == 4
    assert HOUR <= done <= HOUR + 10 * MINUTE


@leaping
async def test_the_first_success_lets_everything_go_at_once():
    """When a probe is accepted, all lanes go on at that moment, however far off their own retries were."""
    store = store_with(*(f"blog-{n}" for n in range(20)), count=3)
    times = []
    async with dispatching(store, Script(act=recorded(times, until=5 * HOUR)), **REAL):
        await store.until(all_at(store, 3))
    times, health = [time for time in times if time >= 5 * HOUR], store.healths["desk"]

    assert len(times) == 60
    assert times[-1] - times[0] == timedelta(0)
    assert (None, 0, 0) == (health.probe_at, health.in_a_row, health.failures)


@leaping
async def test_a_probe_uses_up_no_attempt():
    """Probes come more often than the schedule has attempts, so an hour of them gives no event up."""
    store = store_with()
    async with dispatching(store, Script(act=recorded([], until=3 * HOUR)), **REAL):
        await store.until_cursor("desk", 1)
    dead, tries = store.dead, len(store.log)

    assert dead == []
    assert tries > 14


@leaping
async def test_an_open_breaker_survives_a_restart():
    """A new process does not hammer at an endpoint that was down for the old one."""
    store = store_with(*(f"blog-{n}" for n in range(9)))
    async with dispatching(store, Script(act=recorded([])), **REAL):
        await store.until(lambda: "desk" in store.healths and store.healths["desk"].probe_at is not None)
    left = store.healths["desk"].probe_at
    times = []
    async with dispatching(store, Script(act=recorded(times, until=timedelta(0))), **REAL):
        await store.until(all_at(store, 1))
    probe_at, first = left - NOW, times[0]

    assert probe_at == first


@leaping
async def test_other_endpoints_do_not_notice():
    """While one endpoint's breaker is open, another one gets the same sources' events at once."""
    store = store_with("blog", count=5)
    store.add_lane("other")
    came = []

    def act(endpoint, _):
        if endpoint.name == "desk":
            return DOWN
        came.append(leaping_clock() - NOW)
        return Outcome.ACCEPTED

    async with dispatching(store, Script(act=act), DESK, OTHER, **REAL):
        await store.until_cursor("other", 5)
    assert came == [timedelta(0)] * 5


# ------------------------------------------------------------------------------- what the endpoint asks for


@leaping
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_pauses_the_whole_endpoint(status):
    """One lane's answer holds all lanes for as long as it asks, and uses up no attempt."""
    store = store_with(*(f"blog-{n}" for n in range(8)))
    times = []
    asked = recorded(times, until=MINUTE, status=status, retry_after=2 * MINUTE)
    async with dispatching(store, Script(act=asked), replace(DESK, at_once=1), **REAL):
        await store.until(lambda: bool(store.log))
        row = store.rows["desk", "blog-0"]
        await store.until(all_at(store, 1))

    assert [timedelta(0)] + [2 * MINUTE] * 8 == times
    assert (0, NOW) == (row.attempts, row.since)


@leaping
async def test_a_pause_is_never_shorter_than_the_schedule():
    """An endpoint that asks for no wait at all is still not asked again at once."""
    store = store_with()
    times = []
    async with dispatching(
        store, Script(act=recorded(times, until=timedelta(seconds=1), status=429, retry_after=timedelta(0))), **REAL
    ):
        await store.until_cursor("desk", 1)
    assert times == [timedelta(0), timedelta(seconds=5)]


def test_gone_disables_the_endpoint_and_keeps_its_backlog():
    """After a 410 nothing is sent any more; enabled again, it goes on where it stopped."""

    async def run():
        store = store_with(count=3)
        send = Script({"outcome": Outcome.GONE, "status": 410, "reason": "answered 410 Gone"})
        with capture_logs() as lines:
            async with dispatching(store, send, **REAL) as dispatcher:
                await store.until(lambda: bool(store.log))
                store.commit(count=2)
                dispatcher.wake("blog")
                await asyncio.sleep(DAY.total_seconds())
                before, health = list(send.sequences), store.healths["desk"]
                await dispatcher.enable("desk")
                await store.until_cursor("desk", 5)
        return before, health, send.sequences, [line for line in lines if line["event"] == "endpoint_disabled"]

    before, health, after, lines = leap(run)

    assert [1] == before
    assert (Standing.GONE, "answered 410 Gone", NOW) == (health.standing, health.reason, health.changed_at)
    assert [1, 1, 2, 3, 4, 5] == after
    assert [("desk", "gone", "error")] == [(line["webhook"], line["standing"], line["log_level"]) for line in lines]


@leaping
async def test_a_disabled_endpoint_stays_so_over_a_restart():
    """A new process sends it nothing, whatever is committed."""
    store = store_with(count=3)
    store.add_lane("other")
    store.healths["desk"] = Health(standing=Standing.GONE)
    send = Script()
    async with dispatching(store, send, DESK, OTHER, **REAL) as dispatcher:
        dispatcher.wake("blog")
        await store.until_cursor("other", 3)
        await asyncio.sleep(DAY.total_seconds())
    assert Counter(other=3) == Counter(name for name, _, _ in send.sent)


@leaping
async def test_an_endpoint_that_fails_for_five_days_is_disabled_with_warnings():
    """At 50, 70 and 90 % of the time there is a warning each, at the end it is disabled; its backlog is kept."""
    store = store_with(count=40)
    with capture_logs() as lines:
        async with dispatching(store, Script(act=recorded([])), **REAL):
            await store.until(lambda: store.healths.get("desk", Health()).standing is Standing.FAILING)
    shares = [line["percent_until_disabled"] for line in lines if line["event"] == "endpoint_failing"]
    passed, cursor, reason, dead = (
        leaping_clock() - NOW,
        store.rows["desk", "blog"].cursor,
        store.healths["desk"].reason,
        store.dead,
    )

    assert shares == [50, 70, 90]
    assert 5 * DAY <= passed <= 5 * DAY + 15 * MINUTE
    assert cursor == len(dead) < 40
    assert reason.startswith("nothing was accepted since 2026-01-02 03:04 UTC, in ")


# ----------------------------------------------------------------------------------------------- ourselves


@leaping
async def test_while_our_own_network_is_down_nobody_is_charged():
    """No attempt counts, no breaker opens, nothing dies however long it takes; then everything goes at once."""
    store = store_with("one", "two")
    ends = NOW + HOUR
    hasty = replace(DESK, max_head_age=10 * MINUTE)
    send = Script(act=recorded([], until=HOUR))
    with capture_logs() as lines:
        async with dispatching(store, send, hasty, network_down=lambda: leaping_clock() < ends, **REAL) as dispatcher:
            await store.until(all_at(store, 1))
            health = dispatcher.healths["desk"]
    assert "network_down" in {line["event"] for line in lines}
    dead, late, numbers = store.dead, leaping_clock() - ends, [attempt.number for attempt in store.log]

    assert (dead, health.failures, health.standing) == ([], 0, Standing.ON)
    assert timedelta(0) <= late <= timedelta(seconds=5)
    assert set(numbers) == {1}


@leaping
@pytest.mark.parametrize("verdict", [True, None])
async def test_an_answer_is_the_endpoints_even_when_our_network_is_doubted(verdict):
    """A refusal came over the network, so it counts; and without a verdict silence counts as well."""
    store = store_with()
    outcome = {"status": 500} if verdict else DOWN
    async with dispatching(store, Script(outcome), network_down=lambda: verdict, **REAL):
        await store.until_cursor("desk", 1)
    assert store.log[-1].number == 2


# ------------------------------------------------------------------------------------------------- the rate


def test_the_rate_is_kept_after_a_burst_of_a_second():
    """Two per second: two go at once, the others half a second apart, whichever lane they are of."""

    async def run():
        store = store_with(*(f"blog-{n}" for n in range(6)))
        times = []
        async with dispatching(store, Script(act=recorded(times, until=timedelta(0))), replace(DESK, rate=2.0), **REAL):
            await store.until(all_at(store, 1))
        return [time.total_seconds() for time in times]

    assert [0, 0, 0.5, 1, 1.5, 2] == [round(time, 3) for time in leap(run)]


@leaping
async def test_draining_does_not_wait_for_the_rate():
    """A lane that waits for its turn at a slow rate gives up when the end begins."""
    store = store_with(count=9)
    async with dispatching(store, Script(), replace(DESK, rate=0.01), **REAL) as dispatcher:
        await store.until_cursor("desk", 1)
        await dispatcher.drain(HOUR)
        assert (leaping_clock() - NOW < timedelta(seconds=1), store.rows["desk", "blog"].cursor) == (True, 1)


# ---------------------------------------------------------------------------------------------- the secrets


def test_an_older_secret_signs_for_a_day_after_the_newer_one_was_seen():
    """Over a restart, too; then it is dropped with a warning, and the database never holds a secret."""
    old, new = SECRET, "whsec_" + "A" * 32

    async def run():
        store = store_with()
        send = Script()
        with capture_logs() as lines:
            async with dispatching(store, send, replace(DESK, secrets=(old,)), **REAL):
                await store.until_cursor("desk", 1)
            await asyncio.sleep(HOUR.total_seconds())
            rotating = replace(DESK, secrets=(new, old))
            for pause in (timedelta(0), 23 * HOUR, HOUR):
                await asyncio.sleep(pause.total_seconds())
                async with dispatching(store, send, rotating, **REAL) as dispatcher:
                    store.commit()
                    dispatcher.wake("blog")
                    await store.until_cursor("desk", len(store.events["blog"]))
        return send.secrets, store.healths["desk"], [line for line in lines if line["event"] == "old_secret_dropped"]

    secrets, health, lines = leap(run)

    assert [(old,), (new, old), (new, old), (new,)] == secrets
    assert (digest(new), NOW + HOUR) == (health.key, health.key_since)
    assert [("desk", 1, "warning")] == [(line["webhook"], line["dropped"], line["log_level"]) for line in lines]


# ----------------------------------------------------------------------------------------- the operator


@leaping
async def test_the_operator_disables_pauses_and_enables():
    """Each is kept in the store, and enabling begins with the backlog at once."""
    store = store_with()
    send = Script()
    async with dispatching(store, send, **REAL) as dispatcher:
        await store.until_cursor("desk", 1)
        await dispatcher.disable("desk", "moving house")
        store.commit()
        dispatcher.wake("blog")
        await asyncio.sleep(60)
        off = store.healths["desk"], list(send.sequences)
        await dispatcher.enable("desk")
        await store.until_cursor("desk", 2)
        await dispatcher.pause("desk", leaping_clock() + HOUR)
        store.commit()
        dispatcher.wake("blog")
        paused_at = leaping_clock()
        await store.until_cursor("desk", 3)
        (health, sent), paused = off, leaping_clock() - paused_at

    assert (Standing.OFF, "moving house", [1]) == (health.standing, health.reason, sent)
    assert paused == HOUR


@leaping
async def test_what_another_process_did_is_taken_up():
    """Where several may write: an endpoint that is enabled there goes on here, one that rests there rests here."""
    store = store_with()
    send = Script()
    async with dispatching(store, send, **REAL) as dispatcher:
        await dispatcher.disable("desk")
        store.healths["desk"] = enabled(store.healths["desk"], now=leaping_clock())
        await dispatcher.refresh()
        await store.until_cursor("desk", 1)
        until = leaping_clock() + HOUR
        store.healths["desk"] = paused(store.healths["desk"], until, now=leaping_clock())
        store.commit()
        await dispatcher.refresh()
        rests = dispatcher.healths["desk"].paused_until == until
        await store.until_cursor("desk", 2)
        assert (True, True) == (rests, leaping_clock() >= until)


@leaping
@pytest.mark.parametrize("failing", [False, True])
async def test_a_replay_goes_through_the_lane_under_the_same_ids(failing):
    """What was passed is sent again in its order, before what comes next; a failing head does not hide it."""
    store = store_with(count=4)
    ids = []

    def act(_, events):
        ids.append(events[0].id)
        return {"status": 500} if failing and events[0].sequence == 5 and len(ids) == 5 else Outcome.ACCEPTED

    async with dispatching(store, Script(act=act), **REAL) as dispatcher:
        await store.until_cursor("desk", 4)
        store.commit()
        if failing:
            dispatcher.wake("blog")
            await store.until(lambda: len(store.log) == 5)
        count = await dispatcher.replay("desk", "blog", [2, 3])
        await store.until_cursor("desk", 5)
    ids, row = ids[4:], store.rows["desk", "blog"]

    assert count == 2
    assert [f"evt_blog_{n}" for n in ([5, 2, 3, 5] if failing else [2, 3, 5])] == ids
    assert Lane(endpoint="desk", source="blog", cursor=5) == row


@leaping
async def test_a_replay_goes_before_what_came_while_the_endpoint_was_paused():
    """A lane that is ready, and stands in the queue of a closed desk, hears of what is sent again, too."""
    store, send = store_with(count=2), Script()
    async with dispatching(store, send, **REAL) as dispatcher:
        await store.until_cursor("desk", 2)
        await dispatcher.pause("desk", leaping_clock() + HOUR)
        store.commit()
        dispatcher.wake("blog", store.events["blog"][-1:])
        await dispatcher.replay("desk", "blog", [1])
        await dispatcher.enable("desk")
        await store.until_cursor("desk", 3)
    assert send.sequences == [1, 2, 1, 3]


@leaping
async def test_a_replay_goes_before_the_rest_of_a_turn_under_way():
    """Of a backlog that drains, only what is on its way already comes before what is sent again."""
    store = store_with(count=2)
    sent = []

    async def during(_, event):
        sent.append(event.sequence)
        if event.sequence == 3 and len(sent) == 3:
            await dispatcher.replay("desk", "blog", [1])

    async with dispatching(store, Script(during=during), **REAL) as dispatcher:
        await store.until_cursor("desk", 2)
        store.commit(count=3)
        dispatcher.wake("blog")
        await store.until_cursor("desk", 5)
    assert sent == [1, 2, 3, 1, 4, 5]


@leaping
async def test_a_changed_config_touches_only_what_changed():
    """Removed endpoints stop, new ones start, changed ones go on with their new settings, the others do not notice."""
    store = store_with()
    store.add_lane("other")
    seen = []
    send = Script(act=lambda endpoint, _: seen.append((endpoint.name, endpoint.url)) or Outcome.ACCEPTED)
    moved = replace(DESK, url="https://new.example.org/live")
    third = Endpoint(name="third", url="https://third.example.org/live")
    async with dispatching(store, send, DESK, OTHER, **REAL) as dispatcher:
        await store.until(all_at(store, 1))
        dispatcher.wake("blog")
        store.add_lane("third", cursor=1)
        await dispatcher.change([moved, third], {("desk", "blog"), ("third", "blog")})
        store.commit()
        dispatcher.wake("blog")
        await store.until_cursor("desk", 2)
        await store.until_cursor("third", 2)
        seen, other, names = seen[2:], store.rows["other", "blog"].cursor, sorted(dispatcher.healths)

    assert {("desk", "https://new.example.org/live"), ("third", "https://third.example.org/live")} == set(seen)
    assert (other, names) == (1, ["desk", "third"])


@leaping
async def test_a_lane_that_the_config_drops_ends_after_the_send_in_flight():
    """What was begun is finished and written down, and nothing of that lane follows, in whatever stage it was."""
    store = store_with("run", "ready", "wait", count=2)
    started, go = asyncio.Event(), asyncio.Event()

    async def hang(_, event):
        if event.source == "run":
            started.set()
            await go.wait()

    send = Script({"status": 500}, during=hang)
    store.rows["desk", "wait"] = replace(store.rows["desk", "wait"], since=NOW, next_at=NOW + HOUR)
    async with dispatching(store, send, replace(DESK, at_once=1), **REAL) as dispatcher:
        await started.wait()
        store.asleep = set(store.rows)
        await dispatcher.change([replace(DESK, at_once=1)], set())
        go.set()
        await store.until(lambda: bool(store.log))
        await asyncio.sleep(DAY.total_seconds())
    assert (send.sent, dispatcher.counts.running) == ([("desk", "run", 1)], 0)


@leaping
@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, {"status": 500}])
@pytest.mark.parametrize("drops", [1, 2])
@pytest.mark.parametrize("whole", [True, False], ids=["webhook", "lane"])
async def test_what_is_taken_out_and_put_back_during_a_send(outcome, drops, whole):
    """The send in flight ends and is written down before the next: no event is under way twice at once."""
    failed = outcome is not Outcome.ACCEPTED
    store = store_with(count=2)
    began, go = asyncio.Event(), asyncio.Event()
    at_once = []

    async def hang(_, event):
        at_once.append(send.held["desk"])
        if not began.is_set():
            began.set()
            await go.wait()

    send = Script(outcome, during=hang)
    async with dispatching(store, send, DESK, **REAL) as dispatcher:
        await began.wait()
        for _ in range(drops):
            await dispatcher.change([] if whole else [DESK], set())
            await dispatcher.change([DESK], {("desk", "blog")})
            await turning(lambda: dispatcher.counts.running == 1)
        go.set()
        await store.until_cursor("desk", 2)
    assert (send.sequences, max(at_once)) == ([1, 1, 2] if failed else [1, 2], 1)


@leaping
async def test_the_place_of_a_lane_that_the_config_drops_is_free_for_others():
    """Whoever waited for it has its turn as soon as the send in flight is over."""
    store = store_with("run", "ready")
    started, go = asyncio.Event(), asyncio.Event()

    async def hang(_, event):
        if event.source == "run":
            started.set()
            await go.wait()

    one_place = replace(DESK, at_once=1)
    async with dispatching(store, Script(during=hang), one_place, **REAL) as dispatcher:
        await started.wait()
        store.asleep = {("desk", "run")}
        await dispatcher.change([one_place], {("desk", "ready")})
        go.set()
        await store.until_cursor("desk", 1, "ready")


@leaping
async def test_what_another_process_queued_is_taken_up_at_the_next_refresh():
    """A lane at rest whose row has a backlog is found without a wake."""
    store = store_with()
    async with dispatching(store, Script(), **REAL) as dispatcher:
        await store.until_cursor("desk", 1)
        store.commit()
        await dispatcher.refresh()
        await store.until_cursor("desk", 2)
    assert store.rows["desk", "blog"].cursor == 2


@leaping
async def test_a_refresh_takes_up_what_was_queued_beside_a_waiting_head():
    """Another process put events into the queue while the lane's head waits for its retry."""
    store = store_with(count=2)
    act = lambda _, events: {"status": 500} if events[0].sequence == 2 else Outcome.ACCEPTED  # noqa: E731
    async with dispatching(store, Script(act=act), **REAL) as dispatcher:
        await store.until(lambda: len(store.log) == 3)
        await store.requeue("desk", "blog", [1])
        await dispatcher.refresh()
        await store.until(lambda: not store.parcels["desk", "blog"])
    assert (leaping_clock() - NOW < MINUTE, store.log[-1].sequence) == (True, 1)


@leaping
async def test_a_refresh_during_a_turn_misses_nothing():
    """What was queued after the turn had read is found when it ends."""
    store = store_with(count=2)
    started, go = asyncio.Event(), asyncio.Event()

    async def hang(_, event):
        if event.sequence == 2:
            started.set()
            await go.wait()

    async with dispatching(store, Script(during=hang), **REAL) as dispatcher:
        await started.wait()
        await store.until_cursor("desk", 1)
        await store.requeue("desk", "blog", [1])
        await dispatcher.refresh()
        go.set()
        await store.until(lambda: store.rows["desk", "blog"].cursor == 2 and not store.parcels["desk", "blog"])
    assert [attempt.sequence for attempt in store.log] == [1, 2, 1]


@leaping
async def test_a_lane_that_a_changed_config_adds_is_taken_up():
    """A pair that was absent before is asked for again."""
    store = store_with()
    del store.rows["desk", "blog"]
    async with dispatching(store, Script(), **REAL) as dispatcher:
        dispatcher.wake("blog")
        await turning(lambda: not dispatcher.counts.running)
        store.add_lane("desk")
        await dispatcher.change([DESK], {("desk", "blog")})
        await store.until_cursor("desk", 1)
    assert store.rows["desk", "blog"].cursor == 1
