"""Reads revisions and rule files from an untrusted git repository without running anything of it."""
