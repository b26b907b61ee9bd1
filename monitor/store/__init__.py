"""The store: all that must outlive the process, on SQLite or PostgreSQL, one transaction per poll.

sql_store ──▶ registration · polls · outbox     plain functions of a connection: the statements
    │
    └──────▶ executor ─┬─ sqlite ──▶ writer     one writer thread, group commit; readers beside it
                       └─ postgresql            a pool, retries after conflicts

schema, columns: the tables        migrate, migrations: their history        faults: what drivers' errors mean
"""

from monitor.store.sql_store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
