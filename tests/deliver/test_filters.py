"""What an endpoint wants, and the words for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples_told import any_event, created, edited, endpoint, entry, told

from monitor.deliver.filters import Verdict, judge
from monitor.model import Change, EventType, Filter, Format

OLD = entry("At least 12 people were hurt in Zürich.", title="Crash", authors=("Ann Example", "Bo"))
NEW = replace(OLD, text="At least 45 people were killed in Zürich.")
CREATED = told(created(OLD))
EDITED = told(edited(OLD, NEW))
DELETED = told(replace(created(OLD), kind=EventType.ENTRY_DELETED))
RESTORED = told(replace(created(OLD), kind=EventType.ENTRY_RESTORED))
DEGRADED = told(Change(kind=EventType.SOURCE_DEGRADED, reason="3 polls have failed", facts={}))


def verdict(event, **wishes):
    return judge(replace(endpoint(Format.STANDARD), filter=Filter(**wishes)), event)


WORDLESS = told(created(replace(entry(), title=None, text="")))
WANTED = [
    (CREATED, {}, "nothing is filtered"),
    (CREATED, {"types": frozenset({"entry.created"})}, "events names its type"),
    (CREATED, {"words": ("crash",)}, "every part of the filter agrees"),
    (CREATED, {"words": ("nothing", "ZURICH", "zürich.")}, "every part of the filter agrees"),
    (CREATED, {"words": ("people  were",)}, "every part of the filter agrees"),
    (CREATED, {"pattern": r"(?i)\bzürich\b|\d+ people"}, "every part of the filter agrees"),
    (CREATED, {"authors": ("bo",)}, "every part of the filter agrees"),
    (CREATED, {"edits": frozenset({"quote"}), "least_change": 0.9}, "every part of the filter agrees"),
    (CREATED, {"words": ("hurt",), "added_only": True}, "every part of the filter agrees"),
    (EDITED, {"words": ("killed",), "added_only": True}, "every part of the filter agrees"),
    (EDITED, {"edits": frozenset({"number"}), "least_change": 0.01}, "every part of the filter agrees"),
    (RESTORED, {"words": ("hurt",), "added_only": True}, "every part of the filter agrees"),
    (DELETED, {"words": ("hurt",)}, "every part of the filter agrees"),
    (WORDLESS, {"pattern": ".*"}, "every part of the filter agrees"),
    (DEGRADED, {"words": ("x",), "authors": ("y",)}, "is about no entry, so only its type counts"),
]
REFUSED = [
    (CREATED, {"types": frozenset({"entry.deleted"})}, "events does not name entry.created"),
    (DEGRADED, {"types": frozenset({"entry.deleted"})}, "events does not name source.degraded"),
    (CREATED, {"words": ("cras", "12 peopl")}, "filter.words: none of 'cras', '12 peopl' is in its headline or text"),
    (
        CREATED,
        {"words": tuple("ghijkl")},
        "filter.words: none of 'g', 'h', 'i', 'j', 'k', … is in its headline or text",
    ),
    (CREATED, {"pattern": "crash"}, "filter.pattern: crash matches nothing in its headline or text"),
    (CREATED, {"authors": ("Cy",)}, "filter.authors: 'Ann Example', 'Bo' is none of 'Cy'"),
    (told(created(entry())), {"authors": ("Cy",)}, "filter.authors: nobody is none of 'Cy'"),
    (EDITED, {"words": ("people",), "added_only": True}, "filter.words: none of 'people' is in what it added"),
    (EDITED, {"edits": frozenset({"quote", "name"})}, "filter.edits: the edit is number, wording, not name or quote"),
    (DELETED, {"pattern": ".", "added_only": True}, "filter.added_only: it added no words"),
    (WORDLESS, {"words": ("dam",)}, "filter.words: none of 'dam' is in its headline or text"),
    (
        told(edited(OLD, replace(OLD, pinned=True))),
        {"edits": frozenset({"link"})},
        "filter.edits: the edit is of no kind, not link",
    ),
]


@pytest.mark.parametrize(("event", "wishes", "reason"), WANTED, ids=range(len(WANTED)))
def test_wanted(event, wishes, reason):
    """Each part that is set agrees."""
    assert Verdict(wanted=True, reason=reason) == verdict(event, **wishes)


@pytest.mark.parametrize(("event", "wishes", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_refused(event, wishes, reason):
    """The part that does not agree is named, with what it wanted and what there was."""
    assert Verdict(wanted=False, reason=reason) == verdict(event, **wishes)


def test_least_change():
    """An edit that changes less than asked for is refused with both figures."""
    refusal = verdict(EDITED, least_change=0.9)
    share = 1 - EDITED.message["data"]["change"]["similarity"]
    assert Verdict(wanted=False, reason=f"filter.least_change: {share:.3f} of it changed, less than 0.9") == refusal


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("東京都で地震", "東京", True),
        ("ประเทศไทย", "ไทย", True),
        ("Київська", "Київ", False),
        ("у Києві.", "києві", True),
        ("Straße", "STRASSE", True),
        ("e\u0301tat", "état", True),
        ("unstoppable", "stop", False),
        ("stop-gap", "stop", True),
        ("nonstop stop", "stop", True),
    ],
)
def test_words_are_whole_in_each_script(text, word, expected):
    """A word is found whole, whatever its case and Unicode form, and inside a run where no blanks are written."""
    assert expected == verdict(told(created(entry(text, title=None))), words=(word,)).wanted


@pytest.mark.parametrize(
    "wishes", [{"words": ("broke",)}, {"pattern": "broke"}, {"words": ("broke",), "added_only": True}]
)
def test_what_was_cut_off_may_hold_the_words(wishes):
    """An event of more than 64 KiB is told to who looks for words that its text had: nothing is missed for its size."""
    long = told(created(entry("Вода прибывает. " * 3_000 + "The dam broke.")))
    whole = told(created(entry("Вода прибывает. " * 1_000)))

    assert long.message["data"]["truncated"]
    assert Verdict(wanted=True, reason="every part of the filter agrees, or may: the event was cut for its size") == (
        verdict(long, **wishes)
    )
    assert not verdict(whole, **wishes).wanted
    assert not verdict(long, **wishes, authors=("Cy",)).wanted


@pytest.mark.parametrize("wishes", [{"words": ("broke",)}, {"pattern": "broke"}])
def test_hunks_and_authors_that_were_cut_may_be_the_ones(wishes):
    """Of many changes the last are cut, of many authors the last: neither refuses what it had."""
    before, after = (
        "\n".join(f"Вода прибывает, {n}, и все ждут помощи {n * 7 + more} дней сегодня в столице." for n in range(300))
        for more in (0, 1)
    )
    edit = told(edited(entry(before), entry(f"{after} The dam broke.")))
    written = told(created(replace(entry("Вода. " * 12_000), authors=(*(f"Author {n}" for n in range(250)), "Ann"))))
    few = told(created(entry("Вода. " * 12_000)))

    assert verdict(edit, **wishes, added_only=True).wanted
    assert verdict(written, authors=("Ann",)).wanted
    assert not verdict(few, authors=("Zed",)).wanted


def test_what_is_added_at_two_places_stands_on_two_lines():
    """An expression is held against each addition, to its last word."""
    twice = told(
        edited(entry("The bridge is and the road is."), entry("The bridge is open now and the road is closed."))
    )

    assert verdict(twice, words=("open now", "nothing"), added_only=True).wanted
    assert verdict(twice, pattern="(?m)^ ?open now$", added_only=True).wanted
    assert not verdict(twice, pattern="now.*closed", added_only=True).wanted
    assert not verdict(twice, words=("now closed",), added_only=True).wanted


def test_an_unlucky_expression_takes_linear_time():
    """An expression that others never finish is answered at once."""
    event = told(created(entry("a" * 20_000 + "!", title=None)))
    assert not verdict(event, pattern="^(a+)+$").wanted


@given(
    any_event(),
    st.builds(
        Filter,
        types=st.none() | st.sets(st.sampled_from([*map(str, EventType)])).map(frozenset),
        words=st.lists(st.text(min_size=1, max_size=5), max_size=3).map(tuple),
        pattern=st.none() | st.sampled_from(["a", r"\pL+", "(?i)everyone$"]),
        added_only=st.booleans(),
        edits=st.none() | st.just(frozenset({"number"})),
        authors=st.lists(st.text(max_size=3), max_size=2).map(tuple),
        least_change=st.floats(0, 1),
    ),
)
@settings(max_examples=20, deadline=None)
def test_any_event_is_judged(event, wishes):
    """Every event gets a verdict with a reason, and one whose type is not named is never wanted."""
    found = judge(replace(endpoint(Format.STANDARD), filter=wishes), event)
    assert found.reason
    assert not found.wanted or wishes.types is None or event.type.value in wishes.types
