"""What `leadsieve facts` prints, and how it ends."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli.facts import merged
from pipeline.cli.main import leadsieve
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value

PAGE = {"event_id": "p1", "type": "page", "occurred_at": "2026-01-01T00:00:00Z", "visitor_id": "v1"}
FORM = {
    "event_id": "f1",
    "type": "form",
    "occurred_at": "2026-01-01T00:00:00Z",
    "email": "alice@acme.fr",
    "form": {"id": "demo", "answers": {"poste": "DSI"}},
}


def _run(folder: Path, *lines: object) -> Result:
    file = folder / "form-submissions.ndjson"
    file.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), encoding="utf-8"
    )
    return CliRunner().invoke(leadsieve, ["facts", str(file)])


def test_lines(tmp_path: Path) -> None:
    """Each event is a line, in the order of the file, with what is known of it and nothing else."""
    result = _run(tmp_path, PAGE, FORM)
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first == {"source_event_id": "p1", "facts": {}}
    assert second["source_event_id"] == "f1"
    assert second["facts"]["form.purpose"] == "demo"
    assert second["facts"]["job.seniority"] == "director"
    assert second["facts"]["email.kind"] == "business"


def test_bad_line(tmp_path: Path) -> None:
    """A record that can't be read is told with file and line, the others are printed, and the command ends in 1."""
    result = _run(tmp_path, PAGE, "{not json", FORM)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    assert f"{tmp_path}/form-submissions.ndjson:2: error:" in result.stderr
    assert "[invalid_json]" in result.stderr


def test_best_source() -> None:
    """Of a fact that several sources tell, the best source's value is printed."""
    found: dict[Source, dict[str, Value]] = {
        "guessed": {"geo.country": "CH"},
        "derived": {"geo.country": "DE"},
        "declared": {"job.title": "DSI"},
    }
    assert merged(found) == {"geo.country": "DE", "job.title": "DSI"}


def _with_accounts(folder: Path, content: bytes) -> Result:
    file, accounts = folder / "form-submissions.ndjson", folder / "accounts.csv"
    file.write_text(f"{json.dumps(FORM)}\n", encoding="utf-8")
    accounts.write_bytes(content)
    return CliRunner().invoke(leadsieve, ["facts", "--accounts", str(accounts), str(file)])


def test_accounts(tmp_path: Path) -> None:
    """The account list says what a company is to us, with a byte order mark as spreadsheets write it."""
    result = _with_accounts(tmp_path, b"\xef\xbb\xbfdomain,relation\r\nacme.fr,partner\r\n")
    assert json.loads(result.stdout)["facts"]["company.relation"] == "partner"


def test_bad_accounts(tmp_path: Path) -> None:
    """A list that cannot be used is refused with file and line, before anything is read."""
    result = _with_accounts(tmp_path, b"domain,relation\nacme.fr,friend\n")
    assert result.exit_code != 0
    assert "accounts.csv:2" in f"{result.output}{result.exception}"
    assert _with_accounts(tmp_path, b"domain,relation\n\xff\n").exit_code != 0
