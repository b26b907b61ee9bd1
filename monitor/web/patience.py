"""How long we wait for clients, and they for us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds: for a request's head from the connection or its first byte on, for its body, and for our answer.

    `heartbeat_s` is how long a stream is silent at most, `send_s` how long a client may take none of what it is sent.
    """

    head_s: float = 10.0
    body_s: float = 10.0
    answer_s: float = 60.0
    heartbeat_s: float = 15.0
    send_s: float = 30.0
