"""`leadsieve simulate`: the seeded traffic of an invented company's site as files, and the truth about everybody in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Final

import click
import msgspec

from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import LeadsieveError
from pipeline.history.simulate import BENCH, DEMO, Drift, Published, traffic
from pipeline.history.simulate.parts import PARTS
from pipeline.history.simulate.records import FORMS, OUTCOMES, WEB
from pipeline.history.truth import Person, note
from pipeline.settings import moment_ms
from pipeline.state.time import moment_at

MIXES: Final = {"demo": DEMO, "bench": BENCH}
TOPICS: Final = (WEB, FORMS, OUTCOMES)
TRUTH: Final = "truth/people.ndjson"
START: Final = "2026-01-01T00:00:00Z"
_EVERY: Final = 1_000
_encode = msgspec.json.Encoder().encode


class Change(click.ParamType):
    """`PART=NUMBER`."""

    name = "part=number"

    def __init__(self, most: float) -> None:
        self._most = most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Return (part, number)."""
        part, _, number = str(value).partition("=")
        if part not in PARTS:
            self.fail(f"{part!r}: say PART=NUMBER, the part one of {', '.join(PARTS)}", param, ctx)
        try:
            found = float(number)
        except ValueError:
            found = -1.0
        if not 0 <= found <= self._most:
            self.fail(f"{number!r}: a number from 0 to {self._most:g} is needed", param, ctx)
        return part, found


@output_options
@click.command
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--events", type=click.IntRange(1), default=20_000, show_default=True, help="Records in all.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed and options give the same bytes.")
@click.option("--start", metavar="MOMENT", default=START, show_default=True, help="When it begins.")
@click.option(
    "--days", type=click.FloatRange(0.001, 3_650), default=90.0, show_default=True, help="How long it goes on."
)
@click.option("--mix", type=click.Choice(list(MIXES)), default="demo", show_default=True, help="demo: rich in leads and in trouble; bench: 95 % anonymous pages.")  # fmt: skip
@click.option("--surges", type=click.IntRange(0, 1_000), default=0, show_default=True, help="Times at which ten times as many come.")  # fmt: skip
@click.option("--drift", type=Change(10), multiple=True, help="PART=TIMES: how many times as many of a part there are in the end.")  # fmt: skip
@click.option("--turn", type=Change(1), multiple=True, help="PART=SHARE: the share of a part that buys in the end, and looks as ever.")  # fmt: skip
@click.pass_obj
def simulate(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    out: Path,
    *,
    events: int,
    seed: int,
    start: str,
    days: float,
    mix: str,
    surges: int,
    drift: tuple[tuple[str, float], ...],
    turn: tuple[tuple[str, float], ...],
) -> None:
    """Write made-up traffic to the folder OUT: a file a topic, in the order of publication, and truth/people.ndjson.

    People play parts (buyer, student, competitor …), with what they read, answer and do; beside them come crowds, bots,
    mail scanners, tests, duplicates, malformed, delayed and late records. Nobody in it exists.

    \b
    Examples:
      leadsieve simulate world/ --events 100000 --seed 7
      leadsieve simulate world/ --drift student=3 --turn student=0.5 --surges 4
      leadsieve truth world/ --pack rules/b2b-software
    """  # noqa: D301  click's mark for a block to be left as it is
    if out.exists() and any(out.iterdir()):
        raise LeadsieveError(f"{out} is not empty: name a folder that is, or is not there yet")
    changes = Drift(dict(drift), dict(turn), surges)
    begin = moment_at(moment_ms("--start", start))
    made = traffic(seed, events, begin, MIXES[mix], timedelta(days=days), drift=changes)
    with terminal.counting("records, by the thousand", events // _EVERY) as advance:
        people, kinds = write_world(out, _counted(made, advance))
    if terminal.as_json:
        terminal.record({"records": kinds, "people": len(people)})
    else:
        terminal.table(f"{out}: {events} records, {len(people)} people", ("kind", "records"), list(kinds.items()))


def write_world(out: Path, made: Iterable[Published]) -> tuple[dict[str, Person], dict[str, int]]:
    """Write records by topic and the truth about their people to a folder; return the people, and how many of each kind."""
    people: dict[str, Person] = {}
    kinds: Counter[str] = Counter()
    try:
        (out / TRUTH).parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            streams = {topic: stack.enter_context((out / f"{topic}.ndjson").open("wb")) for topic in TOPICS}
            for record in made:
                # A record without a value has no line of its own: an empty one is as unreadable.
                streams[record.topic].write((record.value or b"") + b"\n")
                kinds[record.kind] += 1
                note(people, record)
        (out / TRUTH).write_bytes(b"".join(_encode(person) + b"\n" for person in people.values()))
    except OSError as error:
        raise LeadsieveError(f"{out}: cannot be written: {error.strerror}") from error
    return people, dict(sorted(kinds.items()))


def _counted(made: Iterable[Published], advance: Callable[[], object]) -> Iterator[Published]:
    for number, record in enumerate(made, start=1):
        yield record
        if number % _EVERY == 0:
            advance()
