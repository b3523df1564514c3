"""What people say of leads, through a real broker: published by command, answered by the worker, replayed from its log."""

import asyncio
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.runtime import logs
from pipeline.settings import Settings
from tests.flows import PACK, Flow, flowing
from tests.parity.test_parity import assert_log_replay_is_byte_equal

EMAIL = "lea.morvan@univ-lumen.example"
STUDENT = {
    "event_id": "f1",
    "type": "form",
    "occurred_at": "2026-11-20T09:30:00Z",
    "email": EMAIL,
    "form": {
        "id": "white-paper",
        "purpose": "content",
        "answers": {"Fonction": "Étudiante en master", "Pays": "France"},
    },
}

COMPETITOR: dict[str, Any] = {
    "event_id": "f2",
    "type": "form",
    "occurred_at": "2026-11-20T09:30:00Z",
    "email": "max.orme@data-orme.example",
    "form": {"id": "white-paper", "purpose": "content", "answers": {"Fonction": "Directeur", "Pays": "France"}},
}


async def _run(settings: Settings, *arguments: str) -> Result:
    """Run a command as a person would, on a thread of its own: it brings its own loop."""
    environment = {
        "LEADSIEVE_BROKER": settings.broker,
        "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix,
        "LEADSIEVE_APP_ID": settings.app_id,
    }
    result = await asyncio.to_thread(CliRunner().invoke, leadsieve, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    return result


async def _decisions(flow: Flow) -> list[dict[str, Any]]:
    await flow.drain()
    return [json.loads(record.value or b"") async for record in logs.read_topics(flow.settings, "lead-decisions")]


async def test_overrides(settings: Settings, tmp_path: Path) -> None:
    """A person takes a lead back and takes that back: each is answered, accounted for, explained, reported, and replayed byte for byte."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed(
            [("form-submissions", json.dumps(STUDENT).encode()), ("lead-overrides", b'{"override_id":"x"}')]
        )
        await flow.drain()
        who = ("--author", "ann", "--reason", "met at the fair")
        await _run(settings, "override", "set", EMAIL, "--status", "qualified", *who)
        await flow.drain()
        await _run(settings, "override", "revoke", EMAIL, *who)
        decisions = await _decisions(flow)
        statuses = [decision["status"] for decision in decisions]
        assert (statuses[0] == statuses[2] != "qualified", statuses[1]) == (True, "qualified")
        assert [decision.get("override", {}).get("reason") for decision in decisions] == [None, "met at the fair", None]
        story = json.loads((await _run(settings, "explain", EMAIL, "--json")).stdout)
        assert [step["kind"] for step in story["steps"]] == [
            "seen",
            "judged",
            "override",
            "judged",
            "override",
            "judged",
        ]
        told = [step["decision_id"] for step in story["steps"] if step["decision_id"]]
        assert told == [decision["decision_id"] for decision in decisions]
        week = json.loads((await _run(settings, "report", "--of", "2026-W47", "--json")).stdout)
        (counted,) = week["measures"]["overall"]["rows"]
        assert (counted["leads"], counted["excluded"] + counted["nurture"]) == (1, 1)
        found = await flow.audit()
        assert (found.lost, found.duplicated, found.findings) == (0, 0, [])
        assert (found.fates["judged"], found.fates["stored"], found.fates["dead_letter"]) == (1, 2, 1)
        assert await assert_log_replay_is_byte_equal(flow, PACK) == 3


async def test_reviews_and_outcomes(settings: Settings, tmp_path: Path) -> None:
    """A review and an outcome find their decision, nothing is lost, and `leadsieve measures` tells of them."""
    async with flowing(settings, tmp_path) as flow:
        await flow.feed([("form-submissions", json.dumps(COMPETITOR).encode())])
        (decision,) = await _decisions(flow)
        assert decision["status"] == "excluded"
        told = ("--verdict", "wrong", "--author", "ann")
        await _run(settings, "review", COMPETITOR["email"], decision["decision_id"], *told)
        won = {"outcome_id": "o1", "occurred_at": "2026-11-21T09:30:00Z", "email": COMPETITOR["email"], "result": "won"}
        ours = {**won, "outcome_id": "o2", "author": "leadsieve"}
        await flow.feed([("crm-outcomes", json.dumps(outcome).encode()) for outcome in (won, ours)])
        await flow.drain()
        rows = [json.loads(line) for line in (await _run(settings, "measures", "--json")).stdout.splitlines()]
        (row,) = (row for row in rows if row["persona"] == "competitor")
        assert (row["excluded"], row["leads_with_form"], row["excluded_but_won"]) == (1, 1, 1)
        assert (row["reviewed"], row["reviewed_wrong"], row["false_exclusions"]) == (1, 1, None)
        found = await flow.audit()
        assert (found.lost, found.duplicated, found.findings) == (0, 0, [])
        assert (found.fates["stored"], found.fates["own_write"]) == (2, 1)
        assert await assert_log_replay_is_byte_equal(flow, PACK) == 1


async def test_a_promotion_keeps_its_evidence(settings: Settings, tmp_path: Path) -> None:
    """What a persona was promoted on stays with its standing, also once the topic is compacted; workers take the record."""
    rows = [{"persona": "student", "kept": 40, "precision": 0.95, "who": "nobody's business"}]
    paper = tmp_path / "may.json"
    paper.write_text(json.dumps({"measures": {"overall": {"rows": []}, "personas": {"rows": rows}}}), encoding="utf-8")
    who = ("--author", "ann", "--reason", "reviewed")
    async with flowing(settings, tmp_path) as flow:
        await _run(settings, "pack", "shadow", str(PACK), "student", *who)
        await _run(settings, "pack", "promote", str(PACK), "student", *who, "--evidence", str(paper))
        await flow.drain()
        found = await flow.audit()
        assert (found.lost, found.fates["dead_letter"], found.findings) == (0, 0, [])
        last = [record async for record in logs.read_topics(settings, "persona-packs")][-1]
        assert [one["status"] for one in json.loads(last.value or b"")["former"]][-1] == "shadow"
        told = [
            json.loads(line)
            for line in (await _run(settings, "pack", "history", PACK.name, "student", "--json")).stdout.splitlines()
        ]
        assert [one["status"] for one in told][-2:] == ["shadow", "live"]
        assert told[-1]["evidence"][0]["persona"] == {"kept": 40, "precision": 0.95}
        assert "precision 95%" in (await _run(settings, "pack", "history", PACK.name)).stdout
