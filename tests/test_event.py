"""The event's body: to the byte, within its limit, as the schema says."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from live_blogs import NOON, URL, any_text, entry, readings

from monitor.compare.edits import describe, same_content
from monitor.event import HARD_LIMIT_BYTES, Origin, compose, event_id
from monitor.model import Change, Edit, EventType, LiveBlogState, Revision

ORIGIN = Origin(
    instance="0f3a",
    source="flood",
    url=URL,
    labels={"desk": "world"},
    title="Flood",
    live_blog_url=URL,
    state=LiveBlogState.LIVE,
    extractor="jsonld",
    confidence=1.0,
)
AT = NOON + timedelta(minutes=1, seconds=14, milliseconds=200)
SCHEMA = Draft202012Validator(json.loads(files("monitor").joinpath("event.schema.json").read_text("utf-8")))


def revision(item, number=1) -> Revision:
    return Revision(entry=item, number=number, fingerprint=7, observed_at=AT)


def composed(change: Change, origin: Origin = ORIGIN):
    return compose([change], origin, after=811, at=AT)[0]


def edited(old, new, kind=EventType.ENTRY_UPDATED) -> Change:
    return Change(kind=kind, revision=revision(new, 2), previous=revision(old), edit=describe(old, new))


OLD = entry(1, title="Dam", text="At least 12 people", updated=None)
NEW = replace(
    OLD,
    text="At least 45 people",
    url=f"{URL}#e1",
    html="<p>At least 45 people</p>",
    authors=("Ann",),
    updated=NOON + timedelta(minutes=1, seconds=4),
    links=("https://a.example/",),
    images=("https://i.example/1.jpg",),
    pinned=True,
)
HEAD = (
    '{"type":"%s","timestamp":"2026-01-02T12:01:14.200Z","data":{'
    '"id":"evt_koeewrmgfhfzs3tsgy6dfzis7q","sequence":812,'
    '"source":{"name":"ukraine","url":"https://news.example.org/live/flood","labels":{"desk":"world"}},'
    '"live_blog":{"title":"Flood","url":"https://news.example.org/live/flood","state":"live"},'
)
OLD_BODY = (
    '{"id":"e1","url":null,"title":"Dam","text":"At least 12 people","html":null,"authors":[],'
    '"published":"2026-01-02T12:01:00.000Z","updated":null,"links":[],"images":[],"pinned":false,"revision":1}'
)
NEW_BODY = (
    '{"id":"e1","url":"https://news.example.org/live/flood#e1","title":"Dam","text":"At least 45 people",'
    '"html":"<p>At least 45 people</p>","authors":["Ann"],"published":"2026-01-02T12:01:00.000Z",'
    '"updated":"2026-01-02T12:01:04.000Z","links":["https://a.example/"],"images":["https://i.example/1.jpg"],'
    '"pinned":true,"revision":2}'
)
CHANGE_BODY = (
    '{"fields":["text","links","images","authors","pinned"],"edits":["number","link","image"],'
    '"silent":false,"similarity":0.75,"diff":[["=","At least "],["-","12"],["+","45"],["="," people"],'
    '["+","https://a.example/"],["+","https://i.example/1.jpg"],["+","Ann"],["+","pinned"]]}'
)
UPDATE_BODY = f'"entry":{NEW_BODY},"previous":{OLD_BODY},"change":{CHANGE_BODY},'
GOLDEN = {
    EventType.ENTRY_CREATED: (
        Change(kind=EventType.ENTRY_CREATED, revision=revision(OLD)),
        f'"entry":{OLD_BODY},"previous":null,"change":null,',
        "14.2",
    ),
    EventType.ENTRY_UPDATED: (edited(OLD, NEW), UPDATE_BODY, "10.2"),
    EventType.ENTRY_DELETED: (
        Change(kind=EventType.ENTRY_DELETED, revision=revision(OLD)),
        f'"entry":{OLD_BODY},"previous":null,"change":null,',
        "null",
    ),
    EventType.ENTRY_RESTORED: (edited(OLD, NEW, EventType.ENTRY_RESTORED), UPDATE_BODY, "10.2"),
} | {
    kind: (
        Change(kind=kind, reason="it “said” so", facts={"failures": 3, "share": 0.5, "cause": None}),
        '"reason":"it “said” so","facts":{"failures":3,"share":0.5,"cause":null},',
        "null",
    )
    for kind in EventType
    if not kind.startswith("entry.")
}


@pytest.mark.parametrize("kind", EventType)
def test_a_body_is_what_receivers_were_promised(kind):
    """To the byte: receivers sign it, store it and compare it."""
    change, told, lag = GOLDEN[kind]

    event = composed(change, replace(ORIGIN, source="ukraine"))

    tail = f'"observed":{{"at":"2026-01-02T12:01:14.200Z","lag_s":{lag},"extractor":"jsonld","confidence":1.0}}}}}}'
    assert f"{HEAD % kind}{told}{tail}" == event.body.decode()
    assert (kind, "ukraine", 812, AT) == (event.type, event.source, event.sequence, event.at)
    assert ("e1" if kind.startswith("entry.") else None) == event.entry_id
    SCHEMA.validate(event.message)


def test_sequences_follow_one_another():
    """A poll's events continue where the source stood, each with its own id, the one that it always has."""
    changes = [Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(number))) for number in (1, 2, 3)]

    events = compose(changes, ORIGIN, after=4, at=AT)

    assert [(5, "e1"), (6, "e2"), (7, "e3")] == [(event.sequence, event.entry_id) for event in events]
    assert [event_id("0f3a", "flood", number, AT) for number in (5, 6, 7)] == [event.id for event in events]
    assert [event.id for event in events] == [event.message["data"]["id"] for event in events]
    assert events == compose(changes, ORIGIN, after=4, at=AT)


