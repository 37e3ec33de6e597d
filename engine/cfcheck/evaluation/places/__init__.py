"""Finds where an incident may have happened: by the names it gives, by its point, and by both together."""
