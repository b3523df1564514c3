"""What a person has asked of us, as their lead remembers it: a marker, without personal data but the names of facts."""

from typing import Final

import msgspec

RECTIFIED: Final = 20
"""So many corrections are remembered by their authors, the newest; what they set right stands among the facts."""


class Rectified(msgspec.Struct, array_like=True, frozen=True, gc=False, order=True):
    """Facts were set right. Encoded as an array: new members go to the end, with a default."""

    at: int
    id: str
    author: str
    names: tuple[str, ...]


class Privacy(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """Encoded as an array: new members go to the end, with a default."""

    erased: int = 0
    """All up to this moment (ms, event time) is forgotten, whenever it comes; 0: nothing is."""
    erased_by: str = ""
    """The id of the request that was for the latest moment."""
    objected: int = 0
    """Since when they are not to be judged, the earliest that was asked, ms; 0: they may be."""
    rectified: list[Rectified] = []


_decoder = msgspec.msgpack.Decoder(Privacy)
_encoder = msgspec.msgpack.Encoder()


def privacy_in(encoded: bytes) -> Privacy:
    """Return what a lead holds, encoded; of one who asked nothing a new one."""
    return _decoder.decode(encoded) if encoded else Privacy()


def encode(privacy: Privacy) -> bytes:
    """Return it as a lead holds it."""
    return _encoder.encode(privacy)


def is_objecting(encoded: bytes) -> bool:
    """Tell whether a lead who asked something of us is not to be judged."""
    return privacy_in(encoded).objected > 0


def keep_rectified(privacy: Privacy, told: Rectified) -> bool:
    """Remember who set facts right; False where that was known already, or as many newer ones are."""
    if told in privacy.rectified:
        return False
    privacy.rectified = sorted([*privacy.rectified, told])[-RECTIFIED:]
    return told in privacy.rectified
