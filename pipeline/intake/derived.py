"""Ids for events whose source gives none, or none that is unique: made of what stays the same when they are sent again."""

from hashlib import blake2b

from pipeline.contracts import hot

LONGEST = 256
"""Characters of an id; what is longer is hashed."""
_WIDEST = 2**63


def derive_id(source: str, *parts: object) -> str:
    """Return an id of `source` made of its own words for the event; equal parts give equal ids."""
    return f"{source}-{blake2b(hot.canonical(parts), digest_size=16).hexdigest()}"


def given_id(source: str, value: object) -> str | None:
    """Return an id as the source gave it, text or number, hashed where it is too long; None where it gave none."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return None
    if isinstance(value, int) and abs(value) >= _WIDEST:
        return None
    text = str(value).strip()
    return (text if len(text) <= LONGEST else derive_id(source, text)) or None
