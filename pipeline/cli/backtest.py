"""`leadsieve backtest`: what a pack would have done to leads whose end is known; as figures, as JSON and as a page."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.cli.sources import Stretch, files_of, source_options
from pipeline.cli.terminal import Terminal, output_options
from pipeline.cli.upstreams import open_upstream
from pipeline.contracts.decision import Decision
from pipeline.contracts.hot import decoder
from pipeline.contracts.outcome import Outcome
from pipeline.engine.compile import CompiledPack
from pipeline.errors import LeadsieveError, Problem
from pipeline.history import plan, readers
from pipeline.history.backtest.measures import Money, measure, money_of
from pipeline.history.backtest.page import Told, page, verdict
from pipeline.history.backtest.rows import Row, add_candidate, row_of, write
from pipeline.history.cases import Case, Ledger, cases, gather, kept_from_sales
from pipeline.history.figures import Measure
from pipeline.history.pages.render import LANGUAGES, Language
from pipeline.intake.outcome import read_outcome
from pipeline.settings import Settings, from_environment

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
SUFFIX: Final = ".decisions.ndjson"
_decode = decoder(Decision)


@output_options
@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--pack", "folder", type=FOLDER, required=True, help="The pack that judges, every persona live.")
@click.option("--outcomes", type=FILE, required=True, help="What became of the leads: crm-outcomes as NDJSON.")
@click.option("--candidate", type=FOLDER, help="A second pack, compared lead by lead.")
@source_options
@click.option(
    "--live", type=FILE, help="Decisions that were published at the time: whom they kept from sales is refused."
)
@click.option(
    "--report", type=click.Path(dir_okay=False, path_type=Path), help="The page; the decisions file goes beside it."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="In which the page opens.")
@click.pass_obj
def backtest(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    files: tuple[Path, ...],
    *,
    folder: Path,
    outcomes: Path,
    candidate: Path | None,
    live: Path | None,
    report: Path | None,
    stretch: Stretch,
    lang: Language,
) -> None:
    """Judge event FILES as they flowed, and hold each decision against what became of the lead.

    Each lead counts once, by the decision that stood before their first outcome: nothing dated later is used. Every
    figure comes of a query over the decisions file, which --report writes beside the page; each has its interval.

    \b
    Examples:
      leadsieve backtest --pack rules/b2b-software --outcomes crm-outcomes.ndjson form-submissions.ndjson web-activity.ndjson
      leadsieve backtest --pack rules/b2b-software --candidate draft/ --outcomes won.ndjson --report may.html exports/
    """  # noqa: D301  click's mark for a block to be left as it is
    settings = from_environment(broker=terminal.broker)
    packs = [read_pack(path) for path in (folder, candidate) if path is not None]
    money = money_of(settings)
    ledger = Ledger(kept=_kept(live))
    told = gather(read_outcomes(outcomes, ledger), settings.identity_key.encode(), ledger)
    # Whom the candidate has no decision for is refused twice over: counted once, with the pack's.
    ledgers = [ledger, Ledger(kept=ledger.kept)]
    with files_of(settings, files, stretch) as found:
        judged = [
            judge_cases(terminal, settings, pack, found, told, own) for pack, own in zip(packs, ledgers, strict=False)
        ]
    rows = [row_of(case) for case in judged[0]]
    rows = add_candidate(rows, judged[1]) if candidate else rows
    if not rows:
        raise LeadsieveError(
            f"{outcomes}: no lead of it has a decision that stood before its outcome ({refused_text(ledger)})"
        )
    with TemporaryDirectory() as aside:
        decisions = report.with_name(report.stem + SUFFIX) if report else Path(aside) / f"backtest{SUFFIX}"
        write(rows, decisions)
        prelude, measures = measure(decisions, money, compare=candidate is not None)
    if report is not None:
        _write(report, page(measures, prelude, _told(packs, decisions, ledger, money), lang))
    if terminal.as_json:
        terminal.record(_document(prelude, measures, ledger, rows))
    else:
        _print(terminal, measures, ledger, rows)
    if report is not None:
        terminal.note(f"{report}: the page; {decisions}: the decisions its figures come of, by name")


def judge_cases(
    terminal: Terminal, settings: Settings, pack: CompiledPack, files: tuple[Path, ...], told: dict[str, list[Outcome]], ledger: Ledger
) -> list[Case]:  # fmt: skip
    """Return every lead's case, judged in the order of time with progress shown; `ledger` says who was refused."""
    if not files:
        raise click.UsageError("say which files to read, or a --topic")
    terminal.note(f"judging by {pack.id} {pack.version}, in the order of time …")
    flow = new_replay(settings, pack, holdout=False)
    events = plan.timed(files, upstream=open_upstream(settings))
    with terminal.counting("leads whose end is known", len(told)) as advance:
        found = []
        for case in cases(flow, events, told, ledger):
            found.append(case)
            advance()
    return found


