"""The past of a live blog: what happened, how it stood, and what changed between two times."""

import json
from dataclasses import replace
from datetime import timedelta

from live_blogs import NOON, URL, Reader, entries, entry

from monitor.compare.edits import fingerprint
from monitor.history import began, between, message, standing, timeline, title_at
from monitor.model import Event, EventType, History, Revision


def minute(number):
    return NOON + timedelta(minutes=number)


def revision(at, number=1, **fields):
    item = entry(1, **fields)
    return Revision(entry=item, number=number, fingerprint=fingerprint(item), observed_at=minute(at))


def event(at, type_, entry_id="e1", **facts):
    body = json.dumps({"type": type_, "timestamp": "", "data": {"entry": None, "reason": "why", "facts": facts}})
    return Event(
        id=f"evt_{at}",
        source="flood",
        sequence=at,
        type=EventType(type_),
        entry_id=entry_id,
        at=minute(at),
        body=body.encode(),
    )


def history(*revisions, events=(), title="Flood"):
    return History(source="flood", url=URL, title=title, revisions=revisions, events=tuple(events))


EDITED = history(
    revision(1, text="At least 12 people"),
    revision(5, number=2, text="At least 45 people"),
    revision(9, number=3, text="At least 45 persons"),
    events=[
        event(3, "entry.deleted"),
        event(4, "entry.restored"),
        event(7, "entry.deleted"),
        event(9, "entry.restored"),
    ],
)


