"""What pages carry for their own scripts is found, however it is written, and nothing is run."""

from __future__ import annotations

import html
import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.values.scripts import MAX_ATTEMPTS, MAX_SCRIPTS, embedded_states

POSTS = [{"id": f"post {number}", "at": f"2024-05-15T12:0{number}:00Z", "text": "Words " * 30} for number in range(3)]
STATE = {"live": {"posts": POSTS}}
WRITTEN = json.dumps(STATE)
ENCODED = WRITTEN.replace("%", "%25").replace('"', "%22")


def values(page: str) -> list[Any]:
    return [state.value for state in embedded_states(page.encode())]


@pytest.mark.parametrize(
    "page",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{WRITTEN}</script>',
        f"<script type='application/vnd.state+json'>{WRITTEN}",
        f'<script type="fastboot/shoebox" id="shoebox-main">{WRITTEN}</script>',
        f'<script type="fastboot/shoebox" id="shoebox-main">{json.dumps({"live": json.dumps(STATE["live"])})}</script>',
        f'<script id="serverApp-state" type="application/json">{WRITTEN.replace(chr(34), "&q;")}</script>',
        f"<script>window.__STATE__ = {WRITTEN};window.other = 1</script>",
        f"<script>var a=function(b){{return b==1}};const state={WRITTEN}</script>",
        f"<script>window['x']={WRITTEN[:-1]},gap:undefined}}</script>".replace(",gap:undefined", ""),
        f"<script>window.s = JSON.parse({json.dumps(WRITTEN)});</script>",
        f"<script>s=JSON.parse('{WRITTEN}')</script>",
        f'<script>s=JSON.parse( decodeURIComponent("{ENCODED}"))</script>',
        f'<div data-props="{html.escape(WRITTEN)}"></div>',
        f"<div data-props='{WRITTEN}'></div>",
        f'<p data-props="{WRITTEN.replace(chr(34), "&#34;")}"></p>',
        f'<p data-props="{html.escape(WRITTEN).replace("Words", "&#87;ords")}"',
        f"<script>(function(){{return {WRITTEN}}})()</script>",
    ],
)
def test_state_is_found(page: str):
    """In script elements, assignments, parsed strings and attributes."""
    assert [STATE] == values(page)


def test_angular_hands_markup_over_in_a_spelling_of_its_own():
    """Angle brackets, quotes and the ampersand itself come back as they were, in that order."""
    state = {"posts": [{**post, "text": '<p class="a">It\'s &lt;3 &amp; more</p>'} for post in POSTS * 2]}
    spelt = json.dumps(state)
    for plain, written in (("&", "&a;"), ('"', "&q;"), ("'", "&s;"), ("<", "&l;"), (">", "&g;")):
        spelt = spelt.replace(plain, written)

    assert [state] == values(f'<script id="serverApp-state" type="application/json"> {spelt}</script>')


def test_flight_is_put_together_from_all_its_parts():
    """Rows go on in the next script where the last one ended."""
    rows = f'1:{WRITTEN}\n2:"$1"\n'
    parts = "".join(f"<script>self.__next_f.push([1,{json.dumps(part)}])</script>" for part in (rows[:99], rows[99:]))

    states = list(embedded_states(f'{parts}<script>self.__next_f.push([1,"cut</script>'.encode()))

    assert [([STATE, "$1"], {"1": STATE, "2": "$1"})] == [(state.value, state.rows) for state in states]


def test_flattened_state_is_hydrated():
    """A devalue list and the properties of an island come as what they stand for."""
    flat = [{"posts": 1}, [2], {"id": 3, "at": 4, "text": 5}, "a", "2024-05-15T12:00:00Z 2024-05-15", "Words " * 60]
    island = {"posts": [1, [[0, {"at": [0, "2024-05-15 2024-05-16"], "text": [0, "Words " * 60]}]]]}

    found = values(
        f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flat)}</script>'
        f'<astro-island props="{html.escape(json.dumps(island))}">'
    )

    assert [
        {"posts": [{"id": "a", "at": flat[4], "text": flat[5]}]},
        {"posts": [{"at": "2024-05-15 2024-05-16", "text": flat[5]}]},
    ] == found


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<script",
        "<script>",
        f'<script type="application/ld+json">{WRITTEN}</script>',
        f'<script type="application/ld&#x2B;json">{WRITTEN}</script>',
        f'<script type="application/json">{WRITTEN.replace("2024-", "24-")}</script>',
        f'<script type="application/json">{WRITTEN[:-2]}</script>',
        f'<script>x=JSON.parse("{"2024-05-15 " * 60}")</script>',
        f'<script>x=JSON.parse("{"2024-05-15 " * 60}</script>',
        f"<script>x={{a:y}};{'2024-05-15 ' * 60}</script>",
        '<script>x={"at":"2024-05-15","to":"2024-05-16"}</script>',
        f"<script>a=={WRITTEN}</script>".replace("{", "(").replace("[", "("),
    ],
    ids=lambda page: page[:60],
)
def test_what_is_no_state_is_passed_over(page: str):
    """JSON-LD has its own reader; broken, short and timeless blocks and code carry no entries."""
    assert [] == values(page)


def test_scripts_are_counted():
    """After so many script elements the rest of a page is left alone."""
    assert [] == values("<script></script>" * MAX_SCRIPTS + f"<script>x={WRITTEN}</script>")


def test_attempts_at_code_are_bounded():
    """After so many assignments of a script that are no values, it is left alone."""
    page = f"<script>{'x={a:y};' * MAX_ATTEMPTS}z={WRITTEN}</script>"

    assert [] == values(page)


@pytest.mark.parametrize(
    "piece",
    [
        "<script>x={",
        "<script>2024-05-15 2024-05-16 x={a:[",
        'x={"a":',
        "JSON.parse('",
        '="{&quot;',
        "<script>2024-05-15",
        "<",
    ],
)
def test_a_hostile_page_takes_a_bounded_time(piece: str):
    """A megabyte of beginnings without ends takes no more than that of anything else."""
    page = (f"<script>2024-05-15 2024-05-16 {'a' * 400}" + piece * (1_000_000 // len(piece))).encode()
    start = time.process_time()

    list(embedded_states(page))

    assert time.process_time() - start < 2


@given(
    st.lists(
        st.sampled_from(["<script>", "</script>", "x=", WRITTEN[:400], '="{&quot;', "JSON.parse('", "'", "]", "}"])
    )
)
def test_any_page_is_read_to_its_end(pieces: list[str]):
    """Nothing is raised, whatever the pieces."""
    values("".join(pieces))
