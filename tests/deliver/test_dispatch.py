"""The dispatcher: order, no loss, no lane in another's way, whatever endpoints and the store do."""

import asyncio
import gc
import weakref
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from delivery_doubles import (
    DESK,
    FAR,
    NOW,
    OTHER,
    PATIENCE_S,
    SECRET,
    MemoryStore,
    Script,
    dispatching,
    far_off,
    make,
    make_event,
    receiving,
    reset,
    sender,
    status,
    turning,
    unavailable,
)
from structlog.testing import capture_logs

from monitor.deliver.backoff import next_attempt
from monitor.deliver.dispatch import DispatchCounts
from monitor.deliver.packing import PAGE
from monitor.errors import Fenced, StoreError
from monitor.model import Endpoint, EventType, Filter, Format, Lane, Outcome

# ------------------------------------------------------------------------------------- order, and no loss


async def test_a_backlog_is_delivered_in_order():
    """More events than one batch reach the receiver once each, in sequence, as the stored bytes."""
    count = 2 * PAGE + 20

    expected = [(event.id, event.body) for event in (make_event(sequence=n) for n in range(1, count + 1))]
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=count)
    async with receiving() as receiver, sender() as send, dispatching(store, send, receiver.endpoint()):
        await store.until_cursor("desk", count)
        assert expected == [(request.id, request.body) for request in receiver.received]


async def test_down_then_up():
    """While the receiver fails in each way the head is tried again with the same id and bytes; then the rest follow."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=3)
    # A reset on the connection that was kept is met once more, on a new one, before it counts.
    script = (status(500), reset, reset, status(302, location="/x"), status(503))
    async with receiving(*script) as receiver, sender() as send:
        async with dispatching(store, send, receiver.endpoint(secrets=(SECRET,))):
            await store.until_cursor("desk", 3)
        received = receiver.received

    assert [request.id for request in received] == ["evt_blog_1"] * 6 + ["evt_blog_2", "evt_blog_3"]
    assert {make_event().body} == {request.body for request in received[:6]}
    refused, cut = Outcome.REFUSED, Outcome.UNREACHABLE
    assert [(1, refused), (2, cut), (3, refused), (4, refused), (5, Outcome.ACCEPTED)] == [
        (attempt.number, attempt.outcome) for attempt in store.log[:5]
    ]
    assert Lane(endpoint="desk", source="blog", cursor=3) == store.rows["desk", "blog"]


async def test_new_events_are_sent_when_woken():
    """A lane at rest is taken up by a wake, without a look at lanes that have nothing new."""
    store, send = MemoryStore(), Script()
    store.add_lane("desk", "one")
    store.add_lane("desk", "two")
    async with dispatching(store, send) as dispatcher:
        for _ in range(2):
            store.commit("one")
            dispatcher.wake("one")
            await store.until_cursor("desk", len(store.events["one"]), "one")
    assert (send.sent, store.calls.count("load_lane")) == ([("desk", "one", 1), ("desk", "one", 2)], 1)


async def test_a_lane_at_rest_costs_nothing():
    """When everything was sent, no task runs and the store is not asked again."""
    store = MemoryStore()
    store.add_lane("desk")
    async with dispatching(store, Script()) as dispatcher:
        store.commit()
        dispatcher.wake("blog")
        await store.until_cursor("desk", 1)
        await turning(lambda: not dispatcher.counts.running)
        calls, counts = store.calls, dispatcher.counts

    assert calls == ["load_healths", "load_lanes", "load_lane", "load_events", "commit_lanes"]
    assert DispatchCounts(in_flight=0, accepted=1, failed=0, running=0, ready=0, waiting=0) == counts


@pytest.mark.parametrize("call", ["load_lane", "load_events", "commit_lane"])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_wake_during_a_turn_is_never_lost(call, moment):
    """Events that are committed at any point of a running turn are sent without another wake."""

    class Store(MemoryStore):
        def arm(self, dispatcher):
            self.dispatcher = dispatcher

        def happen(self, name, when):
            if (name, when) == (call, moment) and len(self.events["blog"]) == 1:
                self.commit()
                self.dispatcher.wake("blog")

        async def load_lane(self, endpoint, source):
            self.happen("load_lane", "before")
            lane = await super().load_lane(endpoint, source)
            self.happen("load_lane", "after")
            return lane

        async def load_events(self, source, *, after, limit):
            self.happen("load_events", "before")
            events = await super().load_events(source, after=after, limit=limit)
            self.happen("load_events", "after")
            return events

        async def commit_lane(self, commit):
            self.happen("commit_lane", "before")
            await super().commit_lane(commit)
            self.happen("commit_lane", "after")

    store, send = Store(), Script(Outcome.TIMED_OUT)
    store.add_lane("desk")
    async with dispatching(store, send) as dispatcher:
        store.arm(dispatcher)
        store.commit()
        dispatcher.wake("blog")
        await store.until_cursor("desk", 2)
    assert send.sequences == [1, 1, 2]


@pytest.mark.parametrize("step", range(1, 40))
async def test_stopping_at_any_point_loses_nothing(step):
    """Cancelled at its n-th wait and started anew, every event arrives, in order, duplicates only at the break."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=4)
    send = Script(Outcome.ACCEPTED, Outcome.TIMED_OUT)
    first = make(store, send)
    await first.start()
    for _ in range(step):
        await asyncio.sleep(0)
    await first.stop()
    async with dispatching(store, send):
        await store.until_cursor("desk", 4)
    sent, acknowledged = (
        send.sequences,
        [attempt.sequence for attempt in store.log if attempt.outcome is Outcome.ACCEPTED],
    )

    assert acknowledged == [1, 2, 3, 4]
    assert all(later - earlier in (0, 1) for earlier, later in zip([0, *sent], sent, strict=False))
    assert len(sent) <= 4 + 1 + 1  # the failure that the script calls for, and one repetition by the break


