"""The catalogue: every fact of the design, typed and documented."""

import pytest

from pipeline.enrichment.acquisition import CLICK_IDS, HOSTS, MEDIA, SITES
from pipeline.enrichment.facts import (
    CATALOGUE,
    FUNCTIONS,
    INTENTS,
    PATTERNS,
    PURPOSES,
    SENIORITIES,
    WHATS,
    WINDOWS,
    find,
)
from pipeline.enrichment.intent_words import BUDGET, NEED, TEXT
from pipeline.enrichment.purpose import WORDS
from pipeline.enrichment.title_functions import FIELDS, HINTS, JOBS, LAST
from pipeline.enrichment.title_ranks import ALONE, RANKS
from pipeline.enrichment.title_young import HEADINGS, PERSONS, STARTERS, STATES

DESIGNED = """
email.valid email.domain email.registrable_domain email.kind email.typo email.role
job.title job.seniority job.function job.freelance
company.name company.domain company.size company.industry company.country company.relation company.is_school
geo.country geo.country_source geo.region geo.ip_country
phone.valid phone.country contact.gibberish contact.language consent.email consent.call
form.purpose budget.declared need.declared timeline.declared intent.text form.id
crm.stage crm.open_opportunity crm.owner crm.buying_role
acquisition.source acquisition.medium acquisition.campaign acquisition.channel acquisition.referrer
device.kind device.hosting device.source
activity.first_seen activity.last_seen activity.seconds_on_site
account.leads account.roles account.detractors account.relation
""".split()


def test_complete() -> None:
    """The catalogue holds the facts of the design and no others; a zone is the pack's, and no fact (decision 21)."""
    assert sorted(CATALOGUE) == sorted(DESIGNED)


def test_documented() -> None:
    """Every fact says what it means, and a choice or set says of what."""
    for spec in (*CATALOGUE.values(), *PATTERNS):
        assert spec.doc.endswith("."), spec.name
        assert bool(spec.choices) == (spec.type == "choice") or spec.type == "set", spec.name


@pytest.mark.parametrize("name", [f"activity.{what}.{window}" for what in WHATS for window in WINDOWS])
def test_activity(name: str) -> None:
    """Every count over every window is a number."""
    spec = find(name)
    assert spec is not None
    assert (spec.name, spec.type) == (name, "number")


@pytest.mark.parametrize("name", ["form.answers.budget", "form.answers.what_matters", "form.answers.étage_2"])
def test_answers(name: str) -> None:
    """An answer of any field is a fact, under the field's name in snake case."""
    spec = find(name)
    assert spec is not None
    assert spec.name == name


@pytest.mark.parametrize(
    "name",
    ["", "email", "email.", "job.senority", "activity.pages", "activity.pages.2d", "activity.naps.7d", "form.answers.",
     "form.answers.What matters", "form.answers._x", "activity.pages.7d.x", "form.answers.a__b"],
)  # fmt: skip
def test_unknown(name: str) -> None:
    """What is not in the catalogue does not exist."""
    assert find(name) is None


@pytest.mark.parametrize(
    ("name", "ages"),
    [("job.seniority", "year"), ("budget.declared", "half_year"), ("need.declared", "half_year"),
     ("timeline.declared", "half_year"), ("geo.country", "slow"), ("email.domain", "never")],
)  # fmt: skip
def test_shelf_life(name: str, ages: str) -> None:
    """Seniority ages within a year, budget, need and time within half of one; an address never does."""
    assert CATALOGUE[name].ages == ages


def test_lexicons_keep_choices() -> None:
    """What the lexicons can say is what the catalogue allows: no reading falls outside its choices."""
    assert set(RANKS) | set(ALONE.values()) <= {*SENIORITIES, ""}
    young = (PERSONS, STARTERS, STATES, HEADINGS)
    assert {kind for lexicon in young for kind in lexicon.values()} == {"student", "intern", "apprentice"}
    assert set(JOBS) | set(FIELDS) | set(HINTS) == {*FUNCTIONS, ""}
    assert set(LAST) < set(FUNCTIONS)
    assert set(WORDS) == set(PURPOSES)
    assert set(TEXT) == set(INTENTS)
    assert set(BUDGET) == set(CATALOGUE["budget.declared"].choices)
    assert set(NEED) == set(CATALOGUE["need.declared"].choices)
    channels = {*SITES.values(), *MEDIA.values(), *(channel for _, channel in HOSTS.values())}
    assert channels <= set(CATALOGUE["acquisition.channel"].choices)
    assert set(CLICK_IDS.values()) <= set(SITES)
