"""From the files of an agreement to the agreement: names resolved, contradictions found."""
