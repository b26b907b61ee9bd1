"""What can be known of webhooks without sending anything: their templates tried, their Apprise addresses looked up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitor.app import utc_now
from monitor.deliver.formats import render
from monitor.deliver.formats.apprise import known_address
from monitor.errors import Unrenderable
from monitor.model import Format
from monitor.samples import samples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.model import Endpoint

_INSTANCE = "check"


def rehearse(endpoints: Iterable[Endpoint]) -> Iterator[str]:
    """Yield what is wrong with webhooks, a line each."""
    for endpoint in endpoints:
        try:
            if endpoint.format is Format.TEMPLATE:
                yield from _filled_in(endpoint)
            elif endpoint.format is Format.APPRISE and not known_address(endpoint.url):
                yield f"webhook {endpoint.name}: Apprise does not know its address; see its list of services"
        except Unrenderable as error:
            yield f"webhook {endpoint.name}: {error}"


def _filled_in(endpoint: Endpoint) -> Iterator[str]:
    """Yield why the template cannot tell an event: that of the first type with which it fails."""
    for kind, event in samples(_INSTANCE, utc_now()).items():
        rendered = render(endpoint, [event])
        if rendered.headers["content-type"].partition(";")[0].strip().endswith("json"):
            try:
                json.loads(rendered.body)
            except ValueError as error:
                yield (
                    f"webhook {endpoint.name}: its template makes no JSON of {kind.value}: {error} "
                    "(write values as {{ headline | tojson }}, or set content_type)"
                )
                return
