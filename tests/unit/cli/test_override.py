"""`leadsieve override`: what is published, and what is refused before it is."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import said
from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake.override import read_override

LEAD = "5" * 32


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []

    async def keep(_: object, records: list[tuple[str, bytes]]) -> dict[str, int]:
        found.extend(records)
        return {}

    monkeypatch.setattr(said, "publish", keep)
    return found


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["override", *arguments, "--broker", "127.0.0.1:1"], catch_exceptions=True)


def _told(published: list[tuple[str, bytes]]) -> dict[str, Any]:
    ((topic, value),) = published
    assert topic == "lead-overrides"
    assert not isinstance(read_override(value), Problem)
    told: dict[str, Any] = json.loads(value)
    return told


@pytest.mark.parametrize(
    ("lead", "member"), [(LEAD, "lead_id"), ("ana@brume.example", "email"), ("user-4711", "user_id")]
)
def test_set(published: list[tuple[str, bytes]], lead: str, member: str) -> None:
    """The lead is named by what it was given as; status, author, reason and end are there."""
    result = _run(
        "set", lead, "--status", "excluded", "--author", "ann", "--reason", "rival", "--expires", "2099-01-31T00:00:00Z"
    )
    assert (result.exit_code, result.exception) == (0, None)
    told = _told(published)
    assert (told[member], told["action"], told["status"], told["author"]) == (lead, "set", "excluded", "ann")
    assert told["expires_at"] == "2099-01-31T00:00:00Z"


def test_revoke_says_its_id_as_json(published: list[tuple[str, bytes]]) -> None:
    """A machine learns under which id the answer will come."""
    result = _run("revoke", LEAD, "--author", "ann", "--reason", "gone", "--json")
    assert json.loads(result.stdout)["override_id"] == _told(published)["override_id"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--author", " ", "--reason", "r"), "author and reason"),
        (("--author", "ann", "--reason", "r", "--expires", "2001-01-01T00:00:00Z"), "not after occurred_at"),
        (("--author", "ann", "--reason", "r", "--expires", "tomorrow"), "a moment with its zone"),
    ],
)
def test_refused(published: list[tuple[str, bytes]], options: tuple[str, ...], message: str) -> None:
    """What workers would make a dead letter of is said at once, and nothing is published."""
    result = _run("set", LEAD, "--status", "qualified", *options)
    assert isinstance(result.exception, LeadsieveError)
    assert message in str(result.exception)
    assert published == []
