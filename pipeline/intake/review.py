"""What sales says of a decision: the records of `lead-reviews`."""

from pipeline.contracts import hot
from pipeline.contracts.review import Review
from pipeline.errors import Problem
from pipeline.intake.check import check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode = hot.decoder(Review)


def read_review(value: bytes | None) -> Review | Problem:
    """Return the review that a record holds, or why it holds none; never raises, whatever the bytes."""
    review = decode(_decode, value)
    if isinstance(review, Problem):
        return review
    if not (review.lead_id or review.user_id or (review.email and review.email.strip())):
        return problem("no_identity", "none of lead_id, user_id and email says of whom the decision is")
    if not review.author.strip():
        return problem("invalid_event", "author must say something: a review has somebody who answers for it")
    return check_moment(review.occurred_at, "occurred_at") or review
