"""What can be known of webhooks without sending anything: their templates tried, their Apprise addresses looked up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.clock import utc_now
from monitor.deliver.formats import render
from monitor.deliver.formats.apprise import known_address
from monitor.errors import Unrenderable
from monitor.model import Format
from monitor.samples import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.model import Endpoint

TEMPLATE = ("options", "template")

_INSTANCE = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What is wrong with a key of a webhook, and what would be right."""

    key: tuple[str | int, ...]
    problem: str
    remedy: str | None = None


def rehearse(endpoints: Iterable[Endpoint]) -> Iterator[Flaw]:
    """Yield what is wrong with the webhooks of a config, which are given in its order."""
    for place, endpoint in enumerate(endpoints):
        webhook = ("webhooks", place)
        try:
            if endpoint.format is Format.TEMPLATE:
                yield from _filled_in(endpoint, (*webhook, *TEMPLATE))
            elif endpoint.format is Format.APPRISE and not known_address(endpoint.url):
                remedy = "see its list of services, https://github.com/caronc/apprise/wiki"
                yield Flaw(key=(*webhook, "url"), problem="Apprise does not know this address", remedy=remedy)
        except Unrenderable as error:
            about = TEMPLATE if endpoint.format is Format.TEMPLATE else ("format",)
            yield Flaw(key=(*webhook, *about), problem=str(error))


def _filled_in(endpoint: Endpoint, key: tuple[str | int, ...]) -> Iterator[Flaw]:
    """Yield why the template cannot tell an event: that of the first type with which it fails."""
    for kind, event in samples(_INSTANCE, utc_now()).items():
        rendered = render(endpoint, [event])
        if rendered.headers["content-type"].partition(";")[0].strip().endswith("json"):
            try:
                json.loads(rendered.body)
            except ValueError as error:
                problem = f"makes no JSON of {kind.value}: {error}"
                yield Flaw(
                    key=key, problem=problem, remedy="write values as {{ headline | tojson }}, or set content_type"
                )
                return
