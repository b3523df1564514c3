"""The decisions file: one line a lead whose end is known, with the decision that stood before it. All figures come of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import encode
from pipeline.contracts.model import Status
from pipeline.errors import LeadsieveError
from pipeline.history.cases import KEPT, Case
from pipeline.state.time import moment_at

HUNDREDTHS: Final = 100


class Row(msgspec.Struct):
    """One lead; times are UTC. The members are the columns that the queries name."""

    lead_id: str
    who: str
    """How the CRM knows them: user id, else address, else phone."""
    decision_id: str
    decided_at: str
    """When the decision was made that stood."""
    outcome_at: str
    result: str
    """good or loser."""
    value: float | None
    """Of what was won."""
    status: Status
    kept: bool
    """Kept from sales: excluded or nurture."""
    points: float
    """Fit + engagement - penalties."""
    matched: list[str]
    """Personas that exclude and matched."""
    unknown: list[str]
    """Personas of which it could not be told."""
    criteria: list[str]
    """Criteria of the matched that held: `persona: code`."""
    source: str
    campaign: str
    sentence: dict[str, str]
    candidate_status: Status | None = None
    """What the candidate decided, where two packs are compared."""
    candidate_kept: bool | None = None
    candidate_matched: list[str] = []
    candidate_sentence: dict[str, str] = {}


COLUMNS: Final = (
    "lead_id: 'VARCHAR', who: 'VARCHAR', decision_id: 'VARCHAR', decided_at: 'TIMESTAMP', outcome_at: 'TIMESTAMP', "
    "result: 'VARCHAR', value: 'DOUBLE', status: 'VARCHAR', kept: 'BOOLEAN', points: 'DOUBLE', matched: 'VARCHAR[]', "
    "unknown: 'VARCHAR[]', criteria: 'VARCHAR[]', source: 'VARCHAR', campaign: 'VARCHAR', "
    "sentence: 'STRUCT(fr VARCHAR, en VARCHAR)', candidate_status: 'VARCHAR', candidate_kept: 'BOOLEAN', "
    "candidate_matched: 'VARCHAR[]', candidate_sentence: 'STRUCT(fr VARCHAR, en VARCHAR)'"
)
"""The file as DuckDB is told of it: nothing is left to guess."""


def row_of(case: Case) -> Row:
    """Return the line of a case."""
    decision, contact = case.decision, case.decision.contact
    matched = excluders(decision)
    return Row(
        lead_id=case.lead_id,
        who=contact.user_id or contact.email or contact.phone or "",
        decision_id=decision.decision_id,
        decided_at=_written(decision.occurred_at),
        outcome_at=_written(moment_at(case.at)),
        result=case.result,
        value=case.value,
        status=decision.status,
        kept=decision.status in KEPT,
        points=decision.score.total / HUNDREDTHS,
        matched=matched,
        unknown=[one.id for one in decision.personas if one.state == "unknown" and one.effect == "exclude"],
        criteria=list(
            dict.fromkeys(f"{one.persona}: {one.code}" for one in decision.reasons if one.persona in matched)
        ),
        source=decision.acquisition.source or "",
        campaign=decision.acquisition.campaign or "",
        sentence={"fr": decision.sentence.fr, "en": decision.sentence.en},
    )


def add_candidate(rows: Iterable[Row], cases: Iterable[Case]) -> list[Row]:
    """Return the rows that both packs have a decision for, with the candidate's."""
    judged = {case.lead_id: case.decision for case in cases}
    both = [row for row in rows if row.lead_id in judged]
    for row in both:
        decision = judged[row.lead_id]
        row.candidate_status, row.candidate_kept = decision.status, decision.status in KEPT
        row.candidate_matched = excluders(decision)
        row.candidate_sentence = {"fr": decision.sentence.fr, "en": decision.sentence.en}
    return both


def excluders(decision: Decision) -> list[str]:
    """Return the personas that matched and exclude."""
    return [one.id for one in decision.personas if one.state == "matched" and one.effect == "exclude"]


def write(rows: Iterable[Row], path: Path) -> None:
    """Write the decisions file; raises `LeadsieveError` where it can't be written."""
    try:
        with path.open("wb") as stream:
            stream.writelines(encode(msgspec.to_builtins(row)) + b"\n" for row in rows)
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
