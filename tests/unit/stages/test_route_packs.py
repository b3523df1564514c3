"""Published packs: one that could never judge is a dead letter, and no log ever names it."""

import json

import pytest

from pipeline.cli.packs import read_files
from pipeline.enrichment.tables import Tables, load_tables
from pipeline.personas.parse import sha256_of
from pipeline.stages.effects import Effects, Record
from pipeline.stages.route import Route
from pipeline.stages.store import Store
from tests.flows import PACK

FILES = {name: text for name, text in read_files(PACK).items() if not name.endswith(".test.yaml")}
GOOD = {
    "id": "b2b-software",
    "version": 1,
    "sha256": sha256_of(FILES),
    "files": FILES,
    "published_at": "2026-11-22T10:00:00Z",
}
BROKEN = {"pack.yaml": "id: [\n"}


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables, loaded once."""
    return load_tables()


STANDING = {
    "pack": "b2b-software",
    "persona": "student",
    "version": 1,
    "status": "live",
    "author": "ann",
    "reason": "30 cases",
    "effective_at": "2026-11-22T10:00:00Z",
}


def routed(tables: Tables, message: dict[str, object], key: bytes | None = None) -> Effects:
    """Return what route makes of a record of `persona-packs`; its key is the right one of a pack unless given."""
    key = f"pack:{message.get('sha256')}".encode() if key is None else key
    record = Record("persona-packs", 0, 7, 0, key, json.dumps(message).encode())
    return Route(tables, b"key", 3, 1_000_000).process([record], Store())


def test_a_good_pack_is_chosen_in_every_partition(tables: Tables) -> None:
    """Every partition of the lead-log hears of it."""
    effects = routed(tables, GOOD)
    assert [(send.topic, send.partition) for send in effects.sends] == [("lead-log", number) for number in range(3)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "0" * 64},
        {"files": BROKEN, "sha256": sha256_of(BROKEN)},
        {"version": 2},
        {"id": "another"},
    ],
    ids=["digest", "unreadable", "version", "id"],
)
def test_a_pack_that_could_not_judge_is_a_dead_letter(tables: Tables, wrong: dict[str, object]) -> None:
    """A wrong digest, files that do not parse, another id or version: nobody waits for it, nothing stops."""
    effects = routed(tables, GOOD | wrong)
    assert [send.topic for send in effects.sends] == ["dead-letters"]
    assert effects.counts["dead_letters", "invalid_event"] == 1


@pytest.mark.parametrize("key", [b"", b"pack:", b"pack:" + b"0" * 64, b"\xff", b"status:b2b-software/other"])
@pytest.mark.parametrize("message", [GOOD, STANDING], ids=["pack", "standing"])
def test_what_stands_under_another_key_is_a_dead_letter(tables: Tables, message: dict[str, object], key: bytes) -> None:
    """The topic is compacted: what is taken under a key that is not its own would be lost with the next under that key."""
    effects = routed(tables, message, key)
    assert [send.topic for send in effects.sends] == ["dead-letters"]
    assert effects.counts["dead_letters", "invalid_event"] == 1


def test_a_standing_is_told_to_every_partition(tables: Tables) -> None:
    """Under its own key, of course."""
    effects = routed(tables, STANDING, b"status:b2b-software/student")
    assert [(send.topic, send.partition) for send in effects.sends] == [("lead-log", number) for number in range(3)]
