"""Who is measured: each in a process of its own, `python -Im tests.bench.contenders NAME CASE EVENTS`.

It prints one line of JSON when it is through with the published events, and goes on until it is told to stop.
"""

import logging
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, cast

import msgspec

from pipeline.settings import Settings, from_environment
from tests.bench import aiokafka_loop, consume_limit, ours, plain_faust
from tests.bench.cases import Case
from tests.bench.meter import Measured, Meter
from tests.bench.work import Work, make_work

Run = Callable[[Settings, Work, Meter], None]

OURS: Final = "leadsieve-exactly-once"
LOOSE: Final = "leadsieve-at-least-once"
PROCESSING: Final[Mapping[str, str]] = {OURS: "exactly-once", LOOSE: "at-least-once"}
"""Our own worker as an operator sets it."""
RUNS: Final[Mapping[str, Run]] = {
    OURS: ours.run,
    LOOSE: ours.run,
    "plain-faust": partial(plain_faust.run, guarantee="at_least_once"),
    "plain-faust-eos": partial(plain_faust.run, guarantee="exactly_once"),
    "aiokafka-loop": aiokafka_loop.run,
    "consume-limit": consume_limit.run,
}
SLOW: Final = frozenset({"plain-faust", "plain-faust-eos"})
"""Who dispatches event by event, and gets the first tenth of the events."""


def report(measured: Measured) -> None:
    """Print the figures: the only line on standard output."""
    sys.stdout.write(msgspec.json.encode(measured).decode() + "\n")
    sys.stdout.flush()


def main(name: str, case: Case, events: int) -> None:
    """Run a contender until told to stop."""
    logging.basicConfig(level="WARNING")
    settings = from_environment()
    work = make_work(case, settings)
    meter = Meter(events, work.sources)
    meter.watch(report)
    RUNS[name](settings, work, meter)


if __name__ == "__main__":
    main(sys.argv[1], cast("Case", sys.argv[2]), int(sys.argv[3]))
