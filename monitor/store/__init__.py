"""The store: all that must outlive the process, on SQLite or PostgreSQL, one transaction per poll.

sql_store ──▶ registration · watchlist · polls · outbox     plain functions of a connection: the statements
history, ledger ──▶ reading   the same for those who only read, beside a daemon that may be running
    │
    └──────▶ executor ─┬─ sqlite ──▶ writer     one writer thread, group commit; readers beside it
                       └─ postgresql            a pool, retries after conflicts

schema, columns: the tables        rows: the values that their rows are     faults: what drivers' errors mean
migrate, migrations: their history
"""

from monitor.store.backup import back_up, is_of
from monitor.store.ledger import SqlLedger, open_ledger
from monitor.store.moving import move
from monitor.store.sql_store import SqlStore, evidence_of, file_of, folder_of, open_store

__all__ = [
    "SqlLedger",
    "SqlStore",
    "back_up",
    "evidence_of",
    "file_of",
    "folder_of",
    "is_of",
    "move",
    "open_ledger",
    "open_store",
]
