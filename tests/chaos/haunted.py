"""A worker whose every task is opened beside a ghost: a former owner that has a transaction open and tries to commit it.

The ghost takes the task's transactional id and fills a transaction with records that nobody may ever see; then the task
fences; then, before the task restores and seeks, the ghost commits. Run as `python -m tests.chaos.haunted worker …`.
"""

import logging
import sys
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from pipeline.cli.main import main
from pipeline.runtime import writer
from pipeline.runtime.transaction import Transactions
from pipeline.settings import Settings
from tests.chaos.fleet import GHOST_COMMITTED, GHOST_REFUSED

log = logging.getLogger(__name__)

KEY: Final = b"ghost"
HAUNTED_TOPICS: Final = ("lead-decisions", "qualified-leads", "lead-log")


class Haunted(Transactions):
    """A task's producer, whose fence is met by a former owner's commit."""

    def __init__(self, settings: Settings, transactional_id: str) -> None:
        super().__init__(settings, transactional_id)
        self._ghost = AIOKafkaProducer(
            bootstrap_servers=settings.broker,
            transactional_id=transactional_id,
            transaction_timeout_ms=int(settings.transaction_timeout * 1000),
        )
        self._topics = [settings.topic(name) for name in HAUNTED_TOPICS]

    async def fence(self) -> None:
        """Fence, and only then let the ghost commit what it had begun."""
        await self._ghost.start()
        try:
            await self._ghost.begin_transaction()
            for topic in self._topics:
                await self._ghost.send_and_wait(topic, b"boo", KEY)
            await super().fence()
            await self._commit()
        finally:
            await self._ghost.stop()

    async def _commit(self) -> None:
        try:
            await self._ghost.commit_transaction()
        except KafkaError as error:
            log.info("%s: %s", GHOST_REFUSED, type(error).__name__)
        else:
            log.error("%s", GHOST_COMMITTED)


if __name__ == "__main__":
    writer.Transactions = Haunted  # type: ignore[misc]  # for every task of this process
    sys.exit(main())
