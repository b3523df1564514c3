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
