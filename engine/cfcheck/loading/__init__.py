"""The stages of loading an agreement: find its files, read them, check what they name, make nouns of them."""
