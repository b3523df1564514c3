"""What becomes of a form's fields, with and without a mapping."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import submission
from pipeline.intake.forms import FormRule, Forms, Target
from pipeline.intake.submission import Field, Sorted, Submission, campaign_of, form_event, query_members, sort_fields
from pipeline.intake.upstream import Aside

AT = datetime(2026, 11, 22, tzinfo=UTC)


def _rule(**fields: str | Target) -> FormRule:
    return FormRule(fields={name: Target(said) if isinstance(said, str) else said for name, said in fields.items()})


def _event(fields: list[Field], rule: FormRule | None = None, **members: Any) -> Event:  # noqa: ANN401  any member
    given = Submission(source="tally", fields=fields, visitor_id="v", at=AT, **members)
    event = form_event(given, Aside(Forms((rule,)) if rule else Forms()))
    assert not isinstance(event, Problem), event
    return event


def test_equal_labels() -> None:
    """Of several fields with one label none is lost."""
    found = sort_fields([Field("A", 1), Field("A", 2), Field("a", 3), Field("", 4), Field("A", {"b": 5})], None)
    assert found.answers == {"A": 1, "A 2": 2, "a": 3, "field": 4, "A.b": 5}


def test_many_equal_labels() -> None:
    """Twenty thousand fields with one label are all kept, one number each."""
    assert len(sort_fields([Field("A", 1)] * 20_000, None).answers) == 20_000


def test_first_address_counts() -> None:
    """The first address is the person's; a second stays an answer."""
    event = _event([Field("Email", "a@nova.example"), Field("E-mail", "b@nova.example"), Field("Mail", " ")])
    assert event.form is not None
    assert (event.email, event.form.answers) == ("a@nova.example", {"E-mail": "b@nova.example", "Mail": " "})


def test_mapped_by_any_name() -> None:
    """A field may be named by its key or its label, and a fact's answer goes on under the name of that fact."""
    event = _event([Field("Q", "DSI", ("k1",)), Field("R", "Nova", ("k2",))], _rule(k1="job.title", r="company.name"))
    assert event.form is not None
    assert event.form.answers == {"job_title": "DSI", "company": "Nova"}


def test_mapping_beats_the_builder() -> None:
    """A field that is said to be no address is none, whatever its type."""
    event = _event([Field("Email du parrain", "b@nova.example", ("k1",), "email")], _rule(k1="ignore"))
    assert (event.email, event.form and event.form.answers) == (None, {})


@pytest.mark.parametrize(
    ("answer", "declares", "answers"),
    [
        ("Non", {"budget.declared": "none"}, {}),
        (False, {"budget.declared": "none"}, {}),
        (["non"], {"budget.declared": "none"}, {}),
        (5.0, {"budget.declared": "enough"}, {}),
        ("peut-être", {}, {"budget": "peut-être"}),
        (["non", "5"], {}, {"budget": ["non", "5"]}),
        (None, {}, {"budget": None}),
    ],
)
def test_values(answer: object, declares: dict[str, object], answers: dict[str, object]) -> None:
    """A listed answer is the value beside it, any other is read as the fact's answer."""
    target = Target("budget.declared", {"non": "none", "no": "none", "5": "enough"})
    form = _event([Field("Q", answer)], _rule(q=target)).form
    assert form is not None
    assert (form.declares, form.answers) == (declares, answers)


@pytest.mark.parametrize(
    ("answer", "consents"),
    [(True, True), ("J'accepte", True), ("non", False), (False, False), (None, None), ([], None)],
)
def test_consent(answer: object, consents: bool | None) -> None:  # noqa: FBT001  the case's expected value
    """A box that is ticked or text that agrees is consent; one that never came says nothing."""
    event = _event([Field("Q", answer)], _rule(q="consent.email"))
    assert (event.consent.email if event.consent else None) is consents


def test_same_again() -> None:
    """A submission without an id has one of its content: the same when it comes again, another for another answer."""
    one, same, other = (_event([Field("Q", answer)]).event_id for answer in ("a", "a", "b"))
    assert one == same != other


class Counted(dict[str, Any]):
    """Answers that count how often a name was looked for."""

    looks = 0

    def __contains__(self, name: object) -> bool:
        self.looks += 1
        return super().__contains__(name)


def test_equal_labels_among_numbered_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many labels look like numbered ones, the search for a free number passes each of them once."""
    answers = Counted()
    monkeypatch.setattr(submission, "Sorted", lambda: Sorted(answers=answers))
    like_numbered = [Field(f"Q {number}", "a") for number in range(200, 400)]
    sort_fields([*like_numbered, *[Field("Q", "b")] * 200], None)
    assert list(answers)[200:] == ["Q", *(f"Q {number}" for number in range(400, 599))]
    assert answers.looks < 1_000


def test_campaign() -> None:
    """An address's parameters tell the campaign, the first of each name."""
    members = query_members("https://nova.example/?utm_source=a&utm_source=b&utm_campaign=c#x")
    campaign = campaign_of(members)
    assert campaign is not None
    assert (campaign.source, campaign.name) == ("a", "c")
    assert campaign_of(query_members("https://nova.example/?a=1")) is None
    assert query_members(None) == {}
