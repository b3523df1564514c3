"""Evidence for a standing: figures of one persona, and no name of anybody."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.contracts.control import FormerStanding, PersonaStanding
from pipeline.contracts.hot import of
from pipeline.history.evidence import Paper, of_personas
from pipeline.runtime.packs import history

ROW = {
    "persona": "student",
    "leads": 900,
    "kept": 50,
    "kept_losers": 45,
    "good_lost": 5,
    "precision": 0.9,
    "sentence": "Ann",
}
BACKTEST = {
    "leads": 900,
    "measures": {
        "overall": {"sql": "SELECT 1", "rows": [{"leads": 900, "losers": 700, "base": 0.77, "who": "ann@x.example"}]},
        "personas": {"sql": "SELECT 2", "rows": [ROW, {**ROW, "persona": "other", "kept": 1}]},
        "movers": {"sql": "SELECT 3", "rows": [{"who": "ann@x.example"}]},
    },
}
DISCOVERY = {
    "leads": 900, "proposed_by": 450, "judged_by": 450, "hypotheses": 25_000, "most_lost": 0.05,
    "together": {"excluded": 100, "recall": {"part": 1, "whole": 9, "value": 0.2, "low": 0.1, "high": 0.3}},
    "personas": [{"persona": "found-1", "holds": True, "newer": {"excluded": 40, "precision": {"value": 0.9, "low": 0.8, "high": 0.95}},
                  "reasons_of_sales": {"Ann is out": 7}}],
    "standing": [{"persona": "student", "verdict": "stopped"}],
}  # fmt: skip


def _paper(document: object) -> Paper:
    return Paper("may.json", json.dumps(document).encode())


def _of(document: object, persona: str) -> dict[str, Any]:
    (one,) = json.loads(of_personas([_paper(document)], [persona])[persona])
    found: dict[str, Any] = one
    return found


def test_a_backtest() -> None:
    """Of a backtest stand the figures of all and of the persona, with the file's digest."""
    found = _of(BACKTEST, "student")
    assert (found["kind"], found["file"], len(found["sha256"])) == ("backtest", "may.json", 64)
    assert found["all"] == {"leads": 900, "losers": 700, "base": 0.77}
    assert found["persona"] == {name: ROW[name] for name in ROW if name not in {"persona", "sentence"}}
    assert _of(BACKTEST, "unheard-of")["persona"] is None


def test_a_discovery() -> None:
    """Of a discovery stand what the newer half said of a draft, and whether a persona of the pack is still right."""
    assert _of(DISCOVERY, "found-1")["persona"]["precision"] == {"value": 0.9, "low": 0.8, "high": 0.95}
    assert _of(DISCOVERY, "student")["standing"] == "stopped"
    assert json.loads(of_personas([_paper(DISCOVERY)], [])[""])[0]["together"]["excluded"] == 100


@pytest.mark.parametrize("document", [BACKTEST, DISCOVERY])
@pytest.mark.parametrize("persona", ["student", "found-1"])
def test_nobody_is_named(document: object, persona: str) -> None:
    """Whatever a paper says of people, nothing but figures goes into the topic."""
    assert "ann" not in json.dumps(_of(document, persona)).lower()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"minutes of a meeting", b"[1]", b"\xff\xfe", b"[" * 100_000, b'{"measures": 3}', b'{"measures": {"personas": 1}}',
        b'{"measures": {"overall": {"rows": [3, null, "x"]}}}', b'{"personas": [1, null], "hypotheses": 1, "standing": 5}',
    ],
)  # fmt: skip
def test_any_paper_will_do(content: bytes) -> None:
    """What is no such JSON, or a broken one, is named by file and digest, and breaks nothing."""
    (found,) = json.loads(of_personas([Paper("n.txt", content)], ["student"])["student"])
    assert found["file"] == "n.txt"


def test_no_paper() -> None:
    """Without a paper no record says anything of evidence."""
    assert of_personas([], ["student"]) == {}


def test_history_survives_compaction() -> None:
    """What was said of a persona is told once, in order, by the latest record alone as by all of them."""
    told = [
        of(FormerStanding)(version=1, status=status, author="ann", reason=f"r{day}", effective_at=datetime(2026, 11, day, tzinfo=UTC))
        for day, status in ((1, "shadow"), (2, "live"), (3, "retired"))
    ]  # fmt: skip
    records = [
        of(PersonaStanding)(
            pack="p", persona="student", version=1, status=one.status, author="ann", reason=one.reason,
            effective_at=one.effective_at, former=told[:at],
        )
        for at, one in enumerate(told)
    ]  # fmt: skip
    assert history(records) == history(records[-1:]) == {("p", "student"): told}
