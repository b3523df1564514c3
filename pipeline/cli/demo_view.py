"""What a person sees of the demo: decisions as they come, and the reckoning at the end."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Self

from aiokafka import AIOKafkaConsumer
from rich.text import Text

from pipeline.cli.terminal import Terminal
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.runtime.audit import Audit
from pipeline.settings import Settings

COLOURS: Final[Mapping[str, str]] = {"qualified": "green", "excluded": "red", "nurture": "yellow", "open": "dim"}
LINES_A_SECOND: Final = 12
"""More than that nobody reads; the reckoning counts them all."""

_read = decoder(Decision)


class LiveView:
    """Shows decisions while the block runs, at a pace one can read; nothing under --json and --quiet."""

    def __init__(self, terminal: Terminal, settings: Settings) -> None:
        self._terminal, self._settings = terminal, settings
        self._task: asyncio.Task[None] | None = None
        self._second, self._shown = 0, 0

    async def __aenter__(self) -> Self:
        if not (self._terminal.as_json or self._terminal.quiet):
            self._task = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self) -> None:
        topic = self._settings.topic("lead-decisions")
        consumer = AIOKafkaConsumer(
            topic,
            bootstrap_servers=self._settings.broker,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        try:
            async for record in consumer:
                if record.value is not None:  # else it was taken back
                    self._show(_read(record.value))
        finally:
            await consumer.stop()

    def _show(self, decision: Decision) -> None:
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._shown = second, 0
        if decision.status != "open" and self._shown < LINES_A_SECOND:
            self._shown += 1
            self._terminal.out.print(line_of(decision))


def line_of(decision: Decision) -> Text:
    """Return a decision as one line: status, who (no more than the lead id), and why."""
    line = Text()
    line.append(f"{decision.status:<10}", style=COLOURS[decision.status])
    line.append(f"{decision.lead_id[:8]}  ", style="dim")
    line.append(decision.sentence.en)
    if decision.flags:
        line.append(f"  [{', '.join(decision.flags)}]", style="cyan")
    return line


def show_summary(terminal: Terminal, found: Audit, seconds: float) -> None:
    """Print the reckoning: what went in is what came out."""
    parts: list[tuple[str, Any]] = [(f"  {fate.replace('_', ' ')}", times) for fate, times in found.fates.most_common()]
    rows = [
        ("events in", found.events),
        *parts,
        ("lost", found.lost),
        ("duplicated", found.duplicated),
        ("events a second, published to judged", round(found.events / seconds)),
    ]
    terminal.table("What became of the events", ("", "count"), rows)
    statuses = [(status, found.statuses[status]) for status in COLOURS]
    terminal.table(
        f"{sum(found.statuses.values())} leads, {found.forms} forms, {found.decisions} records in the status topics",
        ("status", "leads"),
        statuses,
    )
    terminal.table("Kept from sales, by persona", ("persona", "leads"), found.excluded_by.most_common())
    if found.dead_letters:
        terminal.table("Dead letters", ("code", "records"), found.dead_letters.most_common())
