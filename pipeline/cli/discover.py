"""`leadsieve discover`: candidate negative personas, proposed by older outcomes and judged by newer ones."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click
import yaml

from pipeline.cli.backtest import FILE, FOLDER, judge_cases, read_outcomes, refused_text
from pipeline.cli.pack_new import REVIEW_DAYS
from pipeline.cli.packs import read_files, read_pack
from pipeline.cli.sources import Stretch, files_of, source_options
from pipeline.cli.terminal import Terminal, output_options
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.errors import LeadsieveError
from pipeline.history.cases import Ledger, gather
from pipeline.history.discover import words
from pipeline.history.discover.drafts import EVIDENCE, draft_files
from pipeline.history.discover.findings import Drift, Figures, Findings, Proposal, drifts, find
from pipeline.history.discover.people import People, person_of
from pipeline.personas.model import HEAD
from pipeline.personas.parse import parse_pack, sha256_of
from pipeline.personas.template import new_pack
from pipeline.settings import from_environment

LEAST: Final = 200
"""Leads whose end is known below which nothing is looked for."""
_NOTE: Final = {
    "right": "right",
    "stopped": "STOPPED being right: no better than chance now",
    "weaker": "right less often than it was",
    "wrong": "WRONG: worse than chance",
    "unsure": "no better than chance, before and now",
    "few": "too few to tell",
}


@output_options
@click.command
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--outcomes", type=FILE, required=True, help="What became of the leads: crm-outcomes as NDJSON.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where the drafts go.")
@click.option("--pack", "folder", type=FOLDER, help="Your pack: its zones and lists, and whether it is still right.")
@click.option(
    "--older",
    type=click.FloatRange(0.2, 0.8),
    default=0.5,
    show_default=True,
    help="Share of the leads, the oldest, that proposes; the rest judges.",
)
@click.option(
    "--most-lost",
    type=click.FloatRange(0.001, 0.5),
    default=0.05,
    show_default=True,
    help="Share of the buyers that all drafts together may lose.",
)
@source_options
@click.option("--owner", default="marketing", show_default=True, help="Who answers for the drafts.")
@click.pass_obj
def discover(  # noqa: PLR0913  one parameter for each option, as click wants it
    terminal: Terminal,
    files: tuple[Path, ...],
    *,
    outcomes: Path,
    out: Path,
    folder: Path | None,
    older: float,
    most_lost: float,
    stretch: Stretch,
    owner: str,
) -> None:
    """Find negative personas in event FILES and what became of the leads, and write them as drafts.

    The oldest half proposes, the newest half judges and has no say in what is proposed. Reasons that sales wrote name
    what is found and never find it; blanks, consent, names, places below the country and words of people are no criteria.
    Drafts exclude nobody until somebody makes them live: `leadsieve pack lint`, `pack test` and `backtest` read them.

    \b
    Examples:
      leadsieve discover --outcomes crm-outcomes.ndjson --out drafts/ form-submissions.ndjson web-activity.ndjson
      leadsieve discover --pack rules/b2b-software --outcomes won-and-lost.ndjson --out drafts/ exports/
      leadsieve backtest --pack drafts/ --outcomes newer-outcomes.ndjson newer-events.ndjson
    """  # noqa: D301  click's mark for a block to be left as it is
    if out.exists() and any(out.iterdir()):
        raise LeadsieveError(f"{out} is not empty: name a folder that is, or is not there yet; drafts replace nothing")
    settings, head = from_environment(broker=terminal.broker), _head(folder, owner)
    pack = read_pack(folder) if folder else _blank(head)
    ledger = Ledger()
    told = gather(read_outcomes(outcomes, ledger), settings.identity_key.encode(), ledger)
    with files_of(settings, files, stretch) as read:
        cases = judge_cases(terminal, settings, pack, read, told, ledger)
    if len(cases) < LEAST:
        raise LeadsieveError(
            f"{outcomes}: {len(cases)} leads have a decision and an end; {LEAST} are the least that anything can be "
            f"found in (refused: {refused_text(ledger)})"
        )
    people = People([person_of(case, pack) for case in cases], older)
    findings = find(people, most_lost)
    standing = drifts(people, cases) if folder else []
    evidence = _evidence(findings, standing, ledger, most_lost)
    _write(out, head, findings, owner, evidence)
    if terminal.as_json:
        terminal.record(evidence)
    else:
        _print(terminal, findings, standing, out)
        terminal.note(f"refused: {refused_text(ledger)}")


def _head(folder: Path | None, owner: str) -> str:
    """Return the head that drafts stand under: the pack's own, without what it says of personas that are not among them."""
    head = yaml.safe_load((new_pack("discovered", "en") if folder is None else read_files(folder))[HEAD])
    if folder is None:
        head["owner"] = owner
    for shares in ("holdout_percent", "exclusion_budget_percent"):
        head.get(shares, {}).pop("personas", None)
    return yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=110)


