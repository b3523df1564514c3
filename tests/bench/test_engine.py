"""The bench of the engine compares like with like."""

import random

import cel
import zen

from tests.bench.engine import measure, ratios
from tests.bench.engine_rules import cel_of, change, lead_facts, pack_of, personas, zen_of


def test_the_same_rules() -> None:
    """Of any lead the three engines say the same personas match."""
    rules, chance = personas(25), random.Random(3)  # noqa: S311  a seeded test
    ours = [persona.matches for persona in pack_of(rules).personas]
    order = [persona.id for persona in pack_of(rules).personas]
    program, expression = cel.compile(cel_of(rules)), zen.compile_expression(zen_of(rules))
    matched = 0
    for _ in range(300):
        facts = lead_facts(chance) | change(chance)
        said = {name: matches(facts) is True for name, matches in zip(order, ours, strict=True)}
        mine = [said[rule["id"]] for rule in rules]
        assert program.execute({"f": facts}) == mine
        assert expression.evaluate({"f": facts}) == mine
        matched += sum(mine)
    assert matched > 100


def test_measures() -> None:
    """A run gives a positive cost for each engine, and the ratios of ours to the better of the others."""
    found = measure(5)
    assert [figures["name"] for figures in found][-2:] == ["zen-engine", "cel"]
    assert all(float(str(figures["us_median"])) > 0 for figures in found)
    assert all(ratio > 0 for ratio in ratios(found).values())
