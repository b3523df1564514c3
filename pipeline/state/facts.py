"""What is known of a person: the newest value of every fact by source, and which of them counts at a moment.

Held by statement: one event tells twenty facts at one moment by one source, so moment, mark and source stand once for
all of them. A fact that a later statement of the same source tells anew is taken out of the earlier one; a statement
that has none left is gone. So the same events leave the same table, in whatever order they come.
"""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Final, NamedTuple

from pipeline.contracts.fact import SOURCES
from pipeline.contracts.model import Value
from pipeline.state.names import Code, code_of, name_of

Stamp = bytes
"""Source (1 byte, the best has the greatest), event time (6, big-endian ms), mark: bytes compare as what counts more."""
FactTable = dict[Stamp, dict[Code, Value]]
"""Statement -> the facts of it that no later one of its source has replaced."""

RANK: Final[Mapping[str, int]] = {source: rank for rank, source in enumerate(SOURCES)}
MOST: Final = 256
"""Facts a table holds: whoever answers more questions than that is no person. Answers go first, the oldest word first."""
_WORST: Final = len(SOURCES) - 1
_SOURCES: Final = tuple(bytes([_WORST - rank]) for rank in range(len(SOURCES)))
"""Rank -> the first byte of its stamps."""
_MOMENT: Final = 6
_MARK: Final = 1 + _MOMENT
"""Where the mark begins in a stamp."""
_by_stamp = itemgetter(0)


class Told(NamedTuple):
    """One fact as it was told: the source's rank (0 is best), event time and mark of the event."""

    name: str
    rank: int
    at: int
    mark: bytes
    value: Value


class Shelf(NamedTuple):
    """How long facts last, in ms: those of `lives` by their codes, all others `life`; none lasts less than `shortest`."""

    life: int
    lives: Mapping[Code, int]
    shortest: int


def shelf(life: int, lives: Mapping[str, int] | None = None) -> Shelf:
    """Return how long facts last, in ms: those of `lives` by their names, all others `life`."""
    by_code = {code_of(name): span for name, span in (lives or {}).items()}
    return Shelf(life, by_code, min([life, *by_code.values()]))


def learn(table: FactTable, rank: int, facts: Mapping[str, Value], at: int, mark: bytes) -> None:
    """Take in what one event told; the later event wins, and of two at one moment the greater mark."""
    stamp = _stamp(rank, at, mark)
    told = {code_of(name): value for name, value in facts.items()}
    if table:
        _reconcile(table, stamp, told)
    if told:
        table[stamp] = {**told, **table[stamp]} if stamp in table else told
        if (excess := sum(map(len, table.values())) - MOST) > 0:
            _forget(table, excess)


def _reconcile(table: FactTable, stamp: Stamp, told: dict[Code, Value]) -> None:
    """Leave every fact of one source with the latest statement that tells it."""
    empty = []
    for other, held in table.items():
        if other[0] != stamp[0] or other == stamp:
            continue
        common = told.keys() & held.keys()
        older = held if other < stamp else told
        for code in common:
            del older[code]
        if not held:
            empty.append(other)
    for other in empty:
        del table[other]


def _forget(table: FactTable, excess: int) -> None:
    """Forget what counts least. What is kept is the same whatever came first: a later word only ever counts more."""
    held = sorted((isinstance(code, int), stamp, str(code), code) for stamp, facts in table.items() for code in facts)
    for _, stamp, _, code in held[:excess]:
        del table[stamp][code]
        if not table[stamp]:
            del table[stamp]


def known(
    tables: Iterable[FactTable], now: int, shelf: Shelf, names: Mapping[Code, str] | None = None
) -> dict[str, Value]:
    """Return what counts at `now`: the best source that is not past the fact's shelf life, its newest word.

    `names` says which facts are wanted, code -> name; None: all of them.
    """
    merged: dict[Code, Value] = {}
    surely_fresh = max(now - shelf.shortest, 0).to_bytes(_MOMENT, "big")
    # What counts more comes later and replaces what counts less.
    for stamp, facts in sorted([entry for table in tables for entry in table.items()], key=_by_stamp):
        merged.update(facts if stamp[1:_MARK] >= surely_fresh else _fresh(stamp, facts, now, shelf))
    if names is None:
        return {name_of(code): value for code, value in merged.items()}
    return {name: merged[code] for code, name in names.items() if code in merged}


def newest(table: FactTable) -> dict[str, Value]:
    """Return the newest word on every fact of a table, however old."""
    merged: dict[Code, Value] = {}
    for stamp in sorted(table):
        merged.update(table[stamp])
    return {name_of(code): value for code, value in merged.items()}


def told_at(tables: Iterable[FactTable], now: int, shelf: Shelf, names: Mapping[Code, str]) -> dict[str, int]:
    """Return when the word that counts at `now` was told, event time in ms, of those facts of `names` that are known."""
    moments: dict[Code, int] = {}
    for stamp, facts in sorted([entry for table in tables for entry in table.items()], key=_by_stamp):
        moments.update(dict.fromkeys(_fresh(stamp, facts, now, shelf), int.from_bytes(stamp[1:_MARK], "big")))
    return {name: moments[code] for code, name in names.items() if code in moments}


def _fresh(stamp: Stamp, facts: dict[Code, Value], now: int, shelf: Shelf) -> dict[Code, Value]:
    """Return those facts of a statement that are not past their shelf life."""
    age = now - int.from_bytes(stamp[1:_MARK], "big")
    return {code: value for code, value in facts.items() if age <= shelf.lives.get(code, shelf.life)}


def _stamp(rank: int, at: int, mark: bytes) -> Stamp:
    return _SOURCES[rank] + at.to_bytes(_MOMENT, "big") + mark


def cut_table(table: FactTable, until: int) -> FactTable:
    """Return the table less what was told up to a moment (ms)."""
    return {stamp: held for stamp, held in table.items() if int.from_bytes(stamp[1:_MARK], "big") > until}


def entries(table: FactTable) -> Iterator[Told]:
    """Yield every fact as it was told, in an order that does not depend on arrival."""
    for stamp, facts in sorted(table.items()):
        at, mark = int.from_bytes(stamp[1:_MARK], "big"), stamp[_MARK:]
        for code, value in facts.items():
            yield Told(name_of(code), _WORST - stamp[0], at, mark, value)


def moments(table: FactTable) -> list[int]:
    """Return the event times of all statements."""
    return [int.from_bytes(stamp[1:_MARK], "big") for stamp in table]


def ends(table: FactTable, lives: Mapping[Code, Iterable[int]]) -> Iterator[int]:
    """Yield, for every fact of `lives`, the first moment (ms) at which it is older than each of its lives."""
    for stamp, held in table.items():
        after = int.from_bytes(stamp[1:_MARK], "big") + 1
        for code in held:
            for life in lives.get(code, ()):
                yield after + life


def gather(told: Iterable[Told]) -> FactTable:
    """Return the table that these entries came from, whatever their order."""
    table: FactTable = {}
    for name, rank, at, mark, value in told:
        table.setdefault(_stamp(rank, at, mark), {})[code_of(name)] = value
    return table
