"""Results for people and for programs: a renderer for each format."""
