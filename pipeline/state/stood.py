"""What was decided of a lead and when, and what became of it: so an outcome finds the decision that stood at the time.

All of it depends on what was published, hence on the order of arrival.
"""

from typing import Final, Literal

import msgspec

from pipeline.contracts.model import Status
from pipeline.contracts.review import ReviewVerdict
from pipeline.state.names import pack_id

DECISIONS: Final = 5
"""So many of a lead's decisions are kept, the newest, and as many reviews: what is said of older ones is not measured."""
Result = Literal["good", "loser"]
Reviewing = Literal["counted", "repeated", "older", "unknown"]
"""What became of a review; unknown: its decision is not kept, or not any more."""
_RESULTS: Final[dict[str, Result]] = {"won": "good", "lost": "loser", "disqualified": "loser"}
"""What an outcome makes of a lead; one who was recycled is undecided."""


class Stood(msgspec.Struct, array_like=True, omit_defaults=True, frozen=True, gc=False):
    """A decision as far as it is measured. Encoded as an array: new members go to the end, with a default."""

    at: int
    """Event time, ms."""
    id: bytes
    """In the short form of ids."""
    status: Status
    held_out: tuple[str, ...] = ()
    """The personas that would have excluded the lead, were it not held out."""
    excluded_by: tuple[str, ...] = ()
    """The live personas that say so of one who is excluded or nurtured; nobody where a person set it."""
    turn: int = 0
    """Of the choice by which it was judged, where somebody holds the lead out: an outcome counts in the period it is of."""


class Tied(msgspec.Struct, array_like=True, gc=False):
    """The decision that stood when the first outcome came that decides, and what the lead is known to be since."""

    stood: Stood
    result: Result


class Reviewed(msgspec.Struct, array_like=True, gc=False):
    """The latest review of one decision."""

    at: int
    id: str
    verdict: ReviewVerdict
    stood: Stood


class Measured(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """Encoded as an array: new members go to the end, with a default."""

    decisions: list[Stood] = []
    """In the order of publication."""
    tied: Tied | None = None
    reviews: dict[bytes, Reviewed] = {}
    """Decision -> its latest review, in the order in which they were first reviewed."""


_decoder = msgspec.msgpack.Decoder(Measured)
_encoder = msgspec.msgpack.Encoder()


def measured_in(encoded: bytes) -> Measured:
    """Return what a lead holds, encoded; of one who holds nothing yet a new one."""
    return _decoder.decode(encoded) if encoded else Measured()


def encode(measured: Measured) -> bytes:
    """Return it as a lead holds it."""
    return _encoder.encode(measured)


def keep_decision(measured: Measured, stood: Stood) -> None:
    """Keep a decision, the newest `DECISIONS`."""
    measured.decisions.append(stood)
    del measured.decisions[:-DECISIONS]


def standing_at(measured: Measured, at: int) -> Stood | None:
    """Return the decision published last of those dated `at` (ms) or before; None: nothing stood."""
    return next((stood for stood in reversed(measured.decisions) if stood.at <= at), None)


def tie(measured: Measured, result: str, at: int) -> bool:
    """Take in what became of the lead; True where that changes what is known of them.

    Who was ever won is good, who else was lost or disqualified is not. The decision stays the one that stood at the
    first of these outcomes: by then sales had acted on it.
    """
    came_to = _RESULTS.get(result)
    if came_to is None:
        return False
    if measured.tied is not None:
        won_after_all = (measured.tied.result, came_to) == ("loser", "good")
        measured.tied.result = "good" if won_after_all else measured.tied.result
        return won_after_all
    stood = standing_at(measured, at)
    if stood is not None:
        measured.tied = Tied(stood, came_to)
    return stood is not None


def review(measured: Measured, decision_id: str, said: tuple[int, str, ReviewVerdict]) -> Reviewing:
    """Take in a review, (event time, id, verdict); the latest of a decision counts, of two at one moment the greater id."""
    packed = pack_id(decision_id)
    held = measured.reviews.get(packed)
    if held is not None:
        if (held.at, held.id) >= said[:2]:
            return "repeated" if held.id == said[1] else "older"
        held.at, held.id, held.verdict = said
        return "counted"
    stood = next((stood for stood in measured.decisions if stood.id == packed), None)
    if stood is None or len(measured.reviews) >= DECISIONS:
        return "unknown"
    measured.reviews[packed] = Reviewed(*said, stood)
    return "counted"
