"""What people ask of those who hold data on them: the records of `privacy-requests`."""

from pipeline.contracts import hot
from pipeline.contracts.privacy import PrivacyRequest
from pipeline.errors import Problem
from pipeline.intake.check import check_lead, check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode = hot.decoder(PrivacyRequest)


def read_privacy(value: bytes | None) -> PrivacyRequest | Problem:
    """Return the request that a record holds, or why it holds none; never raises, whatever the bytes."""
    request = decode(_decode, value)
    if isinstance(request, Problem):
        return request
    named = request.email if (request.email or "").strip() else request.phone
    nobody = check_lead(request.lead_id, request.user_id, named, "who asks")
    return nobody or check_moment(request.occurred_at, "occurred_at") or _check_facts(request) or request


def _check_facts(request: PrivacyRequest) -> Problem | None:
    if request.kind != "rectify":
        return problem("invalid_event", "only `rectify` has facts") if request.facts else None
    if not request.facts:
        return problem("invalid_event", "`rectify` needs facts: what is true instead")
    if not (request.author or "").strip():
        return problem("invalid_event", "`rectify` needs an author: somebody answers for what is set right")
    return None
