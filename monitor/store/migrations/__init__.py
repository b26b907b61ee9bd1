"""The Alembic revisions, one chain. Each is frozen once released: it imports nothing of the tables as they are now."""
