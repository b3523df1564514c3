"""The position record: how far a task has come, in the same log and the same transaction as its state."""

import hashlib
from dataclasses import dataclass
from typing import Final

import msgspec

from pipeline.runtime.partitioner import PARTITIONER

STATE_SCHEMA: Final = 2
"""Raised when an encoded state of before can no longer be read."""
KEY_PREFIX: Final = b"\0position"
"""Reserved: no visitor, lead or topic name begins with NUL."""


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """A task stands at `next`; its last transaction took the offsets from `first` to there."""

    first: int
    next: int
    partitions: int
    """Of the topic the task reads: state built on another count is refused."""
    partitioner: str = PARTITIONER
    schema: int = STATE_SCHEMA
    counts: dict[str, int] = {}
    """What became of all events so far, `topic/result` -> how many: exact across crashes."""
    topic_id: str = ""
    """Of the topic the task reads; empty where the broker knows none."""
    identity: str = ""
    """The print of the identity key that the state's ids were made with."""
    newest: int = 0
    """The highest event time seen, ms, where time is the data's."""
    chosen: str = ""
    """The origin of the choice of pack or standing that judges here."""
    slices_left: int = 0
    """How many slices of the leads are still to be judged again by it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a task finds: its topic's partitions, first offset, end and id, and the print of the key in the settings."""

    partitions: int
    begin: int
    end: int
    topic_id: str = ""
    identity: str = ""


def print_of(identity_key: str) -> str:
    """Return what tells an identity key from another and gives nothing of it away."""
    return hashlib.blake2b(b"leadsieve", key=identity_key.encode(), digest_size=8).hexdigest()


_decoder = msgspec.json.Decoder(Position)


def key_of(topic: str, partition: int) -> bytes:
    """Return the key of a task's position record."""
    return KEY_PREFIX + f"/{topic}/{partition}".encode()


def encode(position: Position) -> bytes:
    """Return the record's value: JSON, for people look at it when something is wrong."""
    return msgspec.json.encode(position)


def decode(value: bytes) -> Position:
    """Read a record's value; raises `msgspec.DecodeError`."""
    return _decoder.decode(value)


def complaint(position: Position | None, ground: Ground) -> str | None:
    """Return why a task must not start from this position, with the remedy; None where it may."""
    if position is None:
        return "no position record: the changelog is gone or was never begun; `leadsieve topics` begins a new one"
    if position.schema != STATE_SCHEMA:
        return f"state of schema {position.schema}, this version reads {STATE_SCHEMA}: start the version that wrote it"
    if (position.partitions, position.partitioner) != (ground.partitions, PARTITIONER):
        return (
            f"state was built on {position.partitions} partitions by {position.partitioner}, the topic has "
            f"{ground.partitions} by {PARTITIONER}: restore the count, or begin anew under another app id"
        )
    if _differ(position.identity, ground.identity):
        return (
            "state was built with another LEADSIEVE_IDENTITY_KEY, so nobody would be known again: "
            "set the key it was built with, or begin anew under another app id"
        )
    return _misplaced(position, ground)


def _misplaced(position: Position, ground: Ground) -> str | None:
    if _differ(position.topic_id, ground.topic_id):
        return (
            f"the topic was deleted and made anew since (its id was {position.topic_id}, now {ground.topic_id}): "
            "begin anew under another app id"
        )
    if position.next < ground.begin:
        return f"the task stands at {position.next}, the topic begins at {ground.begin}: records are lost to retention"
    if position.next > ground.end:
        return f"the task stands at {position.next}, the topic ends at {ground.end}: it was emptied or made anew"
    return None


def _differ(built: str, found: str) -> bool:
    """Tell whether both are known and not the same."""
    return bool(built and found and built != found)
