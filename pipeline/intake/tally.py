"""Tally's webhook: `data.fields`, each with its label, type and value; chosen options come as ids and leave as texts.

The event's id is `eventId`, else the submission's; the time is `data.createdAt`. Hidden fields are read as Typeform's.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake.derived import given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import first_moment, read_moment
from pipeline.intake.submission import Field, Submission, campaign_of, form_event
from pipeline.intake.typeform import VISITOR, visitor_in
from pipeline.intake.upstream import Aside

NAME: Final = "tally"
_KINDS: Final = {"INPUT_EMAIL": "email", "INPUT_PHONE_NUMBER": "phone"}


class _Option(msgspec.Struct):
    id: str | None = None
    text: str | None = None


class _Field(msgspec.Struct):
    key: str
    type: str
    label: str | None = None
    value: Any = None
    options: list[_Option] | None = None
    rows: list[_Option] | None = None
    columns: list[_Option] | None = None


class _Data(msgspec.Struct, rename="camel"):
    form_id: str
    fields: list[_Field]
    form_name: str | None = None
    response_id: str | None = None
    submission_id: str | None = None
    respondent_id: str | None = None
    created_at: Any = None


class _Webhook(msgspec.Struct, rename="camel"):
    data: _Data
    event_id: str | int | None = None
    event_type: str = "FORM_RESPONSE"
    created_at: Any = None


_decode = msgspec.json.Decoder(_Webhook).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the event of a submission; raises what msgspec raises."""
    sent = _decode(value)
    if sent.event_type != "FORM_RESPONSE":
        return problem("unknown_shape", "a Tally event that is no response at $.eventType")
    data = sent.data
    hidden = {(one.label or "").lower(): one.value for one in data.fields if one.type == "HIDDEN_FIELDS"}
    event = form_event(
        Submission(
            source=NAME,
            fields=list(_answered(data.fields)),
            event_id=given_id(NAME, sent.event_id) or given_id(NAME, data.submission_id or data.response_id),
            form_id=data.form_id,
            form_name=data.form_name,
            at=first_moment(
                read_moment(data.created_at, "$.data.createdAt"), read_moment(sent.created_at, "$.createdAt")
            ),
            campaign=campaign_of(hidden),
            # Tally knows a browser again: whoever left no address is that one, and no more is known of them.
            visitor_id=visitor_in(hidden) or given_id(NAME, data.respondent_id),
            user_id=given_id(NAME, hidden.get("user_id")),
        ),
        aside,
    )
    return event if isinstance(event, Problem) else [event]


def _answered(fields: list[_Field]) -> Iterator[Field]:
    lists = {one.key for one in fields if one.options}
    for one in fields:
        label = one.label or one.key
        if one.type == "HIDDEN_FIELDS" and (label.lower().startswith("utm_") or label.lower() in {*VISITOR, "user_id"}):
            continue
        if isinstance(one.value, bool) and one.key.rpartition("_")[0] in lists:
            continue  # each option of a list comes again, as a field of its own
        yield Field(label, _said(one), (one.key,), _KINDS.get(one.type, ""))


def _said(one: _Field) -> object:
    if one.rows and one.columns and isinstance(one.value, dict):
        rows, columns = _texts(one.rows), _texts(one.columns)
        return {rows.get(row, row): _named(chosen, columns) for row, chosen in one.value.items()}
    if isinstance(one.value, list) and one.value and all(isinstance(part, dict) for part in one.value):
        return [part.get("url") or part.get("name") for part in one.value]
    return _named(one.value, _texts(one.options)) if one.options else one.value


def _named(value: object, texts: dict[str, str]) -> object:
    """Return chosen ids as the texts they stand for; one alone as text. An id of no option stays as it is."""
    if isinstance(value, list):
        named = [texts.get(part, part) if isinstance(part, str) else part for part in value]
        return named[0] if len(named) == 1 else named
    return texts.get(value, value) if isinstance(value, str) else value


def _texts(options: list[_Option]) -> dict[str, str]:
    return {one.id: one.text for one in options if one.id and one.text}
