"""What steers us: the records of `persona-packs`."""

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.control import PackRecord, PersonaStanding
from pipeline.errors import Problem
from pipeline.intake.check import check_moment
from pipeline.intake.decoding import decode
from pipeline.intake.fault import problem

_decode_pack = hot.decoder(PackRecord)
_decode_standing = hot.decoder(PersonaStanding)


def read_control(value: bytes | None) -> PackRecord | PersonaStanding | Problem:
    """Return the pack or the standing of a persona that a record holds, by its members; never raises.

    A record without a value withdraws its key: who reads the topic tells that before asking here.
    """
    members = decode(msgspec.json.decode, value)
    if isinstance(members, Problem):
        return members
    if isinstance(members, dict) and "files" in members:
        return _read_pack(value)
    if isinstance(members, dict) and "persona" in members:
        return _read_standing(value)
    return problem("unknown_shape", "neither a pack (files) nor the standing of a persona (persona)")


def _read_pack(value: bytes | None) -> PackRecord | Problem:
    pack = decode(_decode_pack, value)
    return pack if isinstance(pack, Problem) else check_moment(pack.published_at, "published_at") or pack


def _read_standing(value: bytes | None) -> PersonaStanding | Problem:
    standing = decode(_decode_standing, value)
    return (
        standing if isinstance(standing, Problem) else check_moment(standing.effective_at, "effective_at") or standing
    )