def read_outcomes(path: Path, ledger: Ledger) -> Iterator[Outcome]:
    """Yield the outcomes of a file; `ledger` counts those that could not be read."""
    for line in readers.lines(path):
        outcome = read_outcome(line)
        if isinstance(outcome, Problem):
            ledger.refused["unreadable"] += 1
        else:
            yield outcome


def _kept(live: Path | None) -> frozenset[str]:
    return frozenset() if live is None else kept_from_sales(_decisions(live))


def _decisions(path: Path) -> Iterator[Decision]:
    for number, line in enumerate(readers.lines(path), start=1):
        try:
            yield _decode(line)
        except (ValueError, RecursionError) as error:
            raise LeadsieveError(f"{path}:{number}: no decision: {error}") from error


def _told(packs: list[CompiledPack], decisions: Path, ledger: Ledger, money: Money) -> Told:
    named = [f"{pack.id} {pack.version}" for pack in packs]
    titles = {persona.id: persona.titles for pack in reversed(packs) for persona in pack.personas}
    return Told(
        named[0], named[1] if len(named) > 1 else "", decisions.name, ledger.refused, ledger.late_events, titles, money
    )


def _document(prelude: str, measures: list[Measure], ledger: Ledger, rows: list[Row]) -> dict[str, object]:
    return {
        "leads": len(rows),
        "refused": dict(ledger.refused),
        "interval": "Wilson score, 95 %",
        "prelude": prelude,
        "measures": {one.name: {"sql": one.sql, "rows": one.rows} for one in measures},
    }


def _print(terminal: Terminal, measures: list[Measure], ledger: Ledger, rows: list[Row]) -> None:
    by_name = {one.name: one.rows for one in measures}
    columns = ("persona", "kept out", "precision", "recall", "good leads lost", "unknown", "")
    overall = by_name["overall"][0]
    shown = [
        ("all", overall["kept"], *_shares(overall), f"by chance {overall['base']:.0%}"),
        *(
            (row["persona"], row["kept"], *_shares(row), verdict(row, overall["base"])[1])
            for row in by_name["personas"]
        ),
    ]
    terminal.table(f"{len(rows)} leads whose end is known; 95 % intervals (Wilson)", columns, shown)
    if "moves" in by_name:
        moved = [(row["status"], row["candidate_status"], row["leads"], row["good"]) for row in by_name["moves"]]
        terminal.table("Who moves under the candidate", ("from", "to", "leads", "customers"), moved)
    terminal.note(f"refused: {refused_text(ledger)}")


def _shares(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return (
        _share(row, "precision", "precision"),
        _share(row, "recall", "recall"),
        f"{row['good_lost']} · {_share(row, 'good_lost_share', 'good_lost')}",
        _share(row, "unknown_share", "unknown"),
    )


def _share(row: dict[str, Any], value: str, bounds: str) -> str:
    if row[value] is None:
        return "-"
    return f"{row[value]:.0%} ({row[f'{bounds}_low'] * 100:.0f} to {row[f'{bounds}_high'] * 100:.0f})"


def refused_text(ledger: Ledger) -> str:
    """Return in a line how many leads were refused, and why."""
    told = ", ".join(f"{count} {code.replace('_', ' ')}" for code, count in sorted(ledger.refused.items()))
    return told or "none"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{path}: cannot be written: {error.strerror}") from error