@given(st.lists(st.tuples(st.text("ab\n"), st.text("ab\n"), st.integers(1, 99), st.integers(0, 9)), max_size=6))
def test_ids_are_unique(keys):
    """No two databases, sources, sequences or times share an id; names hold no line break."""
    keys = {
        (instance.replace("\n", ""), source.replace("\n", ""), number, AT + timedelta(microseconds=later))
        for instance, source, number, later in keys
    }

    assert len(keys) == len({event_id(*key) for key in keys})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(1, published=None))), None),
        (Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(2))), -45.8),
        (Change(kind=EventType.ENTRY_RESTORED, revision=revision(OLD)), None),
        (edited(OLD, replace(OLD, text="Silent")), None),
        (edited(OLD, replace(OLD, text="Undated", published=None)), None),
    ],
)
def test_lag_is_told_only_where_the_publisher_gave_a_time(change, expected):
    """Not for deletions, silent edits and entries without dates; a publisher whose clock is ahead shows as negative."""
    assert composed(change).message["data"]["observed"]["lag_s"] == expected


# ------------------------------------------------------------------------------------------------- size


def read(change: Change):
    """Return a composed event and its data, checked against the limit and the schema."""
    event = composed(change)
    assert len(event.body) <= HARD_LIMIT_BYTES
    SCHEMA.validate(event.message)
    return event, event.message["data"]


def test_markup_goes_first():
    """A body that fits without html keeps every word."""
    words = "Rain. " * 2_000

    _, told = read(Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(1, text=words, html="<p>" * 50_000))))

    assert (words, None, True) == (told["entry"]["text"], told["entry"]["html"], told["truncated"])


def test_long_texts_are_cut_and_say_so():
    """The end is replaced by an ellipsis; small fields, ids and what is new in the diff stay."""
    old = entry(1, text="Rain. " * 40_000)
    new = replace(old, text="Rain. " * 40_000 + "45 dead", links=tuple(f"https://a.example/{n}" for n in range(300)))

    _, told = read(edited(old, new))

    assert 8_000 == len(told["entry"]["text"]) == len(told["previous"]["text"])
    assert told["entry"]["text"].endswith(" R…")
    assert (new.title, new.id, 200) == (told["entry"]["title"], told["entry"]["id"], len(told["entry"]["links"]))
    assert ["+", "45 dead"] in told["change"]["diff"]
    assert told["truncated"]


def test_a_body_at_the_limit_is_whole():
    """Not one byte is given away."""
    spare = HARD_LIMIT_BYTES - len(composed(Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(1)))).body)
    full = entry(1, text=entry(1).text + "a" * spare)

    event, told = read(Change(kind=EventType.ENTRY_CREATED, revision=revision(full)))

    assert (HARD_LIMIT_BYTES, full.text) == (len(event.body), told["entry"]["text"])
    assert "truncated" not in told


def test_of_a_long_text_the_words_beside_the_edit_are_kept():
    """Whoever reads a diff that was cut still sees in what company a word changed, before and behind it."""
    words = " ".join(f"word{number}" for number in range(9_000))
    _, told = read(edited(entry(1, text=words), entry(1, text=words.replace(" word4500 ", " other "))))
    before, _, _, after = told["change"]["diff"]

    assert before[1].startswith("…")
    assert before[1].endswith("word4498 word4499 ")
    assert after[1].startswith(" word4501 word4502")
    assert after[1].endswith("…")


