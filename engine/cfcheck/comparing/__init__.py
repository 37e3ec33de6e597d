"""Compares two versions of ceasefire terms: what they say, what they make of incidents, and how that is shown."""
