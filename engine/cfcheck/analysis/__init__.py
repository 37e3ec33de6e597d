"""What an agreement can and cannot distinguish: faults of meaning, and what a change of its terms changes."""
