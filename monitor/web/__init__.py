"""The HTTP API and what else is served: the event stream, feeds, metrics, health; `pages` is the dashboard.

    socket ──▶ server ──▶ boundary ──▶ routes ──▶ Ledger    what is in the database
               uvicorn    limits, host,      └──▶ Control   the running daemon
                          origin, tokens
    commit ──▶ relay ──▶ streams: each has a place in the order of all events, so nothing is queued for it

It knows a user, and neither SQL nor publishers. What goes wrong is told as a problem (RFC 9457).
"""

from monitor.web.factory import create_app
from monitor.web.parts import Parts, parts_of

__all__ = ["Parts", "create_app", "parts_of"]
