"""What becomes of Segment's calls."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Consent, Event, Page
from pipeline.errors import Problem
from pipeline.intake import segment

WHEN = "2026-11-22T08:30:00Z"
AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WHO = {"messageId": "m1", "anonymousId": "a1", "timestamp": WHEN}
NewPage = hot.of(Page)


def _read(**members: Any) -> Event:  # noqa: ANN401  anything that JSON holds
    event = segment.read(json.dumps(WHO | members).encode())
    assert not isinstance(event, Problem), event
    return event


def _form(name: str = "Form Submitted", **properties: Any) -> Event:  # noqa: ANN401  anything that JSON holds
    return _read(type="track", event=name, properties=properties)


def test_page() -> None:
    """A page call becomes a page event, with what surrounds it."""
    event = _read(
        type="page",
        name="Pricing",
        userId="u1",
        receivedAt="2026-11-22T08:30:01Z",
        properties={"seconds_on_page": 12.5},
        context={
            "page": {"url": "https://nova.example/pricing", "path": "/pricing", "title": "Pricing", "referrer": ""},
            "campaign": {"source": "newsletter", "medium": "email", "name": "autumn"},
            "consent": {"email": True},
            "ip": "192.0.2.7",
            "userAgent": "Mozilla/5.0",
            "locale": "fr-FR",
        },
    )
    assert event == hot.of(Event)(
        event_id="m1",
        type="page",
        occurred_at=AT,
        received_at=datetime(2026, 11, 22, 8, 30, 1, tzinfo=UTC),
        visitor_id="a1",
        user_id="u1",
        page=NewPage(url="https://nova.example/pricing", path="/pricing", title="Pricing", referrer=""),
        campaign=hot.of(Campaign)(source="newsletter", medium="email", name="autumn"),
        consent=hot.of(Consent)(email=True),
        ip="192.0.2.7",
        user_agent="Mozilla/5.0",
        locale="fr-FR",
        seconds_on_page=12.5,
    )


def test_page_by_its_properties() -> None:
    """Where the context names no page, the properties do: servers send them alone."""
    event = _read(
        type="page", name="Pricing", properties={"URL": "https://nova.example/p", "Path": "/p", "referrer": "r"}
    )
    assert event.page == NewPage(url="https://nova.example/p", path="/p", title="Pricing", referrer="r")
    assert _read(type="page").page is None


def test_page_of_a_known_person() -> None:
    """A page whose context tells of the person tells it as every call does."""
    event = _read(type="page", context={"traits": {"email": "ana@nova.example", "jobTitle": "CTO"}})
    assert (event.type, event.email, event.traits) == (
        "page",
        "ana@nova.example",
        {"email": "ana@nova.example", "job_title": "CTO"},
    )
    assert _read(type="page", properties={"email": "ana@nova.example"}).email == "ana@nova.example"


def test_screen_is_a_page() -> None:
    """A screen of an app is a page titled by the screen's name."""
    event = _read(type="screen", name="Quote")
    assert (event.type, event.page) == ("page", NewPage(title="Quote"))


def test_action() -> None:
    """A tracked event that is no form is an action of its name."""
    event = _read(type="track", event="Whitepaper Downloaded", properties={"email": "ana@nova.example"})
    assert (event.type, event.name, event.form, event.email) == (
        "action",
        "Whitepaper Downloaded",
        None,
        "ana@nova.example",
    )


def test_form() -> None:
    """A submitted form's answers are its properties less what has a place of its own, blanks as they came."""
    event = _form(
        **{"Form ID": "contact", "formPurpose": "quote", "Email": " ana@nova.example ", "phone": "+33 1 99 00 00 00"},
        **{
            "Job Title": "CTO",
            "budget": "",
            "team": 12,
            "url": "https://nova.example/contact",
            "page_title": "Contact",
        },
    )
    assert event.type == "form"
    assert (event.email, event.phone) == ("ana@nova.example", "+33 1 99 00 00 00")
    assert event.page == NewPage(url="https://nova.example/contact", title="Contact")
    assert event.form is not None
    assert (event.form.id, event.form.purpose) == ("contact", "quote")
    assert event.form.answers == {"job_title": "CTO", "budget": "", "team": 12}


