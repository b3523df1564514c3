"""`leadsieve topics`: create and check our topics."""

import asyncio
from collections.abc import Sequence

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import Problem
from pipeline.runtime import genesis
from pipeline.runtime import topics as runtime_topics
from pipeline.runtime.topic_specs import DAY
from pipeline.runtime.topics import Described
from pipeline.settings import Settings, from_environment

COLUMNS = ("topic", "kind", "partitions", "copies", "retention", "max batch", "state")
MEBIBYTE = 1024 * 1024


@output_options
@click.command
@click.option("--check", is_flag=True, help="Only check; create nothing.")
@click.pass_obj
def topics(terminal: Terminal, *, check: bool) -> None:
    """Create the topics that are missing, begin the tasks that are new, and check all of them.

    What exists is never changed: where it is not as needed, each problem names the remedy, and the exit code is 1.
    Partitions, copies and names are settings: LEADSIEVE_PARTITIONS, LEADSIEVE_REPLICATION, LEADSIEVE_TOPIC_PREFIX.

    \b
    Examples:
      leadsieve topics --broker 127.0.0.1:9092
      leadsieve topics --check --json
    """  # noqa: D301  click wants the backspace itself
    settings = from_environment(broker=terminal.needed_broker())
    created = () if check else asyncio.run(_create(terminal, settings))
    found, problems = asyncio.run(_look(settings))
    _show(terminal, found, created)
    for problem in problems:
        terminal.err.print(str(problem), markup=False)
    if any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


async def _create(terminal: Terminal, settings: Settings) -> tuple[str, ...]:
    """Return the topics that were made."""
    created = await runtime_topics.create(settings)
    begun = await genesis.begin(settings)
    terminal.note(f"{len(created)} topics created, {len(begun)} tasks begun")
    return tuple(topic.topic for topic in created)


async def _look(settings: Settings) -> tuple[list[Described], list[Problem]]:
    return await runtime_topics.describe(settings), await runtime_topics.check(settings)


def _show(terminal: Terminal, found: Sequence[Described], created: Sequence[str]) -> None:
    if terminal.as_json:
        for topic in found:
            terminal.record(_as_json(topic, created))
        return
    terminal.table("", COLUMNS, (_as_row(topic, created) for topic in found))


def _as_json(topic: Described, created: Sequence[str]) -> dict[str, object]:
    return {
        "topic": topic.topic,
        "kind": topic.kind,
        "partitions": topic.partitions,
        "copies": topic.replicas,
        "retention_ms": _retention(topic),
        "max_message_bytes": int(topic.configs["max.message.bytes"]) if topic.partitions else None,
        "state": _state(topic, created),
    }


def _as_row(topic: Described, created: Sequence[str]) -> tuple[object, ...]:
    if not topic.partitions:
        return (topic.topic, topic.kind, "-", "-", "-", "-", _state(topic, created))
    retention = _retention(topic)
    kept = "latest by key" if retention is None else f"{retention / DAY:g} days" if retention >= 0 else "for ever"
    size = f"{int(topic.configs['max.message.bytes']) / MEBIBYTE:g} MiB"
    return (topic.topic, topic.kind, topic.partitions, topic.replicas, kept, size, _state(topic, created))


def _retention(topic: Described) -> int | None:
    """Return milliseconds, -1 for ever; None where it is the latest record of every key that stays, or no topic."""
    if "delete" not in topic.configs.get("cleanup.policy", ""):
        return None
    return int(topic.configs["retention.ms"])


def _state(topic: Described, created: Sequence[str]) -> str:
    if not topic.partitions:
        return "missing"
    return "created" if topic.topic in created else "there"
