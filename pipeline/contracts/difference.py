"""Where a candidate pack would decide otherwise than the pack that judges: what the `candidate-differences` topic holds."""

from pipeline.contracts.decision import PackRef, Trigger
from pipeline.contracts.model import Contract, Moment, Name, Route, Status


class Side(Contract):
    """What one of the two packs says of the lead."""

    pack: PackRef
    status: Status
    route: Route
    personas: list[str]
    """The ids of those that match."""


class Difference(Contract):
    """Of one lead, by both packs at the same moment on the same facts. Where they agree again the key has no value."""

    lead_id: Name
    live: Side
    """What was decided."""
    candidate: Side
    """What would have been."""
    trigger: Trigger
    occurred_at: Moment
