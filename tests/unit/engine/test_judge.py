"""The verdict: precedence, rule by rule (product rule 3)."""

import pytest

from pipeline.contracts.model import Standing
from pipeline.engine.judge import Judgement, judge, judge_by
from pipeline.engine.panel import UNTOLD, Conduct, Whose, panel_of
from pipeline.engine.sentence import sentence
from pipeline.state.time import DAY_MS
from tests.unit.engine.making import Facts, pack, persona, when

NOW = 20_000 * DAY_MS
LIVE: dict[str, Standing] = dict.fromkeys(
    ("student", "competitor", "later", "applicant", "weak", "buyer", "detractor"), "live"
)
PACK = pack(
    persona("student", unless=when("founder"), ambassador=when("shares")),
    persona("competitor"),
    persona("later", route="later"),
    persona("applicant", route="hr"),
    persona("weak", effect="penalize", points=30),
    persona("buyer", effect=None, kind="buyer", points=60),
    persona("detractor", effect="flag", kind="detractor"),
    lifts=when("company.relation", "customer"),
)


def _judge(facts: Facts, standings: dict[str, Standing] | None = None) -> Judgement:
    return judge(PACK, LIVE if standings is None else standings, facts, None, NOW)


@pytest.mark.parametrize(
    ("facts", "status", "route"),
    [
        ({}, "open", "none"),
        ({"student": True}, "excluded", "none"),
        ({"student": False}, "open", "none"),
        ({"student": True, "founder": True}, "open", "none"),
        ({"student": True, "company.relation": "customer"}, "open", "none"),
        ({"student": True, "shares": True}, "nurture", "ambassador"),
        ({"student": True, "shares": True, "competitor": True}, "excluded", "none"),
        ({"later": True}, "nurture", "later"),
        ({"later": True, "student": True}, "excluded", "none"),
        ({"later": True, "student": True, "shares": True}, "nurture", "later"),
        ({"applicant": True}, "excluded", "hr"),
        ({"buyer": True}, "qualified", "none"),
        ({"buyer": True, "weak": True}, "open", "none"),
        ({"buyer": True, "student": True}, "excluded", "none"),
        ({"form.purpose": "demo"}, "qualified", "none"),
        ({"form.purpose": "content"}, "open", "none"),
        ({"form.purpose": []}, "open", "none"),
        ({"form.purpose": "demo", "weak": True}, "qualified", "none"),
        ({"form.purpose": "demo", "competitor": True}, "excluded", "none"),
        ({"form.purpose": "demo", "applicant": True}, "excluded", "hr"),
        ({"form.purpose": "demo", "student": True, "applicant": True}, "excluded", "hr"),
    ],
)
def test_precedence(facts: Facts, status: str, route: str) -> None:
    """The first rule that applies decides, and nothing after it."""
    judgement = _judge(facts)
    assert (judgement.status, judgement.route) == (status, route)


def test_a_spared_hand_raiser_is_for_a_person_to_review() -> None:
    """Somebody who asks for us, and matches no more than an ordinary persona, is qualified and looked at."""
    judgement = _judge({"form.purpose": "demo", "student": True})
    assert judgement.status == "qualified"
    assert judgement.flags == ("needs_review",)


def test_shadow_excludes_nobody_and_says_what_it_would_have_done() -> None:
    """Without a status record an excluding persona is in shadow, the competitor excepted."""
    judgement = _judge({"student": True}, {})
    assert judgement.status == "open"
    assert judgement.flags == ("shadow_would_exclude",)
    assert _judge({"competitor": True}, {}).status == "excluded"


def test_a_retired_persona_says_nothing() -> None:
    """Retired: not judged, not listed."""
    judgement = _judge({"student": True}, {"student": "retired"})
    assert judgement.status == "open"
    assert "student" not in {verdict.persona.id for verdict in judgement.verdicts}


def test_points_alone_never_exclude() -> None:
    """However deep the score falls, the worst that penalties do is leave a lead open."""
    judgement = judge(pack(persona("weak", effect="penalize", points=100)), {}, {"weak": True}, None, NOW)
    assert judgement.status == "open"
    assert judgement.points.total == -10_000


def test_a_detractor_is_flagged_and_stays() -> None:
    """A detractor is listed and flagged, never excluded."""
    judgement = _judge({"detractor": True, "buyer": True})
    assert judgement.status == "qualified"
    assert judgement.flags == ("detractor",)


def test_unknown_is_neither() -> None:
    """A missing fact leaves a persona unknown, and unknown has no effect."""
    states = {verdict.persona.id: verdict.state for verdict in _judge({"student": False}).verdicts}
    assert states["student"] == "not_matched"
    assert states["competitor"] == "unknown"


def test_a_customer_is_flagged_as_one() -> None:
    """Whoever sells must see that this is a customer."""
    assert _judge({"company.relation": "customer"}).flags == ("existing_customer",)


