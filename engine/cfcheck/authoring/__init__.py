"""Tools for writers of rules: analysis of terms, checks, tests, mutants, comparisons."""
