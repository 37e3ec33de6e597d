"""Finds whether a value has the form of an incident, and which part of it does not."""
