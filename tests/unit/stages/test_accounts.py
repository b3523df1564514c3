"""Accounts: what leads tell of themselves becomes one picture of their company, in any order, whatever its size."""

import json
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.contracts.account import Evidence
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import Gone, Member, Tick
from pipeline.contracts.topics import ACCOUNT_SIGNALS
from pipeline.stages.accounts import Accounts
from pipeline.stages.effects import Effects
from pipeline.stages.judging import judge
from pipeline.stages.leads import Leads
from pipeline.state.account import MOST_NAMED, at_least, part_key
from pipeline.state.time import DAY_MS
from tests.flows import settled_accounts
from tests.unit.engine.making import pack, persona, when
from tests.unit.stages.making import (
    LEAD,
    NOW,
    OTHER_LEAD,
    Running,
    chosen,
    counted,
    event,
    form,
    logged,
    sent,
    stands,
)

ACME = "acme.example"
BLOCKS = [of(Evidence)(code="says_no", fact="crm.buying_role", observed=["BLOCKER"])]
COMMITTEE = replace(
    pack(
        persona("against", when("geo.country", "TN"), "flag", "detractor"),
        persona("signs", when("job.function", "legal"), "flag", "detractor", flag="may_veto"),
        persona("beside", when("account.relation", "customer"), "flag", "detractor"),
    ),
    fact_names=frozenset({"geo.country", "job.function", "account.relation"}),
)
FEW = settings(max_examples=60, deadline=None)


def _member(lead_id: str = LEAD, at: int = NOW, account_id: str = ACME, **members: Any) -> Member:  # noqa: ANN401  of any fact
    return of(Member)(at=at, account_id=account_id, lead_id=lead_id, **members)


def _gone(lead_id: str = LEAD, at: int = NOW, account_id: str = ACME) -> Gone:
    return of(Gone)(at=at, account_id=account_id, lead_id=lead_id)


@pytest.fixture
def accounts() -> Running:
    return Running(Accounts())


def _told(effects: Effects) -> list[dict[str, Any] | None]:
    return [None if send.value is None else json.loads(send.value) for send in sent(effects, ACCOUNT_SIGNALS)]


def test_the_picture(accounts: Running) -> None:
    """Functions and seniorities with counts, who is engaged, who may veto, detractors with evidence, and the relation."""
    effects = accounts.take(
        _member(function="it", seniority="manager", engaged=True, relation="customer"),
        _member(OTHER_LEAD, NOW + 1, function="legal", may_veto=True, evidence=BLOCKS),
    )
    first, last = _told(effects)
    assert first is not None
    assert last is not None
    assert first.get("signals", []) == []
    assert last["signals"] == ["detractor", "may_veto", "committee"]
    assert (last["leads"], last["relation"], last["revision"]) == (2, "customer", 2)
    assert last["functions"] == [{"name": "it", "leads": 1}, {"name": "legal", "leads": 1}]
    assert (last["engaged"], last["may_veto"]) == ([LEAD], [OTHER_LEAD])
    evidence = {"code": "says_no", "fact": "crm.buying_role", "observed": ["BLOCKER"]}
    assert last["detractors"] == [{"lead_id": OTHER_LEAD, "evidence": [evidence]}]
    assert counted(effects, "account_signals") == {(): 2}


def test_what_changes_nothing_is_not_told(accounts: Running) -> None:
    """A part that comes again, or a sixth colleague like the five before, is no message."""
    accounts.take(*(_member(f"{number:032x}", function="it") for number in range(5)))
    assert accounts.take(_member(f"{0:032x}", NOW + 9, function="it")).sends == []
    assert accounts.take(_member(f"{9:032x}", function="it")).sends == []
    assert _told(accounts.take(_member(f"{8:032x}", function="hr")))


