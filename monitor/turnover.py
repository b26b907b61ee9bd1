"""What turns one set of named things into another: what comes, what goes, what differs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover(Generic[T]):
    """`added` and `changed` hold the new things by name, `removed` the old ones."""

    added: Mapping[str, T]
    removed: Mapping[str, T]
    changed: Mapping[str, T]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def turnover(old: Mapping[str, T], new: Mapping[str, T]) -> Turnover[T]:
    """Return what turns the old things into the new ones.

    >>> turnover({"a": 1, "b": 2}, {"b": 3, "c": 4})
    Turnover(added={'c': 4}, removed={'a': 1}, changed={'b': 3})
    """
    return Turnover(
        added={name: thing for name, thing in new.items() if name not in old},
        removed={name: thing for name, thing in old.items() if name not in new},
        changed={name: thing for name, thing in new.items() if name in old and old[name] != thing},
    )
