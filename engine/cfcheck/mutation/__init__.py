"""Whether the cases of an agreement would notice a change of its terms: mutants, and what becomes of each."""
