"""What discovery may find, and by what it must never be swayed. All leads are made up."""

from dataclasses import replace

import pytest

from pipeline.history.discover.findings import Findings, find
from pipeline.history.discover.people import People, Person, bits
from pipeline.history.discover.search import search
from pipeline.history.discover.traits import Trait, traits
from pipeline.personas.criterion import Leaf
from pipeline.personas.fairness import is_protected
from tests.unit.history.discover.people import crowd, noise

MOST_LOST = 0.2


@pytest.fixture(scope="module")
def found() -> Findings:
    return find(crowd(), MOST_LOST)


def _asked(findings: Findings) -> list[set[str]]:
    return [{trait.fact for trait in one.traits} for one in findings.proposals]


def test_what_was_planted_is_found(found: Findings) -> None:
    """The one kind of person who rarely buys is proposed, by the facts that tell it, and holds on the newer half."""
    assert _asked(found) == [{"acquisition.source", "activity.seconds_on_site.ever"}]
    (one,) = found.proposals
    assert one.holds
    assert not one.little_engagement
    assert (one.judged.precision.low or 0) > (found.newer_base.high or 1)
    assert one.reasons.keys() == {"student project"}


def test_nothing_is_found_in_noise() -> None:
    """Where nothing tells anything, thousands of tries propose nothing: they are corrected for."""
    for seed in range(5):
        assert find(noise(seed), MOST_LOST).proposals == []


def test_reasons_propose_nothing(found: Findings) -> None:
    """What sales wrote afterwards sways no proposal: without it the very same come out."""
    people = crowd()
    bare = People([replace(person, reason=None) for person in people.all])
    assert [one.traits for one in find(bare, MOST_LOST).proposals] == [one.traits for one in found.proposals]


def test_the_newer_half_has_no_say(found: Findings) -> None:
    """Whatever became of the newer leads, the same is proposed; where they bought, it no longer holds."""
    people = crowd()
    half = people.older.bit_count()
    turned = [replace(person, is_loser=person.is_loser ^ (at >= half)) for at, person in enumerate(people.all)]
    other = find(People(turned), MOST_LOST)
    assert [[trait.leaves for trait in one.traits] for one in other.proposals] == [
        [trait.leaves for trait in one.traits] for one in found.proposals
    ]
    assert not any(one.holds for one in other.proposals)


def test_what_must_never_be_a_criterion() -> None:
    """Consent, names, what the CRM writes and being out of work, also as "not employed", tell losers perfectly here."""
    asked = [leaf for trait in traits(crowd()) for leaf in trait.leaves]
    assert {leaf.fact for leaf in asked} == {
        "acquisition.source", "activity.seconds_on_site.ever", "form.answers.occupation", "form.answers.speciality"
    }  # fmt: skip
    occupations = [leaf for leaf in asked if leaf.fact == "form.answers.occupation"]
    assert {(leaf.operator, leaf.expected) for leaf in occupations} == {("is", "Employed"), ("is", "Self")}
    assert not any(is_protected(leaf) for leaf in asked)


def test_a_blank_is_never_a_criterion() -> None:
    """Only buyers say their speciality here: not having said it is met by no trait."""
    people = crowd()
    silent = bits("form.answers.speciality" not in person.facts for person in people.all)
    told = [trait for trait in traits(people) if trait.fact == "form.answers.speciality"]
    assert told
    assert not any(trait.members & silent for trait in told)


def test_nothing_counted_is_not_little() -> None:
    """Of whom no second was measured, no trait says that they stayed shortly."""
    people = crowd()
    untimed = bits(not person.facts["activity.seconds_on_site.ever"] for person in people.all)
    assert not any(trait.members & untimed for trait in traits(people) if trait.is_activity)


def test_buyers_lost_are_bounded() -> None:
    """The proposals of the older half lose fewer of its buyers than they may: the smaller the bound, the fewer people."""
    excluded = []
    for most in (0.2, 0.04, 0.001):
        findings = find(crowd(), most)
        union = 0
        for one in findings.proposals:
            union |= one.members
        losers, buyers = findings.people.counted(union, findings.people.older)
        assert buyers <= most * findings.people.counted(findings.people.older, findings.people.older)[1]
        excluded.append(losers)
    assert excluded == sorted(excluded, reverse=True)
    assert excluded[-1] == 0


def test_nothing_is_said_twice() -> None:
    """Two facts that tell the same people make one persona, not two, and every rule holds people of its own."""
    doubled = People(
        [
            replace(person, facts={**person.facts, "acquisition.medium": person.facts["acquisition.source"]})
            for person in crowd().all
        ]
    )
    assert len(find(doubled, MOST_LOST).proposals) == 1
    held = [rule.members & doubled.older for rule in search(doubled, traits(doubled), 60).rules]
    assert len(held) == len(set(held))


def test_little_engagement() -> None:
    """Made of activity alone, or of activity and something that nearly everybody meets, a persona is little engagement."""
    lazy = [
        Person({"activity.pages.ever": 1 + at % 9, "form.id": "rare" if at % 40 == 0 else "usual"}, at % 9 < 3 or at % 3 == 0, None)
        for at in range(1_800)
    ]  # fmt: skip
    findings = find(People(lazy), 0.5)
    assert findings.proposals
    assert all(one.little_engagement for one in findings.proposals)
    assert findings.with_engagement.excluded == 0
    assert findings.together.excluded > 0


def test_people_are_counted_by_slice() -> None:
    """The oldest share proposes, the rest judges; together they are everybody, and nobody is in both."""
    people = People(crowd().all, 0.3)
    assert people.older.bit_count() == int(0.3 * len(people.all))
    assert people.older & people.newer == 0
    assert people.older | people.newer == (1 << len(people.all)) - 1
    assert sum(people.counted(people.newer, people.newer)) == people.newer.bit_count()
    assert People([]).counted(0, 0) == (0, 0)


def test_a_trait_asks_what_it_counts() -> None:
    """Every trait's people are those whose facts its criteria hold of."""
    people = crowd(size=400)
    for trait in traits(people):
        expected = bits(all(_holds(leaf, person) for leaf in trait.leaves) for person in people.all)
        assert trait.members == expected, trait.leaves


def _holds(leaf: Leaf, person: Person) -> bool:
    value = person.facts.get(leaf.fact)
    if value is None:
        return False
    tests = {
        "is": lambda: value == leaf.is_, "is_not": lambda: value != leaf.is_not,
        "at_least": lambda: value >= leaf.at_least, "less_than": lambda: value < leaf.less_than,
    }  # fmt: skip
    return bool(tests[leaf.operator]())


def test_an_empty_history_proposes_nothing() -> None:
    """Nobody, one person, and only losers: nothing is proposed, and nothing raises."""
    for people in ([], crowd().all[:1], [replace(person, is_loser=True) for person in crowd().all[:400]]):
        findings = find(People(people), 0.05)
        assert findings.proposals == []
        assert findings.together.excluded == 0


def test_traits_are_data() -> None:
    """A trait is found again by what it says."""
    first, again = traits(crowd(size=400)), traits(crowd(size=400))
    assert first == again
    assert isinstance(first[0], Trait)
