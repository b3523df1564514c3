from random import Random

import pytest

from pipeline.errors import Problem
from pipeline.history.simulate.arrivals import NOWHERE, device_of, new_id
from pipeline.history.simulate.faults import FAULTS, Fault, malformed
from pipeline.history.simulate.names import ACADEMIC, DISPOSABLE, FIRST, FREEMAIL, LAST, folded, name_of
from pipeline.history.simulate.parts import ORDINARY, PARTS
from pipeline.history.simulate.people import Casting
from pipeline.history.simulate.records import OUTCOMES, Moment, context_of, page_record, stamp, whose
from pipeline.history.simulate.scripts import SCRIPTS, SLOTS, Step, parsed
from pipeline.history.simulate.site import FORMS, FORMS_BY, PAGES, Lang, Page
from pipeline.intake import detect, outcome

LANGS: tuple[Lang, ...] = ("fr", "en")
WHEN = 1_795_339_800_123
MOMENT = Moment(b"0123456789abcdef", WHEN, WHEN + 5)


def test_deck() -> None:
    """The parts make up a deck of a hundred, and each has its scripts."""
    assert sum(part.cards for part in PARTS.values()) == 100
    assert PARTS.keys() == SCRIPTS.keys()


def test_hundred_people() -> None:
    """Any hundred people dealt in a row play every part, by its number of cards."""
    casting = Casting(Random(1), ("rival.example",), frozenset(SLOTS.values()))  # noqa: S311  made-up people
    dealt = [casting.next().part for _ in range(100)]
    assert {name: dealt.count(name) for name in PARTS} == {name: part.cards for name, part in PARTS.items()}


def test_people_are_apart() -> None:
    """No two people share an email, and every part of the site's questions has an answer, blank or not."""
    casting = Casting(Random(2), ("rival.example",), frozenset(SLOTS.values()))  # noqa: S311  made-up people
    people = [casting.next() for _ in range(2000)]
    assert len({person.email for person in people}) == 2000
    questions = {asked for forms in FORMS.values() for form in forms for asked in form.fields}
    assert all(questions <= person.answers.keys() for person in people)


def test_private_addresses_are_invented() -> None:
    """An address at a real provider carries a number that says it is made up."""
    casting = Casting(Random(3), ("rival.example",), frozenset(SLOTS.values()))  # noqa: S311  made-up people
    real = {domain for lang in LANGS for domain in FREEMAIL[lang] + ACADEMIC[lang]} | set(DISPOSABLE)
    for person in (casting.next() for _ in range(500)):
        local, _, domain = person.email.partition("@")
        assert domain.endswith(".example") or (domain in real and local[-4:].isdigit())


@pytest.mark.parametrize("lang", LANGS)
def test_names_meet_once_a_lap(lang: Lang) -> None:
    """Every pair of names comes once before any comes again, and then with a number."""
    pairs = len(FIRST[lang]) * len(LAST[lang])
    assert len({name_of(lang, serial) for serial in range(pairs)}) == pairs
    assert name_of(lang, pairs) == (*name_of(lang, 0)[:2], "2")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("Éloïse", "eloise", id="accents"),
        pytest.param("Noirétang-Lac", "noiretang-lac", id="hyphen"),
        pytest.param("L'Œuvre", "loeuvre", id="ligature"),
    ],
)
def test_folded(text: str, plain: str) -> None:
    """Names are folded to what an address may hold."""
    assert folded(text) == plain


def test_script_words() -> None:
    """A script's line is read word by word: what, how, how often, and on which device."""
    assert parsed("page*2 form:demo@2") == (
        Step("page", "", 0),
        Step("page", "", 0),
        Step("form", "demo", 1),
    )
    with pytest.raises(KeyError):
        parsed("dance")


@pytest.mark.parametrize("part", SCRIPTS)
def test_scripts_make_sense(part: str) -> None:
    """Everybody gives a form the site has, and is known only after it."""
    for script in SCRIPTS[part]:
        whats = [step.what for step in script]
        assert "form" in whats
        assert "known" not in whats[: whats.index("form")]
        assert all((lang, step.how) in FORMS_BY for step in script if step.what == "form" for lang in LANGS)


@pytest.mark.parametrize("part", PARTS)
def test_parts_read_something(part: str) -> None:
    """Every part finds pages of its interest in either language, and says things in both."""
    for lang in LANGS:
        assert any(page.theme in PARTS[part].interests for page in PAGES[lang])
        assert PARTS[part].answers[lang].keys() | ORDINARY[lang].keys() >= {"budget", "need", "timeline", "message"}


@pytest.mark.parametrize("fault", [pytest.param(fault, id=fault.name.replace(" ", "-")) for fault in FAULTS])
def test_fault_codes(fault: Fault) -> None:
    """Each fault is refused by intake for the very reason it was made for."""
    record = malformed(fault, MOMENT)
    read = outcome.read_outcome if fault.topic == OUTCOMES else detect.read
    found = read(record.value)
    assert isinstance(found, Problem)
    assert found.code == fault.code


@pytest.mark.parametrize("native", [pytest.param(True, id="native"), pytest.param(False, id="segment")])
def test_titles_survive_templates(native: bool) -> None:  # noqa: FBT001  a case of the table
    """A page's title and link come through the templates unchanged: per cent signs, quotes, accents."""
    device = device_of(Random(1), 'Agent/1.0 ("quoted")', "fr-FR", native=native)  # noqa: S311  made-up people
    page = Page("blog", "/a%20b", 'Gagner "18 %" : l\'été')
    read = detect.read(page_record(context_of(device, whose(device, b"usr_1"), page, NOWHERE), MOMENT))
    assert not isinstance(read, Problem)
    (event,) = read
    assert event.page is not None
    assert event.page.title == page.title
    assert event.page.path == page.path
    assert event.user_agent == 'Agent/1.0 ("quoted")'
    assert (event.user_id, event.visitor_id) == ("usr_1", device.visitor_id.decode())


def test_stamp() -> None:
    """Times are written to the millisecond, in UTC."""
    assert stamp(WHEN) == b"2026-11-22T09:30:00.123Z"


def test_ids_differ() -> None:
    """Ids are 32 hex digits, none twice."""
    rng = Random(4)  # noqa: S311  made-up people
    ids = {new_id(rng) for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(each) for each in ids} == {32}
