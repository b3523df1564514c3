"""Whom the shipped packs must never exclude, and whom they must catch; each row a made-up person, with the reason.

The rows go the whole way from a form to a judgement: what a lexicon misses shows here as much as a wrong criterion.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.facts import merged
from pipeline.cli.packs import read_pack
from pipeline.contracts.event import Event
from pipeline.contracts.model import Standing, Value
from pipeline.engine.compile import CompiledPack
from pipeline.engine.judge import Judgement, judge
from pipeline.engine.view import told
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts import find
from pipeline.enrichment.tables import Tables, load_tables

Row = dict[str, str]
ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
FIELDS = {
    "fr": {"job": "Fonction", "company": "Société", "country": "Pays", "budget": "Budget", "need": "Besoin",
           "timeline": "Échéance", "message": "Message"},
    "en": {"job": "Job title", "company": "Company", "country": "Country", "budget": "Budget", "need": "Need",
           "timeline": "Timeline", "message": "Message"},
}  # fmt: skip
"""What the forms call their fields."""
NOON = 1_795_348_800_000
"""22 November 2026, ms."""


def _rows(kind: str) -> list[Any]:
    found = []
    for path in sorted(HERE.glob(f"*/{kind}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found += [
            pytest.param(path.parent.name, row, id=f"{path.parent.name}-{at}-{row['who']}")
            for at, row in enumerate(rows, start=2)
        ]
    return found


GOOD, BAD = _rows("good"), _rows("bad")


@cache
def _tables() -> Tables:
    return load_tables()


@cache
def _pack(name: str) -> CompiledPack:
    return read_pack(ROOT / "rules" / name)


def _facts(row: Row) -> dict[str, Value]:
    """Return what a form tells of the person, and what the CRM and the site would add."""
    answers = {field: row[column] for column, field in FIELDS[row["lang"]].items()}
    event = Event.model_validate_json(
        json.dumps(
            {
                "event_id": "corpus",
                "type": "form",
                "occurred_at": "2026-11-22T12:00:00Z",
                "email": row["email"],
                "form": {"purpose": row["purpose"], "answers": answers},
            }
        )
    )
    return merged(enrich(event, _tables())) | _extra(row["extra"])


def _extra(text: str) -> dict[str, Value]:
    more: dict[str, Value] = {}
    for name, _, value in (part.partition("=") for part in text.split(";") if part):
        spec = find(name)
        assert spec is not None, name
        read: dict[str, Any] = {"number": int, "set": lambda said: [said], "flag": lambda said: said == "true"}
        more[name] = read.get(spec.type, str)(value)
    return more


def _judged(pack: CompiledPack, facts: dict[str, Value]) -> tuple[Judgement, dict[str, list[str]]]:
    live: dict[str, Standing] = {persona.id: "live" for persona in pack.personas}
    seen = told(pack, facts)
    judgement = judge(pack, live, seen, None, NOON)
    matched = {
        verdict.persona.id: [reason.code for reason in verdict.persona.reasons(seen)]
        for verdict in judgement.verdicts
        if verdict.state == "matched"
    }
    return judgement, matched


def _check(name: str, row: Row) -> Judgement:
    facts = _facts(row)
    judgement, matched = _judged(_pack(name), facts)
    assert judgement.status == row["status"], (facts, matched)
    if row["persona"]:
        assert row["persona"] in matched, (facts, matched)
        assert not row["code"] or row["code"] in matched[row["persona"]], (facts, matched)
    return judgement


@pytest.mark.parametrize(("name", "row"), GOOD)
def test_good(name: str, row: Row) -> None:
    """A good lead is kept for sales, or stays open, for the reason that its row gives."""
    assert row["status"] in {"qualified", "open"}
    judgement = _check(name, row)
    assert judgement.status not in {"excluded", "nurture"}


@pytest.mark.parametrize(("name", "row"), BAD)
def test_bad(name: str, row: Row) -> None:
    """A bad lead is kept from sales by the persona, and for the reason, that its row gives."""
    assert row["status"] in {"excluded", "nurture"}
    judgement = _check(name, row)
    assert row["persona"] in {verdict.persona.id for verdict in judgement.verdicts if verdict.excludes}


def test_every_excluding_persona_is_there() -> None:
    """No excluding persona of a pack that has a corpus goes without somebody it must catch."""
    for name in {name for name, _ in (param.values for param in BAD)}:
        caught = {row["persona"] for pack, row in (param.values for param in BAD) if pack == name}
        assert caught == {persona.id for persona in _pack(name).personas if persona.effect == "exclude"}


def test_made_up() -> None:
    """Nobody in the corpus is real: invented companies under reserved domains, and mailboxes that say `example`."""
    for _, row in (param.values for param in (*GOOD, *BAD)):
        local, _, domain = row["email"].casefold().partition("@")
        assert domain.endswith((".example", ".test")) or local.startswith(("exemple.", "example.")), row["email"]


def test_size() -> None:
    """The corpus stays one: in both languages, more good leads than bad."""
    rows = [row for _, row in (param.values for param in (*GOOD, *BAD))]
    assert len(rows) >= 300
    assert min(sum(row["lang"] == lang for row in rows) for lang in ("fr", "en")) >= 105
    assert len(GOOD) > len(BAD)
