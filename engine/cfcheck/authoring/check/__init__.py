"""`cfcheck check`: faults of form and of meaning in rule files."""
