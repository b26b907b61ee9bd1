"""Outbox → webhooks: the last station.

dispatch   which lane may send now; starts, wakes, waits and drains them
lanes      the books that dispatch keeps: of one lane, and of the turns at one endpoint
courier    one turn of one lane: reads its events, sends them, writes down what became of them
send       one attempt over HTTP
redact     what of an address may be shown
signing    the Standard Webhooks signature                                                pure
backoff    when to try again                                                              pure
"""

from monitor.deliver.dispatch import DispatchCounts, Dispatcher
from monitor.deliver.send import Sender
from monitor.deliver.signing import parse_secret

__all__ = ["DispatchCounts", "Dispatcher", "Sender", "parse_secret"]
