"""What the routes work with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.web.patience import Patience

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from monitor.ports import Callbacks, Clock, Control, Glances
    from monitor.web.gate import Gate
    from monitor.web.meter import Meter
    from monitor.web.relay import Relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts that an application is built on; routes find them by `parts_of`."""

    ledger: Glances
    control: Control
    callbacks: Callbacks
    gate: Gate
    relay: Relay
    meter: Meter
    clock: Clock
    patience: Patience = field(default_factory=Patience)
    images: bool = False
    """Whether pages show the publishers' images."""


def parts_of(request: HTTPConnection) -> Parts:
    """Return the parts of the application that a request came to."""
    parts: Parts = request.app.state.parts
    return parts