# ----------------------------------------------------------------------------- nobody in another's way


async def test_a_failed_head_blocks_only_its_lane():
    """While one source's head waits for its retry, another source's events reach the same endpoint."""
    store = MemoryStore()
    for source in ("bad", "good"):
        store.add_lane("desk", source)
        store.commit(source, count=3)

    async def fail(_, event):
        if event.source == "bad":
            raise LookupError

    send = Script(during=fail)
    with capture_logs():  # a traceback in colours takes a busy machine seconds
        async with dispatching(store, send, fault_wait=FAR) as dispatcher:
            await store.until_cursor("desk", 3, "good")
            sent, waiting = send.sent, dispatcher.counts.waiting

    assert [("desk", "bad", 1), *(("desk", "good", n) for n in (1, 2, 3))] == sorted(sent)
    assert waiting == 1


async def test_a_dead_endpoint_with_200_lanes_delays_no_other():
    """With 200 lanes stuck at an endpoint that never answers, a healthy one gets everything from the same sources."""
    store, released = MemoryStore(), asyncio.Event()
    for n in range(200):
        store.add_lane("desk", f"blog-{n}")
        store.add_lane("other", f"blog-{n}")
        store.commit(f"blog-{n}", count=2)

    async def hang(endpoint, _):
        if endpoint.name == "desk":
            await released.wait()

    send = Script(during=hang)
    async with dispatching(store, send, DESK, OTHER) as dispatcher:
        await store.until(lambda: all(store.rows["other", f"blog-{n}"].cursor == 2 for n in range(200)))
        await turning(lambda: dispatcher.counts.running == 4)
        counts = dispatcher.counts
    logged = len(store.log)

    assert Counter(other=400, desk=4) == Counter(endpoint for endpoint, _, _ in send.sent)
    assert DispatchCounts(in_flight=4, accepted=400, failed=0, running=4, ready=196, waiting=0) == counts
    assert logged == 400


async def test_an_endpoint_gets_only_so_many_lanes_at_once():
    """Four lanes of one endpoint send together, as its receiver sees them."""
    store = MemoryStore()
    for n in range(12):
        store.add_lane("desk", f"blog-{n}")
        store.commit(f"blog-{n}")
    async with receiving() as receiver, sender() as send:
        receiver.script = [receiver.hang] * 12
        async with dispatching(store, send, receiver.endpoint()):
            await receiver.until(4)
            receiver.released.set()
            await receiver.until(12)
    assert receiver.most_open == 4


