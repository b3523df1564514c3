"""What lint refuses as unfair, asked of whole packs as they would judge."""

from pathlib import Path

import pytest

from pipeline.cli.packs import open_pack
from pipeline.personas import fairness
from pipeline.personas.model import Pack
from pipeline.personas.parse import parse_pack
from tests.unit.personas.texts import HEAD, files, persona

PENALTY = "effect: penalize\npoints: {}"


def _found(folder: Path, given: dict[str, str]) -> list[str]:
    for name, text in given.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [problem.code for problem in open_pack(folder).problems]


def _pack(criteria: str, more: str, kind: str = "negative") -> Pack:
    pack, problems = parse_pack(files(student=persona(criteria, more, kind=kind)))
    assert pack is not None, problems
    return pack


@pytest.mark.parametrize(
    ("criteria", "more", "codes"),
    [
        ("{fact: email.kind, is: freemail, because: x}", "effect: exclude", ["unfair_alone"]),
        ("{fact: email.kind, is: freemail, because: x}", PENALTY.format(10), []),
        ("{fact: email.kind, is: freemail, because: x}", PENALTY.format(11), ["unfair_alone"]),
        ("{fact: email.kind, is: freemail, within_days: 30, because: x}", PENALTY.format(11), ["unfair_alone"]),
        (
            "all: [{fact: email.kind, is: freemail, because: x}, {fact: email.valid, is: true, because: x}]",
            "effect: exclude",
            ["unfair_alone"],
        ),
        (
            "{at_least: 2, of: [{fact: email.kind, is: alias, because: x}, {fact: phone.valid, is: true, because: x}]}",
            "effect: exclude",
            ["unfair_alone"],
        ),
        (
            "all: [{fact: email.kind, is: freemail, because: x}, {fact: intent.text, contains: thesis, because: x}]",
            "effect: exclude",
            [],
        ),
        ("{fact: email.valid, is: false, because: x}", "effect: exclude", []),
        ("{fact: job.title, contains_any: [retraité, unemployed], because: x}", "effect: exclude", ["unfair_alone"]),
        ("{fact: job.title, like: demandeu* * emploi, because: x}", "effect: exclude", ["unfair_alone"]),
        ("{fact: form.answers.situation, like: chom*, because: x}", "effect: exclude", ["unfair_alone"]),
        ("{fact: job.title, contains: étudiant, because: x}", "effect: exclude", []),
        ("{fact: job.title, contains: femme de ménage, because: x}", "effect: exclude", ["unfair_fact"]),
        ("{fact: job.title, contains_any: [maman, papa], because: x}", PENALTY.format(5), ["unfair_fact"]),
        ("{fact: job.title, contains: senior manager, because: x}", "effect: exclude", []),
        ("{fact: phone.country, is: US, because: x}", PENALTY.format(5), ["unfair_place"]),
        ("{fact: geo.country, not_in_zone: market, because: x}", PENALTY.format(5), ["unfair_place"]),
        ("{fact: phone.country, is: US, because: x}", "effect: flag", []),
        ("{fact: email.domain, like: '*.ru', because: x}", "effect: exclude", ["unfair_place"]),
        ("{fact: email.domain, contains_any: [acme, co ma], because: x}", "effect: exclude", ["unfair_place"]),
        ("{fact: email.domain, contains: acme, because: x}", "effect: exclude", []),
        ("{fact: account.detractors, at_least: 1, because: x}", "effect: exclude", ["unfair_account"]),
        ("{fact: account.leads, at_least: 9, because: x}", PENALTY.format(5), ["unfair_account"]),
        ("{fact: account.detractors, at_least: 1, because: x}", "effect: flag", []),
        ("{fact: account.relation, is: competitor, because: x}", "effect: exclude", []),
    ],
)
def test_unfair(tmp_path: Path, criteria: str, more: str, codes: list[str]) -> None:
    """Whatever way an unfair criterion is written, lint finds it; and it leaves the fair one beside it alone."""
    assert _found(tmp_path, files(student=persona(criteria, more))) == codes


def test_account_facts_of_buyers() -> None:
    """Nobody earns points for others of the account either."""
    pack = _pack("{fact: account.leads, at_least: 3, because: x}", "points: 20", "buyer")
    assert [problem.code for problem in fairness.account_alone(pack)] == ["unfair_account"]


def test_penalties_add_up(tmp_path: Path) -> None:
    """Two small penalties on the same address come to more than one may cost."""
    criteria = "{fact: email.kind, is: freemail, because: x}"
    given = {name: persona(criteria, PENALTY.format(6), name=name) for name in ("one", "other")}
    assert _found(tmp_path, files(**given)) == ["unfair_alone"]
    given["other"] = persona(criteria, PENALTY.format(4), name="other")
    assert _found(tmp_path, files(**given)) == []


@pytest.mark.parametrize(
    ("entry", "codes"),
    [("gmail.com", ["unfair_alone"]), ("univ-lyon1.fr", ["unfair_alone"]), ("acme.com", []), ("Acme & Sons", [])],
)
def test_shared_domains(tmp_path: Path, entry: str, codes: list[str]) -> None:
    """A mail provider on a list of rivals would exclude everybody who writes from there."""
    given = files(student=persona("{fact: email.domain, in_list: rivals, because: x}"))
    assert _found(tmp_path, {**given, "pack.yaml": HEAD.replace("rival.example", entry)}) == codes


BLOCKER = "{fact: crm.buying_role, contains: BLOCKER, because: x}"
LAWYER = "{fact: job.function, is: legal, because: x}"


@pytest.mark.parametrize(
    ("criteria", "told"),
    [
        (BLOCKER, True),
        (LAWYER, False),
        (f"all: [{BLOCKER}, {LAWYER}]", True),
        (f"any: [{BLOCKER}, {LAWYER}]", False),
        (f"not: {LAWYER}", False),
        (f"{{at_least: 2, of: [{BLOCKER}, {LAWYER}]}}", True),
        (f"{{at_least: 1, of: [{BLOCKER}, {LAWYER}]}}", False),
    ],
)
def test_detractors(criteria: str, told: bool) -> None:  # noqa: FBT001  a case
    """Nobody is a detractor by their post: it takes evidence; that a post may veto can be said."""
    codes = ["detractor_without_evidence"] * (not told)
    assert [
        problem.code for problem in fairness.evidence_of_detractors(_pack(criteria, "effect: flag", "detractor"))
    ] == codes
    named = _pack(criteria, "effect: flag\nflag: may_veto", "detractor")
    assert list(fairness.evidence_of_detractors(named)) == []


def test_prices_of_nothing(tmp_path: Path) -> None:
    """What engagement prices and nobody counts would be worth nothing, unseen."""
    for name, text in {**files(), "pack.yaml": HEAD.replace("pages: 1", "pags: 1")}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (problem,) = open_pack(tmp_path).problems
    assert (problem.code, problem.line) == ("unknown_activity", 11)
    assert "did you mean `pages`?" in problem.message
