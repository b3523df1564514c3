"""Explain: the life of one lead as a story: what was seen, what was judged, what changed the verdict, what would change it."""
