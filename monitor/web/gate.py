"""Who may come in: tokens, sessions derived from them, hosts and origins. Does no I/O.

A token comes as `Authorization: Bearer …`, as the password of `Authorization: Basic …` (feed readers know no other),
or as the session cookie of the dashboard, which is derived from it, ends after 30 days and does not give it away.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from monitor.model import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.model import ApiSettings

SESSION_COOKIE = "liveblog_session"
SESSION_FOR = timedelta(days=30)
"""How long a browser stays signed in."""
SESSION_PURPOSE = b"liveblog-monitor dashboard session"
FORM_PURPOSE = b"liveblog-monitor dashboard form"
CREDENTIAL_LIMIT_CHARS = 4096

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_SESSION = re.compile(r"(?P<until>[0-9]{1,10})\.(?P<proof>[0-9a-f]{64})")
_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))(?::[0-9]{1,5})?")


class Proof(StrEnum):
    """How a request has shown what it may do."""

    OPEN = "open"
    """There are no tokens: whoever reaches us may do everything."""
    TOKEN = "token"  # noqa: S105 (a kind of proof)
    SESSION = "session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a request may do, and how it has shown that."""

    scope: Scope
    proof: Proof

    def allows(self, wanted: Scope) -> bool:
        return wanted is Scope.READ or self.scope is Scope.ADMIN


class Gate:
    """Decides by the API's settings. `key` is what forms are signed with where there are no tokens."""

    def __init__(self, settings: ApiSettings, *, key: bytes = b"") -> None:
        self._tokens = [(_digest(token.secret.encode()), token.scope) for token in settings.tokens]
        self._secrets = [(token.secret.encode(), token.scope) for token in settings.tokens]
        self._names = LOOPBACK_NAMES | {host.lower() for host in settings.hosts} | {settings.host.lower()}
        # Whoever has a token cannot be rebound to: the browser sends neither token nor cookie to another name.
        self._any_host = bool(settings.tokens) and not settings.hosts
        # Of the tokens where there are any, so that a page that is open stays good when the daemon starts anew.
        self._form_key = _digest(b"".join(digest for digest, _ in self._tokens)) if self._tokens else key

    @property
    def open(self) -> bool:
        """Whether there are no tokens at all."""
        return not self._tokens

    def admit(self, headers: Mapping[str, str], now: datetime) -> Admission | None:
        """Return what a request with these headers (lower case) may do, None if it has shown nothing that we know."""
        if self.open:
            return Admission(scope=Scope.ADMIN, proof=Proof.OPEN)
        authorization = headers.get("authorization")
        if authorization is not None:
            secret = _secret_in(authorization)
            scope = None if secret is None else _match(_digest(secret), self._tokens)
            return None if scope is None else Admission(scope=scope, proof=Proof.TOKEN)
        session = _session_in(headers.get("cookie", ""))
        scope = None if session is None else self._scope_of(session, now)
        return None if scope is None else Admission(scope=scope, proof=Proof.SESSION)

    def session_of(self, secret: str, now: datetime) -> str | None:
        """Return a session cookie's value for a token, None if it is not one of ours."""
        if _match(_digest(secret.encode("utf-8", "surrogatepass")), self._tokens) is None:
            return None
        until = int((now + SESSION_FOR).timestamp())
        return f"{until}.{_session(secret.encode(), until).hex()}"

    def form_token(self, headers: Mapping[str, str]) -> str:
        """Return what a form has to bring along that is shown to who sends these headers, and to nobody else."""
        shown = headers.get("authorization") or _session_in(headers.get("cookie", "")) or ""
        return hmac.new(self._form_key, FORM_PURPOSE + shown.encode("latin-1", "replace"), hashlib.sha256).hexdigest()

    def knows_form(self, headers: Mapping[str, str], token: str) -> bool:
        """Return whether a form that came with these headers was shown to who sends them."""
        return hmac.compare_digest(self.form_token(headers).encode(), token.encode("utf-8", "replace"))

    def _scope_of(self, session: str, now: datetime) -> Scope | None:
        match = _SESSION.fullmatch(session)
        if match is None or datetime.fromtimestamp(int(match["until"]), UTC) <= now:
            return None
        until, shown = int(match["until"]), bytes.fromhex(match["proof"])
        return _match(shown, [(_session(secret, until), scope) for secret, scope in self._secrets])

    def knows_host(self, host: str) -> bool:
        """Return whether we may be addressed by a `Host`: other names are another site's, which was pointed at us."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        name = (match["v6"] or match["name"]).lower().rstrip(".")
        return self._any_host or name in self._names


def same_origin(headers: Mapping[str, str]) -> bool:
    """Return whether a request that changes something comes from our own pages, or from no page at all.

    Browsers say so by Sec-Fetch-Site, older ones by Origin; a command line says neither.
    """
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    scheme, separator, host = origin.partition("://")
    return bool(separator) and scheme in {"http", "https"} and host.lower() == headers.get("host", "").lower()


def _match(shown: bytes, known: Sequence[tuple[bytes, Scope]]) -> Scope | None:
    """Return the scope of what was shown; all are compared, so that the time says nothing of which one was near."""
    found = None
    for value, scope in known:
        if hmac.compare_digest(value, shown):
            found = scope
    return found


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _session(secret: bytes, until: int) -> bytes:
    """Return what proves that whoever has it had the token, until then."""
    return hmac.new(secret, SESSION_PURPOSE + b" until %d" % until, hashlib.sha256).digest()


def _secret_in(authorization: str) -> bytes | None:
    """Return the secret that the header shows."""
    if len(authorization) > CREDENTIAL_LIMIT_CHARS:
        return None
    scheme, _, rest = authorization.partition(" ")
    match scheme.lower():
        case "bearer":
            return rest.strip().encode("latin-1", "replace")
        case "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).partition(b":")[2]
            except (binascii.Error, ValueError):
                return None
        case _:
            return None


def _session_in(cookies: str) -> str | None:
    """Return the session that the header shows."""
    if len(cookies) > CREDENTIAL_LIMIT_CHARS:
        return None
    try:
        cookie = SimpleCookie(cookies).get(SESSION_COOKIE)
    except CookieError:
        return None
    return None if cookie is None else cookie.value
