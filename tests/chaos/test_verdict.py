from pipeline.runtime.position import Position
from pipeline.stages.effects import Record, Send
from tests.chaos.__main__ import figures
from tests.chaos.run import Outcome
from tests.chaos.verdict import Verdict, Written, backwards, differences, overlaps


def written(*sends: Send) -> Written:
    found = Written()
    for send in sends:
        found.add(send)
    return found


def test_an_offset_in_two_transactions_is_found() -> None:
    """Ranges that touch are well; one that begins before the end of the one before is a duplicate, a gap is not here."""
    taken = {b"t": [Position(0, 5, 4), Position(5, 9, 4), Position(12, 20, 4), Position(19, 30, 4)]}
    assert list(overlaps(taken)) == ["b't': a transaction from 19 after one up to 20"]


def test_what_the_log_does_not_give_is_found() -> None:
    """An output that is missing, doubled, changed or out of order differs; so does one in a log of several writers."""
    one, two = Send("open-leads", b"k", b"1"), Send("open-leads", b"k", b"2")
    log = Send("lead-log", b"k", b"1")
    assert not list(differences(written(one, two, log), written(one, two, log)))
    assert list(differences(written(one, two), written(one)))
    assert list(differences(written(one, two), written(two, one)))
    assert list(differences(written(one), written(one, one)))
    assert list(differences(written(one), written()))
    assert list(differences(written(), written(Send("lead-decisions", b"ghost", b"boo"))))
    assert list(differences(written(log), written(log, log)))
    assert list(differences(written(log), written(Send("lead-log", b"k", b"2"))))


def test_records_and_sends_are_marked_alike() -> None:
    """What is read back is told by key and value, wherever it stands."""
    record = Record("lead-log", 3, 77, 5, b"k", b"v", (("h", b"1"),))
    assert not list(differences(written(Send("lead-log", b"k", b"v")), _read(record)))


def _read(record: Record) -> Written:
    found = Written()
    found.add(record)
    return found


def test_time_that_goes_backwards_is_found() -> None:
    """Ticks may repeat a moment, never go behind one; other records have no say."""

    def tick(offset: int, at: int) -> Record:
        return Record("lead-log", 0, offset, 1, None, f'{{"kind":"tick","at":{at}}}'.encode())

    other = Record("lead-log", 0, 2, 1, b"k", b'{"kind":"tick","at":1}')
    assert not list(backwards([tick(0, 5), tick(1, 5), other, tick(3, 9)]))
    assert list(backwards([tick(0, 5), tick(1, 9), tick(2, 8)])) == ["lead-log/0/2: a tick of 8 after one of 9"]


def test_a_verdict_adds_up() -> None:
    """Two runs are as clean as the worse of them, and the last line ends with what must be 0."""
    first, second = Verdict(10), Verdict(5, lost=1, findings=["gone"])
    assert first.clean
    assert not second.clean
    both = Outcome(verdict=first, returns=[2.0]) + Outcome(verdict=second, returns=[31.04])
    found = figures(both, 4)
    assert list(found)[-4:] == ["events", "lost", "duplicated", "different"]
    assert (found["events"], found["lost"], found["slowest_return_seconds"]) == (15, 1, 31.0)
    assert {"rounds", "kills", "rebalances", "broker_restarts"} <= set(found)
