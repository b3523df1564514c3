"""`leadsieve review` and `leadsieve measures`: what is published, and what is shown of few and of many cases."""

import json

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import said
from pipeline.cli.main import leadsieve
from pipeline.cli.measures import NOT_YET, _shown, rows_of
from pipeline.errors import LeadsieveError, Problem
from pipeline.intake.review import read_review
from pipeline.state.measures import LEADS, WHAT

LEAD = "5" * 32


def _counts(**known: int) -> dict[str, int]:
    return dict.fromkeys(WHAT, 0) | known


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["review", *arguments, "--broker", "127.0.0.1:1"])


def test_review(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead, decision, verdict and author are there, as workers read them; a machine learns the id."""
    published: list[tuple[str, bytes]] = []

    async def keep(_: object, records: list[tuple[str, bytes]]) -> dict[str, int]:
        published.extend(records)
        return {}

    monkeypatch.setattr(said, "publish", keep)
    result = _run(LEAD, "d1", "--verdict", "wrong", "--author", "ann", "--note", "she buys", "--json")
    ((topic, value),) = published
    read = read_review(value)
    assert not isinstance(read, Problem)
    assert (topic, read.lead_id, read.decision_id, read.verdict) == ("lead-reviews", LEAD, "d1", "wrong")
    assert json.loads(result.stdout)["review_id"] == read.review_id


def test_refused() -> None:
    """What workers would make a dead letter of is said at once."""
    result = _run(LEAD, "d1", "--verdict", "wrong", "--author", " ")
    assert isinstance(result.exception, LeadsieveError)
    assert "author" in str(result.exception)


@pytest.mark.parametrize(("good", "loser", "known"), [(0, 0, False), (3, 26, False), (3, 27, True)])
def test_below_thirty_nothing_is_concluded(good: int, loser: int, known: bool) -> None:  # noqa: FBT001  a case's column
    """Neither a share nor an interval: `not enough yet`; from 30 on both, and the share lies within."""
    (row,) = rows_of(
        {LEADS: _counts(excluded=200), "student": _counts(held_good=good, held_loser=loser, excluded=9)}, {}
    )
    assert (row["leads_with_form"], row["excluded"], row["held_out_known"]) == (200, 9, good + loser)
    shown = _shown(row)[4]
    if known:
        assert row["low"] < row["false_exclusions"] == 0.1 < row["high"]
        assert shown == "10% (3% to 26%)"
    else:
        assert (row["false_exclusions"], row["low"], row["high"], shown) == (None, None, None, NOT_YET)
