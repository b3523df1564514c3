"""What a CRM says became of a lead: the records of `crm-outcomes`."""

from pipeline.contracts import hot
from pipeline.contracts.outcome import Outcome
from pipeline.errors import Problem
from pipeline.intake.check import check_lead, check_moment
from pipeline.intake.decoding import decode

_decode = hot.decoder(Outcome)


def read_outcome(value: bytes | None) -> Outcome | Problem:
    """Return the outcome that a record holds, or why it holds none; never raises, whatever the bytes."""
    outcome = decode(_decode, value)
    if isinstance(outcome, Problem):
        return outcome
    nobody = check_lead(outcome.lead_id, outcome.user_id, outcome.email, "whose outcome it is")
    return nobody or check_moment(outcome.occurred_at, "occurred_at") or outcome
