"""What questions have in common: names, pages, words."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from starlette.convertors import Convertor, register_url_convertor

from monitor.model import CHILD_PATTERN, EventType

_NAME = r"[a-z0-9][a-z0-9._-]{0,63}"
NAME_PATTERN = f"^{_NAME}$"
"""A webhook's name, as the config has it."""
SOURCE_PATTERN = f"^{_NAME}(/{CHILD_PATTERN})?$"
"""A source's name: of the config, or with a slash in it if a source of the config has found it."""
SOURCE_LIMIT_CHARS = 160
PAGE_LIMIT = 500
PAGE_DEFAULT = 100
WORDS_LIMIT_CHARS = 200
WORDS_LIMIT = 8
ID_LIMIT_CHARS = 8192
NUMBER_LIMIT = 2**53 - 1
"""The largest whole number that every reader of JSON has exactly."""

Limit = Annotated[int, Query(ge=1, le=PAGE_LIMIT, description="How many at most.")]
SourceName = Annotated[str | None, Query(pattern=SOURCE_PATTERN, description="Only those of the source of this name.")]
WebhookName = Annotated[str | None, Query(pattern=NAME_PATTERN, description="Only those of the webhook of this name.")]
Types = Annotated[list[EventType] | None, Query(alias="type", description="Only those of these types.")]
Words = Annotated[
    str | None, Query(max_length=WORDS_LIMIT_CHARS, description="Only those in which all of these words stand.")
]
Name = Annotated[str, Path(pattern=NAME_PATTERN)]
SourcePath = Annotated[str, Path(pattern=SOURCE_PATTERN, description="The source's name; its slash may be %2F.")]
"""Of a route with `{name:source}` in it."""
EntryId = Annotated[str, Path(min_length=1, max_length=ID_LIMIT_CHARS)]


class SourceConvertor(Convertor[str]):
    """Matches a source's name in a path: what is below a source never begins with a date, as a found one's name does.

    What is no name is matched as far as the next slash, so that the answer can say so.
    """

    regex = f"[^/]+(?:/{CHILD_PATTERN})?"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("source", SourceConvertor())


def words_of(asked: str | None) -> tuple[str, ...]:
    """Return the words of a question.

    >>> words_of("dam  breaks"), words_of(None)
    (('dam', 'breaks'), ())
    """
    return tuple((asked or "").split()[:WORDS_LIMIT])
