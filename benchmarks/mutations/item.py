"""One entry of the live blog behind a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .words import read_date, shifted, squeeze

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from .part import Part

TELLING = 25
"""Letters and digits that an entry must have to be told from the others."""


@dataclass(slots=True, eq=False)
class Item:
    """An entry of the live blog: its part in each carrier; None where a carrier does not have it."""

    parts: list[Part | None]

    def whole(self) -> bool:
        """Return whether every carrier has it, with words: such an entry can be copied for a new one."""
        return all(part is not None and part.body() for part in self.parts)

    def present(self) -> list[Part]:
        return [part for part in self.parts if part is not None]

    def words(self) -> str:
        """Return the longest run of words that its first carrier has."""
        return max((squeeze(get()) for part in self.present()[:1] for get, _ in part.body()), key=len, default="")

    def published(self) -> datetime | None:
        stamps = (read_date(get()) for part in self.present() for get, _ in part.stamps(modified=False))
        return next((stamp for stamp in stamps if stamp), None)

    def dated(self) -> datetime | None:
        """Return when it was last edited, or else published."""
        stamps = (read_date(get()) for part in self.present() for get, _ in part.stamps(modified=True))
        return next((stamp for stamp in stamps if stamp), None) or self.published()

    def shift(self, by: timedelta, *, modified_only: bool = False) -> bool:
        """Let it say later dates; return whether it says any."""
        slots = [slot for part in self.present() for slot in part.stamps(modified=True)]
        if not modified_only:
            slots += [slot for part in self.present() for slot in part.stamps(modified=False)]
        for get, set_ in slots:
            set_(shifted(get(), by))
        return bool(slots)

    def rekey(self, key: str) -> None:
        for part in self.present():
            part.rekey(key)

    def pin(self, *, pinned: bool) -> None:
        """Mark it as pinned, or as not, wherever it can be."""
        for part in self.present():
            part.pin(pinned=pinned)

    def can_be_pinned(self) -> bool:
        """Return whether it could be marked as pinned and is not."""
        marks = [mark for part in self.present() if (mark := part.pinned()) is not None]
        return bool(marks) and not any(marks)

    def copy(self) -> Item:
        return Item([part and part.copy() for part in self.parts])
