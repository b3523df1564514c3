"""What a person decided about a lead: of all they ever said the latest word alone, whatever came in first."""

from typing import Final

import msgspec

from pipeline.contracts.override import Overridden
from pipeline.state.time import DAY_MS

LASTS_MS: Final = 180 * DAY_MS
"""How long an override stands where nobody said."""


class Override(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Encoded as an array: new members go to the end, with a default."""

    at: int
    """Event time, ms."""
    id: str
    status: Overridden | None
    """None: what stood was revoked."""
    author: str
    reason: str
    until: int
    """The first moment, ms, at which it no longer stands; 0 of a revocation."""


def is_newer(said: Override, held: Override | None) -> bool:
    """Tell whether a word comes after the one that is held; of two at one moment the greater id does."""
    return held is None or _order(said) > _order(held)


def _order(said: Override) -> tuple[int, str, str, str, str, int]:
    return said.at, said.id, said.status or "", said.author, said.reason, said.until


def stands(held: Override | None, now: int) -> bool:
    """Tell whether a person's word holds at `now` (ms)."""
    return held is not None and held.status is not None and held.at <= now < held.until


def ends_at(held: Override | None, now: int) -> int:
    """Return when a word that has not ended by `now` will end, ms; 0: there is none."""
    return held.until if held is not None and held.until > now else 0
