"""`leadsieve facts --data` and `--catalogue`: which data, of what date, under what licence; and the page of facts."""

import json
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.cli.reference_data import COLUMNS
from pipeline.enrichment.data_sources import SOURCES

ROOT = Path(__file__).parents[3]


def test_data() -> None:
    """Every package says its version, licence and notice; all but our own their date: a new version gets one."""
    run = CliRunner().invoke(leadsieve, ["facts", "--data", "--json"])
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 0
    assert [row["package"] for row in rows] == [source.package for source in SOURCES]
    assert all(tuple(row) == COLUMNS and row["version"] and row["licence"] and row["notice"] for row in rows)
    assert [row["package"] for row in rows if row["of"] == "?"] == ["leadsieve"]
    assert all(int(row["entries"]) > 200 for row in rows if row["entries"])


def test_data_are_steady() -> None:
    """Twice the same data are the same to the digest."""
    first, second = (CliRunner().invoke(leadsieve, ["facts", "--data", "--json"]).stdout for _ in range(2))
    assert first == second


def test_page() -> None:
    """docs/facts.md is what the catalogue gives."""
    run = CliRunner().invoke(leadsieve, ["facts", "--catalogue"])
    assert run.stdout == (ROOT / "docs" / "facts.md").read_text(encoding="utf-8")


def test_one_of() -> None:
    """Nothing to do, or two things at once, is said to be wrong, with what to say."""
    for arguments in ([], ["--data", str(ROOT / "README.md")]):
        run = CliRunner().invoke(leadsieve, ["facts", *arguments])
        assert run.exit_code == 2
        assert "--data" in run.output
