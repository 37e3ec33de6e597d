"""JSON lists, JSON lines and JSON objects one after another, cut into records."""
