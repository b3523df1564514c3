from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from random import Random

import pytest

from pipeline.contracts.event import Event
from pipeline.contracts.fact import Source
from pipeline.contracts.model import Value
from pipeline.enrichment.device import read_agent
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.phone import normalise_phone
from pipeline.enrichment.tables import load_tables
from pipeline.errors import Problem
from pipeline.history.simulate import COMPETITOR_DOMAINS, Mix, Published, traffic
from pipeline.history.simulate.arrivals import DESKTOPS, PHONES
from pipeline.history.simulate.machines import BOTS, SCANNERS
from pipeline.history.simulate.names import FICTION, phone_in
from pipeline.intake import detect

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
MARKET = {"FR", "BE", "CH", "LU", "CA"}

Facts = dict[str, Value]


@pytest.fixture(scope="module")
def forms() -> list[tuple[str, Facts]]:
    """The forms of a thousand records that are nothing else: part, and all the facts of it."""
    tables = load_tables()
    published = traffic(11, 1000, START, Mix(forms=1.0))
    return [(record.kind, _flat(enrich(event, tables))) for record, event in _read(published)]


def _read(published: Iterator[Published]) -> Iterator[tuple[Published, Event]]:
    for record in published:
        read = detect.read(record.value)
        assert not isinstance(read, Problem)
        yield record, read[0]


def _flat(facts: Mapping[Source, dict[str, Value]]) -> Facts:
    return {name: value for told in facts.values() for name, value in told.items()}


def _told(forms: list[tuple[str, Facts]], part: str, fact: str) -> set[str | int | float]:
    found = [facts[fact] for kind, facts in forms if kind == part and fact in facts]
    assert len(found) > 3
    return {value for value in found if not isinstance(value, list)}


@pytest.mark.parametrize(
    ("part", "fact", "values"),
    [
        pytest.param("student", "job.seniority", {"student"}, id="student"),
        pytest.param("ambassador", "job.seniority", {"student"}, id="ambassador"),
        pytest.param("intern", "job.seniority", {"intern", "apprentice"}, id="intern"),
        pytest.param("buyer", "job.seniority", {"executive", "owner", "director", "manager"}, id="buyer"),
        pytest.param("buyer", "budget.declared", {"enough"}, id="buyer-budget"),
        pytest.param("buyer", "need.declared", {"project"}, id="buyer-need"),
        pytest.param("no_budget", "budget.declared", {"none"}, id="no-budget"),
        pytest.param("hand_raiser", "budget.declared", {"none"}, id="hand-raiser"),
        pytest.param("no_need", "need.declared", {"none"}, id="no-need"),
        pytest.param("later", "timeline.declared", {12, 13}, id="later"),
        pytest.param("later", "budget.declared", {"undecided"}, id="later-budget"),
        pytest.param("detractor", "job.function", {"procurement", "legal"}, id="detractor"),
        pytest.param("competitor", "email.domain", set(COMPETITOR_DOMAINS), id="competitor"),
        pytest.param("unknown", "email.kind", {"freemail", "disposable"}, id="unknown"),
        pytest.param("student", "email.kind", {"freemail", "academic"}, id="student-email"),
    ],
)
def test_parts_are_understood(forms: list[tuple[str, Facts]], part: str, fact: str, values: set[str | int]) -> None:
    """What a part says in its own words is read as the fact it was written for, every time it says anything."""
    assert _told(forms, part, fact) == values


def test_zones(forms: list[tuple[str, Facts]]) -> None:
    """Only those who play it live outside the zones, and they say so."""
    assert not _told(forms, "out_of_zone", "geo.country") & MARKET
    assert all(facts.get("geo.country", "FR") in MARKET for kind, facts in forms if kind != "out_of_zone")


def test_little_is_known(forms: list[tuple[str, Facts]]) -> None:
    """Of the people who tell nothing, no fact stands that any persona asks for."""
    asked = {"job.seniority", "budget.declared", "need.declared", "timeline.declared", "geo.country", "company.name"}
    assert not any(asked & facts.keys() for kind, facts in forms if kind == "unknown")


def test_purposes(forms: list[tuple[str, Facts]]) -> None:
    """The purposes of the site's forms are all met, and only they."""
    purposes = {facts["form.purpose"] for _, facts in forms if isinstance(facts["form.purpose"], str)}
    assert purposes == {"demo", "quote", "contact", "trial", "content", "event", "newsletter"}


def test_agents_are_what_they_play() -> None:
    """Crawlers are read as bots, mail gateways as scanners, browsers as neither."""
    kinds = {name: {read_agent(agent) for agent in agents} for name, agents in _AGENTS.items()}
    assert {name: {device.kind for device in found if device} for name, found in kinds.items()} == {
        "bots": {"bot"},
        "scanners": {"scanner"},
        "browsers": {"human"},
    }


_AGENTS = {"bots": BOTS, "scanners": SCANNERS, "browsers": DESKTOPS + PHONES}


def test_phones_can_be_dialled() -> None:
    """Numbers are of ranges reserved for fiction, and still read as numbers of their country."""
    numbers = {phone_in(Random(seed), country) for seed in range(20) for country in FICTION}  # noqa: S311  made-up
    assert all(normalise_phone(number, "FR") for number in numbers)
    assert phone_in(Random(1), "Maroc") == ""  # noqa: S311  made-up
