"""Short forms of what states hold by the thousand: names of facts as numbers, ids of 16 bytes as bytes.

Whatever has no short form stays as it is, so that any name and any id can be held.
"""

from functools import lru_cache
from typing import Final

Code = int | str
"""A fact's name as states hold it: its place in `NAMES`, or the name, an answer's without `form.answers`."""

NAMES: Final = tuple(
    """
    acquisition.source acquisition.medium acquisition.campaign acquisition.channel acquisition.referrer
    device.kind device.hosting device.source
    email.valid email.domain email.registrable_domain email.kind email.role
    job.title job.seniority job.function job.freelance
    company.name company.domain company.size company.industry company.country company.relation company.is_school
    geo.country geo.country_source geo.region geo.ip_country geo.zone
    phone.valid phone.country contact.gibberish contact.language consent.email consent.call
    form.purpose form.id budget.declared need.declared timeline.declared intent.text
    crm.stage crm.open_opportunity crm.owner crm.buying_role
    account.leads account.roles account.detractors account.relation
    user_id email phone
    email.typo
    """.split()
)
"""Names that have a number: append only, those that are facts no more (`geo.zone`) among them. A name that a state may hold in full gets one with a new state schema alone."""
_CODES: Final = {name: code for code, name in enumerate(NAMES)}
_ANSWER: Final = "form.answers"
_PLAIN, _HEX, _UUID = b"\0", b"\1", b"\2"
_HEX_LENGTH, _UUID_LENGTH = 32, 36


@lru_cache(maxsize=4096)
def code_of(name: str) -> Code:
    """Return a name's short form: a number, and of an answer what follows `form.answers`, its dot included."""
    code = _CODES.get(name)
    if code is not None:
        return code
    return name.removeprefix(_ANSWER) if name.startswith(f"{_ANSWER}.") else name


def name_of(code: Code) -> str:
    """Return the name that a short form stands for."""
    if isinstance(code, int):
        return NAMES[code]
    return _ANSWER + code if code.startswith(".") else code


def pack_id(text: str) -> bytes:
    """Return an id in as few bytes as it has: 17 of 32 lower-case hex digits or a UUID, else its text."""
    length = len(text)
    if length == _HEX_LENGTH:
        return _pack(_HEX, text, text)
    if length == _UUID_LENGTH:
        return _pack(_UUID, text, text.replace("-", ""))
    return _PLAIN + text.encode()


def _pack(kind: bytes, text: str, digits: str) -> bytes:
    try:
        packed = kind + bytes.fromhex(digits)
    except ValueError:
        return _PLAIN + text.encode()
    # Not so of capitals, of blanks, and of dashes where no UUID has them.
    return packed if unpack_id(packed) == text else _PLAIN + text.encode()


def unpack_id(packed: bytes) -> str:
    """Return the id that `pack_id` was given."""
    kind, digits = packed[:1], packed[1:].hex()
    if kind == _HEX:
        return digits
    if kind == _PLAIN:
        return packed[1:].decode()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
