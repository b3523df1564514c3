"""`leadsieve forms`: the mapping file, checked alone and against submissions."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.cli.upstreams import formats_in, open_upstream
from pipeline.errors import LeadsieveError
from pipeline.settings import Settings

MAPPING = """forms:
  - form: "7"
    purpose: quote
    fields:
      "2": email
      "4": job.title
      "6":
        fact: budget.declared
        values: {"Moins de 5 k€": below_minimum}
      "77": ignore
  - form: other
"""
ENTRY = {
    "id": "1",
    "form_id": "7",
    "date_created": "2026-11-18 14:02:33",
    "2": "elise@nova.example",
    "4": "Étudiante",
    "6": "Moins de 5 k€",
    "8": "Rouge",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forms.yaml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "form-submissions.ndjson").write_text(json.dumps(ENTRY) + "\n{\n", encoding="utf-8")
    return tmp_path


def _run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(leadsieve, [str(folder / word) if "." in word else word for word in words])


def test_lint_alone(folder: Path) -> None:
    """A mapping without fault says so, and ends in 0."""
    result = _run(folder, "forms", "lint", "forms.yaml")
    assert (result.exit_code, result.stdout) == (0, "")


def test_lint_against_submissions(folder: Path) -> None:
    """With submissions it also says what the mapping misses, and what it says in vain; that is no error."""
    result = _run(folder, "forms", "lint", "--json", "forms.yaml", "form-submissions.ndjson")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["code"], one["line"], one["severity"]) for one in found] == [
        ("unused_field", 10, "warning"),
        ("unmapped_field", 2, "warning"),
        ("unused_form", 11, "warning"),
    ]
    assert "`8`" in found[1]["message"]


@pytest.mark.parametrize(
    ("wrong", "right", "code", "line"),
    [
        ("below_minimum", "tiny", "unknown_value", 9),
        ("budget.declared", "account.leads", "unknown_fact", 8),
        ("quote", "coffee", "unknown_purpose", 3),
        ('"7"', '"7"\n    source: fax', "unknown_format", 3),
        ("job.title", "job.tilte", "unknown_target", 6),
        ("purpose", "prupose", "unknown_member", 3),
        ('"2": email', '"2": [', "bad_yaml", 7),
    ],
)
def test_lint_errors(folder: Path, wrong: str, right: str, code: str, line: int) -> None:
    """What no catalogue knows is an error, with file and line, and ends in 1."""
    (folder / "forms.yaml").write_text(MAPPING.replace(wrong, right, 1), encoding="utf-8")
    result = _run(folder, "forms", "lint", "forms.yaml")
    assert result.exit_code == 1
    assert f"[{code}]" in result.stdout
    assert f"forms.yaml:{line}:" in result.stdout


def test_show(folder: Path) -> None:
    """Every field of every form is listed with its guess, and no answer is."""
    (folder / "form-submissions.ndjson").write_text(json.dumps({**ENTRY, "poste": "DSI"}), encoding="utf-8")
    result = _run(folder, "forms", "show", "--json", "form-submissions.ndjson")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {"form": "7", "field": "poste", "answers": 1, "guessed as": "job.title"} in rows
    assert "Rouge" not in result.stdout


def test_facts_by_the_mapping(folder: Path) -> None:
    """`leadsieve facts --forms` reads what nobody could guess."""
    result = _run(folder, "facts", "--forms", "forms.yaml", "form-submissions.ndjson")
    facts = json.loads(result.stdout.splitlines()[0])["facts"]
    assert (facts["job.seniority"], facts["budget.declared"], facts["form.purpose"]) == (
        "student",
        "below_minimum",
        "quote",
    )


def test_facts_of_one_format(folder: Path) -> None:
    """`leadsieve facts --format` reads what the content does not tell."""
    (folder / "x.ndjson").write_text('{"email": "lou@nova.example", "poste": "DSI"}\n', encoding="utf-8")
    assert _run(folder, "facts", "x.ndjson").exit_code == 1
    result = _run(folder, "facts", "--format", "gravity_forms", "x.ndjson")
    assert json.loads(result.stdout)["facts"]["job.title"] == "DSI"


def test_settings(folder: Path) -> None:
    """Settings name formats by topic, and the mapping file; what is wrong with either is said before anything begins."""
    assert formats_in(" web-activity = snowplow ,form-submissions=tally,") == {
        "web-activity": "snowplow",
        "form-submissions": "tally",
    }
    for text in ("snowplow", "crm-outcomes=tally", "web-activity=fax"):
        with pytest.raises(LeadsieveError, match="LEADSIEVE_FORMATS"):
            formats_in(text)
    upstream = open_upstream(Settings(formats="web-activity=ga4", forms=str(folder / "forms.yaml")))
    assert (upstream.formats, len(upstream.forms.rules)) == ({"web-activity": "ga4"}, 2)
    (folder / "forms.yaml").write_text("forms: 5", encoding="utf-8")
    with pytest.raises(LeadsieveError, match=r"forms\.yaml:1:"):
        open_upstream(Settings(forms=str(folder / "forms.yaml")))
    (folder / "forms.yaml").write_bytes(b"\xff")
    for name in ("forms.yaml", "none.yaml"):
        with pytest.raises(LeadsieveError, match=name):
            open_upstream(Settings(forms=str(folder / name)))