async def test_only_so_many_sends_at_once_in_all():
    """However many endpoints there are, the sends in flight stay within the limit."""
    store, send = MemoryStore(), Script()
    endpoints = [Endpoint(name=f"desk-{n}", url="https://hooks.example.org") for n in range(10)]
    for endpoint in endpoints:
        store.add_lane(endpoint.name)
    store.commit(count=3)
    async with dispatching(store, send, *endpoints, max_sends=3):
        await store.until(lambda: all(lane.cursor == 3 for lane in store.rows.values()))
    assert (send.most["all"], len(send.sent)) == (3, 30)


@pytest.mark.parametrize(("options", "ahead"), [({}, PAGE), ({"turn_s": 0.0}, 1)])
async def test_a_long_backlog_lets_others_have_their_turn(options, ahead):
    """A lane gives up its place after a batch, or when its time is over, and queues behind the others."""
    store, send = MemoryStore(), Script()
    store.add_lane("desk", "long")
    store.add_lane("desk", "short")
    store.commit("long", count=PAGE + 10)
    store.commit("short")
    async with dispatching(store, send, replace(DESK, at_once=1), **{"turn_s": 60.0} | options):
        await store.until_cursor("desk", PAGE + 10, "long")
    assert ["long"] * ahead + ["short"] + ["long"] * (PAGE + 10 - ahead) == [source for _, source, _ in send.sent]


# ----------------------------------------------------------------------------------------------- retries


async def test_a_failure_is_written_down_with_its_retry_time():
    """The lane's row carries the count and the time, so that a restart keeps the wait; other lanes go on."""
    asked = []

    def recorded(failures, *, now, jitter, retry_after=None, schedule="default"):
        asked.append((failures, jitter, schedule))
        return NOW + FAR

    store = MemoryStore()
    store.add_lane("desk", attempts=4)
    store.commit()
    async with dispatching(store, Script(Outcome.REFUSED), clock=lambda: NOW, next_attempt=recorded) as dispatcher:
        await store.until(lambda: bool(store.log))
        await asyncio.sleep(0)
        row, number, lanes = store.rows["desk", "blog"], store.log[0].number, dispatcher.lanes

    assert [(5, 0.5, "default")] == asked
    assert Lane(endpoint="desk", source="blog", cursor=0, attempts=5, since=NOW, next_at=NOW + FAR) == row
    assert (5, (row,)) == (number, lanes)


async def test_a_wake_does_not_shorten_a_wait():
    """New events of a source whose head waits for its retry change nothing for that lane."""
    store, send = MemoryStore(), Script(Outcome.REFUSED)
    store.add_lane("desk", "bad")
    store.add_lane("desk", "good")
    async with dispatching(store, send, next_attempt=far_off) as dispatcher:
        store.commit("bad")
        dispatcher.wake("bad")
        await store.until(lambda: bool(store.log))
        for source in ("bad", "good"):
            store.commit(source)
            dispatcher.wake(source)
        await store.until_cursor("desk", 1, "good")
        sent, counts = send.sent, dispatcher.counts

    assert sent == [("desk", "bad", 1), ("desk", "good", 1)]
    assert (counts.accepted, counts.failed, counts.waiting) == (1, 1, 1)


@pytest.mark.parametrize("by", ["start", "wake"])
async def test_a_wait_survives_a_restart(by):
    """A lane whose retry is not due is not sent by a new process, whichever way it learns of the lane."""
    store, send = MemoryStore(), Script()
    store.add_lane("desk", "bad", attempts=13, next_at=NOW + FAR)
    store.add_lane("desk", "good")
    if by == "start":
        store.commit("bad")
    async with dispatching(store, send, clock=lambda: NOW, next_attempt=next_attempt) as dispatcher:
        store.commit("bad")
        store.commit("good")
        dispatcher.wake("bad")
        dispatcher.wake("good")
        await store.until_cursor("desk", 1, "good")
    assert (send.sent, dispatcher.counts.waiting) == ([("desk", "good", 1)], 1)


async def test_a_wait_ends_by_itself():
    """A retry is made when it is due, without a wake."""
    store, send = MemoryStore(), Script(Outcome.TIMED_OUT)
    store.add_lane("desk")
    store.commit()
    async with dispatching(store, send, next_attempt=lambda failures, *, now, **_: now + timedelta(milliseconds=30)):
        await store.until_cursor("desk", 1)
    assert send.sequences == [1, 1]


# ----------------------------------------------------------------------------------------------- filters


