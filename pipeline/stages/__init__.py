"""The main path: (state, records) -> effects. Worker, replay and tests run these very functions."""
