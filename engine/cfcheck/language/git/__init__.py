"""Revisions and rule files, read out of a git repository that nobody vetted, without running anything of it."""
