"""Elements that repeat: siblings that look alike, and hold what speaks for an entry each.

    what speaks ─▶ the elements around it ─▶ what each looks like among its siblings ─▶ groups of one look

Which of the groups are entries is judged elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from monitor.extract.page.kinds import HEADING_TAGS
from monitor.extract.page.trails import first_class, marks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.extract.blocks.survey import Survey
    from monitor.extract.page.outline import Part

MAX_CLIMB = 14
"""How far above its time mark an entry's element may be."""

MAX_SIBLINGS = 6_000
FEW = 2
"""How many elements are a group, at least."""

BESIDE = frozenset({"time", "span", "meta"})
"""A mark of this tag tells the time of what it stands in, and is no entry itself."""

_LISTS = frozenset({"ol", "ul"})


@dataclass(slots=True, kw_only=True)
class Group:
    """Siblings (or cousins, under days) of one look; `timed` are those that hold a time mark."""

    look: tuple[object, ...]
    timed: dict[int, Part]
    items: list[Part] = field(default_factory=list)
    score: float = 0.0


def groups_of(marks: Iterable[Part], *, itself: bool = False) -> list[Group]:
    """Return the groups that elements with a time mark form, on any level above their marks."""
    alike: dict[tuple[object, ...], dict[int, Part]] = defaultdict(dict)
    seen: set[int] = set()
    for mark in marks:
        part = mark if itself else mark.parent if mark.tag in BESIDE else mark
        for _ in range(MAX_CLIMB):
            if part is None or part.at in seen or part.tag in {"body", "html"}:
                break
            seen.add(part.at)
            for look in _looks(part):
                alike[look][part.at] = part
            part = part.parent
    return [Group(look=look, timed=timed) for look, timed in alike.items() if len(timed) >= FEW]


def _looks(part: Part) -> Iterator[tuple[object, ...]]:
    """Yield what an element looks like among its siblings: its first class, its test id, the start of its id, its tag.

    The place is the parent, and once more the grandparent: some put the entries of each day into a section; or what is
    above that, where the section has a list of them.
    """
    parent = part.parent
    assert parent is not None  # only `html` stands in no element, and no climb goes so far
    grandparent = parent.parent
    marks = _marks_of(part)
    yield from ((parent.at, part.tag, kind, mark) for kind, mark in marks)
    if grandparent is not None and parent.tag not in {"body", "main"}:
        kind, mark = marks[0]
        days = (parent.tag, first_class(parent.attributes), part.tag, kind, mark)
        yield (grandparent.at, *days)
        if grandparent.parent is not None and _is_list_of_a_day(parent, grandparent):
            yield (grandparent.parent.at, grandparent.tag, first_class(grandparent.attributes), *days)


def _marks_of(part: Part) -> list[tuple[str, str]]:
    """Return what an element is known by among its neighbours; each of the groups that it is in asks."""
    known: dict[int, list[tuple[str, str]]] = part.outline.answers["marks"]
    marks = known.get(part.at)
    if marks is None:
        marks = known[part.at] = marks_of(part.attributes)
    return marks


def _is_list_of_a_day(part: Part, around: Part) -> bool:
    """Return whether a list stands below a heading in an element of their own, which readers see at once: no tab."""
    headed = part.tag in _LISTS and around.tag not in {"body", "main"} and "hidden" not in around.attributes
    return headed and any(
        child.tag in HEADING_TAGS for child in takewhile(lambda child: child is not part, around.children())
    )


def reach_of(group: Group) -> int:
    """Return how far above the items of a group the element stands that holds all."""
    return len(group.look) // 2 - 1


def members_of(group: Group, survey: Survey) -> list[Part]:
    """Return all elements of a group's look in document order, with and without a time.

    What holds no words parts them: the rule in a row of its own between the rows of a table.
    """
    any_item = next(iter(group.timed.values()))
    reach = reach_of(group)
    places = list(islice(any_item.above(), reach - 1, reach))
    for at in range(1, 2 * reach - 1, 2):
        places = [inner for place in places for inner in survey.alike(place, group.look[at : at + 2])]
    kind, mark = group.look[-2:]
    children = chain.from_iterable(place.children() for place in places)
    spoken = (child for child in children if child.size or child.at in group.timed)
    alike = (child for child in spoken if child.tag == any_item.tag and (kind, mark) in _marks_of(child))
    return list(islice(alike, MAX_SIBLINGS))