async def test_unwanted_events_are_passed_without_a_send():
    """A run of events that the filter refuses moves the cursor in one write and leaves no attempt."""
    created, updated = EventType.ENTRY_CREATED, EventType.ENTRY_UPDATED

    store, send = MemoryStore(), Script()
    store.add_lane("desk")
    for type_, count in ((updated, 5), (created, 2), (updated, 4), (created, 1), (updated, 3)):
        store.commit(count=count, type_=type_)
    async with dispatching(store, send, replace(DESK, filter=Filter(types=frozenset({"entry.created"})))):
        await store.until_cursor("desk", 15)
    assert (send.sequences, [attempt.sequence for attempt in store.log], store.calls.count("commit_lane") <= 3 + 3) == (
        [6, 7, 12],
        [6, 7, 12],
        True,
    )


async def test_an_event_that_the_disk_cut_holds_no_lane():
    """A filter that looks inside lets it pass to where it is given up and told of, and those after it come."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(body=b'{"data": {"ent')
    store.commit(type_=EventType.SOURCE_DEGRADED, body=b'{"data": {"reason": "x"}, "timestamp": "t"}')
    async with receiving() as receiver, sender() as send:
        desk = receiver.endpoint(format=Format.CLOUDEVENTS, filter=Filter(words=("dam",)))
        async with dispatching(store, send, desk):
            await store.until_cursor("desk", 2)
        assert (["evt_blog_2"], [1]) == (
            [request.id for request in receiver.received],
            [letter.sequence for letter in store.dead],
        )


# ------------------------------------------------------------------------------------------- the store


@pytest.mark.parametrize("call", ["load_lane", "load_events", "commit_lane"])
async def test_a_store_that_is_away_is_waited_for(call):
    """Each operation is repeated until it succeeds; what was accepted meanwhile is not sent again."""
    waits = []

    def recorded(failures):
        waits.append(failures)
        return timedelta(0)

    store, send = MemoryStore(), Script(Outcome.TIMED_OUT)
    store.add_lane("desk")
    async with dispatching(store, send, store_wait=recorded) as dispatcher:
        store.faults[call] = [unavailable() for _ in range(3)]
        store.commit(count=2)
        dispatcher.wake("blog")
        await store.until_cursor("desk", 2)
    assert send.sequences == [1, 1, 2]
    assert waits == [1, 2, 3]


@pytest.mark.parametrize("fault", [unavailable(), StoreError("a defect")])
async def test_an_acknowledgement_whose_answer_was_lost(fault):
    """If the store wrote it and then failed to say so, the event is not sent again."""

    class Store(MemoryStore):
        async def commit_lane(self, commit):
            await super().commit_lane(commit)
            if commit.after.cursor == 1:
                raise fault

    store, send = Store(), Script()
    store.add_lane("desk")
    store.commit(count=2)
    async with dispatching(store, send):
        await store.until_cursor("desk", 2)
    assert send.sequences == [1, 2]


async def test_a_lane_that_another_writer_moved_is_read_again():
    """Fenced means that the cursor has gone on: the lane goes on from there, after what was under way by then."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=5)

    async def interfere(_, event):
        if event.sequence == 1:
            store.rows["desk", "blog"] = Lane(endpoint="desk", source="blog", cursor=3)

    send = Script(during=interfere)
    async with dispatching(store, send):
        await store.until_cursor("desk", 5)
    sent = send.sequences

    assert sent[0] == 1
    assert sent[-2:] == [4, 5]
    assert {1, 2, 3, 4, 5} >= set(sent)


async def test_a_lane_that_was_removed_is_left_alone():
    """When the lane has gone while its event was under way, the lane is dropped and no error is made of it."""
    store = MemoryStore()
    store.add_lane("desk")
    store.add_lane("desk", "last")
    store.commit(count=3)

    async def remove(_, event):
        if event.source == "blog":
            store.rows.pop(("desk", "blog"), None)

    send = Script(during=remove)
    with capture_logs() as lines:
        async with dispatching(store, send) as dispatcher:
            await turning(lambda: not dispatcher.lanes)
            dispatcher.wake("blog")
            await turning(lambda: not dispatcher.counts.running)
    assert (dispatcher.lanes, {line["event"] for line in lines}) == ((), {"attempt"})


