"""Reading back what a contender has written, read committed: nothing is taken for done because somebody said so."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import click
import msgspec

from pipeline.runtime import logs
from pipeline.runtime.audit import audit
from pipeline.runtime.position import KEY_PREFIX
from pipeline.settings import Settings
from tests.bench.cases import Case
from tests.bench.contenders import LOOSE, OURS
from tests.bench.figures import Figures

OWN_CHANGELOG: Final = frozenset({OURS, LOOSE, "aiokafka-loop"})
"""Faust's tables have theirs under names of Faust's own."""


class _Trigger(msgspec.Struct):
    id: str


class _Decision(msgspec.Struct):
    trigger: _Trigger


_decode = msgspec.json.Decoder(_Decision).decode


async def check_peer_job(settings: Settings, figures: Figures) -> None:
    """Count decisions, those that an event misses and those that it has too many, and the state's records."""
    published = figures.events + figures.skipped
    answers: Counter[str] = Counter()
    async for record in logs.read_topics(settings, "lead-decisions"):
        answers[_decode(record.value or b"").trigger.id] += 1
    figures.decisions = answers.total()
    figures.lost = published - len(answers)
    figures.duplicated = answers.total() - len(answers)
    if figures.name in OWN_CHANGELOG:
        changes = [record.key or b"" async for record in logs.read_topics(settings, "leads-changelog")]
        figures.state_records = sum(not key.startswith(KEY_PREFIX) for key in changes)


async def check_mix(settings: Settings, figures: Figures) -> None:
    """Hold what came out against what went in, as the audit of a demo does."""
    found = await audit(settings)
    figures.decisions, figures.lost, figures.duplicated = found.decisions, found.lost, found.duplicated
    for finding in found.findings:
        click.echo(f"{figures.name}: {finding}", err=True)


CHECKS: Final[Mapping[Case, Callable[[Settings, Figures], Awaitable[None]]]] = {
    "peer-job": check_peer_job,
    "product-mix": check_mix,
}
