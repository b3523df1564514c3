"""What a CRM says became of a lead: the records of `crm-outcomes`."""

from pipeline.contracts import hot
from pipeline.contracts.outcome import Outcome
from pipeline.errors import Problem
from pipeline.intake.check import check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode = hot.decoder(Outcome)


def read_outcome(value: bytes | None) -> Outcome | Problem:
    """Return the outcome that a record holds, or why it holds none; never raises, whatever the bytes."""
    outcome = decode(_decode, value)
    if isinstance(outcome, Problem):
        return outcome
    if not (outcome.lead_id or outcome.user_id or (outcome.email and outcome.email.strip())):
        return problem("no_identity", "none of lead_id, user_id and email says whose outcome it is")
    return check_moment(outcome.occurred_at, "occurred_at") or outcome