async def test_a_fence_that_nobody_moved_is_a_fault_and_no_loop():
    """If the lane stands where we thought and the store still refuses, the lane rests before it tries again."""
    store, send = MemoryStore(), Script()
    store.add_lane("desk")
    store.commit()
    store.faults["commit_lanes"] = [Fenced("blog")]
    store.faults["commit_lane"] = [Fenced("blog")]
    with capture_logs() as lines:
        async with dispatching(store, send, fault_wait=FAR) as dispatcher:
            await turning(lambda: dispatcher.counts.waiting)
    assert (send.sequences, [line["event"] for line in lines]) == ([1], ["attempt", "lane_failed"])


@pytest.mark.parametrize("fault", [LookupError("a defect"), StoreError("a defect")])
async def test_a_fault_of_ours_stops_no_lane_for_good(fault):
    """What nobody foresaw is logged with its lane, and the lane is tried again later."""
    store, send = MemoryStore(), Script(fault)
    store.add_lane("desk")
    store.commit(count=2)
    with capture_logs() as lines:
        async with dispatching(store, send):
            await store.until_cursor("desk", 2)
    failed = [line for line in lines if line["event"] == "lane_failed"]
    assert (send.sequences, [(line["webhook"], line["source"], line["exc_info"]) for line in failed]) == (
        [1, 1, 2],
        [("desk", "blog", True)],
    )


async def test_a_pair_without_a_lane_is_asked_for_once():
    """A source that an endpoint does not want costs one look at the store, not one per commit."""
    store, send = MemoryStore(), Script()
    store.add_lane("other")
    async with dispatching(store, send, DESK, OTHER) as dispatcher:
        for count in (1, 2, 3):
            store.commit()
            dispatcher.wake("blog")
            await store.until_cursor("other", count)
    assert (2, [("other", "blog", n) for n in (1, 2, 3)]) == (store.calls.count("load_lane"), send.sent)


@pytest.mark.parametrize("busy", [False, True])
async def test_a_database_that_was_put_back_owes_what_is_told_again(busy):
    """A standby that lagged behind, or a copy: lanes stand further back there than we know, and what comes is sent."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=3)
    send = Script()
    async with dispatching(store, send) as dispatcher:
        await store.until_cursor("desk", 3)
        await turning(lambda: not dispatcher.counts.running)
        store.events["blog"] = store.events["blog"][:1]
        store.rows["desk", "blog"] = Lane(endpoint="desk", source="blog", cursor=1)
        if busy:
            dispatcher.wake("blog")
            await turning(lambda: dispatcher.counts.running)
        dispatcher.doubt("blog")
        store.commit(count=1)
        dispatcher.wake("blog", store.events["blog"][1:])
        await store.until_cursor("desk", 2)
    assert send.sequences == [1, 2, 3, 2]


async def test_lanes_of_unknown_endpoints_stay_where_they_are():
    """A lane whose endpoint is not in the config any more is neither sent nor moved."""
    store, send = MemoryStore(), Script()
    store.add_lane("gone")
    store.add_lane("desk")
    store.commit()
    async with dispatching(store, send):
        await store.until_cursor("desk", 1)
    assert (send.sent, store.rows["gone", "blog"].cursor) == ([("desk", "blog", 1)], 0)


async def test_a_wake_before_the_start_is_no_second_turn():
    """A commit while the lanes are being loaded neither doubles a lane nor loses it."""
    store, send = MemoryStore(), Script()
    store.add_lane("desk")
    store.commit(count=2)
    dispatcher = make(store, send)
    dispatcher.wake("blog")
    await dispatcher.start()
    await store.until_cursor("desk", 2)
    await dispatcher.stop()
    assert (send.sequences, send.most["desk"]) == ([1, 2], 1)


# ----------------------------------------------------------------------------------------------- the end


async def test_draining_lets_what_is_in_flight_end():
    """The send in flight is finished and acknowledged, the next one is not begun."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit(count=3)
    async with receiving() as receiver, sender() as send:
        receiver.script.append(receiver.hang)
        dispatcher = make(store, send, receiver.endpoint())
        await dispatcher.start()
        await receiver.until(1)
        drained = asyncio.create_task(dispatcher.drain(timedelta(seconds=PATIENCE_S)))
        await asyncio.sleep(0)
        receiver.released.set()
        await drained
        dispatcher.wake("blog")
    assert (receiver.ids, store.rows["desk", "blog"].cursor, dispatcher.counts.running) == (["evt_blog_1"], 1, 0)


