"""Dead letters back where they came from, each once: the original and its letter's mark in one transaction.

One transactional id belongs to the topic. Whoever replays fences whoever did before, and reads the marks after that: so
every replay that could still be committed is seen, and two of them at once send nothing twice.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from aiokafka.errors import IllegalOperation, KafkaError, ProducerFenced

from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.errors import BrokerUnavailable, LeadsieveError, Problem
from pipeline.runtime import logs
from pipeline.runtime.dead_letters import (
    REPLAYED_FROM,
    TOPIC,
    Letter,
    Mailbox,
    Place,
    find_original,
    mark_of,
    read_mailbox,
    split_headers,
)
from pipeline.runtime.partitioner import partition_of
from pipeline.runtime.transaction import Transactions
from pipeline.settings import Settings
from pipeline.stages.effects import Record, Send

OWN_LOGS: Final = ("visitor-log", "lead-log", "account-log")

Sent = Callable[[int], None]
"""Hears how many letters went out with a transaction."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a replay does with a letter: sends its original back, or does not, for a reason."""

    letter: Letter
    replayed: int
    """How often it had been replayed when this was planned: where that has changed, it is not sent."""
    problem: Problem | None = None


async def plan(
    settings: Settings, mailbox: Mailbox, chosen: Iterable[Place], *, named: bool, again: bool = False
) -> list[Step]:
    """Return what a replay of these letters would do, and send nothing.

    `named`: each was asked for by its place. Only then is a letter replayed whose original replaces what came after it.
    `again`: also those replayed before.
    """
    letters = [mailbox.letters[place] for place in chosen]
    counts = await _count_partitions(settings, {letter.facts.topic for letter in letters})
    steps = []
    for letter in letters:
        times = mailbox.times_replayed(letter.place)
        problem = complaint(letter, counts, settings.max_record_bytes, named=named)
        if times and not again:
            problem = _problem(letter, "letter_replayed", "was replayed already: --again sends it once more")
        if problem is None and _comes_from_topic(letter) and await find_original(settings, letter) is None:
            problem = _gone(letter)
        steps.append(Step(letter, times, problem))
    return steps


async def _count_partitions(settings: Settings, topics: Iterable[str]) -> Mapping[str, int]:
    ours = {topic for topic in topics if topic in (*SOURCE_TOPICS, *OWN_LOGS)}
    counts: defaultdict[str, int] = defaultdict(int)
    if ours:
        for topic in (await logs.find_partitions(settings, sorted(ours))).values():
            counts[topic] += 1
    return counts


def complaint(letter: Letter, partitions: Mapping[str, int], limit: int, *, named: bool) -> Problem | None:
    """Return why a letter must not be replayed, with the remedy; None where it may.

    `partitions`: how many each topic has now; `limit`: bytes of the largest value that route takes.
    """
    topic, partition, count = letter.facts.topic, letter.facts.partition, partitions.get(letter.facts.topic, 0)
    if letter.facts.code == "oversized_batch":
        return _problem(letter, "packed", "it stands for a whole batch, still compressed: publish what was in it again")
    if partition >= count:
        return _problem(letter, "no_partition", f"there is no {topic}/{partition} to send it back to")
    if topic in OWN_LOGS and letter.key is not None and partition_of(letter.key, count) != partition:
        return _problem(
            letter, "other_count", f"{topic} has another count of partitions now: its key belongs elsewhere"
        )
    if topic in SOURCE_TOPICS and letter.size > limit:
        return _problem(
            letter,
            "still_too_large",
            f"{letter.size} bytes would become a dead letter again, the limit is {limit}: "
            "raise LEADSIEVE_MAX_RECORD_BYTES, for the workers and for this command",
        )
    if not named and not letter.order_free:
        what = "it replaces what was before it: if nothing newer has come since, name it by its place"
        return _problem(letter, "order_matters", what)
    return None


def _comes_from_topic(letter: Letter) -> bool:
    """Tell whether the original must still be where it came from: by reference only there is the whole of it.

    And a log belongs to one app id, which the letter does not tell: what stands there tells whose letter it is.
    """
    return letter.facts.by_reference or letter.facts.topic in OWN_LOGS


def _gone(letter: Letter) -> Problem:
    what = f"{letter.origin} does not hold it (any more): publish it again from its source"
    if letter.facts.topic in OWN_LOGS:
        what += ", or say LEADSIEVE_APP_ID if it is of another installation"
    return _problem(letter, "original_gone", what)


def _problem(letter: Letter, code: str, message: str) -> Problem:
    return Problem(code, message, file=f"{TOPIC}/{letter.place}")


