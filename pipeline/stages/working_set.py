"""Decoded states while a batch is judged: each key is decoded once and encoded once, however often it is touched."""

from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from pipeline.stages.effects import Effects, States

S = TypeVar("S", bound=msgspec.Struct)

_ENCODER = msgspec.msgpack.Encoder()


class WorkingSet(Generic[S]):
    """Private copies of the states a batch touches."""

    __slots__ = ("_before", "_changed", "_decode", "_held", "_kind", "_states")

    def __init__(self, kind: type[S], states: States) -> None:
        self._kind = kind
        self._decode = decoder_of(kind).decode
        self._states = states.get
        self._held: dict[str, S] = {}
        self._before: dict[str, bytes | None] = {}
        self._changed: dict[str, S | None] = {}
        """None: forgotten."""

    def look(self, key: str) -> S:
        """Return the state of a key to look at, a new one where there is none."""
        held = self._held.get(key)
        if held is None:
            encoded = self._before[key] = self._states(key)
            held = self._held[key] = self._kind() if encoded is None else self._decode(encoded)
        return held

    def get(self, key: str) -> S:
        """Return the state of a key to be changed, a new one where there is none."""
        held = self._changed.get(key)
        if held is None:
            held = self._changed[key] = self.look(key)
        return held

    def put(self, key: str, state: S) -> None:
        """Put a state in the place of a key's."""
        self.look(key)
        self._held[key] = self._changed[key] = state

    def forget(self, key: str) -> None:
        """Forget a key: whoever asks for it again begins anew."""
        self.look(key)
        self._held[key], self._changed[key] = self._kind(), None

    def changed(self) -> Mapping[str, S | None]:
        """Return the states that may have changed so far, by key; None: forgotten."""
        return self._changed

    def write(self, effects: Effects) -> None:
        """Put every state that has changed into the effects, encoded."""
        for key, held in self._changed.items():
            encoded = None if held is None else _ENCODER.encode(held)
            if encoded != self._before[key]:
                effects.changes[key] = encoded


_DECODERS: dict[type, msgspec.msgpack.Decoder[msgspec.Struct]] = {}


def decoder_of(kind: type[S]) -> msgspec.msgpack.Decoder[S]:
    """Return the decoder of a state, made once."""
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.msgpack.Decoder(kind)
    return _DECODERS[kind]  # type: ignore[return-value]  # the table is keyed by the decoder's own type


def encode(state: msgspec.Struct) -> bytes:
    """Return a state as its changelog holds it. Equal states may differ in bytes: dicts keep the order they grew in."""
    return _ENCODER.encode(state)
