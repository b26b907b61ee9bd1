"""The pairs of two sets that are best together, not one after the other.

scores        a    b          one after the other (1, a), then nothing for 2: 0.9
         1   0.9  0.8         together (1, b) and (2, a):                     1.6
         2   0.8   -
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_GROUP = 32
"""Per side of one group of entries that may be each other: 32 take 6 ms. In a larger one the surest go first."""


def best_pairs(scores: Mapping[tuple[int, str], float]) -> dict[int, str]:
    """Return the pairs with the greatest sum of scores (all above 0) in which nobody stands twice.

    >>> best_pairs({(1, "a"): 0.9, (1, "b"): 0.8, (2, "a"): 0.8})
    {1: 'b', 2: 'a'}
    """
    chosen: dict[int, str] = {}
    for lefts, rights in _groups(scores):
        if len(lefts) == len(rights) == 1:
            chosen[lefts[0]] = rights[0]
        elif max(len(lefts), len(rights)) > MAX_GROUP:
            chosen |= _surest_first(lefts, rights, scores)
        else:
            chosen |= _assign(lefts, rights, scores)
    return dict(sorted(chosen.items()))


def _groups(scores: Mapping[tuple[int, str], float]) -> Iterator[tuple[list[int], list[str]]]:
    """Yield the lefts and rights that have scores with each other and with nobody else."""
    by_left: defaultdict[int, list[str]] = defaultdict(list)
    by_right: defaultdict[str, list[int]] = defaultdict(list)
    for left, right in scores:
        by_left[left].append(right)
        by_right[right].append(left)
    grouped: set[int] = set()
    for start in by_left:
        if start in grouped:
            continue
        lefts, rights, queue = {start: None}, dict[str, None](), [start]
        while queue:
            for right in by_left[queue.pop()]:
                if right not in rights:
                    rights[right] = None
                    fresh = [left for left in by_right[right] if left not in lefts]
                    lefts |= dict.fromkeys(fresh)
                    queue += fresh
        grouped.update(lefts)
        yield list(lefts), list(rights)


def _surest_first(
    lefts: Sequence[int], rights: Sequence[str], scores: Mapping[tuple[int, str], float]
) -> dict[int, str]:
    free, waiting, chosen = set(rights), set(lefts), dict[int, str]()
    for left, right in sorted(scores, key=lambda pair: scores[pair], reverse=True):
        if left in waiting and right in free:
            chosen[left] = right
            waiting.discard(left)
            free.discard(right)
    return chosen


def _assign(lefts: Sequence[int], rights: Sequence[str], scores: Mapping[tuple[int, str], float]) -> dict[int, str]:
    """Return the best pairs by the Hungarian algorithm (Kuhn 1955, with shortest augmenting paths and prices).

    Rows and columns count from 1; row 0 and column 0 stand for "none". The matrix is square: who pairs with a row or
    column beyond the given ones stays alone, at no cost.
    """
    size = max(len(lefts), len(rights))
    cost = [[0.0] * (size + 1) for _ in range(size + 1)]
    for row, left in enumerate(lefts, 1):
        for column, right in enumerate(rights, 1):
            cost[row][column] = -scores.get((left, right), 0.0)
    row_price, column_price, owner = [0.0] * (size + 1), [0.0] * (size + 1), [0] * (size + 1)
    for row in range(1, size + 1):
        owner[0] = row
        _augment(cost, row_price, column_price, owner)
    pairs = (
        (lefts[row - 1], rights[column]) for column, row in enumerate(owner[1 : len(rights) + 1]) if row <= len(lefts)
    )
    return {left: right for left, right in pairs if (left, right) in scores}


def _augment(
    cost: Sequence[Sequence[float]], row_price: list[float], column_price: list[float], owner: list[int]
) -> None:
    """Give the row that waits in column 0 a column, moving the others along the cheapest path."""
    columns = range(len(owner))
    slack = [float("inf")] * len(owner)
    came_from = [0] * len(owner)
    visited = [False] * len(owner)
    column = 0
    while owner[column]:
        visited[column] = True
        row, here = owner[column], column
        for other in columns:
            reduced = cost[row][other] - row_price[row] - column_price[other]
            if not visited[other] and reduced < slack[other]:
                slack[other], came_from[other] = reduced, here
        column = min((other for other in columns if not visited[other]), key=slack.__getitem__)
        step = slack[column]
        for other in columns:
            if visited[other]:
                row_price[owner[other]] += step
                column_price[other] -= step
            else:
                slack[other] -= step
    while column:
        owner[column] = owner[came_from[column]]
        column = came_from[column]
