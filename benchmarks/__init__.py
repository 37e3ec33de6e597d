"""How fast cfcheck is, measured beside what else could be used: `python benchmarks/run.py`. See docs/benchmarks.md."""
