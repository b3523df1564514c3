"""Facts: whose word counts, and for how long."""

from itertools import permutations

import msgspec

from pipeline.state import facts
from pipeline.state.facts import RANK, FactTable, known, learn, shelf
from pipeline.state.marks import mark_of
from pipeline.state.names import code_of
from pipeline.state.time import DAY_MS

NOW = 1000 * DAY_MS
YEAR = 365 * DAY_MS


def _know(table: FactTable, name: str) -> object:
    return known([table], NOW, shelf(YEAR)).get(name)


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
    assert known([table], NOW, shelf(YEAR, {"budget.declared": 182 * DAY_MS})) == {"budget.declared": "enough"}
    assert known([table], NOW, shelf(YEAR, {"budget.declared": DAY_MS // 2})) == {}


def test_several_tables_speak_with_one_voice() -> None:
    """What a device showed counts where the lead said nothing newer by the same source."""
    lead: FactTable = {}
    device: FactTable = {}
    learn(lead, RANK["derived"], {"acquisition.source": "google"}, NOW - 5, b"a")
    learn(device, RANK["derived"], {"acquisition.source": "linkedin"}, NOW - 1, b"b")
    assert known([lead, device], NOW, shelf(YEAR)) == {"acquisition.source": "linkedin"}


def test_one_fact_of_a_statement_can_outlive_another() -> None:
    """What one event told is not forgotten whole: each fact has its own shelf life, to the millisecond."""
    table: FactTable = {}
    learn(table, 0, {"budget.declared": "none", "job.title": "CTO"}, NOW - DAY_MS, b"a")
    lives = {"budget.declared": DAY_MS}
    assert known([table], NOW, shelf(YEAR, lives)) == {"budget.declared": "none", "job.title": "CTO"}
    assert known([table], NOW + 1, shelf(YEAR, lives)) == {"job.title": "CTO"}


def test_only_what_is_asked_for_is_looked_up() -> None:
    """A pack that reads three facts is given those of them that are known, and no others."""
    table: FactTable = {}
    learn(table, 0, {"job.title": "CTO", "form.answers.need": "x"}, NOW, b"a")
    wanted = {code_of(name): name for name in ("job.title", "geo.country")}
    assert known([table], NOW, shelf(YEAR), wanted) == {"job.title": "CTO"}


def test_any_order_leaves_the_same_table() -> None:
    """Statements that overlap settle fact by fact, and one of which nothing is left is not kept."""
    told = [
        (NOW - 3, b"a", 0, {"job.title": "CTO", "geo.country": "FR"}),
        (NOW - 2, b"b", 0, {"job.title": "CEO"}),
        (NOW - 1, b"c", 0, {"job.title": "CFO", "company.name": "Brume"}),
        (NOW - 9, b"d", 2, {"geo.country": "BE"}),
    ]
    tables = []
    for order in permutations(told):
        table: FactTable = {}
        for at, mark, rank, values in order:
            learn(table, rank, values, at, mark)
        tables.append(table)
    assert all(table == tables[0] for table in tables)
    assert len(tables[0]) == 3
    assert known(tables[:1], NOW, shelf(YEAR)) == {"job.title": "CFO", "company.name": "Brume", "geo.country": "FR"}


def test_of_two_tellings_by_one_event_the_first_stays() -> None:
    """An event that is told twice, as when a device comes back, changes nothing."""
    table: FactTable = {}
    learn(table, 0, {"job.title": "CTO"}, NOW, b"a")
    learn(table, 0, {"job.title": "CEO", "geo.country": "FR"}, NOW, b"a")
    assert known([table], NOW, shelf(YEAR)) == {"job.title": "CTO", "geo.country": "FR"}


def test_entries_make_the_table_again() -> None:
    """A visitor's facts travel entry by entry, and arrive as they were."""
    table: FactTable = {}
    learn(table, 2, {"acquisition.source": "google", "acquisition.medium": "cpc"}, NOW - 5, b"a")
    learn(table, 3, {"contact.language": "fr", "form.answers.besoin": "x"}, NOW - 4, b"b")
    assert facts.gather(reversed(list(facts.entries(table)))) == table
    assert facts.moments(table) == [NOW - 5, NOW - 4]


def test_a_table_survives_its_encoding() -> None:
    """What is stored is what is read, values of every type and names without a short form too."""
    table: FactTable = {}
    values = {"company.size": 49.5, "email.valid": True, "intent.text": ["thesis"], "x": "y", "form.answers.n": 3}
    learn(table, 0, values, NOW, b"marked")
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(table), type=FactTable)
    assert again == table
    assert known([again], NOW, shelf(YEAR)) == values


def test_a_table_holds_so_many_facts_whoever_sends_what() -> None:
    """Endless answers don't grow a state: the newest stay, what is not an answer stays before, in any order alike."""
    told = [({"job.title": "CTO"}, 0)] + [
        ({f"form.answers.q{number}_{part}": "x" for part in range(90)} | {"form.answers.last": number}, number)
        for number in range(1, 7)
    ]
    tables = []
    for order in (told, told[::-1], told[3:] + told[:3]):
        table: FactTable = {}
        for values, at in order:
            learn(table, 0, values, at, mark_of(str(at)))
        tables.append(table)
    assert tables[0] == tables[1] == tables[2]
    held = known([tables[0]], 0, shelf(1 << 62))
    assert len(held) == facts.MOST
    assert (held["job.title"], held["form.answers.last"]) == ("CTO", 6)
    assert {name for name in held if name.startswith("form.answers.q6_")} == {
        f"form.answers.q6_{part}" for part in range(90)
    }
    assert not any(name.startswith("form.answers.q1_") for name in held)
