"""Selectors, JMESPath, time zones and rendering in the config: what they become, and what is refused at its line."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.config import parse
from monitor.config.selection import SELECTOR_LIMIT_CHARS
from monitor.errors import ConfigError
from monitor.model import CssSelectors, JsonPaths

SOURCE = "sources:\n- name: a\n  url: https://a.example\n"


def read(text, **environ):
    return parse(text.encode(), file="c.yaml", folder=Path(), environ=environ, extractors=("jsonld",))


def faults(text, **environ):
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    return [str(fault) for fault in caught.value.faults]


def test_selectors():
    """CSS selectors reach the source as plain strings."""
    source = read(f"{SOURCE}  selectors: {{entry: article, id: '@data-id', time: 'time@datetime', title: h2}}").sources[
        0
    ]

    assert CssSelectors(entry="article", id="@data-id", time="time@datetime", title="h2") == source.selectors
    assert {str} == {type(source.selectors.entry), type(source.selectors.id)}


@pytest.mark.parametrize("doubling", ["[@, @][]", "values({a: @, b: @})[]"])
def test_a_jmespath_that_copies_without_end(doubling: str):
    """Lists of the whole again and again are refused before they fill the memory; a dozen of them are none too many."""
    within, beyond = ("posts" + f" | {doubling}" * count for count in (12, 13))

    assert within == read(f"{SOURCE}  jmespath: {{entries: '{within}'}}").sources[0].selectors.entries
    (fault,) = faults(f"{SOURCE}  jmespath: {{entries: '{beyond}'}}")
    assert fault.startswith("c.yaml:4: sources[0].jmespath.entries: 'posts | ")
    assert fault.endswith(" may copy the document more than 4,096 times (write fewer lists in it)")


def test_jmespath():
    """JMESPath expressions reach the source as plain strings."""
    keys = "{entries: 'posts[?live]', script: '#state', author: \"join(', ', authors[].name)\"}"
    source = read(f"{SOURCE}  jmespath: {keys}").sources[0]

    assert JsonPaths(entries="posts[?live]", script="#state", author="join(', ', authors[].name)") == source.selectors


@pytest.mark.parametrize("path", ["posts[:20]", "posts[1:9:2]", "posts[-5:].items[]", "sort_by(posts, &t)[:3]"])
def test_a_slice(path: str):
    """The newest so many of a list are as good a path as any other."""
    assert path == read(f"{SOURCE}  jmespath: {{entries: '{path}'}}").sources[0].selectors.entries


def test_what_is_sliced_is_looked_at():
    """A function that does not exist is found inside a slice, too."""
    expected = ["c.yaml:4: sources[0].jmespath.entries: JMESPath has no function 'sorted' (did you mean 'sort'?)"]
    assert expected == faults(f"{SOURCE}  jmespath: {{entries: 'sorted(posts)[:3]'}}")


def test_zone():
    """A zone is known by its IANA name."""
    assert (
        ZoneInfo("America/Argentina/Buenos_Aires")
        == read(f"{SOURCE}  zone: America/Argentina/Buenos_Aires").sources[0].zone
    )


def test_rendering():
    """A source says that it is rendered; the Chromium is named once."""
    config = read(f"{SOURCE}  render: browser\nfetch: {{browser: /opt/chromium}}")

    assert (True, "/opt/chromium") == (config.sources[0].render, config.browser)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            "selectors: {title: h2}",
            "selectors.entry: is missing (add entry: …)",
        ),
        (
            "selectors: {entry: 'article['}",
            "selectors.entry: 'article[' is no CSS selector (write it as in a style sheet)",
        ),
        (
            "selectors: {entry: p, title: 'h2::text'}",
            (
                "selectors.title: 'h2::text' is no CSS selector (leave it out: words are read as they are, and"
                " selector@attribute reads an attribute)"
            ),
        ),
        (
            "selectors: {entry: '//article'}",
            "selectors.entry: '//article' is no CSS selector (that looks like XPath; write CSS, such as article.post)",
        ),
        (
            "selectors: {entry: p, text: '> p@title'}",
            "selectors.text: '> p@title' is no CSS selector (begin with the element above the >, or leave the > out)",
        ),
        ("selectors: {entry: 'p@id'}", "selectors.entry: 'p@id' is no CSS selector (write it as in a style sheet)"),
        ("selectors: {entry: p, tme: time}", "selectors.tme: unknown key 'tme' (did you mean 'time'?)"),
        ("selectors: p", "selectors: must be a mapping, not text (write key: value below it)"),
        (
            f"selectors: {{entry: {'p ' * SELECTOR_LIMIT_CHARS}x}}",
            f"selectors.entry: is longer than {SELECTOR_LIMIT_CHARS} characters",
        ),
        (
            "jmespath: {entries: 'items[?x'}",
            "jmespath.entries: 'items[?x' is no JMESPath: it ends too early (see https://jmespath.org)",
        ),
        (
            "jmespath: {entries: items, id: lenght(id)}",
            "jmespath.id: JMESPath has no function 'lenght' (did you mean 'length'?)",
        ),
        (
            f"jmespath: {{entries: '{'(' * SELECTOR_LIMIT_CHARS}'}}",
            "jmespath.entries: is nested too deeply (write a shorter path)",
        ),
        (
            "jmespath: {entries: $.items}",
            "jmespath.entries: '$.items' is no JMESPath: it cannot be read from column 1 on (see https://jmespath.org)",
        ),
        ("jmespath: {entries: a, autor: b}", "jmespath.autor: unknown key 'autor' (did you mean 'author'?)"),
        ("zone: London", "zone: 'London' is no time zone (did you mean Europe/London?)"),
        ("zone: new york", "zone: 'new york' is no time zone (did you mean America/New_York?)"),
        ("zone: Europe/Lodnon", "zone: 'Europe/Lodnon' is no time zone (did you mean Europe/London?)"),
        ("zone: Europe", "zone: 'Europe' is no time zone (write an IANA name, such as Europe/London)"),
        (
            "zone: ../../etc/passwd",
            "zone: '../../etc/passwd' is no time zone (write an IANA name, such as Europe/London)",
        ),
        ("zone: ${ZONE}", "zone: '${ZONE}' is no time zone (write an IANA name, such as Europe/London)"),
        ("render: chrome", "render: 'chrome' is not known (write browser)"),
    ],
)
def test_fault(keys, expected):
    """What cannot be meant is refused at its line, with what would be right."""
    assert [f"c.yaml:4: sources[0].{expected}"] == faults(f"{SOURCE}  {keys}", ZONE="Europe/Nowhere")


def test_one_way_to_read():
    """Two ways to find the entries of one source contradict each other."""
    text = f"{SOURCE}  selectors: {{entry: p}}\n  jmespath: {{entries: a}}\n- name: b\n  url: https://b.example\n"
    text += "  extractor: jsonld\n  selectors: {entry: p}\n"

    assert [
        "c.yaml:5: sources[0].jmespath: cannot be given beside selectors (keep one)",
        "c.yaml:8: sources[1].extractor: cannot be given beside selectors (keep one)",
    ] == faults(text)
