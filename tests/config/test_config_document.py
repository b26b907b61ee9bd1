"""How YAML is read into text with lines, within limits."""

import time

import pytest
import yaml

from monitor.config import document
from monitor.config.document import ALIASED_NODES_LIMIT, DEPTH_LIMIT, LOADER, NODES_LIMIT, compose
from monitor.config.tree import Finding, Text, dotted, fault, line_of, shown
from monitor.errors import ConfigError

LOADERS = [LOADER, yaml.SafeLoader]


def plain(text):
    return text, []


def tree(text, loader=LOADER):
    root, findings = compose(text, file="c.yaml", substitute=plain, loader=loader)
    assert findings == []
    return root


def stopped(text, loader=LOADER):
    with pytest.raises(ConfigError) as caught:
        compose(text, file="c.yaml", substitute=plain, loader=loader)
    return str(caught.value)


@pytest.mark.parametrize("loader", LOADERS)
def test_scalars_are_text(loader):
    """Every scalar stays as written, except that nothing, ~ and null are None."""
    text = "a: no\nb: 12:30\nc: 0x1F\nd: ~\ne: null\nf:\ng: '~'\nh: !!str null\ni: 2024-01-01"
    expected = {"a": "no", "b": "12:30", "c": "0x1F", "d": None, "e": None, "f": None, "g": "~", "i": "2024-01-01"}
    assert expected | {"h": "null"} == tree(text, loader)


@pytest.mark.parametrize("loader", LOADERS)
def test_lines(loader):
    """Each key and value knows its line, and a place that is not there has its parent's."""
    root = tree("a:\n  - b: x\n    c:\n  -\n    - y\n", loader)
    lines = [line_of(root, path) for path in [(), ("a",), ("a", 0), ("a", 0, "b"), ("a", 0, "c"), ("a", 1, 0)]]
    assert lines == [1, 2, 2, 2, 3, 5]
    assert [line_of(root, path, key=True) for path in [("a",), ("a", 0), ("a", 0, "zz")]] == [1, 2, 2]


def test_no_lines_without_a_document():
    """An empty document has no line to name."""
    assert (tree(""), line_of(None, ("sources",))) == (None, None)


def test_aliases_repeat():
    """An alias stands for what its anchor names, as a value or as a key."""
    assert tree("x") == "x"
    expected = {"a": "x", "b": {"x": ["x", "x"]}, "c": {"x": ["x", "x"]}}
    assert expected == tree("a: &t x\nb: &m\n  *t : [*t, *t]\nc: *m")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a [*a]", "c.yaml:1: a[0]: the alias 'a' stands inside itself (write the value out)"),
        ("a: *b", "c.yaml:1: a: undefined alias 'b' (put text that begins with '*' in quotes)"),
        ("? [a]\n: b", "c.yaml:1: a key must be plain text (put text that holds braces or brackets in quotes)"),
        ("a: &m {}\n*m : b", "c.yaml:2: a key must be plain text (write the key out)"),
        ("a: !!int 5", "c.yaml:1: a: the tag 'tag:yaml.org,2002:int' is not read (leave it out)"),
        ("a:\n  !thing {b: c}", "c.yaml:2: a: the tag '!thing' is not read (leave it out)"),
        ("a: b\n---\nc: d", "c.yaml:2: a second document begins here (keep one, without a '---' line between)"),
        (
            "a:\n\tb: c",
            (
                "c.yaml:2: is no valid YAML: found character that cannot start any token"
                " (indent with spaces, and put text that begins with a special character in quotes)"
            ),
        ),
        ("\x00", "c.yaml: is no valid YAML: control characters are not allowed"),
    ],
)
def test_what_cannot_be_read_on(text, expected):
    """What makes the rest unreadable is one fault with its line."""
    assert expected == stopped(text)


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("text", ['a: "\\ud800"', 'a: "\\UFFFFFFFF"', "a: \x07", "a: \ufffe"])
def test_no_broken_characters(text, loader):
    """Half of a character, or none, never gets into a setting."""
    with pytest.raises(ConfigError):
        compose(text, file="c.yaml", substitute=plain, loader=loader)


def test_depth_is_limited():
    """Brackets cannot nest without end, and aliases do not get around it."""
    assert f"is nested deeper than {DEPTH_LIMIT} levels" in stopped("[" * 100_000)
    chain = "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, DEPTH_LIMIT))
    assert f"is nested deeper than {DEPTH_LIMIT} levels" in stopped(f"- &a0 []\n{chain}")


def test_aliases_are_limited():
    """Nine lines that stand for a billion values end before they cost anything."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert f"aliases repeat more than {ALIASED_NODES_LIMIT:,} values" in stopped("\n".join(lines))


def test_values_are_limited(monkeypatch):
    """A file of nothing but values ends at the limit."""
    assert NODES_LIMIT >= 10 * 10_000
    monkeypatch.setattr(document, "NODES_LIMIT", 20)
    assert stopped("- x\n" * 21) == "c.yaml:20: [19]: holds more than 20 values (split it over several daemons)"


def test_duplicate_keys_keep_the_first():
    """A key that stands twice is a finding at the first, and the rest is read on."""
    root, findings = compose("a:\n  b: 1\n  c: 2\n  b: 3", file="c.yaml", substitute=plain)
    problem = "the key stands here and again on line 4"
    assert [Finding(path=("a", "b"), problem=problem, remedy="keep one", about_key=True)] == findings
    assert root == {"a": {"b": "1", "c": "2"}}


def test_substitution():
    """Values are substituted once, keys never; a finding has the value's place."""

    def substitute(text):
        return (text.replace("${A}", "$B") if "A" in text else text), ([] if "A" in text else [("bad", "good")])

    root, findings = compose("a: [[x], {b: '${A}'}, '${C}']\n${A}: &v ${A}\nd: *v", file="c", substitute=substitute)
    assert root == {"a": [["x"], {"b": "$B"}, "${C}"], "${A}": "$B", "d": "$B"}
    assert [Finding(path=("a", 2), problem="bad", remedy="good")] == findings


def test_shown_is_what_is_written():
    """A fault quotes a value as the file has it, and not for ever."""
    assert (shown(Text("x", line=1, written="${S}")), repr(Text("x", line=1, written="${S}"))) == ("'${S}'", "'${S}'")
    assert f"'{'x' * 60}…'" == shown("x" * 61)


def test_fault_place():
    """A finding becomes a fault with the path as users write it."""
    root = tree("sources:\n- labels: {a b: c}")
    found = fault(root, "c.yaml", Finding(path=("sources", 0, "labels", "a b"), problem="p"))
    assert str(found) == "c.yaml:2: sources[0].labels['a b']: p"
    assert dotted(("on_start",)) == "on_start"


def test_faults_of_many_keys_are_found_in_line_with_them():
    """A file that is no config has as many unknown keys as lines: four times of them is no sixteen times the work."""

    def seconds(count):
        root = tree("".join(f"k{number}: 1\n" for number in range(count)))
        began = time.thread_time()
        assert list(range(1, count + 1)) == [line_of(root, (f"k{number}",), key=True) for number in range(count)]
        return time.thread_time() - began

    assert seconds(8_000) < 10 * max(seconds(2_000), 0.002)
