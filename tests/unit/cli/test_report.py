"""`leadsieve report --week`, on made-up decisions: figures, page and mail."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.engine.intervals import share
from pipeline.errors import LeadsieveError
from pipeline.history.weekly.week import last_full_week, week_named
from tests.flows import PACK
from tests.unit.cli.test_backtest import _Page

WEEK = "2026-W46"
MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
COSTS = {"LEADSIEVE_LEAD_COSTS": "google=40,default=10"}
PERSONA = {"id": "student", "effect": "exclude", "state": "matched"}
EVIL = "<b>new's</b>\u001b[31m\nX"
QUESTION = {"fact": "job.title", "fr": "Quelle est votre fonction ?", "en": "What is your job title?"}


def _decision(number: int, at: datetime, **members: Any) -> dict[str, Any]:  # noqa: ANN401  members of a decision
    status = members.get("status", "qualified")
    return {
        "decision_id": f"d{number}", "revision": 1, "lead_id": f"l{number}", "status": status,
        "trigger": {"kind": "event", "id": f"e{number}"}, "personas": [PERSONA] if status == "excluded" else [],
        "sentence": {"fr": f"phrase {number}", "en": f"sentence {number}"}, "unknown_facts": [], "flags": [],
        "acquisition": {"source": "google", "campaign": "brand", "form_id": "demo"},
        "contact": {"email": f"p{number}@orvalis.example"}, "occurred_at": at.isoformat(), **members,
    }  # fmt: skip


def _decisions() -> list[dict[str, Any]]:
    """Sixty good leads of one campaign, sixty bad ones of another, before and in the week; and what must not count."""
    found = []
    for number in range(60):
        found.append(_decision(number, MONDAY + timedelta(days=number % 20 - 13)))
        bad = {"source": "linkedin", "campaign": EVIL, "form_id": "paper"}
        at = MONDAY + timedelta(days=number % 20 - 13, hours=1)
        status = "excluded" if number % 3 else "open"
        asks = {"unknown_facts": ["job.seniority", "activity.pages.7d"], "next_question": QUESTION}
        found.append(_decision(100 + number, at, status=status, acquisition=bad, **({} if number % 3 else asks)))
    found += [
        _decision(200, MONDAY - timedelta(days=60)),  # long known: what is said of them now is no new lead
        {**_decision(201, MONDAY, status="excluded"), "lead_id": "l200", "revision": 2},
        {**_decision(202, MONDAY + timedelta(days=1), status="excluded"), "lead_id": "l13", "revision": 2},
        _decision(203, MONDAY + timedelta(days=8), status="excluded"),  # after the week
        {**_decision(204, MONDAY, status="excluded"), "flags": ["test_lead"]},
        {"decision_id": "d202", "retracts": "d13", "retracted": True, "revision": 2, "lead_id": "l13",
         "status": "excluded", "occurred_at": MONDAY.isoformat()},
    ]  # fmt: skip
    return [*found, found[0]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    lines = "".join(json.dumps(decision) + "\n" for decision in _decisions())
    (made / "decisions.ndjson").write_text(lines, encoding="utf-8")
    return made


@cache
def _run(folder: Path, *arguments: str) -> Result:
    given = ["report", str(folder / "decisions.ndjson"), "--week", "--pack", str(PACK), *arguments]
    result = CliRunner().invoke(leadsieve, given, env=COSTS)
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def _told(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_run(folder, "--of", WEEK, "--json", "--html", str(folder / "w.html")).stdout)
    return told


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _told(folder)["measures"][name]["rows"]
    return rows


def test_every_figure_is_recomputed(folder: Path) -> None:
    """Each query that the page prints, run by somebody else beside the decisions file, gives its figures again."""
    told = _told(folder)
    queries = _Page((folder / "w.html").read_text(encoding="utf-8")).queries
    assert queries.keys() == {"prelude", *told["measures"]}
    with duckdb.connect() as connection:
        connection.execute(queries.pop("prelude").replace("w.decisions.ndjson", str(folder / "w.decisions.ndjson")))
        for name, sql in queries.items():
            found = connection.execute(sql)
            columns = [column[0] for column in found.description]
            rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
            assert json.loads(json.dumps(rows)) == told["measures"][name]["rows"], name
            assert rows, name


def test_leads_count_once_in_their_first_week(folder: Path) -> None:
    """By the last word of the week: not who was known before, nor tests, nor what came later, nor a line twice."""
    now, before = _rows(folder, "overall")
    assert (now["period"], before["period"]) == ("week", "before")
    ours = [one for one in range(60) if one % 20 >= 13]
    assert now["leads"] == 2 * len(ours)
    assert now["qualified"] == len(ours) - 1  # l13 was excluded within the week
    assert now["excluded"] == 1 + sum(1 for one in ours if one % 3)
    expected = share(now["excluded"], now["leads"])
    assert [now["share"], now["share_low"], now["share_high"]] == pytest.approx(expected[2:])
    assert before["leads"] == 120 - now["leads"]


def test_the_campaign_to_stop(folder: Path) -> None:
    """A campaign that is clearly worse than the others is named, the others are not."""
    assert [(row["campaign"], row["stop"]) for row in _rows(folder, "campaigns")] == [(EVIL, True), ("brand", False)]


def test_what_a_qualified_lead_costs(folder: Path) -> None:
    """Before sieving all leads share the cost, after it the qualified alone; of none there is no figure."""
    google, linkedin = sorted(_rows(folder, "sources"), key=lambda row: str(row["source"]))
    assert google["cost"] == 40
    assert google["cost_per_qualified"] == pytest.approx(40 * google["leads"] / google["qualified"])
    assert (linkedin["cost"], linkedin["cost_per_qualified"]) == (10, None)


def test_what_to_ask(folder: Path) -> None:
    """Of each form stands the field that settles most open leads, and what no field can bring is left out."""
    field = next(row for row in _rows(folder, "fields") if row["form"] == "paper")
    assert (field["fact"], field["settles"]) == ("job.title", field["open"])
    assert [row["fact"] for row in _rows(folder, "unknown")] == ["job.seniority"]


def test_ten_to_check(folder: Path) -> None:
    """Ten leads excluded this week, each once, with the decision that a review names."""
    rows = _rows(folder, "checks")
    assert len({row["decision_id"] for row in rows}) == len(rows) == 10
    assert all(row["decision_id"] != "d204" for row in rows)


def test_the_page_runs_and_fetches_nothing(folder: Path) -> None:
    """What upstream wrote is text on the page, in both languages."""
    _told(folder)
    text = (folder / "w.html").read_text(encoding="utf-8")
    page = _Page(text)
    assert page.reaching == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "&lt;b&gt;" in text
    assert "Campagnes à arrêter" in text
    assert "Campaigns to stop" in text


@pytest.mark.parametrize(("lang", "stop"), [("fr", "CAMPAGNES À ARRÊTER"), ("en", "CAMPAIGNS TO STOP")])
def test_the_mail(folder: Path, lang: str, stop: str) -> None:
    """The mail is text alone: its first line is a subject, and what upstream wrote begins no line and steers nothing."""
    text = _run(folder, "--of", WEEK, "--lang", lang).stdout
    assert WEEK in text.splitlines()[0]
    assert stop in text
    assert "\x1b" not in text
    assert not any(line.startswith("X") for line in text.splitlines())
    assert "100" in next(line for line in text.splitlines() if "new's" in line) or lang


def test_a_week_of_nobody(folder: Path) -> None:
    """A week in which nobody was judged is a report that says so."""
    assert "Nobody was judged" in _run(folder, "--of", "2026-W20", "--html", str(folder / "n.html")).stdout


def test_the_last_full_week(folder: Path) -> None:
    """Where no week is named it is the last that had ended, by the newest decision of files."""
    assert WEEK in _run(folder).stdout.splitlines()[0]
    assert last_full_week(MONDAY).name == "2026-W45"
    assert last_full_week(MONDAY - timedelta(seconds=1)).name == "2026-W44"
    assert week_named("2026-W53").monday.isoformat() == "2026-12-28"


@pytest.mark.parametrize("name", ["", "2026-46", "2026-W54", "2025-W53", "0000-W01", "2026-W4²", "w.ndjson"])
def test_no_week(name: str) -> None:
    """What is no week is told with a right example."""
    with pytest.raises(LeadsieveError, match="2026-W46"):
        week_named(name)


@pytest.mark.parametrize("line", ["{", "[]", "\x00", '{"occurred_at": 3}', '{"occurred_at":"2026-11-09"}', "[" * 5000])
def test_what_is_no_decision(tmp_path: Path, line: str) -> None:
    """A file that holds something else is refused with its line."""
    file = tmp_path / "d.ndjson"
    file.write_text(json.dumps(_decision(1, MONDAY)) + f"\n{line}\n", encoding="utf-8")
    result = CliRunner().invoke(leadsieve, ["report", str(file)])
    assert isinstance(result.exception, LeadsieveError)
    assert "d.ndjson:2" in str(result.exception)
