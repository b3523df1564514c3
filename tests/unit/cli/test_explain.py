"""`leadsieve explain` on files: the life of a made-up lead as a person reads it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError
from tests.flows import PACK

EMAIL = "c.lambrex@orvalis.example"
UNTIL = "2027-12-01T00:00:00Z"
PAGE = {"type": "page", "visitor_id": "v1", "seconds_on_page": 80}
EVENTS: list[dict[str, Any]] = [
    {**PAGE, "event_id": "p1", "occurred_at": "2026-09-01T09:00:00Z", "page": {"url": "https://s.example/tarifs"}},
    {**PAGE, "event_id": "p2", "occurred_at": "2026-09-01T09:05:00Z", "page": {"url": "https://s.example/blog"}},
    {
        "event_id": "f1", "type": "form", "occurred_at": "2026-09-02T09:30:00Z", "visitor_id": "v1", "email": EMAIL,
        "form": {"id": "white-paper", "purpose": "content", "answers": {"Fonction": "Étudiante en master", "Pays": "France"}},
    },
    {**PAGE, "event_id": "p3", "occurred_at": "2026-09-03T09:05:00Z", "page": {"url": "https://s.example/careers"}},
    {**PAGE, "event_id": "p3", "occurred_at": "2026-09-03T09:05:00Z", "page": {"url": "https://s.example/careers"}},
    {
        "event_id": "f2", "type": "form", "occurred_at": "2026-10-02T09:30:00Z", "email": "max@karnol.example",
        "user_id": "u77", "form": {"id": "[red]\u001b[31m", "purpose": "demo", "answers": {"Fonction": "Directeur marketing"}},
    },
    {
        "override_id": "x1", "occurred_at": "2026-09-20T09:30:00Z", "email": EMAIL, "action": "set",
        "status": "qualified", "author": "ann", "reason": "[b]met",
    },
    {"outcome_id": "o1", "occurred_at": "2026-10-20T09:30:00Z", "email": EMAIL, "result": "won", "reason": "signed"},
]  # fmt: skip
STORY = ["joined", "seen", "judged", "seen", "override", "judged", "outcome", "judged", "judged"]
"""Visits, form, verdict, a page, a person's word, its verdict, the sale, the word's end, the diploma too old to count."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("explain")
    for topic, wanted in (
        ("web-activity", "event_id"),
        ("lead-overrides", "override_id"),
        ("crm-outcomes", "outcome_id"),
    ):
        lines = "".join(json.dumps(event) + "\n" for event in EVENTS if wanted in event)
        (made / f"{topic}.ndjson").write_text(lines, encoding="utf-8")
    return made


@cache
def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["explain", *arguments, "--pack", str(PACK), str(folder)])


def _told(folder: Path, *arguments: str) -> dict[str, Any]:
    result = _run(folder, *arguments, "--json", "--quiet")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_a_life_in_order(folder: Path) -> None:
    """Every chapter is there once, in the order of time, and each verdict behind what it answers."""
    told = _told(folder, EMAIL, "--until", UNTIL)
    assert [step["kind"] for step in told["steps"]] == STORY
    moments = [step["at"] for step in told["steps"]]
    assert moments == sorted(moments)
    statuses = [step["status"] for step in told["steps"] if step["kind"] == "judged"]
    assert statuses == ["excluded", "qualified", "excluded", "open"]
    pages = told["steps"][3]
    assert "1 careers page" in pages["en"]  # the repeat is told once


def test_what_changed_the_verdict(folder: Path) -> None:
    """The persona that no longer matches, the fact that grew too old, the end of a person's word: each is said."""
    steps = [step for step in _told(folder, EMAIL, "--until", UNTIL)["steps"] if step["kind"] == "judged"]
    said = [" | ".join(detail["en"] for detail in step["details"]) for step in steps]
    assert "because: answer to the form" in said[0]
    assert "because: a person decided" in said[1]
    assert "the decision of ann has ended" in said[2]
    assert "no longer matches “Student”" in said[3]
    assert "too old to count any longer: seniority" in said[3]
    french = [detail["fr"] for detail in steps[3]["details"]]
    assert "trop ancien pour compter encore : niveau" in french


