"""What follows from an agreement for a report: facts, readings, answers, verdict."""
