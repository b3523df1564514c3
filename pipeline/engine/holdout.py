"""Who is let through unseen although a persona would exclude them: by their outcomes its mistakes are measured."""

from hashlib import blake2b
from typing import Final

SHARES: Final = 10_000
"""A share is told in so many parts: hundredths of a percent."""


def is_held_out(lead_id: str, persona: str, share: int) -> bool:
    """Tell whether a lead is among the `share` (of `SHARES`) of a persona's leads that are held out: always the same."""
    if not share:
        return False
    digest = blake2b(f"{persona}/{lead_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % SHARES < share
