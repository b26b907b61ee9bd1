"""What keys must be to each other: names are unique, min ≤ max, and what a webhook selects is there. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config.api_keys import open_to_others
from monitor.config.push_keys import unreachable
from monitor.config.shape import DefaultsKeys
from monitor.config.suggest import nearest, nearest_or_all
from monitor.config.tree import Finding, Items, Table, Text, is_literal, shown
from monitor.config.webhook_rules import misfits
from monitor.model import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from monitor.config.fields import Selector
    from monitor.config.places import Places
    from monitor.config.settle import Config
    from monitor.config.shape import ConfigKeys, PollingKeys
    from monitor.config.tree import Path, Value


_A_SOURCE = "add one: sources: [{name: ukraine, url: https://…}]"
_HOURS = 'write hours: [{days: [sat], start: "14:00", end: "18:00", interval: 5s}]'
_RAISE_OR_LOWER = "raise max or lower min"


def disagreements(
    keys: ConfigKeys,
    config: Config,
    places: Places,
    positions: dict[str, list[int]],
    *,
    extractors: Collection[str] | None,
    whole: bool,
) -> Iterator[Finding]:
    """Yield what is wrong between keys that are each right.

    `places` is what was read; `positions` says where the items stood in it. `whole` is False when other items are
    wrong, so that what seems to be missing may just be among those.
    """
    root = places.root
    for section in ("sources", "webhooks"):
        yield from _duplicates(places, section)
    yield from misfits(root)
    yield from open_to_others(keys.api)
    yield from unreachable(keys)
    yield from _pace(keys, positions["sources"])
    yield from _one_way_to_read(keys, positions["sources"])
    yield from _one_address(keys, positions["sources"])
    yield from _timetables(keys, positions["sources"])
    if extractors is not None:
        yield from _extractors(keys, positions["sources"], extractors)
    names: set[str] = {name for _, name in _named(root, "sources")}
    for at, webhook in zip(positions["webhooks"], keys.webhooks or (), strict=True):
        for number, selector in enumerate(webhook.sources or ()):
            path: Path = ("webhooks", at, "sources", number)
            if selector.name is not None and selector.name not in names:
                yield _no_such_source(path, selector.name, names)
            elif selector.labels is not None and whole and not _selects(selector, config):
                yield Finding(path=path, problem="no source has these labels", remedy="add them to a source's labels")
    if whole and not config.sources:
        yield Finding(path=("sources",), problem="there is no source to watch", remedy=_A_SOURCE)


def _named(root: Value, section: str) -> Iterator[tuple[int, Text]]:
    """Yield each name that an item of the section gives itself, right or wrong, and where the item stands."""
    items = root.get(section) if isinstance(root, Table) else None
    for at, item in enumerate(items if isinstance(items, Items) else ()):
        name = item.get("name") if isinstance(item, Table) else None
        if isinstance(name, Text):
            yield at, name


def _duplicates(places: Places, section: str) -> Iterator[Finding]:
    first: dict[str, tuple[int, Text]] = {}
    for at, name in _named(places.root, section):
        first_at, taken = first.setdefault(name, (at, name))
        if first_at != at:
            path: Path = (section, at, "name")
            owner = places.told((section, first_at), taken.line, beside=path)
            problem = f"the name {shown(name)} is taken by {owner}"
            yield Finding(path=path, problem=problem, remedy="give it a name of its own")


def _pace(keys: ConfigKeys, positions: list[int]) -> Iterator[Finding]:
    """Yield where min is longer than max: once for the defaults, and for each source that sets one of the two."""
    built_in = Source(name="", url="")
    defaults = keys.defaults or DefaultsKeys()
    least, most = defaults.min or built_in.min, defaults.max or built_in.max
    if least > most:
        yield _crossed(("defaults",), defaults, least="the built-in min", most="the built-in max")
    for at, source in zip(positions, keys.sources or (), strict=True):
        if (source.min or source.max) and (source.min or least) > (source.max or most):
            least_of_all = "defaults.min" if defaults.min else "the built-in min"
            most_of_all = "defaults.max" if defaults.max else "the built-in max"
            yield _crossed(("sources", at), source, least=least_of_all, most=most_of_all)


def _crossed(path: Path, keys: PollingKeys, *, least: str, most: str) -> Finding:
    """Return the finding at whichever of the two the keys set; `least` and `most` name where the other comes from."""
    if keys.min:
        problem = f"is longer than {'max' if keys.max else most}"
        return Finding(path=(*path, "min"), problem=problem, remedy=_RAISE_OR_LOWER)
    return Finding(path=(*path, "max"), problem=f"is shorter than {least}", remedy=_RAISE_OR_LOWER)


def _one_way_to_read(keys: ConfigKeys, positions: list[int]) -> Iterator[Finding]:
    for at, source in zip(positions, keys.sources or (), strict=True):
        given = [key for key in ("selectors", "jmespath", "extractor") if getattr(source, key) is not None]
        if len(given) > 1:
            problem = f"cannot be given beside {given[0]}"
            yield Finding(path=("sources", at, given[1]), problem=problem, remedy="keep one", about_key=True)


def _one_address(keys: ConfigKeys, positions: list[int]) -> Iterator[Finding]:
    """Yield which sources have no address, or two, and what belongs to an index and stands elsewhere."""
    for at, source in zip(positions, keys.sources or (), strict=True):
        path: Path = ("sources", at)
        if source.url is None and source.discover is None:
            yield Finding(path=(*path, "url"), problem="is missing", remedy="add url: …")
        elif source.url is not None and source.discover is not None:
            problem, remedy = "cannot be given beside url", "keep url for a live blog, discover for an index of them"
            yield Finding(path=(*path, "discover"), problem=problem, remedy=remedy, about_key=True)
        elif source.discover is None:
            for key in ("match", "at_most", "per_day"):
                if getattr(source, key) is not None:
                    problem, remedy = "belongs to an index of live blogs", "write discover: instead of url:"
                    yield Finding(path=(*path, key), problem=problem, remedy=remedy, about_key=True)


def _timetables(keys: ConfigKeys, positions: list[int]) -> Iterator[Finding]:
    for at, source in zip(positions, keys.sources or (), strict=True):
        timetable, path = source.schedule, ("sources", at, "schedule")
        if timetable is None:
            continue
        if timetable.cron is None and timetable.hours is None:
            yield Finding(path=path, problem="says when by neither hours nor cron", remedy=_HOURS)
        elif timetable.cron is not None and (timetable.hours is not None or timetable.outside is not None):
            key = "hours" if timetable.hours is not None else "outside"
            problem = "cannot be given beside cron, which says exactly when to poll"
            yield Finding(path=(*path, key), problem=problem, remedy="keep one", about_key=True)


def _extractors(keys: ConfigKeys, positions: list[int], known: Collection[str]) -> Iterator[Finding]:
    for at, source in zip(positions, keys.sources or (), strict=True):
        if source.extractor is not None and source.extractor not in known:
            problem, remedy = (
                f"no extractor is named {shown(source.extractor)}",
                nearest_or_all(source.extractor, sorted(known)),
            )
            yield Finding(path=("sources", at, "extractor"), problem=problem, remedy=remedy)


def _no_such_source(path: Path, name: str, known: Collection[str]) -> Finding:
    word = nearest(name, [other for other in known if is_literal(other)]) if is_literal(name) else None
    remedy = f"did you mean {word!r}?" if word else "write a source's name, or a label such as {desk: world}"
    return Finding(path=path, problem=f"no source is named {shown(name)}", remedy=remedy)


def _selects(selector: Selector, config: Config) -> bool:
    wanted = (selector.labels or {}).items()
    return any(wanted <= source.labels.items() for source in config.sources)
