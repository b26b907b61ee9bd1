"""Values → the bytes of answers."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from starlette.responses import Response


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON, with a question mark for each half of a surrogate pair, which UTF-8 does not know."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value)
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def told(value: Any, status: int = 200) -> Response:
    """Return the response that tells a value as JSON."""
    return Response(json_bytes(value), status, media_type="application/json")
