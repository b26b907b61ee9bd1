"""JSON and JavaScript as pages really carry them → Python values. Bounded; nothing is run."""
