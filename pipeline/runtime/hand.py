"""A task's state in hand: what is committed, and where the changelog stood that it came from."""

from collections.abc import Mapping

from pipeline.runtime.place import Place
from pipeline.stages.store import Committed


class Hand:
    """A store and its place, which is None until the state is whole."""

    def __init__(self, store: Committed, place: Place | None = None) -> None:
        self.store = store
        self.place = place

    def take(self, changes: Mapping[str, bytes | None], place: Place) -> None:
        """Take over what a transaction has committed, and where that left the changelog."""
        self.store.apply(changes)
        self.place = place

    def settle(self, place: Place) -> None:
        """Say where the changelog stands, the store being whole."""
        self.place = place

    def close(self) -> None:
        """Let go of it."""
        self.store.close()
