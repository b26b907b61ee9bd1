"""Several files read as one: the main one, and those whose sources stand beside it. Pure.

    monitor.yaml            sources[0], sources[1]   ──▶  sources[0], sources[1]
    sources.d/a.yaml        sources[0]               ──▶  sources[2]
    sources.d/b.yaml        sources[0], sources[1]   ──▶  sources[3], sources[4]

What is wrong with an item of the whole is said at the place where its file has it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.config.tree import Finding, Items, Table, dotted, fault, shown
from monitor.config.values import kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitor.config.tree import Path, Value
    from monitor.errors import Fault

SOURCES = "sources"
_WRITE_SOURCES = "write sources: in its first line, and the sources below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one file says, and the faults that were found in it on its own."""

    file: str
    root: Value
    findings: Sequence[Finding] = ()


class Places:
    """The whole that the parts make, the main one first; `root` is its document."""

    def __init__(self, main: Part, others: Iterable[Part] = ()) -> None:
        self._parts = [main]
        self._first = [0]
        """At which item of the whole each part's sources begin."""
        self.alone: list[Fault] = []
        """What is wrong in the other files beside their sources."""
        self.root = main.root
        self.findings = list(main.findings)
        others = list(others)
        if others:
            self.root, items = _opened(main.root)
            for part in others:
                self._join(part, items)

    def faults(self, findings: Iterable[Finding], most: int) -> tuple[list[Fault], int]:
        """Return one fault per key, the first found, by file and line; and how many more than `most` there are."""
        first: dict[object, Finding] = {}
        for finding in findings:
            first.setdefault(finding.path, finding)
        listed = [*self.alone, *map(self.fault, first.values())]
        order = {part.file: number for number, part in enumerate(self._parts)}
        kept = sorted(listed[:most], key=lambda one: (order[one.file], one.line or 0, one.key))
        return kept, max(0, len(listed) - most)

    def told(self, path: Path, line: int, *, beside: Path) -> str:
        """Return where something stands, as said to somebody who looks at `beside`, perhaps in another file."""
        part, local = self._local(path)
        elsewhere = "" if part is self._local(beside)[0] else f" of {part.file}"
        return f"{dotted(local)}{elsewhere} on line {line}"

    def fault(self, finding: Finding) -> Fault:
        """Return what is wrong at a path of the whole, with the file and the line where it stands."""
        part, local = self._local(finding.path)
        return fault(part.root, part.file, replace(finding, path=local))

    def _local(self, path: Path) -> tuple[Part, Path]:
        """Return the part in which a path of the whole leads, and the path in there."""
        if not _in_sources(path):
            return self._parts[0], path
        at = int(path[1])
        number = bisect_right(self._first, at) - 1
        return self._parts[number], (SOURCES, at - self._first[number], *path[2:])

    def _join(self, part: Part, items: Items | None) -> None:
        first = 0 if items is None else len(items)
        self._parts.append(part)
        self._first.append(first)
        sources = part.root.get(SOURCES) if isinstance(part.root, Table) else None
        if items is not None and isinstance(sources, Items):
            items.extend(sources)
        for finding in (*part.findings, *_misplaced(part)):
            path = finding.path
            if items is None or not _in_sources(path):
                self.alone.append(fault(part.root, part.file, finding))
            else:
                self.findings.append(replace(finding, path=(SOURCES, first + int(path[1]), *path[2:])))


def _in_sources(path: Path) -> bool:
    return len(path) > 1 and path[0] == SOURCES and isinstance(path[1], int)


def _opened(root: Value) -> tuple[Value, Items | None]:
    """Return a copy of the main document that more sources can be added to, and where; None where they cannot."""
    if not isinstance(root, Table | None):
        return root, None
    whole = Table(line=1 if root is None else root.line)
    whole.update(root or {})
    sources = whole.get(SOURCES)
    if not isinstance(sources, Items | None):
        return root, None
    items = Items(line=1 if sources is None else sources.line)
    items.extend(sources or ())
    whole[SOURCES] = items
    return whole, items


def _misplaced(part: Part) -> Iterator[Finding]:
    """Yield what stands in a file beside the main one and has no business there."""
    if part.root is None:
        return
    if not isinstance(part.root, Table):
        yield Finding(path=(), problem=f"must be a mapping, not {kind(part.root)}", remedy=_WRITE_SOURCES)
        return
    for key in part.root:
        if key != SOURCES:
            problem = f"the key {shown(key)} has no place here: a file beside the main one holds sources alone"
            yield Finding(path=(key,), problem=problem, remedy="put it into the main file", about_key=True)
    sources = part.root.get(SOURCES)
    if not isinstance(sources, Items | None):
        problem, remedy = f"must be a list, not {kind(sources)}", "write one source a line after '- '"
        yield Finding(path=(SOURCES,), problem=problem, remedy=remedy)
