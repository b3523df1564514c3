"""What is remembered of visitors and leads, so that any order of arrival within the lateness bound settles the same.

A stage owns the state it was given: these functions change it in place, and the caller hands in a private copy.
"""