def test_facts_are_cut_too():
    """A live blog's new standfirst may be a novel."""
    facts = {"standfirst": "é" * 200_000, "previous_standfirst": "\x01" * 200_000}

    _, told = read(Change(kind=EventType.LIVE_BLOG_UPDATED, reason="it changed", facts=facts))

    assert told["facts"]["standfirst"].endswith("é…")


LONG = 80_000
huge = st.builds(lambda text, long: (text * LONG)[:LONG] if long else text, any_text, st.booleans())
hugest = st.builds(lambda item, times: (item[:5_000],) * times, huge, st.sampled_from([0, 1, 100]))
monsters = st.builds(
    lambda texts, lists, pinned: replace(
        entry(1),
        url=texts[0],
        title=texts[1],
        text=texts[2],
        html=texts[3],
        authors=lists[0],
        links=lists[1],
        images=lists[2],
        pinned=pinned,
    ),
    st.tuples(huge, huge, huge, huge),
    st.tuples(hugest, hugest, hugest),
    st.booleans(),
)
WORST = replace(
    entry(1),
    id="\x01" * 200,
    title="\x01" * 200_000,
    url="\x01" * 5_000,
    text="\x01\x02" * 100_000,
    html="\x01",
    authors=("\x01" * 5_000,) * 500,
    links=("\x01" * 5_000,) * 500,
    images=("\U0001f600" * 5_000,) * 500,
)


@settings(max_examples=20)
@given(monsters, monsters)
@example(
    WORST, replace(WORST, text="\x03 " * 100_000, title="\x02 " * 100_000, authors=(), links=("\x02" * 5_000,) * 99)
)
@example(entry(1, title="half \ud83d of a face"), entry(1, title="and the other \ude00"))
def test_no_entry_is_too_large_or_odd_to_tell(old, new):
    """Whatever publishers write: within the limit, valid UTF-8 and JSON, and in the schema's shape."""
    read(Change(kind=EventType.ENTRY_CREATED, revision=revision(new)))
    if not same_content(old, new):
        read(edited(old, new))


@given(readings(2))
def test_every_edit_fits_the_schema(shown):
    """Each event that a comparison can make is what the schema promises."""
    old, new = shown[:2]
    if not same_content(old, new):
        read(edited(old, new))
        read(edited(old, new, EventType.ENTRY_RESTORED))


def test_half_a_character_is_a_question_mark():
    """UTF-8 has no lone surrogates; everything around them stays."""
    event, told = read(Change(kind=EventType.ENTRY_CREATED, revision=revision(entry(1, title="a\ud83db"))))

    assert ("a?b", entry(1).text) == (told["entry"]["title"], told["entry"]["text"])
    assert b", " not in event.body


# ----------------------------------------------------------------------------------------------- schema


def test_the_schema_knows_every_type():
    """A new type of event is promised in the schema as soon as it exists."""
    assert [kind.value for kind in EventType] == SCHEMA.schema["$defs"]["type"]["enum"]
    Draft202012Validator.check_schema(SCHEMA.schema)


def paths(value, path=()):
    """Yield the path to every key of an event that receivers rely on."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if path not in {("data", "source", "labels"), ("data", "facts")}:
            yield (*path, key)
            yield from paths(inner, (*path, key))


@pytest.mark.parametrize("kind", [EventType.ENTRY_UPDATED, EventType.SOURCE_DEGRADED])
def test_the_schema_misses_every_key(kind):
    """An event that lacks any one key of ours is refused; one with a key more is not."""
    message = composed(GOLDEN[kind][0]).message
    message["data"]["later"] = message["later"] = {"anything": 1}
    SCHEMA.validate(message)
    known = [path for path in paths(message) if "later" not in path]

    for *above, key in known:
        broken = json.loads(json.dumps(message))
        place = broken
        for step in above:
            place = place[step]
        del place[key]
        with pytest.raises(ValidationError):
            SCHEMA.validate(broken)


def test_an_entry_that_flaps_says_so():
    """In the change, and only there where it does."""
    change = edited(OLD, NEW)
    _, flapping = read(replace(change, edit=replace(change.edit, flapping=True)))
    _, settled = read(change)

    assert (True, None) == (flapping["change"]["flapping"], settled["change"].get("flapping"))


def test_the_schema_refuses_an_empty_change():
    """Never an event with an empty diff."""
    nothing = Edit(fields=(), edits=(), silent=False, similarity=1.0, diff=())
    change = replace(edited(OLD, NEW), edit=nothing)

    with pytest.raises(ValidationError):
        SCHEMA.validate(composed(change).message)
