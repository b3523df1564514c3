"""Keys in slices by the beginning of their ids, so that all of them can be gone through a part at a time, in any order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

SLICES: Final = 4096
"""Of a partition: ids are hashes in hex digits, so that slices are of a size."""
_DIGITS: Final = 3
_NUMBERS: Final = {f"{number:0{_DIGITS}x}": number for number in range(SLICES)}


def slice_of(key: str) -> int:
    """Return the number of a key's slice; what is no id lies in the first."""
    return _NUMBERS.get(key[:_DIGITS], 0)


def in_slices(keys: Iterable[str]) -> dict[int, list[str]]:
    """Return keys by the number of their slice."""
    slices: defaultdict[int, list[str]] = defaultdict(list)
    for key in keys:
        slices[slice_of(key)].append(key)
    return slices
