"""Fuzzing: seeded, so that every input can be made again by its number. `make fuzz` runs it, `make test` a little of it."""
