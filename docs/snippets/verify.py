"""Verify one message of liveblog-monitor with Python's own library.

    python verify.py BODY_FILE ID TIMESTAMP SIGNATURES < secret

Exit status 0: the signature is right and fresh.
"""

import base64
import hashlib
import hmac
import sys
import time

TOLERANCE_S = 300


def verify(secret: str, message_id: str, timestamp: str, signatures: str, body: bytes) -> bool:
    """Return whether a message was signed with the secret not long ago. `body` are the bytes as they came."""
    if abs(time.time() - int(timestamp)) > TOLERANCE_S:
        return False  # an old message that somebody sends again
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
    # While a secret is being replaced there are two signatures, with a blank between.
    return any(hmac.compare_digest(expected, given.encode()) for given in signatures.split(" "))


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:  # noqa: PTH123 (shortest for readers of other languages)
        right = verify(sys.stdin.read().strip(), *sys.argv[2:5], file.read())
    sys.exit(0 if right else 1)