def test_who_leaves_leaves_nothing(accounts: Running) -> None:
    """Counts and names go with them; an account that nobody is left of is forgotten, and its key with it."""
    accounts.take(_member(function="it", evidence=BLOCKS), _member(OTHER_LEAD, function="hr"))
    (told,) = _told(accounts.take(_gone()))
    assert told is not None
    assert (told["functions"], told["leads"]) == ([{"name": "hr", "leads": 1}], 1)
    assert "detractor" not in told.get("signals", [])
    assert _told(accounts.take(_gone(OTHER_LEAD))) == [None]
    assert list(accounts.store.keys()) == []
    assert accounts.take(_gone(OTHER_LEAD)).sends == []


def test_an_account_of_ten_thousand_stays_small(accounts: Running) -> None:
    """The account's own state does not grow with its leads, nor does a signal; every lead's part is a few bytes."""
    members = [
        _member(f"{number:032x}", function="it", seniority="manager", engaged=True, may_veto=True, evidence=BLOCKS)
        for number in range(10_000)
    ]
    signals = []
    for begin in range(0, 10_000, 500):
        effects = judge(accounts.stage, logged(*members[begin : begin + 500]), accounts.store, 1_000_000, 2_000_000)
        accounts.store.apply(effects.changes)
        signals += effects.sends
    held = accounts.store.get(ACME) or b""
    assert len(held) < 3 * 20 * MOST_NAMED
    assert max(len(accounts.store.get(part_key(ACME, f"{number:032x}")) or b"") for number in range(10_000)) < 100
    assert len(signals) < MOST_NAMED + 20
    told = json.loads(signals[-1].value or b"")
    assert (told["leads"], len(told["detractors"])) == (10_000, MOST_NAMED)


@pytest.mark.parametrize(
    ("count", "step"),
    [(0, 0), (4, 4), (5, 5), (9, 5), (10, 10), (19, 10), (20, 20), (99, 50), (100, 100), (7_321, 5_000)],
)
def test_steps(count: int, step: int) -> None:
    """A count is told as the greatest step it has reached."""
    assert at_least(count) == step


WHOSE = (
    st.sampled_from([f"{number:032x}" for number in range(4)]),
    st.integers(NOW, NOW + DAY_MS),
    st.sampled_from([ACME, "orvalis.example"]),
)
PARTS = st.builds(_gone, *WHOSE) | st.builds(
    _member,
    *WHOSE,
    function=st.sampled_from([None, "it", "hr", "legal"]),
    seniority=st.sampled_from([None, "manager"]),
    relation=st.sampled_from([None, "customer", "competitor"]),
    engaged=st.booleans(),
    may_veto=st.booleans(),
    evidence=st.sampled_from([[], BLOCKS]),
)


@FEW
@given(st.lists(PARTS, max_size=25), st.randoms(use_true_random=False), st.lists(st.integers(1, 24), max_size=4))
def test_it_is_what_its_leads_last_said(members: list[Member | Gone], chance: random.Random, cuts: list[int]) -> None:
    """However leads' messages mix and are cut, accounts hold what each lead said last, and nothing else."""
    whole, mixed = Running(Accounts()), Running(Accounts())
    expected = [send for member in members for send in whole.take(member).sends]
    portions = sorted({0, len(members), *(cut for cut in cuts if cut < len(members))})
    cut = Running(Accounts())
    got = [send for begin, end in pairwise(portions) for send in cut.take(*members[begin:end]).sends]
    assert got == expected
    assert dict(cut.store.items()) == dict(whole.store.items())
    mixed.take(*_mixed(members, chance))
    assert settled_accounts(mixed.store) == settled_accounts(whole.store)


def _mixed(members: list[Member | Gone], chance: random.Random) -> list[Member | Gone]:
    """Return the messages in another order, each lead's own in theirs: one task writes them."""
    waiting: dict[tuple[str, str], list[Member | Gone]] = {}
    for member in members:
        waiting.setdefault((member.lead_id, member.account_id), []).append(member)
    mixed = []
    while waiting:
        key = chance.choice(sorted(waiting))
        mixed.append(waiting[key].pop(0))
        if not waiting[key]:
            del waiting[key]
    return mixed


def _says(**facts: Any) -> Facts:  # noqa: ANN401  whatever a fact holds
    return of(Facts)(declared={name.replace("__", "."): value for name, value in facts.items()})


