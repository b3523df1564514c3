"""`leadsieve decide --until`: time goes on after the last event, and what it changes is decided, each at its moment."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from tests.flows import PACK

FORM = {
    "event_id": "f1",
    "type": "form",
    "occurred_at": "2026-01-10T09:30:00Z",
    "email": "ana@brume.example",
    "form": {"id": "f", "purpose": "content", "answers": {"budget": "Aucun budget"}},
}


def _decide(folder: Path, *options: str) -> Result:
    events = folder / "form-submissions.ndjson"
    events.write_text(json.dumps(FORM) + "\n", encoding="utf-8")
    return CliRunner().invoke(leadsieve, ["decide", "--pack", str(PACK), *options, str(events)])


def _told(found: Result) -> list[tuple[str, str, str]]:
    decisions = [json.loads(line) for line in found.stdout.splitlines()]
    return [(decision["status"], decision["trigger"]["kind"], decision["occurred_at"]) for decision in decisions]


def test_a_fact_that_ages_is_decided_at_its_moment(tmp_path: Path) -> None:
    """Half a year after the answer nobody knows the budget any more: not a moment before, whenever one looks."""
    excluded = ("excluded", "event", "2026-01-10T09:30:00Z")
    assert _told(_decide(tmp_path)) == [excluded]
    early = _told(_decide(tmp_path, "--until", "2026-07-11T09:30:00Z"))
    assert {status for status, _, _ in early} == {"excluded"}
    late = _told(_decide(tmp_path, "--until", "2027-12-31T00:00:00Z"))
    assert late[: len(early)] == early
    assert late[len(early)] == ("open", "tick", "2026-07-11T09:30:00.001000Z")


def test_what_is_no_moment_is_refused(tmp_path: Path) -> None:
    """Without its zone a moment is none; and a log has ticks of its own."""
    for options in (("--until", "yesterday"), ("--until", "2026-07-11T09:30:00")):
        found = _decide(tmp_path, *options)
        assert found.exit_code != 0
        assert "--until" in str(found.exception) + found.output
    assert _decide(tmp_path, "--log", "x", "--until", "2026-07-11T09:30:00Z").exit_code == 2
