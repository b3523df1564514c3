"""A person's requests through a real broker: asked by command, carried out by the worker, proved, and replayed from its log."""

import asyncio
import json
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.runtime import logs
from pipeline.settings import Settings
from pipeline.stages.identity import keyed_hash
from tests.flows import PACK, Flow, flowing, restored
from tests.integration.health import health
from tests.parity.test_parity import assert_log_replay_is_byte_equal

EMAIL, PHONE, BROWSER = "zoe.quillfeather@orvalis.example", "+33698765432", "browser-quillfeather"
ANSWER = "Quillfeather wants a demo of the blue one"
MARKERS = ("quillfeather", "33698765432", "blue one", "203.0.113.77", "zoe")
"""What no log, metric, page, error or proof may hold."""
OTHER = "max.orme@data-orme.example"


def _event(name: str, kind: str, when: datetime, **members: Any) -> bytes:  # noqa: ANN401  whatever an event holds
    return json.dumps({"event_id": name, "type": kind, "occurred_at": when.isoformat(), **members}).encode()


def _form(name: str, when: datetime, email: str = EMAIL, **members: Any) -> tuple[str, bytes]:  # noqa: ANN401  as above
    answers = {"Fonction": "Étudiante en master", "Message": ANSWER, "Téléphone": PHONE}
    form = {"id": "white-paper", "purpose": "content", "answers": answers}
    return "form-submissions", _event(name, "form", when, email=email, form=form, ip="203.0.113.77", **members)


async def _run(settings: Settings, *arguments: str) -> str:
    """Run a command as a person would, on a thread of its own, and return what it printed."""
    environment = {
        "LEADSIEVE_BROKER": settings.broker,
        "LEADSIEVE_TOPIC_PREFIX": settings.topic_prefix,
        "LEADSIEVE_APP_ID": settings.app_id,
        "LEADSIEVE_PARTITIONS": str(settings.partitions),
    }
    result = await asyncio.to_thread(CliRunner().invoke, leadsieve, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout


async def _latest(flow: Flow, topic: str) -> dict[bytes | None, bytes | None]:
    return {record.key: record.value async for record in logs.read_topics(flow.settings, topic)}


def _said(flow: Flow) -> str:
    """Return all that the worker tells its operators."""
    with urllib.request.urlopen(f"{flow.worker.web}/metrics", timeout=5) as answer:  # noqa: S310  loopback, ours
        metrics = answer.read().decode()
    return flow.log.read_text(errors="replace") + metrics + json.dumps(health(flow.worker))


async def test_a_person_is_shown_set_right_and_forgotten(settings: Settings, tmp_path: Path) -> None:
    """Exported, rectified, erased with a proof, not brought back by a replay, and new when they come back; nobody else moves."""
    now = datetime.now(UTC) - timedelta(minutes=5)
    key = settings.identity_key.encode()
    lead, other = (keyed_hash(key, "email", email) for email in (EMAIL, OTHER))
    first = _form("f1", now, visitor_id=BROWSER, campaign={"source": EMAIL, "name": PHONE})
    page = _event("p1", "page", now, visitor_id=BROWSER, page={"url": f"https://a.example/?mail={EMAIL}"})
    bad = _event("f0", "form", now, email=EMAIL, form={"id": 7, "answers": {ANSWER: {}}})
    async with flowing(replace(settings, clock="wall"), tmp_path) as flow:
        await flow.feed([("web-activity", page), first, _form("f2", now, OTHER), ("form-submissions", bad)])
        await flow.drain()
        shown = json.loads(await _run(flow.settings, "export", EMAIL))["leads"][0]
        assert (shown["held"], shown["contact"][0]["value"], shown["activity"]["forms"]) == (
            True,
            EMAIL,
            {now.date().isoformat(): 1},
        )
        assert {"name", "value", "source", "as_of"} <= set(shown["facts"][0])
        assert [device["activity"]["pages"] for device in shown["devices"]] == [{now.date().isoformat(): 1}]
        assert shown["latest_decision"]["status"] == "excluded"
        await _run(flow.settings, "rectify", EMAIL, "--set", "job.title=Directrice informatique", "--author", "ann")
        await flow.drain()
        (rights,) = json.loads(await _run(flow.settings, "export", EMAIL))["leads"][0]["requests"]["rectified"]
        assert (rights["author"], "job.title" in rights["facts"]) == ("ann", True)
        before = (await restored(flow.settings)).get(other)

        proof = await _run(flow.settings, "erase", EMAIL, "--json")
        head, *lines = (json.loads(line) for line in proof.splitlines())
        assert head["lead_id"] == lead
        states = {line["place"].removeprefix(flow.settings.topic_prefix): line["state"] for line in lines}
        assert (states["lead-decisions"], states["excluded-leads"], states["dead-letters"]) == (
            "done",
            "told",
            "by_retention",
        )
        assert all(line["gone by"] > head["erased_up_to"][:10] for line in lines)
        assert (await _latest(flow, "lead-decisions"))[lead.encode()] is None
        for topic in ("leads-changelog", "visitors-changelog", "accounts-changelog", "account-signals"):
            held = b"".join(value or b"" for value in (await _latest(flow, topic)).values()).lower()
            assert not [marker for marker in MARKERS if topic != "leads-changelog" and marker.encode() in held]
        assert not json.loads(await _run(flow.settings, "export", EMAIL))["leads"][0]["held"]

        await flow.feed([first, ("web-activity", page)])
        await flow.drain()
        assert not json.loads(await _run(flow.settings, "export", EMAIL))["leads"][0]["held"]
        assert (await restored(flow.settings)).get(other) == before
        await flow.feed([_form("f3", datetime.now(UTC))])
        await flow.drain()
        again = json.loads((await _latest(flow, "lead-decisions"))[lead.encode()] or b"")
        assert (again["status"], again["source_event_ids"], again.get("previous")) == ("excluded", ["f3"], None)

        await _run(flow.settings, "object", EMAIL)
        await flow.drain()
        assert (await _latest(flow, "lead-decisions"))[lead.encode()] is None
        told = (_said(flow) + proof).lower()
        assert [marker for marker in MARKERS if marker in told] == []
        letters = [record.headers async for record in logs.read_topics(flow.settings, "dead-letters")]
        assert b"quillfeather" not in b"".join(value or b"" for headers in letters for _, value in headers).lower()
        found = await flow.audit()
        assert (found.lost, found.duplicated, found.findings) == (0, 0, [])
        assert await assert_log_replay_is_byte_equal(flow, PACK) > 0