def _works_at(domain: str, **facts: Any) -> Facts:  # noqa: ANN401  as above
    return _says(email__kind="business", email__registrable_domain=domain, **facts)


@pytest.fixture
def leads() -> Running:
    running = Running(Leads({COMMITTEE.sha256: COMMITTEE}))
    running.take(chosen(), *(stands(name, "live") for name in ("against", "signs", "beside")))
    return running


def _parts(effects: Effects) -> list[dict[str, Any]]:
    return [json.loads(send.value or b"") for send in sent(effects, "account-log")]


def test_a_lead_tells_its_account(leads: Running) -> None:
    """Once, and again when their part is another; what an account makes of it goes by the key."""
    effects = leads.take(form("f", facts=_works_at(ACME, job__function="legal", geo__country="TN")))
    (part,) = _parts(effects)
    assert (part["account_id"], part["lead_id"], part["function"], part["may_veto"]) == (ACME, LEAD, "legal", True)
    assert part["evidence"] == [{"code": "is_geo_country", "fact": "geo.country", "observed": "TN"}]
    assert sent(effects, "account-log")[0].key == ACME.encode()
    assert _parts(leads.take(form("g", NOW + 1))) == []
    assert [part["function"] for part in _parts(leads.take(form("h", NOW + 2, facts=_says(job__function="it"))))] == [
        "it"
    ]


def test_what_was_observed_is_kept_short(leads: Running) -> None:
    """An account names a hundred people: none of them can make it too large to be told."""
    pack_of = replace(COMMITTEE, personas=(persona("against", when("crm.stage", "x" * 1_500), "flag", "detractor"),))
    running = Running(Leads({COMMITTEE.sha256: replace(pack_of, fact_names=frozenset({"crm.stage"}))}))
    running.take(chosen())
    (part,) = _parts(running.take(form("f", facts=_works_at(ACME, crm__stage="x" * 1_500))))
    assert part["evidence"][0]["observed"] == "x" * 100
    assert _parts(leads.take(form("f", facts=_works_at(ACME, crm__stage="x" * 1_500)))) != [part]


def test_a_role_that_others_gave_is_not_told(leads: Running) -> None:
    """What leads send follows from their own facts: a persona that reads the account's says nothing to the account."""
    (part,) = _parts(leads.take(form("f", facts=_works_at(ACME, account__relation="customer"))))
    assert "evidence" not in part


@pytest.mark.parametrize("kind", ["freemail", "academic", "alias", "disposable"])
def test_there_is_no_account_of_freemail(leads: Running, kind: str) -> None:
    """Nor of a school, an alias or a throw-away address: they are nobody's company."""
    facts = _says(email__kind=kind, email__registrable_domain="mail.example", job__function="legal")
    assert _parts(leads.take(form("f", facts=facts))) == []


def test_who_changes_company_leaves_the_first(leads: Running) -> None:
    """The former account hears that they are gone, the new one what they are."""
    leads.take(form("f", facts=_works_at(ACME)))
    gone, there = _parts(leads.take(form("g", NOW + 1, facts=_works_at("orvalis.example"))))
    assert (gone["account_id"], gone["kind"]) == (ACME, "gone")
    assert there["account_id"] == "orvalis.example"


def test_coming_on_three_days_is_engagement(leads: Running) -> None:
    """Days, not pages; told when the third has come."""
    leads.take(form("f", facts=_works_at(ACME)))
    days = [event(f"p{day}", NOW + day * DAY_MS + page) for day in range(3) for page in range(2)]
    parts = [part for page in days for part in _parts(leads.take(page))]
    assert [part["engaged"] for part in parts] == [True]


def test_time_alone_takes_a_lead_out(leads: Running) -> None:
    """An address too old to be known says no longer where they work."""
    leads.take(form("f", facts=_works_at(ACME)))
    (part,) = _parts(leads.take(of(Tick)(at=NOW + 731 * DAY_MS)))
    assert part["kind"] == "gone"
