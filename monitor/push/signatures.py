"""Whether what comes to a callback was signed by the hub (WebSub §7.1). Pure."""

from __future__ import annotations

import hashlib
import hmac

METHODS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512}
"""Those of the standard. SHA-1 is broken for documents, not in HMAC, and most hubs still sign with it."""

HEADER_LIMIT_CHARS = 256


def is_signed(header: str | None, secret: str, body: bytes) -> bool:
    """Return whether X-Hub-Signature is the body's under the secret, in a time that says nothing of how near it was.

    >>> is_signed("sha256=0afb22a9c2b5f8ef0b3f5a0d6a1bb5a1", "secret", b"<feed/>")
    False
    """
    method, separator, digest = (header or "")[:HEADER_LIMIT_CHARS].strip().partition("=")
    known = METHODS.get(method.lower())
    if not separator or known is None:
        return False
    expected = hmac.new(secret.encode(), body, known).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode("utf-8", "replace"))
