"""What goes wrong below HTTP, in httpx's words and in plain ones: aiohttp's errors, the system's and TLS's."""

from __future__ import annotations

import errno
import os
import socket
import ssl

import aiohttp
import httpx

from monitor.wire.addresses import NOT_PLAIN
from monitor.wire.dialling import AddressRefused

MAX_HEADER_BYTES = 32 * 1024
"""One header line. aiohttp's own 8 KiB is too little for the Content-Security-Policy of some publishers."""
MAX_HEADERS = 256


class NameNotFound(httpx.ConnectError):
    """The host has no address; trying again at once will not give it one."""


class NameNotResolved(httpx.ConnectError):
    """No name server said whether the host has an address."""


class Refused(httpx.ConnectError):
    """The host, or something before it, said no."""


class NoRoute(httpx.ConnectError):
    """This machine has no way to the address: most likely no network at all."""


KINDS: dict[int, type[httpx.ConnectError]] = {
    errno.ENETUNREACH: NoRoute,
    errno.ENETDOWN: NoRoute,
    errno.ECONNREFUSED: Refused,
    errno.ECONNRESET: Refused,
}
"""What the system says of a connection that could not be made."""


class NotTrusted(httpx.ConnectError):
    """The server's TLS certificate was refused."""


class NoRoots(OSError):
    """What TLS is to trust cannot be read, so nobody can be."""

    def __init__(self, error: OSError) -> None:
        super().__init__(f"what SSL_CERT_FILE or SSL_CERT_DIR names holds no certificates to trust: {in_words(error)}")


UNKNOWN_AUTHORITY = frozenset({18, 19, 20, 21})
"""OpenSSL's codes for a certificate that nobody known vouches for: self-signed, or by an authority of one's own."""


NO_SUCH_NAME = "name not found; check the address"

NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST"})
"""OpenSSL's reasons where the first bytes of an answer are plain HTTP."""


class NotAllowed(httpx.ConnectError):
    """The address was not dialled, because it is none that may be; `address` is the one that was refused."""

    def __init__(self, address: str, words: str) -> None:
        super().__init__(f"{address} is {words}")
        self.address = address


class HeadersTooLarge(httpx.RemoteProtocolError):
    """More or longer headers than MAX_HEADERS and MAX_HEADER_BYTES allow."""


FAULTS: tuple[tuple[type[Exception], type[httpx.TransportError], str], ...] = (
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout, "no connection in time"),
    (TimeoutError, httpx.ReadTimeout, "no answer in time"),
    (aiohttp.ClientPayloadError, httpx.RemoteProtocolError, "the body broke off or was framed wrongly"),
    (aiohttp.ServerDisconnectedError, httpx.ReadError, "the server closed the connection without an answer"),
    (aiohttp.ClientConnectionError, httpx.ReadError, "{}"),
    (NoRoots, httpx.ConnectError, "{}"),
    (OSError, httpx.ReadError, "{}"),
    (Exception, httpx.LocalProtocolError, "cannot be sent: {}"),  # an address or header that aiohttp refuses
)
"""aiohttp's error, httpx's, and the words; the first that fits counts."""


def as_httpx(error: Exception) -> httpx.TransportError:
    """Return httpx's word for what aiohttp raised; its message says in plain words what happened."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error)
    if isinstance(error, aiohttp.ClientResponseError):
        return _malformed(error)
    if isinstance(error, aiohttp.InvalidUrlClientError) and str(error.url).replace(".", "").isdigit():
        return NotAllowed(str(error.url), NOT_PLAIN)  # 2130706433 and 127.1, which the system would read as 127.0.0.1
    kind, words = next((kind, words) for theirs, kind, words in FAULTS if isinstance(error, theirs))
    return kind(words.format(in_words(error)))


def _unconnected(error: aiohttp.ClientConnectorError) -> httpx.ConnectError:
    if isinstance(error.os_error, AddressRefused):
        return NotAllowed(error.os_error.address, error.os_error.words)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return NotTrusted(f"TLS certificate not trusted: {_tls_reason(error.certificate_error)}")
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return httpx.ConnectError(f"TLS refused: {_tls_reason(error.os_error)}")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _unresolved(error.os_error)
    kind = KINDS.get(error.os_error.errno or 0, httpx.ConnectError)
    return kind(in_words(error.os_error))


def _unresolved(error: OSError) -> httpx.ConnectError:
    if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA):
        return NameNotFound(NO_SUCH_NAME)
    return NameNotResolved(f"name not resolved: {(error.strerror or str(error)).lower()}")


def _malformed(error: aiohttp.ClientResponseError) -> httpx.RemoteProtocolError:
    """Return the fault of an answer's head; aiohttp tells the kinds apart by their words only."""
    if error.message.startswith(("Got more than", "Too many headers")):
        return HeadersTooLarge(f"more than {MAX_HEADERS} headers, or one of more than {MAX_HEADER_BYTES:,} bytes")
    first_line = error.message.partition("\n")[0]
    return httpx.RemoteProtocolError(f"not valid HTTP: {first_line.rstrip(':').lower()}")


def in_words(error: Exception) -> str:
    """Return "connection refused" for any form in which the system or a race of addresses reports it."""
    if isinstance(error, ssl.SSLError):
        return _tls_reason(error)
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno).lower()
    return str(error) or type(error).__name__


def _tls_reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        # Made by hand, as tests do, it has no code.
        unknown = getattr(error, "verify_code", 0) in UNKNOWN_AUTHORITY
        return f"{error.verify_message} (SSL_CERT_FILE may name more roots)" if unknown else error.verify_message
    reason: str | None = getattr(error, "reason", None)
    if reason in NO_TLS:
        return "the server does not speak TLS at this port; try http://"
    return reason.replace("_", " ").lower() if reason else str(error)
