"""Packs and standings that change in the middle of made-up traffic, for tests of many kinds."""

import json
from datetime import UTC, datetime
from functools import cache

from pipeline.cli.packs import read_files
from pipeline.contracts.model import Role, Standing
from pipeline.engine.compile import CompiledPack
from pipeline.runtime.packs import compile_files
from tests.flows import PACK, Message

NOW = datetime(2026, 11, 22, tzinfo=UTC).isoformat()
ABROAD = ("market: [FR, BE, CH, LU, CA]", "market: [FR]")


def files(head: tuple[str, str] = ("", ""), version: int = 1) -> dict[str, str]:
    """Return the texts of the shipped pack, with a passage of pack.yaml put in the place of another."""
    found = {name: text for name, text in read_files(PACK).items() if not name.endswith(".test.yaml")}
    assert head[0] in found["pack.yaml"]
    found["pack.yaml"] = found["pack.yaml"].replace("version: 1\n", f"version: {version}\n", 1).replace(*head, 1)
    return found


NARROWER = files(ABROAD, version=2)
"""Whoever is outside France is out of the zone."""


@cache
def compiled(version: int) -> CompiledPack:
    """Return the shipped pack (1), or the narrower one (2)."""
    return compile_files(files() if version == 1 else NARROWER)


def chosen(version: int, role: Role = "live") -> Message:
    """Return the record that publishes one of them."""
    texts = files() if version == 1 else NARROWER
    value = {
        "id": "b2b-software",
        "version": version,
        "sha256": compiled(version).sha256,
        "files": texts,
        "published_at": NOW,
        "role": role,
    }
    return "persona-packs", json.dumps(value).encode()


def stands(persona: str, status: Standing) -> Message:
    """Return the record that makes a persona stand so."""
    value = {
        "pack": "b2b-software",
        "persona": persona,
        "version": 1,
        "status": status,
        "author": "test",
        "reason": "test",
        "effective_at": NOW,
    }
    return "persona-packs", json.dumps(value).encode()


def with_choices(messages: list[Message]) -> list[Message]:
    """Return traffic in which a candidate is tried, personas go to shadow and back, and packs change there and back."""
    choices = [
        stands("student", "shadow"),
        chosen(2, "candidate"),
        stands("no-budget", "retired"),
        chosen(2),
        stands("student", "live"),
        chosen(1, "candidate"),
        chosen(1),
        stands("no-need", "shadow"),
        chosen(2, "candidate"),
    ]
    part = len(messages) // (len(choices) + 1)
    mixed: list[Message] = []
    for number in range(len(choices) + 1):
        mixed += messages[number * part : (number + 1) * part if number < len(choices) else None]
        mixed += choices[number : number + 1]
    return mixed
