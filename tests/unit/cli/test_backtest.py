"""`leadsieve backtest`, as a marketing director's analyst runs it. All leads are made up."""

import json
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.engine.intervals import share
from pipeline.errors import LeadsieveError
from pipeline.history.backtest.measures import money_of
from pipeline.history.backtest.page import has_drifted, verdict
from pipeline.settings import Settings
from tests.flows import PACK

START = datetime(2026, 1, 1, tzinfo=UTC)
TITLES = ("Étudiant", "Directrice marketing", "Étudiante en master", "Responsable achats", "Stagiaire")
SOURCES = ("google", "linkedin", "<b>'news'</b>")
COSTS = {"LEADSIEVE_LEAD_COSTS": "google=40,default=10", "LEADSIEVE_SALES_MINUTES": "15", "LEADSIEVE_WON_VALUE": "500"}
LEADS = 90


class _Page(HTMLParser):
    """The queries that a page prints, its tags and what it would reach for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.queries: dict[str, str] = {}
        self.tags: list[str] = []
        self.reaching: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.reaching += [name for name in given if name in {"src", "href", "srcset"} or name.startswith("on")]
        self._inside = (given.get("id") or "") if given.get("class") == "sql" else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            name = self._inside.removeprefix("sql-")
            self.queries[name] = self.queries.get(name, "") + data


def _form(number: int) -> dict[str, object]:
    return {
        "event_id": f"e{number}", "type": "form", "occurred_at": (START + timedelta(days=number)).isoformat(),
        "email": f"p{number}@orvalis.example", "campaign": {"source": SOURCES[number % 3], "name": f"c{number % 2}"},
        "form": {"id": "white-paper", "purpose": "content", "answers": {"job_title": TITLES[number % 5], "country": "France"}},
    }  # fmt: skip


def _outcome(number: int) -> dict[str, object]:
    won = number % 7 == 0
    return {
        "outcome_id": f"o{number}", "occurred_at": (START + timedelta(days=number + 9)).isoformat(),
        "email": f"p{number}@orvalis.example", "result": "won" if won else "lost", "reason": "no reply",
        **({"value": 100.0 + number} if won and number % 2 else {}),
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "forms.ndjson", [_form(number) for number in range(LEADS)])
    _write(tmp_path / "outcomes.ndjson", [_outcome(number) for number in range(LEADS)])
    return tmp_path


def _write(path: Path, values: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")


def _run(*arguments: str) -> Result:
    fixed = ["backtest", "--pack", str(PACK), "--outcomes", "outcomes.ndjson", "forms.ndjson"]
    return CliRunner().invoke(leadsieve, [*fixed, *arguments], env=COSTS)


def _candidate(folder: Path) -> str:
    """Return a copy of the pack without its students."""
    copied = folder / "candidate"
    shutil.copytree(PACK, copied, ignore=shutil.ignore_patterns("student*"))
    head = copied / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("student: 25, ", ""), encoding="utf-8")
    return str(copied)


def test_every_figure_is_recomputed(folder: Path) -> None:
    """The queries that the page prints, run by somebody else beside the decisions file, give every figure again."""
    result = _run("--candidate", _candidate(folder), "--report", "may.html", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    queries = _Page((folder / "may.html").read_text(encoding="utf-8")).queries
    assert queries.keys() == {"prelude", *told["measures"]}
    with duckdb.connect() as connection:
        connection.execute(queries.pop("prelude"))
        for name, sql in queries.items():
            found = connection.execute(sql)
            columns = [column[0] for column in found.description]
            rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
            assert json.loads(json.dumps(rows)) == told["measures"][name]["rows"], name
            assert rows, name


def test_counted_by_hand(folder: Path) -> None:
    """The figures are those of a plain count over the decisions file, and the bounds Wilson's."""
    measures = json.loads(_run("--report", "may.html", "--json").stdout)["measures"]
    lines = (folder / "may.decisions.ndjson").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert len(rows) == LEADS
    kept = [row for row in rows if row["kept"]]
    student = [row for row in kept if "student" in row["matched"]]
    found = next(row for row in measures["personas"]["rows"] if row["persona"] == "student")
    losers = sum(row["result"] == "loser" for row in student)
    assert (found["kept"], found["kept_losers"], found["good_lost"]) == (len(student), losers, len(student) - losers)
    expected = share(losers, len(student))
    assert [found["precision"], found["precision_low"], found["precision_high"]] == pytest.approx(expected[2:])
    lost = share(len(student) - losers, sum(row["result"] == "good" for row in rows))
    assert [found["good_lost_share"], found["good_lost_low"], found["good_lost_high"]] == pytest.approx(lost[2:])
    by_source = Counter(row["source"] for row in kept)
    assert {row["source"]: row["kept"] for row in measures["sources"]["rows"]} == dict(by_source)
    value = sum(row["value"] or 500 for row in kept if row["result"] == "good")
    assert sum(row["value_lost"] for row in measures["money"]["rows"]) == pytest.approx(value)
    google = next(row for row in measures["money"]["rows"] if row["source"] == "google")
    assert google["spent_on_kept"] == 40 * by_source["google"]
    assert google["sales_hours_saved"] == pytest.approx(by_source["google"] / 4)


