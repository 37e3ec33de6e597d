"""What everything else speaks of: nouns, time, text, logic, problems, and the JSON form of results."""
