"""Laws of the judgement, over packs of any personas and whatever is known of a lead."""

from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contracts.model import Standing
from pipeline.engine.body import body
from pipeline.engine.compile import CompiledPack
from pipeline.engine.counterfactual import BETTER, counterfactual
from pipeline.engine.judge import Judgement, conclude_on, judge, judge_by
from pipeline.engine.offers import BRINGS
from pipeline.engine.options import apply
from pipeline.engine.panel import UNTOLD, Conduct, Whose, panel_of, reasons
from pipeline.engine.precedence import READS
from pipeline.engine.question import QUESTIONS, next_question
from pipeline.engine.trials import Trials
from pipeline.engine.view import reading_of
from pipeline.enrichment.facts import CATALOGUE
from pipeline.state.activity import Acts
from pipeline.state.time import DAY_MS
from tests.properties import packs
from tests.properties.packs import Known, lives
from tests.properties.shapes import JSON

hostile: st.SearchStrategy[Any] = st.dictionaries(
    st.sampled_from(["job.seniority", "geo.country", "company.size", "intent.text", "form.purpose", "job.freelance"]),
    st.sampled_from(
        [0, 1, 1.0, True, False, "", "student", "FR", [], ["thesis"], [["x"]], {}, None, float("nan"), 10**30]
    ),
)
"""Facts that are not what their names promise."""

RELAXED = settings(deadline=None, max_examples=40)
"""A busy machine fails no test; a pack is parsed for every example, which is most of what one takes."""

TODAY = 20_000
NOW = TODAY * DAY_MS
acts: st.SearchStrategy[Acts | None] = st.none() | st.dictionaries(
    st.sampled_from(["pages", "pricing_pages"]),
    st.dictionaries(st.integers(TODAY - 95, TODAY), st.integers(1, 9), min_size=1, max_size=3),
)


