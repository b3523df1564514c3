"""Whatever an event holds, enrichment answers, and answers in the catalogue's own types."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.contracts.event import Event
from pipeline.enrichment.activity import acts
from pipeline.enrichment.device import ignored
from pipeline.enrichment.email import normalise
from pipeline.enrichment.enrich import enrich
from pipeline.enrichment.facts import find
from pipeline.enrichment.job_title import read_title
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import fold
from tests.unit.enrichment.events import event

TEXT = st.text(max_size=40) | st.sampled_from(
    [
        "",
        "Stagiaire",
        "50-200",
        "France",
        "alice@acme.fr",
        "+33612345678",
        "a@b",
        "//",
        "https://[::1]/x",
        "\u0130\u0301",
    ]
)
SCALAR = TEXT | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.booleans() | st.none()
FIELD = TEXT | st.sampled_from(
    [
        "email",
        "phone",
        "poste",
        "title",
        "budget",
        "besoin",
        "échéance",
        "pays",
        "société",
        "effectif",
        "site web",
        "message",
    ]
)
ANSWERS = st.dictionaries(FIELD, SCALAR | st.lists(SCALAR, max_size=3), max_size=6)
MAYBE = st.none() | TEXT
EVENTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["page", "form", "action", "identify"]),
        "name": MAYBE,
        "email": MAYBE,
        "phone": MAYBE,
        "user_agent": MAYBE,
        "locale": MAYBE,
        "form": st.none() | st.fixed_dictionaries({"purpose": MAYBE, "answers": ANSWERS}),
        "page": st.none() | st.fixed_dictionaries({"url": MAYBE, "path": MAYBE, "referrer": MAYBE}),
        "campaign": st.none() | st.fixed_dictionaries({"source": MAYBE, "medium": MAYBE, "name": MAYBE}),
        "traits": st.dictionaries(FIELD, SCALAR | st.dictionaries(FIELD, SCALAR, max_size=3), max_size=4),
        "seconds_on_page": st.none() | st.floats(),
    }
)
TYPES: dict[str, tuple[type, ...]] = {
    "text": (str, int, float, bool, list),
    "choice": (str,),
    "number": (int, float),
    "flag": (bool,),
    "set": (list,),
}
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _event(members: dict[str, Any]) -> Event:
    return event(**members)


@CALM
@given(members=EVENTS)
def test_never_raises(tables: Tables, members: dict[str, Any]) -> None:
    """Any event gives facts of the catalogue, in its types and choices; a source that tells nothing is absent."""
    found = enrich(_event(members), tables)
    assert all(found.values())
    for facts in found.values():
        for name, value in facts.items():
            spec = find(name)
            assert spec is not None, name
            assert isinstance(value, TYPES[spec.type]), name
            said = value if isinstance(value, list) else [value]
            assert not spec.choices or set(said) <= set(spec.choices), name


@CALM
@given(members=EVENTS)
def test_by_value(tables: Tables, members: dict[str, Any]) -> None:
    """Equal events give equal facts, counts and verdicts, and none of them changes the event."""
    first, second = _event(members), _event(members)
    before = repr(first)
    assert repr(enrich(first, tables)) == repr(enrich(second, tables))
    assert (acts(first), ignored(first)) == (acts(second), ignored(second))
    assert repr(first) == before


@CALM
@given(text=TEXT | st.emails())
def test_normalise_settles(text: str) -> None:
    """The one spelling of an address is its own spelling."""
    once = normalise(text)
    assert once is None or normalise(once) == once


@CALM
@given(text=st.text(max_size=300))
def test_titles_read(text: str) -> None:
    """Any text is read as a title without an error, and folding settles."""
    read_title(text)
    assert fold(fold(text)) == fold(text)