def test_form_keeps_everything() -> None:
    """Answers of any type are kept: one level down by dotted name, deeper as JSON, wide integers as text."""
    event = _form(company={"Name": "Nova", "tags": [{"a": 1}]}, topics=["a", 1, None], wide=2**70, deep={"a": {"b": 1}})
    assert event.form is not None
    assert event.form.answers == {
        "company.name": "Nova",
        "company.tags": ['{"a":1}'],
        "topics": ["a", 1, None],
        "wide": str(2**70),
        "deep.a": '{"b":1}',
    }


def test_form_purpose_by_its_name() -> None:
    """The event's name tells the purpose where the properties do not, and only where it tells one."""
    for name, purpose in (("Demo Requested", "Demo Requested"), ("Form Submitted", None), ("Lead", None)):
        form = _form(name).form
        assert form is not None
        assert form.purpose == purpose


def test_identify() -> None:
    """What an identify call tells is the event's traits, under one spelling."""
    event = _read(
        type="identify",
        userId=42,
        traits={
            "email": "ana@nova.example",
            "firstName": "Ana",
            "company": {"name": "Nova", "employeeCount": 12, "x": [1]},
        },
    )
    assert (event.type, event.user_id, event.email) == ("identify", "42", "ana@nova.example")
    assert event.traits == {
        "email": "ana@nova.example",
        "first_name": "Ana",
        "company": {"name": "Nova", "employee_count": 12, "x": "[1]"},
    }


def test_group() -> None:
    """A group call tells of the person's company."""
    event = _read(type="group", groupId="g1", traits={"name": "Nova", "industry": "Energy"})
    assert (event.type, event.traits) == ("identify", {"company": {"name": "Nova", "industry": "Energy", "id": "g1"}})


def test_alias() -> None:
    """An alias call ties the new user id to the visitor that was."""
    event = segment.read(
        json.dumps({"type": "alias", "messageId": "m1", "previousId": "a9", "userId": "u1", "timestamp": WHEN}).encode()
    )
    assert not isinstance(event, Problem)
    assert (event.type, event.visitor_id, event.user_id) == ("identify", "a9", "u1")


@pytest.mark.parametrize("member", ["timestamp", "originalTimestamp", "sentAt", "receivedAt"])
def test_time(member: str) -> None:
    """The time is the first there is of Segment's four."""
    event = _read(type="page", **{"timestamp": None, "receivedAt": "2026-11-22T09:00:00Z", member: WHEN})
    assert event.occurred_at == AT


def test_derived_id() -> None:
    """A call without an id has one made of its content: the same when sent again, another for another content."""
    call = {"messageId": None, "type": "page", "originalTimestamp": WHEN}
    first = _read(**call, sentAt="2026-11-22T08:30:01Z").event_id
    assert first == _read(**call, sentAt="2026-11-22T08:31:00Z", timestamp="2026-11-22T08:30:07Z").event_id
    assert first != _read(**call, properties={"path": "/other"}).event_id
    assert first != _read(**call | {"originalTimestamp": "2026-11-22T08:30:01Z"}).event_id
    assert first.startswith("derived-")
    assert _read(type="page", messageId=" ").event_id.startswith("derived-")


@pytest.mark.parametrize(
    ("call", "test"),
    [
        ({"context": {"test": True}}, True),
        ({"properties": {"is_test": "true"}}, True),
        ({"properties": {"isTest": True}}, True),
        ({"properties": {"test": True}}, True),
        ({"context": {"test": False}, "properties": {"test": "no"}}, False),
        ({}, False),
    ],
)
def test_test_mark(call: dict[str, Any], test: bool) -> None:  # noqa: FBT001  the case's expected value
    """Marks of a test are seen, and nothing else is taken for one."""
    assert _read(type="page", **call).test is test


@pytest.mark.parametrize("seconds", [-1, "12", True, None, 1e300, [5]])
def test_strange_seconds(seconds: object) -> None:
    """A time on page that is none is left out; it does not cost us the event."""
    assert _read(type="page", properties={"seconds_on_page": seconds}).seconds_on_page is None
