"""From an agreement and a report to an assessment: facts, readings, answers, verdict."""
