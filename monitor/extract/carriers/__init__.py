"""The formats that carry live blogs, one module each, and the registry that names them.

An extractor is a function from a `Document` to `Reading | Absent`; adding one is a module and a line in `EXTRACTORS`.
They are pure and total: whatever the bytes, they raise nothing. None imports another.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from monitor.extract.carriers.amp import read_amp
from monitor.extract.carriers.api import read_api
from monitor.extract.carriers.atom import read_atom
from monitor.extract.carriers.container import read_container
from monitor.extract.carriers.flat import read_flat
from monitor.extract.carriers.jsonfeed import read_jsonfeed
from monitor.extract.carriers.jsonld import read_jsonld
from monitor.extract.carriers.lead import read_lead
from monitor.extract.carriers.microdata import read_microdata
from monitor.extract.carriers.profile import read_profile
from monitor.extract.carriers.rss import read_rss
from monitor.extract.carriers.state import read_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.extract.readings.reading import Extractor

EXTRACTORS: Mapping[str, Extractor] = MappingProxyType(
    {
        "jsonld": read_jsonld,
        "microdata": read_microdata,
        "profile": read_profile,
        "amp": read_amp,
        "container": read_container,
        "rss": read_rss,
        "atom": read_atom,
        "jsonfeed": read_jsonfeed,
        "api": read_api,
        "state": read_state,
        "lead": read_lead,
        "flat": read_flat,
    }
)
"""Every extractor by name, in order of trust; between equally sure ones the earlier wins."""

LATE = ("state", "flat")
"""Extractors that are asked only where the others fall short: they read the whole page and know least about it."""
