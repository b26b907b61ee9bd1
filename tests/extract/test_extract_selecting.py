"""CSS selectors over an outline: what the parser's own matcher finds, in a time that grows with the page."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from monitor.extract.page.outline import Outline
from monitor.extract.page.selecting import SIDE_BY_SIDE, Selecting

PAGE = """<main id="m"><section class="a"><p class="x">1</p><div class="b c"><p title="a > b, (c">2</p><i>3</i></div>
<p class="y">4</p><p class="x">5</p></section><section><div><div><p class="x">6</p></div></div></section></main>"""

TAGS = st.sampled_from(["div", "p", "i", "b", "section"])
MARKUP = st.recursive(
    st.sampled_from(["", "x", "y z"]),
    lambda inner: st.builds(
        lambda tag, first, second, held: f'<{tag} class="{first} {second}">{"".join(held)}</{tag}>',
        TAGS,
        st.sampled_from("ab"),
        st.sampled_from("cd"),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)
PLAIN = st.sampled_from(["*", ".a", ".b", ".c", "p.a", "[class~=d]", ":first-child", "div:nth-child(2)"]) | TAGS
MARKS = st.sampled_from([" ", " > ", " + ", " ~ ", ">", "~"])


def chained(compound: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    rest = st.lists(st.tuples(MARKS, compound).map("".join), max_size=2)
    return st.builds(lambda first, more: first + "".join(more), compound, rest)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(chained(inner), min_size=1, max_size=2).map(",".join)
    seen_from = st.builds("{}{}".format, st.sampled_from(["", "> ", "+ ", "~ "]), lists)
    of_any = st.builds("{}:{}({})".format, PLAIN, st.sampled_from(["is", "where", "not", "NOT"]), lists)
    return PLAIN | of_any | st.builds("{}:has({})".format, PLAIN, seen_from)


SELECTORS = st.lists(chained(st.recursive(PLAIN, nested, max_leaves=4)), min_size=1, max_size=2).map(", ".join)


def found(html: str, css: str) -> list[int]:
    return [part.at for part in Selecting(Outline(LexborHTMLParser(html), len(html))).select(css)]


def found_by_the_parser(html: str, css: str) -> list[int]:
    outline = Outline(LexborHTMLParser(html), len(html))
    return sorted({part.at for part in outline.select(css)})


@settings(deadline=None, max_examples=300)
@given(MARKUP, SELECTORS)
def test_any_selector_on_any_tree(html: str, css: str) -> None:
    """It finds what the parser's own matcher finds, each element once, in document order."""
    assert found_by_the_parser(html, css) == found(html, css)


@pytest.mark.parametrize(
    "css",
    [
        "p",
        "main p.x, i",
        "section:has(> p) > p:not(.y)",
        'p[title="a > b, (c"]',
        "p[title='a > b, (c'] + i",
        "#m\n section\t> div",
        ".b/* a > comment, */ p",
        ":is(.a, .b) .x",
        "p:not(section > p)",
        "section:has(+ section div)",
        ".a ~ section p",
        "p:nth-child(2n + 1)",
        ".nowhere p",
        "p\\.x, .y",
    ],
)
def test_as_people_write_them(css: str) -> None:
    """Strings, comments, white space and escapes are what they are in a style sheet."""
    assert found_by_the_parser(PAGE, css.replace("/* a > comment, */", "")) == found(PAGE, css)


@pytest.mark.parametrize(("css", "count"), [("p:is()", 0), ("p:has()", 0), ("", 0), (">", 0), ("p:not(.x", 2)])
def test_what_is_hardly_a_selector(css: str, count: int) -> None:
    """A list without selectors matches nothing; a function that is not shut ends with the selector."""
    assert count == len(found(PAGE, css))


@given(st.text(alphabet="pdiv.#[]()\"':>+~,* \\has", max_size=40))
def test_any_text(css: str) -> None:
    """What is no selector says so, whatever it is."""
    with suppress(SelectolaxError):
        found(PAGE, css)


@pytest.mark.parametrize(
    "css", ["i div div div div p", "i ~ p ~ p ~ p", "div:has(div:has(div:has(i)))", "i:not(i p, i ~ p)"]
)
def test_in_line_with_the_page(css: str) -> None:
    """Elements in elements, or one after another, cost no more each for being many: the parser took 85 s."""
    page = ("<div>" * 200 + "<p>Hello</p>" * 40 + "</div>" * 200) * 6 + "<p>Hello</p>" * 4_000
    began = process_time()

    assert [] == found(page, css)
    assert process_time() - began < 2


@pytest.mark.parametrize("css", ["p:nth-child(2)", "p:NTH-last-of-type(2n)", "main :not(i):nth-of-type(odd)"])
def test_what_is_counted_is_counted_among_few(css: str) -> None:
    """Of more elements side by side than any page has none is counted: the parser begins anew for each."""
    paragraph = f"<p>{'a' * 60}</p>"
    few, many = (f"<main>{paragraph * count}</main>" for count in (SIDE_BY_SIDE, SIDE_BY_SIDE + 1))

    assert found(few, css) == found_by_the_parser(few, css) != []
    assert found(many, css) == []
    assert len(found(many, "p:first-child, p:not(:nth-child(1))")) == SIDE_BY_SIDE + 1
