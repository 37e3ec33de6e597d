"""Reads revisions and rule files out of a git repository that nobody vetted, without running anything of it.

`program` runs the executable, `found` says which repository a folder belongs to, `view` shows git its objects and refs
without its settings, and `answers` reads what git writes.
"""