def _trials(pack: CompiledPack, facts: Known, did: Acts | None) -> tuple[Trials, Judgement]:
    panel = panel_of(pack, lives)
    return Trials(panel, facts, did, NOW), judge_by(panel, facts, did, NOW)


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_counterfactual_flips(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """The counterfactual, brought, gives the status it promises, a better one, by at most three facts of the lead's."""
    trials, before = _trials(pack, facts, did)
    found = counterfactual(trials, before)
    if isinstance(found, str):
        assert (found == "qualified") == (before.status == "qualified")
        return
    move = tuple((change.fact, change.needed) for change in found.changes)
    assert 1 <= len(move) <= 3
    assert {fact for fact, _ in move} <= set(BRINGS)
    assert all(facts.get(change.fact) == change.observed != change.needed for change in found.changes)
    after = judge(pack, lives, apply(facts, move, reading_of(pack), TODAY), did, NOW)
    assert after.status == found.status
    assert BETTER.index(after.status) > BETTER.index(before.status)


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_fewest_first(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """Where one fact of those a persona reads would do, the counterfactual brings one."""
    trials, before = _trials(pack, facts, did)
    found = counterfactual(trials, before)
    if isinstance(found, str) or len(found.changes) == 1:
        return
    for change in found.changes:
        status = judge(
            pack, lives, apply(facts, ((change.fact, change.needed),), reading_of(pack), TODAY), did, NOW
        ).status
        assert BETTER.index(status) <= BETTER.index(before.status)


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_question_decides(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """Only a lead who is open is asked, only what is not known, and some answer of theirs changes the status."""
    trials, before = _trials(pack, facts, did)
    unknown = sorted({name for verdict in before.verdicts for name in verdict.persona.unknown(facts)})
    asked = next_question(trials, before, unknown)
    if asked is None:
        return
    assert before.status == "open"
    assert any(fact in unknown and fact not in facts for fact, question in QUESTIONS.items() if question == asked)


@RELAXED
@given(
    packs.packs,
    st.lists(st.tuples(packs.facts | hostile, acts, st.integers(0, 40)), min_size=1, max_size=4),
    st.sampled_from([UNTOLD, Conduct(braked=frozenset(lives)), Conduct(reviewed=frozenset(lives))]),
)
def test_a_body_is_its_own(pack: CompiledPack, leads: list[tuple[Known, Acts | None, int]], conduct: Conduct) -> None:
    """What is remembered of one lead is told of another only where it is true of them too, to the byte."""
    personas = tuple(replace(persona, holdout=5_000) for persona in pack.personas)
    pack = replace(pack, personas=personas)
    excluded: list[frozenset[str]] = [frozenset(), frozenset(lives)]
    shared = panel_of(pack, lives, conduct)
    for facts, did, number in [*leads, *leads]:
        for days, by in product((0, 1), excluded):
            told = []
            for panel in shared, replace(shared, heard={}, shared={}, ruled={}):
                whose, now = Whose(f"lead {number}", by), NOW + days * DAY_MS
                trials = Trials(panel, facts, did, now, whose)
                told.append(body(trials, judge_by(panel, facts, did, now, whose)))
            assert told[0] == told[1]


@RELAXED
@given(packs.packs, packs.standings, packs.facts, packs.facts, acts)
def test_incremental(
    pack: CompiledPack, standings: dict[str, Standing], facts: Known, more: Known, did: Acts | None
) -> None:
    """Asked anew only where facts have changed, the personas say, and explain, what they do from scratch; and back."""
    panel, now = panel_of(pack, standings), {**facts, **more}
    first = panel.likeness.of(facts)
    like = panel.likeness.again(first, now, more)
    assert like == panel.likeness.of(now)
    assert panel.likeness.again(like, facts, more) == first
    conclude_on(panel, first, facts, did, NOW)
    again, scratch = conclude_on(panel, like, now, did, NOW), judge(replace(pack), standings, now, did, NOW)
    assert repr((again.status, again.route, again.flags, again.points, again.verdicts)) == repr(
        (scratch.status, scratch.route, scratch.flags, scratch.points, scratch.verdicts)
    )
    assert reasons(again.case, now) == reasons(scratch.case, now)


@RELAXED
@given(packs.packs, packs.standings, st.lists(packs.facts | hostile, min_size=1, max_size=4), acts)
def test_memory_changes_nothing(
    pack: CompiledPack, standings: dict[str, Standing], leads: list[Known], did: Acts | None
) -> None:
    """A panel that has heard others, in any order, says of a lead what one says that has heard nobody; and why, too."""
    panel = panel_of(pack, standings)
    for facts in [*leads, *reversed(leads)]:
        fresh = panel_of(replace(pack), standings)
        with_memory, without = (judge_by(asked, facts, did, NOW) for asked in (panel, fresh))
        for part in ("status", "route", "flags", "points", "band"):
            assert getattr(with_memory, part) == getattr(without, part)
        assert repr(with_memory.verdicts) == repr(without.verdicts)
        said = [reasons(found.case, facts) for found in (with_memory, without)]
        assert (
            repr(said[0])
            == repr(said[1])
            == repr(
                [
                    reason
                    for verdict in without.verdicts
                    if verdict.state == "matched"
                    for reason in verdict.persona.reasons(facts)
                ]
            )
        )


@RELAXED
@given(packs.packs, packs.standings, acts)
def test_unknown_never_excludes(pack: CompiledPack, standings: dict[str, Standing], did: Acts | None) -> None:
    """Of whom nothing is known nobody says anything, and the lead stays in the pipe."""
    assert judge(pack, standings, {}, did, NOW).status == "open"


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_no_match_comes_of_knowing_less(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """Whatever is no longer known, nobody matches who did not; and who excludes names a fact that is known."""
    before = judge(pack, lives, facts, did, NOW)
    for name in facts:
        less = judge(pack, lives, {other: value for other, value in facts.items() if other != name}, did, NOW)
        assert set(less.findings.matched) <= set(before.findings.matched)
    excluding = {verdict.persona.id for verdict in before.verdicts if verdict.excludes}
    told = {reason.persona for reason in reasons(before.case, facts) if reason.observed is not None}
    assert excluding <= told


@settings(RELAXED, max_examples=20)
@given(packs.packs, packs.standings, packs.facts, acts, st.data())
def test_unrelated(
    pack: CompiledPack, standings: dict[str, Standing], facts: Known, did: Acts | None, data: st.DataObject
) -> None:
    """A fact that neither a persona nor a rule reads, whatever it holds, changes no judgement, and no word of a decision."""
    read = pack.fact_names | {leaf.fact for leaf in READS}
    name = data.draw(st.sampled_from(sorted(set(CATALOGUE) - read)))
    more = {**facts, name: data.draw(JSON)}
    whose, told = Whose("lead"), []
    for known in (facts, more):
        panel = panel_of(replace(pack), lives)
        told.append(body(Trials(panel, known, did, NOW, whose), judge_by(panel, known, did, NOW, whose)))
    assert told[0] == told[1]
    one, other = (judge(pack, standings, known, did, NOW) for known in (facts, more))
    assert (one, reasons(one.case, facts)) == (other, reasons(other.case, more))


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_penalties_only_cost(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """Retiring a persona that penalises never lowers the total, nor brings the lead further from a sale."""
    with_all = judge(pack, lives, facts, did, NOW)
    for persona in pack.personas:
        if persona.effect == "penalize":
            without = judge(pack, {**lives, persona.id: "retired"}, facts, did, NOW)
            assert without.points.total >= with_all.points.total
            assert BETTER.index(without.status) >= BETTER.index(with_all.status)


@RELAXED
@given(packs.packs, packs.facts, acts, st.integers(1, 50))
def test_dearer_penalties(pack: CompiledPack, facts: Known, did: Acts | None, more: int) -> None:
    """Where penalties cost more, no total is higher, and nobody is nearer to a sale; fit and engagement are the same."""
    dearer = replace(
        pack,
        personas=tuple(
            replace(persona, points=persona.points + more) if persona.effect == "penalize" else persona
            for persona in pack.personas
        ),
    )
    one, other = judge(pack, lives, facts, did, NOW), judge(dearer, lives, facts, did, NOW)
    assert other.points.total <= one.points.total
    assert BETTER.index(other.status) <= BETTER.index(one.status)
    assert (other.points.fit, other.points.engagement) == (one.points.fit, one.points.engagement)


@RELAXED
@given(packs.packs, packs.facts, acts)
def test_shadow_changes_nothing(pack: CompiledPack, facts: Known, did: Acts | None) -> None:
    """A persona in shadow changes nothing but the flag that says it would exclude."""
    for persona in pack.personas:
        shadow = judge(pack, {**lives, persona.id: "shadow"}, facts, did, NOW)
        retired = judge(pack, {**lives, persona.id: "retired"}, facts, did, NOW)
        assert (shadow.status, shadow.route, shadow.points) == (retired.status, retired.route, retired.points)
