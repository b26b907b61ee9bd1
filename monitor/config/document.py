"""YAML text → a tree of plain values with lines, within limits.

The parser's events are read one by one instead of letting PyYAML compose nodes that would have to be walked again
(10,000 sources: 0.6 s of CPU against 0.9 s for the nodes alone); nothing recurses, and an alias is counted before it
can cost memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from monitor.config.tree import Finding, Items, Table, Text, Value, dotted, is_unicode, shown
from monitor.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH_LIMIT = 32
NODES_LIMIT = 1_000_000
"""Values in one file; 10,000 sources have about 100,000."""
ALIASED_NODES_LIMIT = 100_000
"""Values that aliases (`*name`) repeat; nine lines of aliases could otherwise stand for 10⁹ values."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""YAML 1.2 core schema, §10.3.2."""
TEXT_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it: 8 times as fast (0.6 s against 5 s)."""

REMEDIES = {
    "mapping values are not allowed": "put text that holds ': ' in quotes, and check the indentation above",
    "cannot start any token": "indent with spaces, and put text that begins with a special character in quotes",
    "could not find expected ':'": "write 'key: value', with a space after the colon",
    "did not find expected": "check the indentation and that every quote and bracket is closed",
    "unexpected end of stream": "close the quote",
}
"""What to do about the parser's commonest complaints, by a part of their wording."""


@dataclass(slots=True)
class _Open:
    """A sequence or mapping whose end is still to come; `height` counts its levels, `key` is the last one read."""

    value: Items | Table
    anchor: str | None
    first_node: int
    key: Text | None = None
    expects_key: bool = True
    height: int = 1


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Value
    nodes: int
    height: int


def compose(
    text: str,
    *,
    file: str,
    substitute: Callable[[str], tuple[str, list[tuple[str, str]]]],
    loader: Any = LOADER,
) -> tuple[Value, list[Finding]]:
    """Return the document and what is wrong with single values or keys in it.

    `substitute` returns what a scalar with `${…}` stands for, and (problem, remedy) for each part that it could not
    find. Raises: ConfigError if the text is no YAML, or over a limit, so that reading it cannot go on.
    """
    composer = _Composer(file, substitute)
    try:
        for event in yaml.parse(text, Loader=loader):
            composer.take(event)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: PyYAML's own "\UFFFFFFFF"
        raise ConfigError([_syntax_fault(error, file)]) from None
    return composer.root, composer.findings


