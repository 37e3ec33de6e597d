"""Tests of rules: which cases are run, how they come out, and what of an agreement they show."""
