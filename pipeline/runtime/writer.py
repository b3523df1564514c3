"""Who writes for a task: exactly once with transactions, or at least once without."""

from collections.abc import Iterable
from typing import Protocol

from pipeline.runtime.deliveries import Deliveries
from pipeline.runtime.parcels import Changes
from pipeline.runtime.transaction import Transactions
from pipeline.settings import Settings
from pipeline.stages.effects import Send


class Writer(Protocol):
    """Writes what a task's batches cause. After any error it must not be used again."""

    largest: int
    """Bytes of the largest record we write; checked before sending."""

    async def fence(self) -> None:
        """Start."""

    async def stop(self) -> None:
        """Close the connection."""

    async def write(self, sends: Iterable[Send], changelog: str, partition: int, changes: Changes) -> int:
        """Write outputs and changes of state, the last of them the position.

        Return where in the changelog the batch with the position begins; negative where the broker did not say.
        """
        ...

    async def partitions(self, topic: str) -> int:
        """Return how many partitions a topic has."""
        ...


def writer_of(settings: Settings, transactional_id: str) -> Writer:
    """Return the writer of a task as the operator has set it."""
    if settings.processing == "at-least-once":
        return Deliveries(settings)
    return Transactions(settings, transactional_id)
