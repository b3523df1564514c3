"""Creating and checking our topics: what is missing is made, what is otherwise than needed is said, nothing is changed."""

import asyncio
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from pipeline.errors import LeadsieveError, Problem
from pipeline.runtime.admin import admin_client
from pipeline.runtime.topic_specs import SPECS, Kind, Need, Spec, count_partitions, list_needs
from pipeline.settings import Settings

LEADERS_PATIENCE = 20.0
"""Seconds in which a new topic gets its leaders."""


@dataclass(frozen=True, slots=True)
class Created:
    """A topic that was not there before. `name` is that of our design, `topic` the broker's."""

    name: str
    topic: str
    kind: Kind
    partitions: int


@dataclass(frozen=True, slots=True)
class Described:
    """A topic as the broker has it; without partitions where it is missing. `replicas`: the fewest of any partition."""

    name: str
    topic: str
    kind: Kind
    partitions: int = 0
    replicas: int = 0
    configs: Mapping[str, str] = field(default_factory=dict)


async def create(settings: Settings) -> list[Created]:
    """Make the topics that are missing, wait until they can be written to, and return them; what exists is left alone.

    Raises `BrokerUnavailable`, or `LeadsieveError` with what the broker says against a topic.
    """
    async with admin_client(settings.broker) as admin:
        there = set(await admin.list_topics())
        missing = [spec for spec in SPECS if settings.topic(spec.name) not in there]
        if not missing:
            return []
        response = await admin.create_topics([_new_topic(spec, settings) for spec in missing])
        made = _made(response.topic_errors)
        await _await_leaders(admin, [settings.topic(spec.name) for spec in missing])
    return [
        Created(spec.name, settings.topic(spec.name), spec.kind, count_partitions(spec, settings))
        for spec in missing
        if settings.topic(spec.name) in made
    ]


async def describe(settings: Settings) -> list[Described]:
    """Return all our topics as they are on the broker, in the order of the design. Raises `BrokerUnavailable`."""
    async with admin_client(settings.broker) as admin:
        there = {topic["topic"]: topic["partitions"] for topic in await admin.describe_topics()}
        names = [settings.topic(spec.name) for spec in SPECS]
        configs = await _read_configs(admin, [name for name in names if name in there])
    there = {name: partitions for name, partitions in there.items() if name in configs}
    return [
        Described(
            spec.name,
            name,
            spec.kind,
            len(there.get(name, ())),
            min((len(partition["replicas"]) for partition in there.get(name, ())), default=0),
            configs.get(name, {}),
        )
        for spec, name in zip(SPECS, names, strict=True)
    ]


async def check(settings: Settings) -> list[Problem]:
    """Return what is wrong with our topics, with the remedy; a warning where only a promise of erasure suffers."""
    found = await describe(settings)
    return [problem for spec, topic in zip(SPECS, found, strict=True) for problem in complain(spec, topic, settings)]


def complain(spec: Spec, found: Described, settings: Settings) -> list[Problem]:
    """Return what is wrong with one topic."""
    if not found.partitions:
        return [Problem("topic_missing", "the topic does not exist: `leadsieve topics` creates it", found.topic)]
    return [
        *_complain_of_partitions(spec, found, count_partitions(spec, settings)),
        *_complain_of_replicas(found, settings.replication),
        *(problem for need in list_needs(spec, settings) for problem in _complain_of_config(need, found)),
    ]


def _complain_of_partitions(spec: Spec, found: Described, wanted: int) -> Iterable[Problem]:
    if spec.fixed_partitions and found.partitions != wanted:
        remedy = f"set LEADSIEVE_PARTITIONS={found.partitions}, or begin anew under another app id or topic prefix"
        if spec.one_partition:
            remedy = "begin anew under another app id or topic prefix"
        yield Problem(
            "topic_partitions",
            f"{found.partitions} partitions, where state is built on {wanted}: {remedy}",
            found.topic,
        )


def _complain_of_replicas(found: Described, wanted: int) -> Iterable[Problem]:
    if found.replicas < wanted:
        message = f"fewest copies of a partition are {found.replicas}, {wanted} are asked for: reassign with kafka-reassign-partitions"
        yield Problem("topic_replication", message, found.topic)


def _complain_of_config(need: Need, found: Described) -> Iterable[Problem]:
    value = found.configs.get(need.config)
    if value is None:  # a setting that this broker does not know cannot be wrong
        return
    if isinstance(need.value, str):
        if need.required and set(value.split(",")) != set(need.value.split(",")):
            yield _config_problem(need, found, value, f"it must be {need.value}")
        return
    number = math.inf if value == "-1" else int(value)
    if need.low is not None and number < need.low:
        yield _config_problem(need, found, value, f"at least {need.low} is needed")
    if need.high is not None and number > need.high:
        yield _config_problem(need, found, value, f"at most {need.high} is promised", severity="warning")


def _config_problem(need: Need, found: Described, value: str, why: str, severity: str = "error") -> Problem:
    remedy = f"kafka-configs --alter --topic {found.topic} --add-config {need.config}={need.value}"
    return Problem("topic_config", f"{need.config} is {value}, {why}: {remedy}", found.topic, severity=severity)


def _new_topic(spec: Spec, settings: Settings) -> NewTopic:
    configs = {need.config: str(need.value) for need in list_needs(spec, settings)}
    name, partitions = settings.topic(spec.name), count_partitions(spec, settings)
    return NewTopic(name, partitions, settings.replication, topic_configs=configs)


def _made(answers: Sequence[tuple[str, int, str | None]]) -> set[str]:
    """Return the topics that were made just now; one that another made in the same moment is no error."""
    errors = {topic: (for_code(code), message) for topic, code, message in answers if code}
    refused = [
        f"{topic}: {message or error.description}"
        for topic, (error, message) in errors.items()
        if error is not TopicAlreadyExistsError
    ]
    if refused:
        more = f" (and {len(refused) - 1} more)" if refused[1:] else ""
        raise LeadsieveError(f"the broker would not create {refused[0]}{more}")
    return {topic for topic, *_ in answers} - errors.keys()


async def _await_leaders(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> None:
    deadline = time.monotonic() + LEADERS_PATIENCE
    while True:
        described = await admin.describe_topics(list(topics))
        if all(topic["partitions"] and all(each["leader"] >= 0 for each in topic["partitions"]) for topic in described):
            return
        if time.monotonic() > deadline:
            raise LeadsieveError(
                "the topics were created but have no leaders yet: see the broker's log, then try again"
            )
        await asyncio.sleep(0.05)


async def _read_configs(admin: AIOKafkaAdminClient, topics: Sequence[str]) -> dict[str, dict[str, str]]:
    if not topics:
        return {}
    responses = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic) for topic in topics])
    found: dict[str, dict[str, str]] = {}
    for code, message, _, name, entries in (resource for response in responses for resource in response.resources):
        if code == UnknownTopicOrPartitionError.errno:
            continue  # deleted since it was listed
        if code:
            raise LeadsieveError(f"the broker does not say how {name} is set: {message or for_code(code).description}")
        found[name] = {entry[0]: entry[1] for entry in entries}
    return found
