"""Structured data (schema.org, feeds, JSON of any shape) → drafts of entries."""
