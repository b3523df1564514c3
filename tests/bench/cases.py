"""What is published, case by case: the same bytes for every contender, from the first event on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, Literal

from pipeline.history.simulate import BENCH, traffic

Case = Literal["peer-job", "product-mix", "latency"]
Message = tuple[str, bytes | None]
"""(topic of our design, value)."""

CASES: Final[tuple[Case, ...]] = ("peer-job", "product-mix", "latency")
LEADS: Final = 60_000
"""In turn, so that no transaction holds two events of one lead: every event then costs a state record of its own."""
SEED: Final = 20_261
PATHS: Final = tuple(f"/docs/{chapter}/{page}" for chapter in ("start", "plan", "route") for page in range(15))
START: Final = datetime(2026, 1, 5, 8, tzinfo=UTC)
SPACING: Final = timedelta(milliseconds=20)
"""Between two events of the product mix: so that fewer events are the first of more."""
_PAGE: Final = (
    '{"type":"page","messageId":"page-%07d","userId":"user-%05d","timestamp":"%s",'
    '"context":{"ip":"192.0.2.%d","userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",'
    '"page":{"url":"https://www.quillandre.example%s","path":"%s"}}}'
)


@dataclass(frozen=True)
class Sizes:
    """How many events a case has; `slow` is the share that contenders get who dispatch event by event."""

    events: dict[Case, int]
    slow: float = 0.1
    rate: int = 2_000
    """Events a second of the latency case."""
    warm_up: int = 0
    """Events of the peers' job before anything is measured: a broker's JVM needs half a minute of work to be itself."""


FULL: Final = Sizes({"peer-job": 100_000, "product-mix": 200_000, "latency": 120_000}, warm_up=50_000)
QUICK: Final = Sizes({"peer-job": 15_000, "product-mix": 20_000, "latency": 10_000})


def messages(case: Case, count: int) -> list[Message]:
    """Return the first `count` messages of a case."""
    if case == "peer-job":
        return [("lead-log", value) for value in islice(pages(), count)]
    return [(item.topic, item.value) for item in traffic(SEED, count, START, BENCH, count * SPACING)]


def pages() -> Iterator[bytes]:
    """Yield page events of known leads, some 300 bytes each, for ever; lead after lead, a second between two rounds.

    Partitions are filled in turn and their number divides that of the leads: a lead has one partition.
    """
    number = 0
    while True:
        moment = (START + timedelta(seconds=number // LEADS)).isoformat().replace("+00:00", "Z")
        path = PATHS[number % len(PATHS)]
        yield (_PAGE % (number, number % LEADS, moment, number % 250 + 1, path, path)).encode()
        number += 1
