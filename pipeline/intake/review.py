"""What sales says of a decision: the records of `lead-reviews`."""

from pipeline.contracts import hot
from pipeline.contracts.review import Review
from pipeline.errors import Problem
from pipeline.intake.check import check_lead, check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode = hot.decoder(Review)


def read_review(value: bytes | None) -> Review | Problem:
    """Return the review that a record holds, or why it holds none; never raises, whatever the bytes."""
    review = decode(_decode, value)
    if isinstance(review, Problem):
        return review
    nobody = check_lead(review.lead_id, review.user_id, review.email, "of whom the decision is")
    if nobody is not None:
        return nobody
    if not review.author.strip():
        return problem("invalid_event", "author must say something: a review has somebody who answers for it")
    return check_moment(review.occurred_at, "occurred_at") or review
