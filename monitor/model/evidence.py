"""What is kept of the responses that changed what we know, so that it can be proved later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Form(StrEnum):
    """What the bytes of an exhibit are."""

    WIRE = "wire"
    """The body as it crossed the network, in the content codings that its headers name."""
    RENDERED = "rendered"
    """The document as a browser had it when the page's scripts had run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A response whose bytes are in the vault under their SHA-256 (hexadecimal); `lost` says why they are not."""

    at: datetime
    url: str
    status: int
    headers: Mapping[str, str]
    form: Form
    sha256: str
    size: int
    lost: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A deposit in a source's chain, numbered from 1.

    `tells` are the ids of the events that came of it with the SHA-256 of their bodies; those of a poll that read
    several pages stand at its last. `previous` is the digest of the exhibit before it, `digest` its own, which covers
    all the rest.
    """

    number: int
    deposit: Deposit
    tells: tuple[tuple[str, str], ...]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The end of a source's chain."""

    number: int
    digest: str
