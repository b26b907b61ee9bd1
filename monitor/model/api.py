"""The settings of the HTTP API: where it listens, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """What a token allows. `admin` may do all that `read` may."""

    READ = "read"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A secret that opens the API."""

    secret: str = field(repr=False)
    scope: Scope = Scope.ADMIN


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """Where the API listens. Without tokens everybody on this machine may do everything, and nobody else is let in.

    `hosts` are the names by which it may be addressed beside those of this machine (empty, and there are tokens: any).
    `images` says that the dashboard shows publishers' images, which then learn who looks; `required` that the daemon is
    not to run without it.
    """

    host: str = "127.0.0.1"
    port: int = 8787
    tokens: tuple[Token, ...] = ()
    hosts: tuple[str, ...] = ()
    images: bool = False
    required: bool = False
