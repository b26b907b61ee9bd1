"""Drafts → a reading, alike for all formats: order, ids and their class, each entry once; and what is recalled."""
