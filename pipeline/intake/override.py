"""What a person decided about a lead: the records of `lead-overrides`."""

from pipeline.contracts import hot
from pipeline.contracts.override import Override
from pipeline.errors import Problem
from pipeline.intake.check import check_lead, check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode = hot.decoder(Override)


def read_override(value: bytes | None) -> Override | Problem:
    """Return the override that a record holds, or why it holds none; never raises, whatever the bytes."""
    override = decode(_decode, value)
    if isinstance(override, Problem):
        return override
    nobody = check_lead(override.lead_id, override.user_id, override.email, "whose override it is")
    if nobody is not None:
        return nobody
    if not (override.author.strip() and override.reason.strip()):
        return problem(
            "invalid_event", "author and reason must say something: an override has somebody who answers for it"
        )
    if (override.action == "set") != (override.status is not None):
        return problem("invalid_event", "`set` needs a status, and `revoke` has none")
    return check_moment(override.occurred_at, "occurred_at") or _check_end(override) or override


def _check_end(override: Override) -> Problem | None:
    end = override.expires_at
    if end is None:
        return None
    if override.action == "revoke":
        return problem("invalid_event", "`revoke` has no expires_at: the next `set` would have to end it")
    if end <= override.occurred_at:
        return problem("invalid_time", "expires_at is not after occurred_at")
    return check_moment(end, "expires_at")
