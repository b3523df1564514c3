"""A persona that goes wrong, through a real broker: braked in every partition, told of, released by a person, replayed."""

import asyncio
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.runtime import logs
from pipeline.runtime.brakes import read_braked
from pipeline.settings import Settings
from tests.flows import PACK, Flow, Message, flowing
from tests.integration.health import health_until
from tests.parity.test_parity import assert_log_replay_is_byte_equal


def _forms(numbers: range) -> list[Message]:
    """Return forms of students, each another person."""
    found: list[Message] = []
    for number in numbers:
        form = {"id": "white-paper", "purpose": "content", "answers": {"Fonction": "Étudiante en master"}}
        told = {"event_id": f"f{number}", "type": "form", "occurred_at": "2026-11-20T09:30:00Z", "form": form}
        found.append(("form-submissions", json.dumps({**told, "email": f"a{number}@univ-lumen.example"}).encode()))
    return found


async def _run(settings: Settings, *arguments: str) -> Result:
    environment = {
        "LEADSIEVE_BROKER": settings.broker,
        "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix,
        "LEADSIEVE_APP_ID": settings.app_id,
    }
    return await asyncio.to_thread(CliRunner().invoke, leadsieve, list(arguments), env=environment)


async def _flags(flow: Flow) -> dict[str, tuple[str, bool]]:
    """Return lead -> status, and whether a braked persona would exclude them."""
    await flow.drain()
    found: dict[str, tuple[str, bool]] = {}
    async for record in logs.read_topics(flow.settings, "lead-decisions"):
        told: dict[str, Any] = json.loads(record.value or b"")
        found[told["lead_id"]] = (told["status"], "braked_would_exclude" in told["flags"])
    return found


async def test_brake_and_release(settings: Settings, tmp_path: Path) -> None:
    """Thirty students of thirty leads are too many: nobody more is excluded until somebody says so, then all are."""
    async with flowing(settings, tmp_path) as flow:
        early = await _run(settings, "pack", "release", "student", "--author", "ann", "--reason", "r")
        assert "is not braked" in str(early.exception)
        await flow.feed(_forms(range(60)))
        await flow.drain()
        await flow.feed(_forms(range(60, 90)))
        found = await _flags(flow)
        assert sum(braked for _, braked in found.values()) >= 25
        assert list(await read_braked(settings)) == ["b2b-software/student"]
        assert (await health_until(flow.worker, "persona student is braked (budget)"))["status"] == "degraded"
        (row,) = [json.loads(line) for line in (await _run(settings, "measures", "--json")).stdout.splitlines()]
        assert (row["persona"], row["braked"]) == ("student", "budget")
        flow.worker.kill()
        await flow.restart()
        said = ("--author", "ann", "--reason", "seen")
        result = await _run(settings, "pack", "release", "student", *said, "--wait", "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["released"]
        found = await _flags(flow)
        assert not any(braked for _, braked in found.values())
        assert (await read_braked(settings)) == {}
        assert await assert_log_replay_is_byte_equal(flow, PACK) > 90
        audit = await flow.audit()
        assert (audit.lost, audit.duplicated, audit.findings) == (0, 0, [])
