from collections.abc import Mapping
from dataclasses import replace

import pytest

from pipeline.contracts.topics import APP_TOPICS, SOURCE_TOPICS, STATUS_TOPICS
from pipeline.runtime.topic_specs import SPECS, Spec, count_partitions, list_needs
from pipeline.runtime.topics import Described, complain
from pipeline.settings import Settings

SETTINGS = Settings()
NONE: Mapping[str, str] = {}
BY_NAME = {spec.name: spec for spec in SPECS}
COMPACTED = {
    "persona-packs",
    "lead-decisions",
    "candidate-differences",
    "account-signals",
    "accounts-changelog",
    "visitors-changelog",
    "leads-changelog",
    "route-positions",
}


def as_made(spec: Spec, settings: Settings = SETTINGS, configs: Mapping[str, str] = NONE) -> Described:
    made = {need.config: str(need.value) for need in list_needs(spec, settings)} | dict(configs)
    partitions = count_partitions(spec, settings)
    return Described(spec.name, settings.topic(spec.name), spec.kind, partitions, settings.replication, made)


def found(name: str, configs: Mapping[str, str] = NONE, settings: Settings = SETTINGS) -> list[tuple[str, str]]:
    """Return code and severity of what is wrong with a topic made for one copy, with these settings changed."""
    problems = complain(BY_NAME[name], as_made(BY_NAME[name], configs=configs), settings)
    return [(problem.code, problem.severity) for problem in problems]


def test_names() -> None:
    """Every topic that settings name is in the table, once."""
    names = [spec.name for spec in SPECS]
    assert len(set(names)) == len(names)
    assert {*SOURCE_TOPICS, *STATUS_TOPICS.values(), *APP_TOPICS} <= set(names)


def test_prefix() -> None:
    """The prefix stands before every topic, the app id in the names of its logs and state."""
    settings = Settings(app_id="a", topic_prefix="p-")
    assert settings.topic("web-activity") == "p-web-activity"
    assert settings.topic("lead-log") == "p-a-lead-log"
    assert settings.topic("leads-changelog") == "p-a-leads-changelog"
    assert Settings().topic("route-positions") == "leadsieve-route-positions"


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_made_is_well(spec: Spec) -> None:
    """What we make is what we need."""
    for settings in (SETTINGS, Settings(partitions=12, replication=3, max_record_bytes=4_000_000)):
        assert complain(spec, as_made(spec, settings), settings) == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_policy(spec: Spec) -> None:
    """State and what is looked up by key is compacted, all else goes with time; the other policy loses data."""
    policy = {need.config: need.value for need in list_needs(spec, SETTINGS)}["cleanup.policy"]
    assert policy == ("compact" if spec.name in COMPACTED else "delete")
    for other in {"compact", "delete", "compact,delete"} - {str(policy)}:
        assert found(spec.name, {"cleanup.policy": other}) == [("topic_config", "error")]


def test_missing() -> None:
    """A topic that is not there is one problem, with the command that makes it."""
    problems = complain(BY_NAME["lead-log"], Described("lead-log", "lead-log", "log"), SETTINGS)
    assert [problem.code for problem in problems] == ["topic_missing"]
    assert "leadsieve topics" in problems[0].message


@pytest.mark.parametrize(
    ("name", "fixed"),
    [("lead-log", True), ("leads-changelog", True), ("route-positions", True), ("web-activity", False)],
)
def test_partitions(name: str, fixed: bool) -> None:  # noqa: FBT001  a case
    """Another count of partitions matters where state depends on it."""
    described = replace(as_made(BY_NAME[name]), partitions=7)
    assert bool(complain(BY_NAME[name], described, SETTINGS)) is fixed


def test_positions_are_one() -> None:
    """The positions of all route tasks are in one partition, whatever the setting."""
    assert count_partitions(BY_NAME["route-positions"], Settings(partitions=12)) == 1


def test_partitions_remedy() -> None:
    """The remedy for another count is the setting, or a new beginning."""
    described = replace(as_made(BY_NAME["lead-log"]), partitions=7)
    message = complain(BY_NAME["lead-log"], described, SETTINGS)[0].message
    assert "LEADSIEVE_PARTITIONS=7" in message
    assert "app id" in message


@pytest.mark.parametrize(("replication", "in_sync"), [(1, 1), (2, 1), (3, 2), (5, 2)])
def test_in_sync(replication: int, in_sync: int) -> None:
    """With three copies a write is safe on two; with fewer the loss of one broker would stop everything."""
    needs = list_needs(BY_NAME["lead-log"], Settings(replication=replication))
    assert {need.config: need.value for need in needs}["min.insync.replicas"] == in_sync


def test_too_few_copies() -> None:
    """Fewer copies than asked for are a problem, and so is acknowledging on fewer."""
    assert found("lead-log", settings=Settings(replication=3)) == [
        ("topic_replication", "error"),
        ("topic_config", "error"),
    ]


@pytest.mark.parametrize(
    ("name", "configs", "expected"),
    [
        ("lead-log", {"retention.ms": "60000"}, "error"),
        ("lead-log", {"retention.ms": str(10 * 86_400_000)}, None),
        ("lead-log", {"retention.ms": "-1"}, "warning"),
        ("web-activity", {"retention.ms": "-1"}, None),
        ("web-activity", {"retention.ms": "3600000"}, "error"),
        ("web-activity", {"max.message.bytes": "1000"}, None),
        ("web-activity", {"message.timestamp.type": "CreateTime"}, None),
        ("lead-log", {"message.timestamp.type": "LogAppendTime"}, "error"),
        ("lead-log", {"max.message.bytes": "1000000"}, "error"),
        ("leads-changelog", {"segment.ms": "604800000"}, "warning"),
        ("leads-changelog", {"max.compaction.lag.ms": str(2**63 - 1)}, "warning"),
        ("leads-changelog", {"delete.retention.ms": "86400000"}, "error"),
    ],
)
def test_config(name: str, configs: dict[str, str], expected: str | None) -> None:
    """Less than is needed is an error, longer than erasure promises a warning, and upstream's choices are its own."""
    assert found(name, configs) == ([("topic_config", expected)] if expected else [])


def test_room_for_records() -> None:
    """Our topics take the largest record we write: twice the record limit, with what Kafka adds."""
    settings = Settings(max_record_bytes=4_000_000)
    needs = list_needs(BY_NAME["dead-letters"], settings)
    assert {need.config: need.value for need in needs}["max.message.bytes"] == 8_000_000 + 64 * 1024


def test_older_broker() -> None:
    """A setting that the broker does not know is no problem."""
    described = as_made(BY_NAME["lead-log"])
    configs = {name: value for name, value in described.configs.items() if name != "message.timestamp.after.max.ms"}
    assert complain(BY_NAME["lead-log"], replace(described, configs=configs), SETTINGS) == []