async def test_draining_ends_in_time():
    """What is still in flight when the time is up is cancelled, and sent again by the next process."""
    store = MemoryStore()
    for source in ("one", "two", "wait"):
        store.add_lane("desk", source)
        store.commit(source)
    async with receiving(status(500)) as receiver, sender() as send:
        receiver.script += [receiver.hang] * 2
        first = make(store, send, receiver.endpoint(at_once=1), next_attempt=far_off)
        await first.start()
        await receiver.until(2)
        await first.drain(timedelta(milliseconds=20))
        before = {source: store.rows["desk", source].cursor for source in ("one", "two", "wait")}
        receiver.script.clear()
        store.rows["desk", "one"] = replace(store.rows["desk", "one"], next_at=None)
        async with dispatching(store, send, receiver.endpoint()):
            await store.until(lambda: all(lane.cursor == 1 for lane in store.rows.values()))
        received = receiver.received

    assert before == {"one": 0, "two": 0, "wait": 0}
    assert Counter(evt_one_1=2, evt_two_1=2, evt_wait_1=1) == Counter(request.id for request in received)
    assert len({request.body for request in received}) == 3


async def test_a_lane_that_waits_for_a_place_is_not_sent_while_draining():
    """Of two lanes that share one place, the second gives up its turn when the end begins."""
    store, released = MemoryStore(), asyncio.Event()
    for source in ("one", "two"):
        store.add_lane("desk", source)
        store.commit(source)
    send = Script(during=lambda *_: released.wait())
    dispatcher = make(store, send, max_sends=1)
    await dispatcher.start()
    await turning(lambda: send.sent and dispatcher.counts.running == 2)
    drained = asyncio.create_task(dispatcher.drain(timedelta(seconds=PATIENCE_S)))
    await asyncio.sleep(0)
    released.set()
    with capture_logs():  # a traceback in colours takes a busy machine seconds
        await drained
    assert (send.sent, {source: store.rows["desk", source].cursor for source in ("one", "two")}) == (
        [("desk", "one", 1)],
        {"one": 1, "two": 0},
    )


@pytest.mark.parametrize("outcome", [lambda: LookupError("a defect"), lambda: Outcome.TIMED_OUT])
async def test_after_the_end_nothing_begins_again(outcome):
    """What fails while draining is not tried again, and no timer keeps the dispatcher alive."""
    store, released = MemoryStore(), asyncio.Event()
    store.add_lane("desk")
    store.commit()
    send = Script(outcome(), during=lambda *_: released.wait())
    dispatcher = make(store, send, fault_wait=FAR, next_attempt=far_off)
    await dispatcher.start()
    await turning(lambda: send.sent)
    drained = asyncio.create_task(dispatcher.drain(timedelta(seconds=PATIENCE_S)))
    await asyncio.sleep(0)
    released.set()
    with capture_logs():  # a traceback in colours takes a busy machine seconds
        await drained
    alive = weakref.ref(dispatcher)
    del dispatcher, drained
    gc.collect()
    assert (send.sequences, alive()) == ([1], None)


# ----------------------------------------------------------------------------------------------- the log


async def test_each_attempt_is_one_line():
    """It names webhook, event and outcome, and holds neither the secret, the body nor the address's path and query."""
    store = MemoryStore()
    store.add_lane("desk")
    store.commit()
    with capture_logs() as lines:
        async with receiving(status(503, b"busy")) as receiver, sender() as send:
            async with dispatching(store, send, receiver.endpoint(secrets=(SECRET,))):
                await store.until_cursor("desk", 1)
            origin = receiver.url.partition("/hook")[0]

    durations = [line.pop("duration_s") for line in lines]
    retry_at = lines[0].pop("retry_at")
    common = {"event": "attempt", "webhook": "desk", "url": origin, "source": "blog", "sequence": 1}
    common |= {"event_id": "evt_blog_1"}
    refused = {"number": 1, "outcome": "refused", "status": 503, "reason": "answered 503 Service Unavailable"}
    accepted = {"number": 2, "outcome": "accepted", "status": 200, "reason": None, "retry_at": None}
    assert [common | refused | {"log_level": "warning"}, common | accepted | {"log_level": "info"}] == lines
    assert retry_at.endswith("+00:00")
    assert all(0 <= duration < PATIENCE_S for duration in durations)