@pytest.mark.parametrize(("days_ago", "penalty"), [(0, 3000), (90, 1500), (180, 750), (3_600, 0)])
def test_penalties_fade(days_ago: int, penalty: int) -> None:
    """A penalty is worth half when its facts are a half-life old; one that does not fade stays."""
    fading = pack(persona("weak", effect="penalize", points=30, half_life_days=90))
    facts: Facts = {"weak": True, "weak@": 20_000 - days_ago}
    assert judge(fading, {}, facts, None, NOW).points.penalties == penalty
    assert judge(PACK, LIVE, facts, None, NOW).points.penalties == 3000


def test_penalties_do_not_grow() -> None:
    """A fact from after the moment of judging, or of no known age, costs the whole penalty and no more."""
    fading = pack(persona("weak", effect="penalize", points=30, half_life_days=90))
    assert judge(fading, {}, {"weak": True, "weak@": 20_009}, None, NOW).points.penalties == 3000
    assert judge(fading, {}, {"weak": True}, None, NOW).points.penalties == 3000


def test_a_flag_has_the_name_it_is_given() -> None:
    """A persona may raise another flag than its own name."""
    named = pack(persona("gatekeeper", effect="flag", kind="detractor", flag="may_veto"))
    assert judge(named, {}, {"gatekeeper": True}, None, NOW).flags == ("may_veto",)


CAREFUL = pack(
    persona("student"), persona("poor"), persona("later", route="later"), persona("competitor"), confirms=True
)


def _confirmed(facts: Facts, reviewed: frozenset[str] = frozenset()) -> Judgement:
    panel = panel_of(CAREFUL, dict.fromkeys(("student", "poor", "later"), "live"), Conduct(reviewed=reviewed))
    return judge_by(panel, facts, None, NOW)


@pytest.mark.parametrize(
    ("facts", "reviewed", "asked"),
    [
        ({"student": True}, set(), True),
        ({"student": True}, {"student"}, False),
        ({"student": True}, {"poor"}, True),
        ({"student": True, "poor": True}, {"poor"}, False),
        ({"student": True, "job.freelance": True}, {"student"}, True),
        ({"student": True, "job.freelance": False}, {"student"}, False),
        ({"student": True, "job.freelance": "yes"}, {"student"}, False),
        ({"competitor": True}, set(), False),
        ({"competitor": True, "job.freelance": True}, set(), False),
        ({"competitor": True, "student": True, "job.freelance": True}, set(), False),
        ({"later": True, "job.freelance": True}, set(), False),
        ({"job.freelance": True}, set(), False),
    ],
)
def test_exclusions_are_confirmed(facts: Facts, reviewed: set[str], asked: bool) -> None:  # noqa: FBT001  a case's value
    """Excluding a freelancer, or by personas that few reviews bear out, asks for a person; competitors need none."""
    judgement = _confirmed(facts, frozenset(reviewed))
    assert ("needs_review" in judgement.flags) is asked
    assert not asked or judgement.status == "excluded"


def test_who_asks_to_confirm_says_so() -> None:
    """The sentence of an exclusion that waits for a person asks for it, in both languages."""
    french, english = sentence(_confirmed({"student": True}), [])
    assert french == "Écarté, à confirmer : correspond à « Student »."
    assert english == "Excluded, please confirm: matches “Student”."


def test_a_pack_may_ask_for_no_confirmation() -> None:
    """`confirm_exclusions: false`: an exclusion is an exclusion, of freelancers too."""
    assert _judge({"student": True, "job.freelance": True}).flags == ()


@pytest.mark.parametrize("excluded_by", [None, frozenset[str](), frozenset({"later"})])
def test_a_brake_stops_new_exclusions(excluded_by: frozenset[str] | None) -> None:
    """A braked persona excludes nobody whom it has not excluded before: it says what it would have done."""
    whose = None if excluded_by is None else Whose("l", excluded_by)
    judgement = judge_by(
        panel_of(PACK, LIVE, Conduct(braked=frozenset({"student"}))), {"student": True}, None, NOW, whose
    )
    assert (judgement.status, judgement.flags) == ("open", ("braked_would_exclude",))
    assert judgement.findings.matched == ("student@1",)


def test_a_brake_lets_earlier_exclusions_stand() -> None:
    """Whom a persona has excluded already, its brake does not bring back: a person does."""
    panel = panel_of(PACK, LIVE, Conduct(braked=frozenset({"student"})))
    assert judge_by(panel, {"student": True}, None, NOW, Whose("l", frozenset({"student"}))).status == "excluded"


def test_a_brake_is_one_personas_own() -> None:
    """Others exclude as before; nothing changes where the braked persona does not match, or is in shadow."""
    panel = panel_of(PACK, LIVE, Conduct(braked=frozenset({"student"})))
    for facts in ({"student": True, "competitor": True}, {"competitor": True}, {"buyer": True}, {}):
        braked, free = judge_by(panel, facts, None, NOW), judge_by(panel_of(PACK, LIVE, UNTOLD), facts, None, NOW)
        assert (braked.status, braked.flags) == (free.status, free.flags)
    shadow = panel_of(PACK, {"student": "shadow"}, Conduct(braked=frozenset({"student"})))
    assert judge_by(shadow, {"student": True}, None, NOW).flags == ("shadow_would_exclude",)
