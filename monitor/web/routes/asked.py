"""What questions have in common: names, pages, words."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from monitor.model import EventType

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{0,63}$"
"""A source's or webhook's name, as the config has it."""
PAGE_LIMIT = 500
PAGE_DEFAULT = 100
WORDS_LIMIT_CHARS = 200
WORDS_LIMIT = 8
ID_LIMIT_CHARS = 8192
NUMBER_LIMIT = 2**62

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="How many at most.")]
SourceName = Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only those of the source of this name.")]
WebhookName = Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only those of the webhook of this name.")]
Types = Annotated[list[EventType] | None, Query(alias="type", description="Only those of these types.")]
Words = Annotated[
    str | None, Query(max_length=WORDS_LIMIT_CHARS, description="Only those in which all of these words stand.")
]
Name = Annotated[str, Path(pattern=NAME_PATTERN)]
EntryId = Annotated[str, Path(min_length=1, max_length=ID_LIMIT_CHARS)]


def words_of(asked: str | None) -> tuple[str, ...]:
    """Return the words of a question.

    >>> words_of("dam  breaks"), words_of(None)
    (('dam', 'breaks'), ())
    """
    return tuple((asked or "").split()[:WORDS_LIMIT])
