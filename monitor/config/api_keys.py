"""The keys of the HTTP API, and what they stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from monitor.config import values
from monitor.config.fields import Checked, Flag, Keys
from monitor.config.tree import Finding, Table, shown
from monitor.model import ApiSettings, Scope, Token
from monitor.wire.addresses import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKENS_LIMIT = 100
TOKEN_MIN_CHARS = 16
TOKEN_LIMIT_CHARS = 1024
HOSTS_LIMIT = 100
PORT_LIMIT = 65_535
OFF = "off"

_LISTEN = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]{2,45})\]|(?P<host>[A-Za-z0-9._-]{1,253})):(?P<port>[0-9]{1,5})")
_TOKEN_REMEDY = "make one: openssl rand -hex 24"  # noqa: S105 (a command that makes one)


def _listen(value: Any) -> tuple[str, int] | None:
    written = values.text(value)
    if written == OFF:
        return None
    match = _LISTEN.fullmatch(written)
    if match is None or int(match["port"]) > PORT_LIMIT:
        raise values.Refused(f"{shown(written)} is no address and port", "write 127.0.0.1:8787, [::1]:8787 or off")
    return match["v6"] or match["host"], int(match["port"])


def _token(value: Any) -> Token:
    if not isinstance(value, Table):
        return Token(secret=_secret(value))
    if unknown := value.keys() - {"token", "scope"}:
        raise values.Refused(f"has the key {shown(min(unknown))}", "write {token: …, scope: read}")
    scope = value.get("scope", "admin")
    if scope not in tuple(Scope):
        raise values.Refused("has no scope that there is", "write scope: read or scope: admin")
    return Token(secret=_secret(value.get("token")), scope=Scope(str(scope)))


def _secret(value: Any) -> str:
    written = values.text(value, limit_chars=TOKEN_LIMIT_CHARS)
    if len(written) < TOKEN_MIN_CHARS or not written.isascii() or " " in written:
        problem = f"is no token: it must have {TOKEN_MIN_CHARS} characters or more, of ASCII and without spaces"
        raise values.Refused(problem, _TOKEN_REMEDY)
    return str(written)


Listen = Annotated[
    tuple[str, int] | None, Checked(_listen, {"type": "string", "examples": ["127.0.0.1:8787", "0.0.0.0:8787", OFF]})
]
TokenKeys = Annotated[
    Token,
    Checked(
        _token,
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"token": {"type": "string"}, "scope": {"enum": [scope.value for scope in Scope]}},
                    "required": ["token"],
                    "additionalProperties": False,
                },
            ],
            "examples": ["${file:/run/secrets/token}", {"token": "${READ_TOKEN}", "scope": "read"}],
        },
    ),
]
HostName = Annotated[
    str, Checked(lambda value: values.text(value).lower(), {"type": "string", "examples": ["monitor.example.org"]})
]


class ApiKeys(Keys):
    """The HTTP API and the dashboard."""

    listen: Listen = ("127.0.0.1", 8787)
    """Where it listens: an address and a port, or `off`. Default: 127.0.0.1:8787. Elsewhere than on this machine it
    needs a token."""
    tokens: Annotated[tuple[TokenKeys, ...], Field(max_length=TOKENS_LIMIT)] | None = None
    """Who may use it: secrets of 16 characters or more, each alone (it may do everything) or as
    `{token: …, scope: read}`. Without any, everybody on this machine may do everything."""
    hosts: Annotated[tuple[HostName, ...], Field(max_length=HOSTS_LIMIT)] | None = None
    """The names by which it is addressed behind a proxy, such as `monitor.example.org`. Default: this machine's own,
    and with tokens any."""
    images: Flag | None = None
    """Whether the dashboard shows the images of entries. They come from the publishers, who learn from where one
    looks. Default: false, and then a page loads nothing from elsewhere."""


def settle_api(keys: ApiKeys | None) -> ApiSettings | None:
    """Return the settings that the keys stand for; None if it is off."""
    if keys is None:
        return ApiSettings()
    if keys.listen is None:
        return None
    host, port = keys.listen
    return ApiSettings(
        host=host,
        port=port,
        tokens=keys.tokens or (),
        hosts=tuple(map(str, keys.hosts or ())),
        images=bool(keys.images),
        required=True,
    )


def open_to_others(keys: ApiKeys | None) -> Iterator[Finding]:
    """Yield that the API would be open to everybody who can reach this machine."""
    if keys is not None and keys.listen is not None and not keys.tokens and not is_loopback(keys.listen[0]):
        problem = f"listens on {keys.listen[0]} without a token, so that anybody who gets there may do everything"
        remedy = 'add tokens: ["${file:/run/secrets/token}"], or listen on 127.0.0.1'
        yield Finding(path=("api", "listen"), problem=problem, remedy=remedy)
