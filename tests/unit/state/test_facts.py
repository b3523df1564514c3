"""Facts: whose word counts, and for how long."""

from itertools import permutations

from pipeline.state.facts import RANK, FactTable, known, learn
from pipeline.state.time import DAY_MS

NOW = 1000 * DAY_MS
YEAR = 365 * DAY_MS


def _know(table: FactTable, name: str) -> object:
    return known([table], NOW, {}, YEAR).get(name)


def test_later_declared_beats_earlier_declared_in_any_order() -> None:
    """What somebody said last counts, whatever came in last."""
    told = [(NOW - 2, b"a", "student"), (NOW - 1, b"b", "manager"), (NOW - 3, b"c", "intern")]
    for order in permutations(told):
        table: FactTable = {}
        for at, mark, value in order:
            learn(table, RANK["declared"], {"job.seniority": value}, at, mark)
        assert _know(table, "job.seniority") == "manager"


def test_of_two_words_at_one_moment_the_mark_decides() -> None:
    """Equal times settle the same in both orders."""
    one: FactTable = {}
    other: FactTable = {}
    learn(one, 0, {"f": "x"}, NOW, b"1")
    learn(one, 0, {"f": "y"}, NOW, b"2")
    learn(other, 0, {"f": "y"}, NOW, b"2")
    learn(other, 0, {"f": "x"}, NOW, b"1")
    assert one == other
    assert _know(one, "f") == "y"


def test_declared_beats_crm_beats_derived_beats_guessed() -> None:
    """A better source counts even when a worse one spoke later."""
    table: FactTable = {}
    for later, source in enumerate(("declared", "crm", "derived", "guessed")):
        learn(table, RANK[source], {"geo.country": source}, NOW - 10 + later, b"m")
    assert _know(table, "geo.country") == "declared"


def test_past_its_shelf_life_a_fact_is_unknown() -> None:
    """An old word does not count, and what a worse source knows freshly does again."""
    table: FactTable = {}
    learn(table, RANK["declared"], {"budget.declared": "none"}, NOW - 200 * DAY_MS, b"a")
    learn(table, RANK["derived"], {"budget.declared": "enough"}, NOW - DAY_MS, b"b")
    assert known([table], NOW, {"budget.declared": 182 * DAY_MS}, YEAR) == {"budget.declared": "enough"}
    assert known([table], NOW, {"budget.declared": DAY_MS // 2}, YEAR) == {}


def test_several_tables_speak_with_one_voice() -> None:
    """What a device showed counts where the lead said nothing newer by the same source."""
    lead: FactTable = {}
    device: FactTable = {}
    learn(lead, RANK["derived"], {"acquisition.source": "google"}, NOW - 5, b"a")
    learn(device, RANK["derived"], {"acquisition.source": "linkedin"}, NOW - 1, b"b")
    assert known([lead, device], NOW, {}, YEAR) == {"acquisition.source": "linkedin"}