def test_the_candidate_is_compared_lead_by_lead(folder: Path) -> None:
    """Who moves is listed with what no longer keeps them out, and the sums agree."""
    measures = json.loads(_run("--candidate", _candidate(folder), "--json").stdout)["measures"]
    movers = measures["movers"]["rows"]
    assert movers
    assert all(row["no_longer"] == ["student"] and row["newly"] == [] for row in movers)
    assert sum(row["leads"] for row in measures["moves"]["rows"]) == len(movers)
    kept = {row["pack"]: row["kept"] for row in measures["candidate"]["rows"]}
    assert kept["pack"] - kept["candidate"] == len(movers)


@pytest.mark.usefixtures("folder")
def test_the_page_runs_and_fetches_nothing() -> None:
    """What events say is text on the page; plots are drawn inline; both languages are there."""
    _run("--report", "may.html", "--lang", "fr")
    text = Path("may.html").read_text(encoding="utf-8")
    page = _Page(text)
    assert page.reaching == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert page.tags.count("svg") == 3
    assert "&lt;b&gt;" in text
    assert "Ce que ce pack aurait fait" in text
    assert "What this pack would have done" in text


def test_reasons_judge_nobody(folder: Path) -> None:
    """What sales wrote afterwards, whatever it is, changes no decision."""
    before = _decisions(folder)
    _write(folder / "outcomes.ndjson", [{**_outcome(number), "reason": "student"} for number in range(LEADS)])
    assert before == _decisions(folder)


def _decisions(folder: Path) -> list[str]:
    _run("--report", "may.html")
    lines = (folder / "may.decisions.ndjson").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["decision_id"] for line in lines]


def test_what_is_refused_is_said(folder: Path) -> None:
    """Whom a live pack kept from sales, what can't be read and what nobody was judged for don't count, and are told."""
    decided = CliRunner().invoke(leadsieve, ["decide", "--pack", str(PACK), "forms.ndjson"]).stdout
    (folder / "live.ndjson").write_text(decided, encoding="utf-8")
    with (folder / "outcomes.ndjson").open("a", encoding="utf-8") as stream:
        stream.write("{nonsense\n" + json.dumps({**_outcome(0), "outcome_id": "x", "email": "q@o.example"}) + "\n")
    told = json.loads(_run("--live", "live.ndjson", "--json").stdout)
    kept = sum(json.loads(line)["status"] in {"excluded", "nurture"} for line in decided.splitlines())
    assert kept > 0
    assert told["refused"] == {"kept_from_sales": kept, "unreadable": 1, "no_decision": 1}
    assert told["leads"] == LEADS - kept


def test_nobody_to_hold_it_against(folder: Path) -> None:
    """Outcomes that no decision stood before are an error that says why, not a page of nothing."""
    _write(folder / "outcomes.ndjson", [{**_outcome(0), "occurred_at": "2025-01-01T00:00:00Z"}])
    result = _run()
    assert isinstance(result.exception, LeadsieveError)
    assert "1 no decision" in str(result.exception)


@pytest.mark.usefixtures("folder")
def test_table() -> None:
    """Without a page the personas stand on the terminal, with bounds."""
    result = _run()
    assert result.exit_code == 0, result.output
    assert "student" in result.stdout
    assert "by chance" in result.stdout


def _row(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  cells of any column
    return {"kept": 50, "early_kept": 50, "late_kept": 50, **cells}


def test_a_verdict_is_by_the_bounds() -> None:
    """A persona is right, or wrong, where its whole interval is above, or below, chance; of few nothing is said."""
    assert verdict(_row(precision_low=0.7, precision_high=0.9), 0.6)[1] == "right"
    assert verdict(_row(precision_low=0.3, precision_high=0.5), 0.6)[1].startswith("wrong")
    assert verdict(_row(precision_low=0.5, precision_high=0.7), 0.6)[1] == "no better than chance"
    assert verdict(_row(kept=29, precision_low=0.7, precision_high=0.9), 0.6)[1] == "too few to tell"


def test_drift_is_by_the_bounds() -> None:
    """A persona has drifted where the intervals of both halves don't meet."""
    apart = {"early_low": 0.7, "early_high": 0.8, "late_low": 0.5, "late_high": 0.6}
    assert has_drifted(_row(**apart))
    assert not has_drifted(_row(**{**apart, "late_high": 0.75}))
    assert not has_drifted(_row(**{**apart, "early_kept": 29}))


@pytest.mark.parametrize("text", ["google", "google=", "google=-1", "google=dear", "google=inf", "=x"])
def test_costs_that_are_none(text: str) -> None:
    """A slip in the costs is told with a right example, before anything is reckoned."""
    with pytest.raises(LeadsieveError, match="google=40"):
        money_of(Settings(lead_costs=text))