def _blank(head: str) -> CompiledPack:
    """Return a pack without personas: it only gives every lead a decision to be held against."""
    pack, problems = parse_pack({HEAD: head})
    assert pack is not None, problems  # noqa: S101  our own text
    return compile_pack(pack, sha256_of({HEAD: head}))


def _write(out: Path, head: str, findings: Findings, owner: str, evidence: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    source = f"leadsieve discover, {now.date().isoformat()}: proposed by the older leads, judged by the newer; see {EVIDENCE}"
    review_by = (now + timedelta(days=REVIEW_DAYS)).date().isoformat()
    drafts = draft_files(findings, owner, review_by, source)
    texts = {HEAD: head, **drafts, EVIDENCE: json.dumps(evidence, ensure_ascii=False, indent=1) + "\n"}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (out / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise LeadsieveError(f"{out}: the drafts cannot be written: {error.strerror}") from error


def _evidence(findings: Findings, standing: list[Drift], ledger: Ledger, most_lost: float) -> dict[str, Any]:
    return {
        "leads": len(findings.people.all),
        "proposed_by": findings.people.older.bit_count(),
        "judged_by": findings.people.newer.bit_count(),
        "refused": dict(ledger.refused),
        "most_lost": most_lost,
        "interval": "Wilson score, 95 %",
        "hypotheses": findings.looked_at,
        "losers_among_all": {"older": findings.older_base._asdict(), "newer": findings.newer_base._asdict()},
        "together": _figures(findings.together),
        "together_without_little_engagement": _figures(findings.with_engagement),
        "personas": [_proposal(one) for one in findings.proposals],
        "standing": [asdict(one) | {"older": one.older._asdict(), "newer": one.newer._asdict()} for one in standing],
    }


def _proposal(one: Proposal) -> dict[str, Any]:
    return {
        "persona": one.id,
        "title": words.title(one),
        "criteria": words.described(one),
        "holds": one.holds,
        "little_engagement": one.little_engagement,
        "older": _figures(one.proposed),
        "newer": _figures(one.judged),
        "reasons_of_sales": dict(one.reasons),
        "questions": words.questions(one),
    }


def _figures(found: Figures) -> dict[str, Any]:
    shares = {"precision": found.precision, "recall": found.recall, "good_lost": found.good_lost}
    return {"excluded": found.excluded, **{name: value._asdict() for name, value in shares.items()}}


def _print(terminal: Terminal, findings: Findings, standing: list[Drift], out: Path) -> None:
    rows = [(one.id, words.title(one)["en"], *_row(one.judged), _note(one)) for one in findings.proposals]
    together = [
        ("all together", "", *_row(findings.together), f"by chance {findings.newer_base.value or 0:.0%}"),
        ("without little engagement", "", *_row(findings.with_engagement), ""),
    ]
    newer = findings.people.newer.bit_count()
    columns = ("draft", "who", "excluded", "losers among them", "share of all losers", "buyers lost", "")
    terminal.table(f"Judged by the {newer} newest leads, which had no say; 95 % intervals", columns, [*rows, *together])
    for one in findings.proposals:
        for question in words.questions(one)["en"]:
            terminal.note(f"{one.id}: to ask sales: {question}")
    if standing:
        told = [
            (one.persona, words.percent(one.older), words.percent(one.newer), _NOTE[one.verdict]) for one in standing
        ]
        terminal.table(
            "Your personas: losers among those they match", ("persona", "older half", "newer half", ""), told
        )
    held = sum(one.holds for one in findings.proposals)
    terminal.note(f"{out}: {held} drafts, of {len(findings.proposals)} proposed and {findings.looked_at} looked at")


def _row(found: Figures) -> tuple[object, ...]:
    shares = (found.precision, found.recall, found.good_lost)
    return (found.excluded, *(words.percent(one) for one in shares))


def _note(one: Proposal) -> str:
    return "little engagement" * one.little_engagement + ("" if one.holds else "  did not hold: no draft")