def test_everything_that_happened_in_order():
    """Revisions and events make one line of time; an entry that came back otherwise is one step, with its diff."""
    steps = timeline(EDITED)
    expected = [
        (1, "entry.created", 1),
        (3, "entry.deleted", 1),
        (4, "entry.restored", 1),
        (5, "entry.updated", 2),
        (7, "entry.deleted", 2),
        (9, "entry.restored", 3),
    ]
    assert expected == [((step.at - NOON).seconds // 60, step.type.value, step.revision.number) for step in steps]
    assert [None, None, None, ("text",), None, ("text",)] == [step.edit and step.edit.fields for step in steps]
    assert [1, 2] == [step.previous.number for step in steps if step.previous]


def test_entries_of_one_poll_stand_in_the_publishers_order():
    """What a baseline shows is told oldest first."""
    shown = [Revision(entry=item, number=1, fingerprint=0, observed_at=NOON) for item in entries(3, 1, 2)]
    assert ["e1", "e2", "e3"] == [step.entry_id for step in timeline(history(*shown))]


def test_what_befell_the_source():
    """Events without an entry are told as they were."""
    gap = event(2, "source.gap", entry_id=None)
    past = history(revision(1), events=[gap])
    step = timeline(past)[-1]
    assert (None, gap.message) == (step.entry_id, message(past, step))


def test_how_it_stood():
    """At any time each entry is as it was then; one that was withdrawn then is not there."""
    texts = {at: [one.revision.entry.text for one in standing(EDITED, minute(at))] for at in range(10)}
    twelve, forty_five = ["At least 12 people"], ["At least 45 people"]
    expected = [[], twelve, twelve, [], twelve, forty_five, forty_five, [], [], ["At least 45 persons"]]
    assert expected == list(texts.values())
    assert [minute(1)] == [one.first_seen for one in standing(EDITED, minute(9))]


def test_newest_first():
    """Entries stand in the publisher's order; one without a date where we first saw it."""
    items = [*entries(1, 3), entry(7, published=None, updated=None)]
    shown = [Revision(entry=item, number=1, fingerprint=0, observed_at=minute(2)) for item in items]
    assert ["e3", "e7", "e1"] == [one.revision.entry.id for one in standing(history(*shown), minute(2))]


PRUNED = replace(
    history(
        revision(5, number=3, text="At least 45 people"),
        revision(9, number=4, text="At least 46 people"),
        events=[event(3, "entry.deleted"), event(4, "entry.restored")],
    ),
    first_seen={"e1": minute(1)},
)
"""An entry whose first two versions are kept no more."""


def test_an_entry_whose_first_versions_were_removed_is_not_new_with_the_oldest_that_is_kept():
    """It came when it came; that the words of then are gone is said."""
    steps = timeline(PRUNED)
    expected = [
        (1, "entry.created", 3, 2),
        (3, "entry.deleted", 3, 2),
        (4, "entry.restored", 3, 2),
        (5, "entry.updated", 3, 2),
        (9, "entry.updated", 4, 0),
    ]
    found = [((one.at - NOON).seconds // 60, one.type.value, one.revision.number, one.removed) for one in steps]
    assert expected == found
    gone = "2 older versions removed since"
    assert [
        f"stood when the live blog was first read; {gone}; these words are later ones",
        *([f"{gone}; these words are later ones"] * 2),
        gone,
        None,
    ] == [message(PRUNED, step)["data"]["reason"] for step in steps]
    assert minute(1) == began(PRUNED)


def test_what_stood_with_words_that_were_removed_stands_with_later_ones():
    """And says so, until the oldest version that is kept."""
    assert [[(3, 2)], [], [(3, 2)], [(3, 0)], [(4, 0)]] == [
        [(one.revision.number, one.removed) for one in standing(PRUNED, minute(at))] for at in (2, 3, 4, 5, 9)
    ]


def test_an_edit_of_words_that_were_removed_is_told_without_them():
    """Before the oldest version that is kept nothing is known of edits; across it, that there was one."""
    assert [] == list(between(PRUNED, minute(1), minute(4)))
    (step,) = between(PRUNED, minute(1), minute(9))
    assert ("entry.updated", None, None, 4) == (step.type.value, step.previous, step.edit, step.revision.number)
    assert "2 older versions removed since" == message(PRUNED, step)["data"]["reason"]


def test_restored_with_the_oldest_words_that_are_kept():
    """The return is one step."""
    past = replace(history(revision(5, number=2), events=[event(5, "entry.restored")]), first_seen={"e1": minute(1)})
    assert ["entry.created", "entry.restored"] == [step.type.value for step in timeline(past)]
    assert "an older version removed since" == message(past, timeline(past)[1])["data"]["reason"]


def test_the_title_at_a_time():
    """The title is that of the time, also when only the standfirst changed since."""
    events = [
        event(3, "live_blog.updated", None, title="Two", previous_title="One"),
        event(4, "live_blog.updated", None, standfirst="x", previous_standfirst="y"),
        event(5, "live_blog.updated", None, title="Three", previous_title="Two"),
        event(6, "source.gap", None),
    ]
    past = history(revision(1), events=events, title="Three")
    assert ["One", "Two", "Two", "Three"] == [title_at(past, minute(at)) for at in (2, 3, 4, 5)]


def test_between_two_times():
    """What is different is told once, however often it changed; what came and went, or back again, is not."""
    assert ["entry.created"] == [step.type.value for step in between(EDITED, minute(0), minute(2))]
    assert ["entry.deleted"] == [step.type.value for step in between(EDITED, minute(2), minute(8))]
    assert [] == [step.type.value for step in between(EDITED, minute(2), minute(4))]
    assert [] == [step.type.value for step in between(EDITED, minute(0), minute(3))]
    (step,) = between(EDITED, minute(2), minute(9))
    assert ("entry.updated", minute(9), 1, 3) == (step.type.value, step.at, step.previous.number, step.revision.number)
    assert [("-", "12 people"), ("+", "45 persons")] == [hunk for hunk in step.edit.diff if hunk[0] != "="]


def test_a_step_is_told_in_the_shape_of_an_event():
    """Whoever reads events reads the history, too."""
    told = [message(EDITED, step) for step in timeline(EDITED)]
    assert {"type", "timestamp", "data"} == set(told[0])
    assert ("entry.created", "2026-01-02T12:01:00.000Z") == (told[0]["type"], told[0]["timestamp"])
    assert {"source", "entry", "previous", "change", "reason"} == set(told[0]["data"])
    assert {"name": "flood", "url": URL} == told[0]["data"]["source"]
    assert (None, None) == (told[0]["data"]["previous"], told[0]["data"]["change"])
    assert ["wording"] == told[-1]["data"]["change"]["edits"]
    assert (2, 3) == (told[-1]["data"]["previous"]["revision"], told[-1]["data"]["entry"]["revision"])


def test_when_it_began():
    """The first observation is the beginning; there may be none."""
    assert (minute(1), None) == (began(EDITED), began(history()))


def test_what_polls_find_is_what_stands():
    """After the same readings, what the history says stands is what the comparison knows."""
    reader = Reader(*entries(3, 2, 1), confirm_deletions=1)
    revisions = [known.revision for known in reader.known.entries.values()]
    events = []
    for shown in ([entry(3), entry(1)], [entry(4), entry(3), entry(1, text="Other words")], entries(4, 3, 2)):
        for change in reader.compared(*shown).changes:
            current = change.revision
            if current not in revisions and change.kind is not EventType.ENTRY_DELETED:
                revisions.append(current)
            if change.kind in {EventType.ENTRY_DELETED, EventType.ENTRY_RESTORED}:
                told = event(len(events) + 1, change.kind.value, current.entry.id)
                events.append(Event(**{name: getattr(told, name) for name in told.__slots__} | {"at": reader.at}))
    past = history(*revisions, events=events)
    stands = {
        one.revision.entry.id: (one.revision.entry.title, one.revision.entry.text) for one in standing(past, reader.at)
    }
    assert reader.says() == stands
