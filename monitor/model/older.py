"""Where the reading of a live blog's older pages stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model.changes import Freshness, Quarantine
from monitor.model.pages import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderPage:
    """One page below the first: its address, and what its last good reading left.

    `read_at` says when that was, and `read_by` what did it, as in the state of a source; what was unknown then was a
    baseline. `bottom` is the last entry that it showed, and `end` says that it named no older page.
    """

    url: str
    read_at: datetime | None = None
    read_by: str = ""
    bottom: str | None = None
    end: bool = False
    validators: Validators = field(default_factory=Validators)
    freshness: Freshness = field(default_factory=Freshness)
    quarantine: Quarantine | None = None

    @property
    def read(self) -> bool:
        """Whether there was a good reading."""
        return self.read_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderPages:
    """The pages below the first, newest first, as far as they were found, and which of them is the next to be read.

    `polls` counts those since the last one. With `again` it is read without conditions, and with `seam` the one above
    it right before: known entries should stand between the two, and only together they prove that one is gone.
    """

    pages: tuple[OlderPage, ...] = ()
    next: int = 0
    polls: int = 0
    again: bool = False
    seam: bool = False
