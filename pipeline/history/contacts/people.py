"""Rows as native events: what a contact said of themselves becomes the event that a form would have sent.

A row with a form, a purpose or an answer about budget, need, time or wishes is a form; any other makes somebody known.
What became of a contact is no part of the event: it must not judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Consent, Event, Form
from pipeline.contracts.hot import encode
from pipeline.contracts.model import Value
from pipeline.enrichment.email import normalise
from pipeline.enrichment.phone import normalise_phone
from pipeline.enrichment.text import is_blank
from pipeline.errors import Problem
from pipeline.history.contacts import headings
from pipeline.history.contacts.mapping import Columns, Result, result_of
from pipeline.history.contacts.moments import read_moment
from pipeline.history.contacts.table import Row, Table
from pipeline.intake.derived import derive_id
from pipeline.intake.forms import CANONICAL, KEPT, fold
from pipeline.stages.effects import Record

TOPIC: Final = "form-submissions"
SOURCE: Final = "contacts"
_ANSWERED: Final = frozenset({"budget.declared", "need.declared", "timeline.declared", "intent.text"})
"""What only the answer to a form tells."""
_LONGEST_ID: Final = 200
_Event, _Form, _Campaign, _Consent = hot.of(Event), hot.of(Form), hot.of(Campaign), hot.of(Consent)


@dataclass(frozen=True, slots=True)
class Contact:
    """One row as somebody who can be judged, with what the page shows of them."""

    line: int
    event: Event = field(repr=False)
    contact_id: str | None
    name: str
    title: str
    company: str
    result: Result | None
    """What the export says became of them."""
    result_word: str
    """The word that says it."""


def people(table: Table, columns: Columns, now: datetime) -> tuple[list[Contact], list[Problem]]:
    """Return the contacts of a table, in its order, and the rows that name nobody or no time, each with its line.

    `now` dates rows that name no time: they were known at the latest by then.
    """
    found: list[Contact] = []
    problems: list[Problem] = []
    for row in table.rows:
        contact = _contact(row, columns, now, table, problems)
        if contact is not None:
            found.append(contact)
    return found, problems


def records(contacts: list[Contact]) -> Iterator[Record]:
    """Yield the contacts as source records, in event-time order; a record's offset is its contact's line."""
    for contact in sorted(contacts, key=lambda one: (one.event.occurred_at, one.line)):
        yield Record(TOPIC, 0, contact.line, -1, None, encode(contact.event))


def _contact(row: Row, columns: Columns, now: datetime, table: Table, problems: list[Problem]) -> Contact | None:
    contact_id = _first(row, columns, headings.CONTACT_ID)[:_LONGEST_ID] or None
    email, phone = _first(row, columns, "email"), _first(row, columns, "phone")
    if not normalise(email) and not normalise_phone(phone) and contact_id is None:
        told = f"“{email}” is no address, and there is" if email else "there is no e-mail address,"
        message = f"{told} no phone number with its country and no record id: nobody can be told by this row"
        problems.append(Problem("no_identity", message, str(table.path), row.line, severity="warning"))
        return None
    result, word = _result(row, columns)
    name = _first(row, columns, "name") or f"{_first(row, columns, 'first_name')} {_first(row, columns, 'last_name')}"
    return Contact(
        line=row.line,
        event=_event(row, columns, _moment(row, columns, now, table, problems), contact_id),
        contact_id=contact_id,
        name=name.strip(),
        title=_first(row, columns, "job.title"),
        company=_first(row, columns, "company.name"),
        result=result,
        result_word=word,
    )


def _event(row: Row, columns: Columns, at: datetime, contact_id: str | None) -> Event:
    email, phone = _first(row, columns, "email"), _first(row, columns, "phone")
    named = bool(normalise(email) or normalise_phone(phone))
    answers, declares = _answers(row, columns)
    form_id, purpose = _first(row, columns, headings.FORM_ID), _first(row, columns, headings.FORM_PURPOSE)
    is_form = bool(form_id or purpose or declares or filled(columns, row) & _ANSWERED)
    form = _Form(id=form_id[:_LONGEST_ID] or None, purpose=purpose or None, answers=answers, declares=declares)
    parts = [contact_id, at.isoformat(), email, phone, form_id, purpose, answers, declares]
    return _Event(
        event_id=derive_id(SOURCE, *parts),
        type="form" if is_form else "identify",
        occurred_at=at,
        user_id=None if named else f"contact-{contact_id}",
        email=email or None,
        phone=phone or None,
        form=form if is_form else None,
        campaign=_campaign(row, columns),
        consent=_consent(row, columns),
        traits={} if is_form else answers,
    )


def filled(columns: Columns, row: Row) -> frozenset[str]:
    """Return what the filled cells of a row are."""
    return frozenset(target.fact for heading, target in columns.columns.items() if not _is_empty(row, heading))


def _answers(row: Row, columns: Columns) -> tuple[dict[str, Any], dict[str, Value]]:
    """Return the answers under the names enrichment knows them by, and the facts that the mapping's values say."""
    answers: dict[str, str] = {}
    declares: dict[str, Value] = {}
    for heading, target in columns.columns.items():
        if _is_empty(row, heading):
            continue
        cell = row.cells[heading]
        value = target.values.get(fold(cell))
        if value is not None:
            declares.setdefault(target.fact, value)
        elif target.fact in CANONICAL:
            answers.setdefault(CANONICAL[target.fact], cell)
        elif target.fact == KEPT:
            answers.setdefault(heading, cell)
    return answers, declares


def _campaign(row: Row, columns: Columns) -> Campaign | None:
    source, medium, name = (
        _first(row, columns, fact) or None for fact in (headings.SOURCE, headings.MEDIUM, headings.CAMPAIGN)
    )
    return _Campaign(source=source, medium=medium, name=name) if source or medium or name else None


def _consent(row: Row, columns: Columns) -> Consent | None:
    email, call = (
        None if not (cell := _first(row, columns, fact)) else fold(cell) in headings.YES
        for fact in ("consent.email", "consent.call")
    )
    return _Consent(email=email, call=call) if email is not None or call is not None else None


def _moment(row: Row, columns: Columns, now: datetime, table: Table, problems: list[Problem]) -> datetime:
    for heading in columns.of(headings.OCCURRED_AT):
        if _is_empty(row, heading):
            continue
        moment = read_moment(row.cells[heading], day_first=columns.day_first)
        if moment is not None:
            return min(moment, now)
        message = f"“{row.cells[heading][:60]}” under “{heading}” is no date we can read: the row counts as of today"
        problems.append(Problem("no_date", message, str(table.path), row.line, severity="warning"))
    return now


def _result(row: Row, columns: Columns) -> tuple[Result | None, str]:
    """Return what became of somebody: won if any column says so, else the first that says anything."""
    said = [
        (result, row.cells[heading])
        for heading in columns.of(headings.OUTCOME)
        if heading in row.cells and (result := result_of(columns, row.cells[heading])) is not None
    ]
    return next((one for one in said if one[0] == "won"), said[0] if said else (None, ""))


def _first(row: Row, columns: Columns, fact: str) -> str:
    """Return the first filled cell of the columns that are this; "" where there is none."""
    return next((row.cells[heading] for heading in columns.of(fact) if not _is_empty(row, heading)), "")


def _is_empty(row: Row, heading: str) -> bool:
    return heading not in row.cells or is_blank(row.cells[heading])
