"""The position record: how far a task has come, in the same log and the same transaction as its state."""

from typing import Final

import msgspec

from pipeline.runtime.partitioner import PARTITIONER

STATE_SCHEMA: Final = 1
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


def complaint(position: Position | None, partitions: int, begin: int, end: int) -> str | None:
    """Return why a task must not start from this position, with the remedy; None where it may.

    `begin` and `end` are the offsets its topic has now.
    """
    if position is None:
        return "no position record: the changelog is gone or was never begun; `leadsieve topics` begins a new one"
    if position.schema != STATE_SCHEMA:
        return f"state of schema {position.schema}, this version reads {STATE_SCHEMA}: start the version that wrote it"
    if (position.partitions, position.partitioner) != (partitions, PARTITIONER):
        return (
            f"state was built on {position.partitions} partitions by {position.partitioner}, the topic has "
            f"{partitions} by {PARTITIONER}: restore the count, or begin anew under another app id"
        )
    if position.next < begin:
        return f"the task stands at {position.next}, the topic begins at {begin}: records are lost to retention"
    if position.next > end:
        return f"the task stands at {position.next}, the topic ends at {end}: it was emptied or made anew"
    return None