def test_decisions_are_those_of_decide(folder: Path) -> None:
    """The verdicts are the ones `decide` publishes of this lead, by id, none missing and none more."""
    arguments = ["decide", "--pack", str(PACK), "--until", UNTIL, str(folder)]
    lines = CliRunner().invoke(leadsieve, arguments).stdout.splitlines()
    told = _told(folder, EMAIL, "--until", UNTIL)
    expected = [one["decision_id"] for one in map(json.loads, lines) if one["lead_id"] == told["lead_id"]]
    assert [step["decision_id"] for step in told["steps"] if step["decision_id"]] == expected
    assert told["now"]["decision_id"] == expected[-1]
    assert all(step["pack"] for step in told["steps"] if step["decision_id"])


def test_what_would_change_it(folder: Path) -> None:
    """The end says what the lead could bring, what to ask, and when a person's word runs out."""
    said = [line["en"] for line in _told(folder, EMAIL, "--until", UNTIL)["now"]["would_change"]]
    assert any(line.startswith("to ask: ") for line in said)
    assert any("they would be qualified" in line for line in said)
    before = [line["en"] for line in _told(folder, EMAIL, "--until", "2026-09-21T00:00:00Z")["now"]["would_change"]]
    assert any("the decision of ann ends; without it: excluded" in line for line in before)


@pytest.mark.parametrize("named", [["u77"], ["--email", "MAX@karnol.example"]])
def test_by_any_name(folder: Path, named: list[str]) -> None:
    """A lead is found by the name their id is made of, and by the address that stands in their decisions."""
    told = _told(folder, *named)
    assert [step["kind"] for step in told["steps"]] == ["seen", "judged"]


def test_nothing_steers_the_terminal(folder: Path) -> None:
    """What upstream and people wrote is text: no markup, no escape sequence."""
    told = {named: _run(folder, named, "--lang", "fr") for named in ("u77", EMAIL)}
    for result in told.values():
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.stdout
    assert "[b]met" in told[EMAIL].stdout
    assert "[red]" in told["u77"].stdout


def test_every_text_has_both_languages(folder: Path) -> None:
    """No text of a story is empty in a language."""
    told = _told(folder, EMAIL, "--until", UNTIL)
    texts = [*told["steps"]] + [line for step in told["steps"] for line in step["details"]]
    texts += [told["now"]["sentence"], *told["now"]["would_change"]]
    assert all(text["fr"] and text["en"] for text in texts)


def test_nobody(folder: Path) -> None:
    """A lead that the files do not know is an error that says so."""
    result = _run(folder, "nobody@orvalis.example")
    assert isinstance(result.exception, LeadsieveError)
    assert "nothing is known" in str(result.exception)


@pytest.mark.parametrize(
    "arguments",
    [[], ["--email", "no address", "."], ["--email", "a@b.example", "--user-id", "x"], ["x", "--pack", str(PACK)]],
)
def test_what_is_no_call(arguments: list[str]) -> None:
    """A call that names nobody, two leads, or a pack without files is a usage error or says what is missing."""
    result = CliRunner().invoke(leadsieve, ["explain", *arguments])
    assert result.exit_code == 2


def test_what_is_forgotten_is_not_told(folder: Path) -> None:
    """Who asked to be forgotten is told of from then on alone, although files and logs still hold what was before."""
    asked = {
        "request_id": "q1", "occurred_at": "2026-09-10T00:00:00Z", "email": EMAIL, "kind": "erase", "author": "ann",
    }  # fmt: skip
    erased = folder / "erased"
    erased.mkdir()
    (erased / "privacy-requests.ndjson").write_text(json.dumps(asked) + "\n", encoding="utf-8")
    for file in folder.glob("*.ndjson"):
        (erased / file.name).write_bytes(file.read_bytes())
    told = _told(erased, EMAIL)
    assert told["steps"][0]["kind"] == "privacy"
    assert "forgotten" in told["steps"][0]["en"]
    assert "seen" not in [step["kind"] for step in told["steps"]]
    assert "student" not in json.dumps(told)
