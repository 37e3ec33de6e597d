"""Checks of rule files that load: each one small function, registered in one table, that yields what it finds."""
