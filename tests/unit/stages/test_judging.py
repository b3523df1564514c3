"""Judging: a record that cannot be judged leaves alone, and takes nothing of the others with it."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from pipeline.errors import PackNeeded
from pipeline.stages.effects import RECORD_OVERHEAD, Effects, Record, Send, States
from pipeline.stages.judging import judge
from pipeline.stages.store import Store
from tests.unit.stages.making import counted, topics

LIMIT, LARGEST = 1_000, 2_000


@dataclass(frozen=True)
class Counter:
    """Adds up what records say, sends the sum, and raises where one is no number."""

    name: str = "counter"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return one send a record, with the sum so far, padded to as many bytes as the record's key says."""
        effects, total = Effects(), int(states.get("sum") or b"0")
        for record in records:
            if record.value == b"pack":
                raise PackNeeded("f" * 64)
            total += int(record.value or b"")
            effects.sends.append(Send("out", None, str(total).encode().ljust(int(record.key or b"0"))))
            effects.counts["events", record.topic, "judged"] += 1
        effects.changes["sum"] = str(total).encode()
        return effects


@dataclass(frozen=True)
class Headed:
    """Sends nothing but a header as large as the limit."""

    name: str = "headed"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return one send a record."""
        del states
        effects = Effects()
        effects.sends += [Send("out", None, b"", (("h", b"x" * LARGEST),)) for _ in records]
        return effects


@dataclass(frozen=True)
class Hoarder:
    """Keeps all it ever read in one state."""

    name: str = "hoarder"

    def process(self, records: Iterable[Record], states: States) -> Effects:
        """Return the state, longer by each record's value."""
        effects = Effects()
        kept = (states.get("all") or b"") + b"".join(record.value or b"" for record in records)
        effects.changes["all"] = kept
        return effects


def _records(*values: bytes | None, sizes: Iterable[int] = ()) -> list[Record]:
    keys = [str(size).encode() for size in sizes] or [None] * len(values)
    return [
        Record("in", 0, offset, 0, key, value) for offset, (key, value) in enumerate(zip(keys, values, strict=True))
    ]


def _judge(records: list[Record], store: Store | None = None) -> Effects:
    return judge(Counter(), records, store or Store(), LIMIT, LARGEST)


def test_a_good_batch_is_judged_whole() -> None:
    """Its effects are the stage's."""
    effects = _judge(_records(b"1", b"2"))
    assert [send.value for send in effects.sends] == [b"1", b"3"]
    assert effects.changes == {"sum": b"3"}


@pytest.mark.parametrize("place", range(3))
def test_one_that_raises_spoils_only_itself(place: int, caplog: pytest.LogCaptureFixture) -> None:
    """It becomes a dead letter where it stood; to all others it never was."""
    values: list[bytes | None] = [b"1", b"2"]
    without = _judge(_records(*values))
    values.insert(place, b"no number")
    with caplog.at_level(logging.ERROR):
        effects = _judge(_records(*values))
    assert topics(effects.sends).index("dead-letters") == place
    assert [send for send in effects.sends if send.topic == "out"] == without.sends
    assert effects.changes == without.changes
    assert counted(effects, "events") == {("in", "judged"): 2, ("in", "dead_letter"): 1}
    letter = effects.sends[place]
    assert (letter.value, dict(letter.headers)["leadsieve_code"]) == (b"no number", b"internal_error")
    assert dict(letter.headers)["leadsieve_detail"] == b"ValueError"  # what it said may hold what a person said


def test_a_batch_that_raises_leaves_no_trace() -> None:
    """Nothing reaches the store before its transaction has committed."""
    store = Store()
    _judge(_records(b"1", b"no number"), store)
    assert len(store) == 0


@pytest.mark.parametrize(
    ("size", "out"), [(LARGEST - RECORD_OVERHEAD, "out"), (LARGEST - RECORD_OVERHEAD + 1, "dead-letters")]
)
def test_what_the_broker_would_refuse_is_not_sent(size: int, out: str) -> None:
    """A record that makes an output above the limit is a dead letter; the others go through, its sum uncounted."""
    effects = _judge(_records(b"1", b"2", b"4", sizes=(0, size, 0)))
    assert topics(effects.sends) == ["out", out, "out"]
    assert counted(effects, "dead_letters") == ({("too_large",): 1} if out == "dead-letters" else {})
    assert effects.sends[2].value == (b"5" if out == "dead-letters" else b"7")


def test_headers_count_as_size() -> None:
    """A send may be too large by its headers alone."""
    assert topics(judge(Headed(), _records(b"1"), Store(), LIMIT, LARGEST).sends) == ["dead-letters"]


def test_a_pack_that_is_needed_is_no_fault_of_a_record() -> None:
    """Whoever asked fetches it and asks again."""
    with pytest.raises(PackNeeded):
        _judge(_records(b"1", b"pack"))
    with pytest.raises(PackNeeded):
        _judge(_records(b"no number", b"pack"))


def test_a_state_that_no_changelog_takes_is_never_reached() -> None:
    """The record that would make it is a dead letter, what came before stays: else the broker would stop the task."""
    fits = b"x" * (LARGEST - RECORD_OVERHEAD - len("all"))
    store = Store()
    store.apply(judge(Hoarder(), _records(fits), store, LIMIT, LARGEST).changes)
    effects = judge(Hoarder(), _records(b"y", b""), store, LIMIT, LARGEST)
    assert [send.value for send in effects.sends] == [b"y"]
    assert counted(effects, "dead_letters") == {("too_large",): 1}
    assert effects.changes == {"all": fits}
