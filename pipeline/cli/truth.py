"""`leadsieve truth`: precision and recall of a pack on made-up traffic, counted exactly, for everybody is known."""

from collections import Counter
from pathlib import Path
from typing import Final

import click
import msgspec

from pipeline.cli.decide_files import Job, opened
from pipeline.cli.packs import read_pack
from pipeline.cli.simulate import TRUTH
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError
from pipeline.history import readers
from pipeline.history.truth import Count, Held, Person, by_part, by_persona, kept_from_sales
from pipeline.settings import from_environment

STATUSES: Final = ("excluded", "nurture", "open", "qualified", "none")
_decision = decoder(Decision)
_person = msgspec.json.Decoder(Person).decode


@output_options
@click.command
@click.argument("world", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="The pack that judges, every persona live, nobody held out.",
)
@click.option("--cores", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that judge.")
@click.pass_obj
def truth(terminal: Terminal, world: Path, *, folder: Path, cores: int) -> None:
    """Judge the traffic in the folder WORLD, as `leadsieve simulate` wrote it, and say how right the decisions are.

    Each person counts once, by the last that was decided of them. Precision: of those found, who were meant. Recall: of
    those meant, who were found.

    \b
    Examples:
      leadsieve simulate world/ --events 100000
      leadsieve truth world/ --pack rules/b2b-software
      leadsieve truth world/ --pack draft/ --json
    """  # noqa: D301  click's mark for a block to be left as it is
    people = read_people(world / TRUTH)
    pack = read_pack(folder)
    verdicts = judged(terminal, world, pack, people, cores)
    known = {persona.id for persona in pack.personas}
    counts = [count for count in by_persona(people, verdicts) if count.name in known]
    kept, parts = kept_from_sales(people, verdicts), by_part(people, verdicts)
    if terminal.as_json:
        terminal.record(_document(counts, kept, parts))
        return
    columns = ("", "meant", "found", "right", "precision", "recall")
    terminal.table(f"Personas of {pack.id} {pack.version}", columns, map(_row, counts))
    terminal.table("Kept from sales", columns, map(_row, kept))
    rows = [(part, *(found[status] for status in STATUSES)) for part, found in parts.items()]
    terminal.table("What was decided of whom", ("part", *STATUSES), rows)


def read_people(path: Path) -> list[Person]:
    """Return the people of a file of truth; raises `LeadsieveError` with the line where it cannot be read."""
    if not path.is_file():
        raise LeadsieveError(f"{path}: not there; `leadsieve simulate` writes it")
    people = []
    for number, line in enumerate(readers.lines(path), start=1):
        try:
            people.append(_person(line))
        except ValueError as error:
            raise LeadsieveError(f"{path}:{number}: no person: {error}") from error
    return people


def judged(
    terminal: Terminal, world: Path, pack: CompiledPack, people: list[Person], cores: int
) -> dict[str, tuple[str, frozenset[str]]]:
    """Return person -> (status, personas) by the last that was decided of them."""
    held = Held({event: person.person for person in people for event in person.events})
    job = Job(from_environment(), pack, (world,), cores=cores, holdout=False)
    with opened(job) as (judge, windows), terminal.counting("history, by portions", len(windows)) as advance:
        for part in judge.parts(windows):
            for send in part.sends:
                if send.topic == "lead-decisions" and send.value is not None:
                    held.take(_decision(send.value))
            advance()
        # What time alone would change later is no matter of who they are.
    return held.verdicts()


def _row(count: Count) -> tuple[object, ...]:
    return count.name, count.meant, count.found, count.right, _share(count.precision), _share(count.recall)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _document(counts: list[Count], kept: list[Count], parts: dict[str, Counter[str]]) -> dict[str, object]:
    return {
        "personas": [_members(count) for count in counts],
        "kept_from_sales": [_members(count) for count in kept],
        "parts": {part: dict(found) for part, found in parts.items()},
    }


def _members(count: Count) -> dict[str, object]:
    return {
        "name": count.name,
        "meant": count.meant,
        "found": count.found,
        "right": count.right,
        "precision": count.precision,
        "recall": count.recall,
    }