async def replay(settings: Settings, steps: Iterable[Step], on_sent: Sent = lambda _: None) -> list[Step]:
    """Send back what the plan says, and return the plan as it was carried out.

    Raises `LeadsieveError`: what was sent until then is marked, and a new replay sends the rest.
    """
    done = {step.letter.place: step for step in steps}
    async with _sole_replay(settings) as transactions:
        _drop_replayed(done, await read_mailbox(settings))
        lost = {place for place, step in done.items() if step.problem is None}
        async for chunk in _chunks(settings, [done[place].letter for place in sorted(lost)]):
            marks = [mark_of(letter) for letter, _ in chunk]
            await transactions.write([send for _, send in chunk], TOPIC, chunk[0][0].place.partition, marks)
            lost -= {letter.place for letter, _ in chunk}
            on_sent(len(chunk))
    for place in lost:
        gone = _problem(done[place].letter, "original_gone", "went while this ran: publish it again from its source")
        done[place] = replace(done[place], problem=gone)
    return list(done.values())


def _drop_replayed(done: dict[Place, Step], mailbox: Mailbox) -> None:
    """Leave out what somebody else has replayed since the plan was made."""
    for place, step in done.items():
        if step.problem is None and mailbox.times_replayed(place) != step.replayed:
            done[place] = replace(step, problem=_problem(step.letter, "letter_replayed", "was replayed meanwhile"))


async def _chunks(settings: Settings, letters: Iterable[Letter]) -> AsyncIterator[list[tuple[Letter, Send]]]:
    """Yield what one transaction takes: letters of one partition, in order, with their originals as they were."""
    by_partition: defaultdict[int, dict[Place, Letter]] = defaultdict(dict)
    for letter in letters:
        by_partition[letter.place.partition][letter.place] = letter
    for partition, chosen in by_partition.items():
        chunk: list[tuple[Letter, Send]] = []
        size = 0
        async for letter, send in _originals(settings, partition, chosen):
            chunk.append((letter, send))
            size += letter.size
            if len(chunk) >= settings.transaction_records or size >= settings.transaction_bytes:
                yield chunk
                chunk, size = [], 0
        if chunk:
            yield chunk


async def _originals(
    settings: Settings, partition: int, letters: Mapping[Place, Letter]
) -> AsyncIterator[tuple[Letter, Send]]:
    """Yield the original of each letter; one that is gone is left out."""
    async for record in logs.read_partition(settings, TOPIC, partition):
        letter = letters.get(Place(record.partition, record.offset))
        if letter is None:
            continue
        original = await find_original(settings, letter) if letter.facts.by_reference else kept_whole(record)
        if original is not None:
            yield letter, original_of(letter, original)


def kept_whole(record: Record) -> Record:
    """Return the original that a dead letter holds."""
    return msgspec.structs.replace(record, headers=split_headers(record.headers)[0])


def original_of(letter: Letter, original: Record) -> Send:
    """Return the original as it was, into the partition it came from, with one header more: where its letter stands."""
    headers = original.headers
    if headers and headers[-1][0] == REPLAYED_FROM:
        headers = headers[:-1]  # it became a dead letter again, and says so of the one before
    mark = (REPLAYED_FROM, str(letter.place).encode())
    return Send(letter.facts.topic, original.key, original.value, (*headers, mark), letter.facts.partition)


@asynccontextmanager
async def _sole_replay(settings: Settings) -> AsyncIterator[Transactions]:
    """Yield the writer of a replay; from here on no other one that began before can write."""
    transactions = Transactions(settings, transactional_id(settings))
    try:
        await transactions.fence()
        yield transactions
    except (ProducerFenced, IllegalOperation) as error:  # the latter where aiokafka noticed between two sends
        raise LeadsieveError(
            "another replay has begun; what this one sent is marked, run it again for the rest"
        ) from error
    except (KafkaError, TimeoutError) as error:
        await _abandon(settings)
        raise BrokerUnavailable(
            f"the replay broke off ({type(error).__name__}: {error}); what it sent is marked, run it again for the rest"
        ) from error
    except LeadsieveError:
        await _abandon(settings)
        raise
    finally:
        await transactions.stop()


def transactional_id(settings: Settings) -> str:
    """Return the id under which everybody replays the letters of this topic, whatever their app id."""
    return f"{settings.topic(TOPIC)}-replay"


async def _abandon(settings: Settings) -> None:
    """End what is open at once: until its time is over, readers of committed records would wait before it."""
    transactions = Transactions(settings, transactional_id(settings))
    with suppress(KafkaError, TimeoutError):
        await asyncio.wait_for(transactions.fence(), settings.transaction_timeout)
    await transactions.stop()


def pass_over_unasked(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Handle a loop's complaints as it does by itself, but for those of futures that aiokafka leaves behind when fenced.

    To be set by whoever owns the loop: they come when the futures are collected, after the replay has raised.
    """
    if not isinstance(context.get("exception"), KafkaError):
        loop.default_exception_handler(context)
