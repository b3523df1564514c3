"""Where a changelog stood when a state was built from it: what a snapshot or a disk store says of itself."""

from typing import Final

import msgspec

from pipeline.runtime.position import STATE_SCHEMA, Position

HALF_OF_DELETES_MS: Final = int(3.5 * 24 * 3_600_000)
"""Half of what the changelog keeps a tombstone (delete.retention.ms): who is older may never see some of them."""
AHEAD_MS: Final = 3_600_000
"""How far ahead of this machine's clock a state may be dated: beyond that its age is not known."""


class Origin(msgspec.Struct, frozen=True):
    """Whose state it is: the task, and its changelog as the broker knows it."""

    app_id: str
    task: str
    """`stage-topic-partition`, names of our design."""
    changelog: str
    """Under the operator's name."""
    partition: int
    topic_id: str
    """Of the changelog; empty where the broker knows none."""
    schema: int = STATE_SCHEMA


class Place(msgspec.Struct, frozen=True):
    """State up to here: with all records from `next` on it is the state of now."""

    origin: Origin
    position: Position
    """The task's, at `next`."""
    next: int
    """The changelog's offset to read on from: at or before the one that holds the position, so that it comes again.

    Where tasks share a changelog it may lie behind it, or one that is idle would read the others' records every time.
    """
    at: int
    """When the state was that of the changelog's end, ms by this machine's clock."""


def misfit(place: Place, origin: Origin, bounds: tuple[int, int], now: int, reached: int) -> str | None:
    """Return why a state cannot be gone on from; None where it can.

    `bounds`: the changelog's first offset and end; `reached`: the offset up to which the state may have taken it in.
    """
    if place.origin != origin:
        return f"it is of {_describe(place.origin)}, this is {_describe(origin)}"
    begin, end = bounds
    if place.next < begin or reached > end:
        return f"it was built from offset {place.next} to {reached}, the changelog now goes from {begin} to {end}"
    if now - place.at > HALF_OF_DELETES_MS:
        return f"it is {(now - place.at) / 86_400_000:.1f} days old: the changelog may have forgotten deletions since"
    if place.at - now > AHEAD_MS:
        return "it is dated in the future: this machine's clock was or is wrong"
    return None


def misread(place: Place, found: Position | None, *, shared: bool) -> str | None:
    """Return why what the changelog gave from a place on does not belong to it; None where it does.

    `shared`: other tasks write to it too, and the place may lie behind the task's own last record.
    """
    if found is None:
        return None if shared else "the changelog has no position record behind it"
    if found.next < place.position.next:
        return f"the task stood at {place.position.next}, by the changelog at {found.next}"
    return None


def _describe(origin: Origin) -> str:
    return (
        f"{origin.app_id} {origin.task}, changelog {origin.changelog}/{origin.partition} "
        f"{origin.topic_id or 'without id'}, schema {origin.schema}"
    )
