"""What is published, case by case: the same bytes for every contender, from the first event on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, Literal

from pipeline.history.simulate import BENCH, traffic

Case = Literal["enrichment", "peer-job", "product-mix", "latency", "two-workers", "states", "partitions", "decide"]
Message = tuple[str, bytes | None]
"""(topic of our design, value)."""

CASES: Final[tuple[Case, ...]] = (
    "enrichment",
    "peer-job",
    "product-mix",
    "latency",
    "two-workers",
    "states",
    "partitions",
    "decide",
)
COMPARED: Final[tuple[Case, ...]] = ("peer-job", "product-mix")
"""Done by every contender; the others by our own worker."""
LEADS: Final = 80_000
"""In turn, so that no transaction holds two events of one lead: every event then costs a state record of its own."""
SEED: Final = 20_261
PATHS: Final = tuple(f"/docs/{chapter}/{page}" for chapter in ("start", "plan", "route") for page in range(15))
START: Final = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
"""Of late, as in life: what is months old would be forgotten by a worker's clock while it is measured."""
SPACING: Final = timedelta(milliseconds=20)
"""Between two events of the product mix: so that fewer events are the first of more."""
_PAGE: Final = (
    '{"type":"page","messageId":"page-%07d","userId":"user-%05d","anonymousId":"user-%05d","timestamp":"%s",'
    '"context":{"ip":"192.0.2.%d","userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",'
    '"page":{"url":"https://www.quillandre.example%s","path":"%s"}}}'
)


@dataclass(frozen=True)
class Sizes:
    """How many events a case has; `slow` is the share that contenders get who dispatch event by event."""

    events: dict[Case, int]
    leads: int
    """Whose state there is already, in one of the runs of `states`."""
    visitors: int
    """The same, in another."""
    peers: int
    """Events for the peers of `--peers`: they begin cold, and a JVM needs many to be itself."""
    slow: float = 0.04
    rate: int = 2_000
    """Events a second of the latency case."""
    warm_up: int = 0
    """Events of the peers' job before anything is measured: a broker's JVM needs half a minute of work to be itself."""
    partitions: tuple[int, ...] = (1, 4, 8)


FULL: Final = Sizes(
    {
        "enrichment": 1_000,
        "peer-job": 40_000,
        "product-mix": 150_000,
        "latency": 40_000,
        "two-workers": 120_000,
        "states": 30_000,
        "partitions": 40_000,
        "decide": 1_000_000,
    },
    leads=200_000,
    visitors=400_000,
    peers=300_000,
    warm_up=20_000,
)
QUICK: Final = Sizes(
    {
        "enrichment": 500,
        "peer-job": 5_000,
        "product-mix": 15_000,
        "latency": 8_000,
        "two-workers": 40_000,
        "states": 4_000,
        "partitions": 8_000,
        "decide": 20_000,
    },
    leads=20_000,
    visitors=40_000,
    peers=60_000,
    partitions=(1, 4),
)


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
        lead = number % LEADS
        yield (_PAGE % (number, lead, lead, moment, number % 250 + 1, path, path)).encode()
        number += 1


def keyed_pages(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the first pages with their leads' names as keys, for those who keep state by key."""
    for number, page in enumerate(islice(pages(), count)):
        yield b"user-%05d" % (number % LEADS), page
