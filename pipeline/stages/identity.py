"""Whose an event is: keyed hashes of the strongest identifier in it."""

import re
from functools import lru_cache
from hashlib import blake2b

from pipeline.contracts.event import Event
from pipeline.contracts.outcome import Outcome
from pipeline.enrichment.email import normalise
from pipeline.enrichment.phone import normalise_phone

ID_BYTES = 16
_LEAD_ID = re.compile(f"[0-9a-f]{{{2 * ID_BYTES}}}")


def keyed_hash(key: bytes, kind: str, identifier: str) -> str:
    """Return 32 hex digits that nobody without the key can trace back to the identifier."""
    held = _begun(key, kind).copy()
    held.update(identifier.encode())
    return held.hexdigest()


@lru_cache(maxsize=16)
def _begun(key: bytes, kind: str) -> blake2b:
    """Return the hash that has taken in key and kind: copying it costs half of making it."""
    return blake2b(f"{kind}:".encode(), key=key, digest_size=ID_BYTES)


def lead_of(event: Event, key: bytes) -> str | None:
    """Return the lead id of an event: user id, else normalised email, else phone in E.164; None: nobody is named."""
    if event.user_id:
        return keyed_hash(key, "user", event.user_id)
    if not (event.email or event.phone):
        return None  # nearly all events
    return _by_email(event.email, key) or _by_phone(event.phone, key)


def visitor_of(event: Event, key: bytes) -> str | None:
    """Return the visitor id of an event, as our logs and states know it: never what the browser sent."""
    return keyed_hash(key, "visitor", event.visitor_id) if event.visitor_id else None


def lead_of_outcome(outcome: Outcome, key: bytes) -> str | None:
    """Return the lead id of an outcome, by the same order; one of our own may be given, anything else there is none."""
    if outcome.lead_id:
        return outcome.lead_id if _LEAD_ID.fullmatch(outcome.lead_id) else None
    if outcome.user_id:
        return keyed_hash(key, "user", outcome.user_id)
    return _by_email(outcome.email, key)


def _by_email(email: str | None, key: bytes) -> str | None:
    address = normalise(email) if email else None
    return keyed_hash(key, "email", address) if address else None


def _by_phone(phone: str | None, key: bytes) -> str | None:
    number = normalise_phone(phone) if phone else None
    return keyed_hash(key, "phone", number) if number else None
