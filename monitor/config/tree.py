"""What a YAML text is read into: plain values that remember the line they stand on.

A document is a Table (dict), Items (list), Text (str) or None. Scalars stay text: what they mean is decided where
it is known what is wanted, so that `no`, `12:30` and `007` arrive as written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self, TypeAlias

from monitor.errors import Fault

SHOWN_CHARS = 60
"""How much of a value a fault repeats."""


class Text(str):
    """A scalar on `line`; `written` is how the file has it, with `${…}` where the value may be a secret."""

    __slots__ = ("line", "written")

    line: int
    written: str

    def __new__(cls, value: str, *, line: int, written: str | None = None) -> Self:
        text = super().__new__(cls, value)
        text.line = line
        text.written = value if written is None else written
        return text

    def __repr__(self) -> str:
        return repr(self.written)


class Items(list["Value"]):
    """A sequence that begins on `line`."""

    __slots__ = ("line",)

    def __init__(self, *, line: int) -> None:
        super().__init__()
        self.line = line


class Table(dict[str, "Value"]):
    """A mapping that begins on `line`; its keys are Text."""

    __slots__ = ("_key_lines", "line")

    def __init__(self, *, line: int) -> None:
        super().__init__()
        self.line = line
        self._key_lines: dict[str, int] | None = None

    def line_of_key(self, key: str) -> int:
        """Return the line on which a key stands; asked of a table that is whole.

        Its keys are looked through once: 20,000 that are all unknown took 50 s to list.
        """
        if self._key_lines is None:
            self._key_lines = {known: known.line for known in self if isinstance(known, Text)}
        return self._key_lines[key]


Value: TypeAlias = "Text | Items | Table | None"
Path: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault whose line is not looked up yet. `about_key`: it is the key that is wrong, not the value."""

    path: Path
    problem: str
    remedy: str | None = None
    about_key: bool = False


def shown(value: str) -> str:
    """Return the value in quotes for a fault: as written, never what a `${…}` in it stands for."""
    written = value.written if isinstance(value, Text) else value
    return repr(written if len(written) <= SHOWN_CHARS else f"{written[:SHOWN_CHARS]}…")


def is_literal(value: str) -> bool:
    """Whether the value stands in the file as it is, so that a fault may build on it."""
    return not isinstance(value, Text) or value.written == value


def is_unicode(value: str) -> bool:
    """Whether the value can be written as UTF-8: it holds no half of a surrogate pair."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def dotted(path: Path) -> str:
    """Return the path as users write it.

    >>> dotted(("sources", 2, "labels", "news desk"))
    "sources[2].labels['news desk']"
    """
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif step.replace("_", "").replace("-", "").isalnum():
            parts.append(f".{step[:SHOWN_CHARS]}")
        else:
            parts.append(f"[{shown(step)}]")
    return "".join(parts).removeprefix(".")


def line_of(root: Value, path: Path, *, key: bool = False) -> int | None:
    """Return the line of the value at `path`, or of its key; where the path ends early, of the last part there is."""
    value, line = root, getattr(root, "line", None)
    for at, step in enumerate(path):
        key_line = None
        if isinstance(value, Table) and step in value:
            key_line = value.line_of_key(str(step))
            value = value[str(step)]
        elif isinstance(value, Items) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            break
        line = getattr(value, "line", None) or key_line or line
        if key and at == len(path) - 1:
            line = key_line or line
    return line


def fault(root: Value, file: str, finding: Finding) -> Fault:
    """Return the finding with its line, as users read it."""
    line = line_of(root, finding.path, key=finding.about_key)
    return Fault(file=file, line=line, key=dotted(finding.path), problem=finding.problem, remedy=finding.remedy)
