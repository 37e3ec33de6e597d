"""`cfcheck test`: cases run against the terms, and what they do not show yet."""
