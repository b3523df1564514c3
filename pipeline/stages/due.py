"""When time alone could change something: for every key the next such moment, as its encoded state tells it.

The index is a function of the states and holds nothing of its own: it is filled anew wherever they are read back. Keys
lie by day, 16 bytes each or less; only days that have come are kept in order. What it remembers may be out of date: the state
says what is true, and is asked before a key is named.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from heapq import merge
from itertools import islice
from typing import Final, Protocol, runtime_checkable

from pipeline.stages.effects import Stage
from pipeline.state.time import day_of

Due = tuple[int, str]
"""(moment in ms, key)."""
DueOf = Callable[[bytes], int]
"""The moment (ms) that an encoded state names; 0: never."""
ValueOf = Callable[[str], bytes | None]

_PACKED: Final = 16
_ARRAY_16, _UINT_64, _FIXINT = 0xDC, 0xCF, 0x80
_UINTS: Final = {_UINT_64: 8, 0xCE: 4, 0xCD: 2, 0xCC: 1}
"""First byte of a number in msgpack -> how many bytes follow."""


@runtime_checkable
class Timed(Stage, Protocol):
    """A stage in which time alone can change something: its log takes ticks."""

    def index(self) -> "DueIndex":
        """Return a new index for its states."""
        ...


def due_among(
    changed: Mapping[str, int], committed: Callable[[int, int], Iterable[Due]], until: int, most: int
) -> list[Due]:
    """Return what is due by `until`, in order, at most so many: of `changed` keys by these moments (0: never), else as committed.

    `committed` is asked for as many more as have changed: so many of its answers may not count.
    """
    own = sorted((due, key) for key, due in changed.items() if 0 < due <= until)
    others = (entry for entry in committed(until, most + len(changed)) if entry[1] not in changed)
    return list(islice(merge(own, others), most))


def leading_int(value: bytes) -> int:
    """Return the first member of an encoded state, 0 where it is no whole number: reading all of it costs ten times it."""
    at = 3 if value[0] == _ARRAY_16 else 1
    first = value[at] if len(value) > at else 0
    if first < _FIXINT:
        return first
    length = _UINTS.get(first, 0)
    return int.from_bytes(value[at + 1 : at + 1 + length], "big")


class DueIndex:
    """Key -> the next moment at which time alone could change something.

    `earliest`: given where the moment of a key only ever moves on, unless its state gets smaller. Then a key is looked at when it is new, by this
    function, which may say too early a moment, and when its day comes.
    """

    __slots__ = ("_days", "_due_of", "_earliest", "_grows", "_near", "_near_day", "_new", "_odd", "_packs")

    def __init__(self, due_of: DueOf, earliest: DueOf | None = None) -> None:
        self._due_of, self._earliest, self._grows = due_of, earliest or due_of, earliest is not None
        self._packs = not self._grows
        self._days: defaultdict[int, bytearray] = defaultdict(bytearray)
        """Day -> keys of 32 hex digits, packed."""
        self._odd: defaultdict[int, list[str]] = defaultdict(list)
        """Day -> all other keys; where moments grow all of them, if they are the store's own, and cost nothing."""
        self._new: list[str] = []
        """Keys not looked at yet."""
        self._near: list[Due] = []
        """Of all days up to `_near_day`, in order."""
        self._near_day = -1

    @property
    def due_of(self) -> DueOf:
        """Return what reads the moment from an encoded state."""
        return self._due_of

    def hold_packed(self) -> None:
        """Hold keys packed in any case: to be said by a store that holds no keys in memory, before anything is noted."""
        self._packs = True

    def note(self, key: str, before: bytes | None, after: bytes | None) -> None:
        """Take in that a key's state has changed; None: there was none, or it is gone."""
        if self._grows:
            if after is not None and (before is None or self._moves_back(before, after)):
                self._note_new(key, after)
            return
        if after is None:
            return
        due = self._due_of(after)
        if due and (before is None or due != self._due_of(before)):
            self._add(due, key)

    def _moves_back(self, before: bytes, after: bytes) -> bool:
        """Tell whether a key is as good as new: it named no moment, or, much of it being forgotten, names an earlier one."""
        if len(after) < len(before):
            return self._due_of(after) < self._due_of(before)
        return not self._earliest(before) and not self._due_of(before)

    def _note_new(self, key: str, after: bytes) -> None:
        if not self._packs:
            self._new.append(key)  # a third of all events bring one: it is looked at when somebody asks
        elif due := self._earliest(after) or self._due_of(after):
            self._add(due, key)

    def due(self, until: int, most: int, value_of: ValueOf) -> list[Due]:
        """Return what is due by `until`, the earliest first and of one moment by key, at most so many."""
        self._look_at_new(value_of)
        self._bring_near(day_of(until), value_of)
        while True:
            found, passed, moved = self._look(until, most, value_of)
            self._near[:passed] = found
            for due, key in moved:
                self._add(due, key)
            if not any(due <= until for due, _ in moved):
                return found

    def _look_at_new(self, value_of: ValueOf) -> None:
        new, self._new = self._new, []
        for key in new:
            value = value_of(key)
            due = 0 if value is None else self._earliest(value) or self._due_of(value)
            if due:
                self._add(due, key)

    def _look(self, until: int, most: int, value_of: ValueOf) -> tuple[list[Due], int, list[Due]]:
        """Return what is truly due, how many entries were looked at for it, and those whose moment has moved on."""
        found: list[Due] = []
        moved: list[Due] = []
        passed = 0
        for entry in self._near:
            if entry[0] > until or len(found) >= most:
                break
            passed += 1
            due = self._moment(entry[1], value_of)
            if due == entry[0] and (not found or found[-1] != entry):
                found.append(entry)
            elif due > entry[0] and self._grows:
                moved.append((due, entry[1]))
        return found, passed, moved

    def _add(self, due: int, key: str) -> None:
        day = day_of(due)
        if day <= self._near_day:
            insort(self._near, (due, key))
        elif self._packs and (packed := _pack(key)) is not None:
            self._days[day] += packed
        else:
            self._odd[day].append(key)

    def _bring_near(self, day: int, value_of: ValueOf) -> None:
        """Put the keys of all days up to this one in order of their moments."""
        if day <= self._near_day:
            return
        self._near_day = day
        for come in [come for come in {*self._days, *self._odd} if come <= day]:
            for key in self._keys_of(come):
                due = self._moment(key, value_of)
                if day_of(due) == come:
                    self._near.append((due, key))
                elif due and self._grows:
                    self._add(due, key)
        self._near.sort()

    def _keys_of(self, day: int) -> set[str]:
        packed = self._days.pop(day, b"")
        keys = {packed[at : at + _PACKED].hex() for at in range(0, len(packed), _PACKED)}
        return keys.union(self._odd.pop(day, ()))

    def _moment(self, key: str, value_of: ValueOf) -> int:
        value = value_of(key)
        return 0 if value is None else self._due_of(value)


def _pack(key: str) -> bytes | None:
    """Return a key of 32 hex digits as bytes; None: it is another."""
    if len(key) != 2 * _PACKED:
        return None
    try:
        packed = bytes.fromhex(key)
    except ValueError:
        return None
    return packed if packed.hex() == key else None
