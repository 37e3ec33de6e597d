"""YAML as rule files use it: every value a text, and every value with its place."""
