"""Rule files: read, checked for form, loaded as an agreement, kept in a cache, formatted."""
