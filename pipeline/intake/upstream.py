"""What intake may know beside the record itself: the operator's settings, and what surrounds a payload."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pipeline.intake.confluent import Schemas
from pipeline.intake.forms import NO_FORMS, Forms


@dataclass(frozen=True, slots=True)
class Upstream:
    """What holds for every record of an installation."""

    formats: Mapping[str, str] = field(default_factory=dict)
    """Topic (its name in our design) -> the one format read there; of all others the content decides."""
    forms: Forms = NO_FORMS
    """What the mapping file says."""
    schemas: Schemas | None = None
    """What the schema registry has told so far, by schema id; grows. None: there is no registry."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What a reader may know of one record beside its value."""

    forms: Forms = NO_FORMS
    schemas: Schemas | None = None
    received: datetime | None = None
    """When the record was appended; None of a line of a file."""
    envelope_id: str | None = None
    """What the envelope around the payload calls it: for events that have no id of their own."""
    envelope_time: datetime | None = None
    depth: int = 0
    """Envelopes around the payload."""


KNOWS_NOTHING: Final = Upstream()
