"""The DeliveryLog of `ports` over either engine, for the store and for those who only read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.ports import DeliveryLog
from monitor.store.deliveries import attempts_of, find_sequences, list_dead_letters, list_deliveries, list_endpoints
from monitor.store.executor import read_by

if TYPE_CHECKING:
    from monitor.store.executor import Reads


class SqlDeliveryLog(DeliveryLog):
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    deliveries = read_by(list_deliveries)
    attempts_of = read_by(attempts_of)
    dead_letters = read_by(list_dead_letters)
    endpoints = read_by(list_endpoints)
    find_sequences = read_by(find_sequences)
