"""What the services ask of the world: a Store, a view of its past, and functions that fetch, send and tell the time."""

from __future__ import annotations

from monitor.ports.functions import Clock, Fetch, Render, Send
from monitor.ports.reading import Glances, Ledger
from monitor.ports.steering import Callbacks, Control
from monitor.ports.writing import DeliveryLog, DeliveryStore, PollStore, Store, WatchList

__all__ = [
    "Callbacks",
    "Clock",
    "Control",
    "DeliveryLog",
    "DeliveryStore",
    "Fetch",
    "Glances",
    "Ledger",
    "PollStore",
    "Render",
    "Send",
    "Store",
    "WatchList",
]