class _Composer:
    """Takes the parser's events in order and builds the tree."""

    def __init__(self, file: str, substitute: Callable[[str], tuple[str, list[tuple[str, str]]]]) -> None:
        self.root: Value = None
        self.findings: list[Finding] = []
        self._file = file
        self._substitute = substitute
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._nodes = 0
        self._aliased_nodes = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._stop(event, "a second document begins here", "keep one, without a '---' line between")
            case _:
                pass

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = _line(event)
        plain = event.implicit[0]
        if not plain and event.tag not in TEXT_TAGS:
            raise self._stop(event, f"the tag {shown(str(event.tag))} is not read", "leave it out")
        if not event.value.isascii() and not is_unicode(event.value):
            raise self._stop(event, "holds half of a character (a lone surrogate)", "write the whole character")
        value: Value
        if self._expects_key():
            value = Text(event.value, line=line)
        elif plain and event.value in NULLS:
            value = None
        elif "$" in event.value:
            meant, problems = self._substitute(event.value)
            value = Text(meant, line=line, written=event.value)
            path = self._path()
            self.findings += [Finding(path=path, problem=problem, remedy=remedy) for problem, remedy in problems]
        else:
            value = Text(event.value, line=line)
        self._count(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(event, value)

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        line = _line(event)
        if not event.implicit:
            raise self._stop(event, f"the tag {shown(str(event.tag))} is not read", "leave it out")
        if self._expects_key():
            raise self._stop(event, "a key must be plain text", "put text that holds braces or brackets in quotes")
        if len(self._open) >= DEPTH_LIMIT:
            raise self._stop(event, f"is nested deeper than {DEPTH_LIMIT} levels", "close a bracket")
        value: Items | Table = Table(line=line) if isinstance(event, yaml.MappingStartEvent) else Items(line=line)
        self._count(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._add(event, value)
        self._open.append(_Open(value, event.anchor, self._nodes + self._aliased_nodes))

    def _end(self) -> None:
        closed = self._open.pop()
        if self._open:
            self._open[-1].height = max(self._open[-1].height, closed.height + 1)
        if closed.anchor is not None:
            nodes = self._nodes + self._aliased_nodes - closed.first_node + 1
            self._anchors[closed.anchor] = _Anchored(closed.value, nodes, closed.height)

    def _alias(self, event: yaml.AliasEvent) -> None:
        if event.anchor is None or event.anchor not in self._anchors:
            raise self._stop(
                event, f"undefined alias {shown(str(event.anchor))}", "put text that begins with '*' in quotes"
            )
        anchored = self._anchors[event.anchor]
        if anchored is None:
            raise self._stop(event, f"the alias {shown(event.anchor)} stands inside itself", "write the value out")
        if self._expects_key() and not isinstance(anchored.value, Text):
            raise self._stop(event, "a key must be plain text", "write the key out")
        if len(self._open) + anchored.height > DEPTH_LIMIT:
            raise self._stop(event, f"is nested deeper than {DEPTH_LIMIT} levels", "write the value out")
        self._aliased_nodes += anchored.nodes
        if self._aliased_nodes > ALIASED_NODES_LIMIT:
            raise self._stop(event, f"aliases repeat more than {ALIASED_NODES_LIMIT:,} values", "use fewer aliases")
        parent = self._open[-1]  # there is one: at the root nothing can have been anchored before
        parent.height = max(parent.height, anchored.height + 1)
        self._add(event, anchored.value)

    def _add(self, event: yaml.Event, value: Value) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        if isinstance(parent.value, Items):
            parent.value.append(value)
        elif parent.expects_key:
            assert isinstance(value, Text)
            parent.key, parent.expects_key = value, False
            if value in parent.value:
                line = _line(event)
                problem = f"the key stands here and again on line {line}"
                self.findings.append(Finding(path=self._path(), problem=problem, remedy="keep one", about_key=True))
        else:
            assert parent.key is not None
            parent.value.setdefault(parent.key, value)
            parent.expects_key = True

    def _expects_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, Table) and self._open[-1].expects_key

    def _path(self) -> tuple[str | int, ...]:
        """Where the value that comes next will stand."""
        steps: list[str | int] = []
        for level in self._open:
            innermost = level is self._open[-1]
            if isinstance(level.value, Items):
                steps.append(len(level.value) if innermost else len(level.value) - 1)
            elif level.key is not None and not (innermost and level.expects_key):
                steps.append(str(level.key))
        return tuple(steps)

    def _count(self, event: yaml.Event) -> None:
        self._nodes += 1
        if self._nodes > NODES_LIMIT:
            raise self._stop(event, f"holds more than {NODES_LIMIT:,} values", "split it over several daemons")

    def _stop(self, event: yaml.Event, problem: str, remedy: str) -> ConfigError:
        line = _line(event)
        return ConfigError(
            [Fault(file=self._file, line=line, key=dotted(self._path()), problem=problem, remedy=remedy)]
        )


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # the stubs allow it, the parsers never do it
    return event.start_mark.line + 1


def _syntax_fault(error: Exception, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = (
        getattr(error, "problem", None) or getattr(error, "reason", None) or "a character that YAML does not allow"
    )
    remedy = next((remedy for part, remedy in REMEDIES.items() if part in problem), None)
    return Fault(
        file=file,
        line=None if mark is None else mark.line + 1,
        key="",
        problem=f"is no valid YAML: {problem}",
        remedy=remedy,
    )
