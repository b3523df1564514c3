"""`leadsieve discover`, from event files to drafts that lint, test and judge. All leads are made up."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from tests.flows import PACK, ROOT

START = datetime(2026, 1, 1, tzinfo=UTC)
LEADS = 480
DATA = ROOT.parent / "shared" / "data" / "xeducation"


def _lead(number: int, chance: Random) -> tuple[dict[str, object], dict[str, object]]:
    """Return a form and its outcome: who wants nothing yet, and came by the fair, is lost nearly always."""
    by_fair, exploring = chance.random() < 0.5, chance.random() < 0.5
    won = chance.random() < (0.02 if by_fair and exploring else 0.5)
    at = START + timedelta(hours=number)
    form = {
        "event_id": f"e{number}", "type": "form", "occurred_at": at.isoformat(), "email": f"Lena.Quist{number}@orvalis.example",
        "campaign": {"source": "fair" if by_fair else "google"},
        "form": {
            "id": "white-paper", "purpose": "content",
            "answers": {
                "project": "exploring" if exploring else "this year", "comments": f"call me on +33 6 12 34 {number:04}",
                "job_title": "Étudiante" if number % 3 == 0 else "Acheteuse",
            },
        },
    }  # fmt: skip
    outcome = {
        "outcome_id": f"o{number}", "occurred_at": (at + timedelta(days=30)).isoformat(), "email": f"lena.quist{number}@orvalis.example",
        "result": "won" if won else "lost", "reason": f"met Lena Quist {number}" if number % 2 else "only looking",
    }  # fmt: skip
    return form, outcome


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    chance = Random(11)  # noqa: S311  data for tests
    pairs = [_lead(number, chance) for number in range(LEADS)]
    for name, at in (("forms.ndjson", 0), ("outcomes.ndjson", 1)):
        (tmp_path / name).write_text("".join(json.dumps(pair[at]) + "\n" for pair in pairs), encoding="utf-8")
    return tmp_path


def _run(*arguments: str) -> Result:
    fixed = ["discover", "--outcomes", "outcomes.ndjson", "--out", "drafts", "forms.ndjson", "--most-lost", "0.1"]
    return CliRunner().invoke(leadsieve, [*fixed, *arguments])


def test_drafts_are_ready(folder: Path) -> None:
    """Drafts pass lint and their own tests, judge in a backtest, and hold the same people that they were judged by."""
    told = json.loads(_run("--json").stdout)
    assert [one["holds"] for one in told["personas"]] == [True]
    assert {path.name for path in (folder / "drafts").iterdir()} == {
        "pack.yaml", "found-1.yaml", "found-1.test.yaml", "discovery.json"
    }  # fmt: skip
    for command in (["pack", "lint", "drafts"], ["pack", "test", "drafts"]):
        checked = CliRunner().invoke(leadsieve, command)
        assert checked.exit_code == 0, checked.output
    judged = CliRunner().invoke(
        leadsieve, ["backtest", "--pack", "drafts", "--outcomes", "outcomes.ndjson", "forms.ndjson", "--json"]
    )
    (row,) = json.loads(judged.stdout)["measures"]["personas"]["rows"]
    both = [told["personas"][0][half]["excluded"] for half in ("older", "newer")]
    assert row["kept"] == sum(both)


def test_nobody_can_be_told_from_drafts(folder: Path) -> None:
    """No address, no name, no number and no free text stands in what is written; every test row stands for five or more."""
    _run()
    texts = "".join(path.read_text(encoding="utf-8") for path in (folder / "drafts").iterdir())
    assert not re.search("quist|orvalis|call me", texts, re.IGNORECASE)
    rows = re.findall(r"name: (\d+) people", (folder / "drafts" / "found-1.test.yaml").read_text(encoding="utf-8"))
    assert rows
    assert all(int(count) >= 5 for count in rows)


def test_personas_of_the_pack_are_looked_at(folder: Path) -> None:
    """With a pack, its personas are held against both halves: students lose no more often here than anybody."""
    told = json.loads(_run("--pack", str(PACK), "--json").stdout)
    assert {one["persona"]: one["verdict"] for one in told["standing"]}["student"] == "unsure"
    assert (folder / "drafts" / "pack.yaml").read_text(encoding="utf-8").startswith("id: b2b-software")
    assert CliRunner().invoke(leadsieve, ["pack", "lint", "drafts"]).exit_code == 0


def test_tables_for_people(folder: Path) -> None:
    """Without --json the drafts, their figures and what to ask sales are said in words."""
    result = _run("--pack", str(PACK))
    assert result.exit_code == 0, result.output
    for words in ("found-1", "without little engagement", "to ask sales", "no better than chance, before and now"):
        assert words in result.output
    assert (folder / "drafts").is_dir()


def test_drafts_replace_nothing(folder: Path) -> None:
    """A folder that holds anything is left as it is."""
    (folder / "drafts").mkdir()
    (folder / "drafts" / "mine.yaml").write_text("mine", encoding="utf-8")
    result = _run()
    assert result.exit_code != 0
    assert "not empty" in str(result.exception)
    assert [path.name for path in (folder / "drafts").iterdir()] == ["mine.yaml"]


def test_too_few_to_learn_from(folder: Path) -> None:
    """Fewer than two hundred leads with an end are refused, with the number."""
    lines = (folder / "outcomes.ndjson").read_text(encoding="utf-8").splitlines()[:50]
    (folder / "outcomes.ndjson").write_text("\n".join(lines), encoding="utf-8")
    result = _run()
    assert "50 leads" in str(result.exception)
    assert not (folder / "drafts").exists()


@pytest.mark.data
def test_on_real_data(tmp_path: Path) -> None:
    """Split by time, drafts exclude 20 % of the later losers and more, at 5 % of the later buyers and less."""
    if not DATA.is_dir():
        pytest.skip(f"the real data is not at {DATA}: it stands beside the project and is never part of it")
    files = [str(DATA / f"{name}.ndjson.gz") for name in ("form-submissions", "web-activity")]
    fixed = [
        "discover",
        "--json",
        "--outcomes",
        str(DATA / "crm-outcomes.ndjson.gz"),
        "--out",
        str(tmp_path / "drafts"),
    ]
    told = json.loads(CliRunner().invoke(leadsieve, [*fixed, *files]).stdout)
    together = told["together"]
    assert together["recall"]["value"] >= 0.20
    assert together["good_lost"]["value"] <= 0.05
    assert 0 < told["together_without_little_engagement"]["excluded"] < together["excluded"]
    assert all(one["holds"] for one in told["personas"])
