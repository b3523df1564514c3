"""Typeform's webhook: `form_response` with its definition and answers.

The event's id is `event_id`, else the response's `token`; the time is `submitted_at`. Choices are their labels. Hidden
fields are what the link to the form carried: `utm_…` is the campaign, `user_id` and `visitor_id` say whose it is, the
rest are answers. A partial response (`form_response_partial`) was not submitted: it is an action.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.action import action_event
from pipeline.intake.derived import given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import first_moment, read_moment
from pipeline.intake.submission import Field, Submission, campaign_of, form_event
from pipeline.intake.upstream import Aside

NAME: Final = "typeform"
VISITOR: Final = ("visitor_id", "anonymous_id", "anonymousid", "ajs_aid", "client_id")
_KINDS: Final = {"email": "email", "phone_number": "phone"}
Members = Mapping[str, Any]


class _Question(msgspec.Struct):
    id: str | None = None
    ref: str | None = None
    title: str | None = None
    type: str | None = None


class _Definition(msgspec.Struct):
    id: str | None = None
    title: str | None = None
    fields: list[_Question] = []


class _Choice(msgspec.Struct):
    label: str | None = None
    other: str | None = None


class _Choices(msgspec.Struct):
    labels: list[str] = []
    other: str | None = None


class _Answer(msgspec.Struct):
    type: str
    field: _Question
    choice: _Choice | None = None
    choices: _Choices | None = None
    text: str | None = None
    email: str | None = None
    phone_number: str | None = None
    boolean: bool | None = None
    number: int | float | None = None
    url: str | None = None
    file_url: str | None = None
    date: str | None = None
    payment: Any = None


class _Response(msgspec.Struct):
    form_id: str
    token: str | None = None
    landed_at: Any = None
    submitted_at: Any = None
    hidden: dict[str, Any] | None = None
    definition: _Definition | None = None
    answers: list[_Answer] | None = None


class _Webhook(msgspec.Struct):
    form_response: _Response
    event_id: str | int | None = None
    event_type: str = "form_response"


_decode = msgspec.json.Decoder(_Webhook).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the event of a response; raises what msgspec raises."""
    sent = _decode(value)
    if sent.event_type not in {"form_response", "form_response_partial"}:
        return problem("unknown_shape", "a Typeform event that is no response at $.event_type")
    response, given = sent.form_response, _submission(sent)
    if sent.event_type == "form_response_partial":
        landed = read_moment(response.landed_at, "$.form_response.landed_at")
        given.at = first_moment(given.at, landed)
        event = action_event("Form started", given, aside)
    else:
        event = form_event(given, aside)
    return event if isinstance(event, Problem) else [event]


def _submission(sent: _Webhook) -> Submission:
    response = sent.form_response
    hidden = {name.lower(): value for name, value in (response.hidden or {}).items()}
    return Submission(
        source=NAME,
        fields=[*_answered(response), *_left(hidden)],
        event_id=given_id(NAME, sent.event_id) or given_id(NAME, response.token),
        form_id=response.form_id,
        form_name=response.definition.title if response.definition else None,
        at=read_moment(response.submitted_at, "$.form_response.submitted_at"),
        campaign=campaign_of(hidden),
        visitor_id=visitor_in(hidden),
        user_id=given_id(NAME, hidden.get("user_id")),
    )


def visitor_in(members: Members) -> str | None:
    """Return the visitor that one of a form's hidden fields names; None where none does."""
    return next((found for name in VISITOR if (found := given_id("hidden", members.get(name)))), None)


def _left(hidden: Members) -> Iterator[Field]:
    used = {*VISITOR, "user_id"}
    return (Field(name, value) for name, value in hidden.items() if name not in used and not name.startswith("utm_"))


def _answered(response: _Response) -> Iterator[Field]:
    questions = {one.id: one for one in (response.definition.fields if response.definition else []) if one.id}
    for answer in response.answers or []:
        asked = questions.get(answer.field.id or "", answer.field)
        label = asked.title or answer.field.ref or answer.field.id or answer.type
        keys = tuple(key for key in (answer.field.id, answer.field.ref) if key)
        yield Field(label, _said(answer), keys, _KINDS.get(answer.type, ""))


def _said(answer: _Answer) -> object:
    if answer.choice is not None:
        return answer.choice.label or answer.choice.other
    if answer.choices is not None:
        return [*answer.choices.labels, *([answer.choices.other] if answer.choices.other else [])]
    value = getattr(answer, answer.type, None) if answer.type in _Answer.__struct_fields__ else None
    return value if not isinstance(value, msgspec.Struct) else None
