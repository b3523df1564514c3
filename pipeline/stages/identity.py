"""Whose an event is: keyed hashes of the strongest identifier in it."""

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Protocol

from pipeline.contracts.event import Event
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


class NamesLead(Protocol):
    """What others say of a lead: an outcome, an override."""

    @property
    def lead_id(self) -> str | None:
        """Return our own id of the lead."""
        ...

    @property
    def user_id(self) -> str | None:
        """Return the id that upstream gave."""
        ...

    @property
    def email(self) -> str | None:
        """Return the address."""
        ...


def lead_named_by(said: NamesLead, key: bytes) -> str | None:
    """Return the lead id of an outcome or an override, by the same order; given as one of our own it must be one."""
    if said.lead_id:
        return said.lead_id if _LEAD_ID.fullmatch(said.lead_id) else None
    if said.user_id:
        return keyed_hash(key, "user", said.user_id)
    return _by_email(said.email, key)


class NamesPerson(NamesLead, Protocol):
    """What a person asks: every name given is theirs."""

    @property
    def phone(self) -> str | None:
        """Return the number."""
        ...


def leads_named_by(said: NamesPerson, key: bytes) -> list[str]:
    """Return every lead that is named, each once; none where what is given as our own id is no such id."""
    if said.lead_id and not _LEAD_ID.fullmatch(said.lead_id):
        return []
    ours = said.lead_id
    user = keyed_hash(key, "user", said.user_id) if said.user_id else None
    found = (ours, user, _by_email(said.email, key), _by_phone(said.phone, key))
    return list(dict.fromkeys(lead_id for lead_id in found if lead_id))


def _by_email(email: str | None, key: bytes) -> str | None:
    address = normalise(email) if email else None
    return keyed_hash(key, "email", address) if address else None


def _by_phone(phone: str | None, key: bytes) -> str | None:
    number = normalise_phone(phone) if phone else None
    return keyed_hash(key, "phone", number) if number else None
