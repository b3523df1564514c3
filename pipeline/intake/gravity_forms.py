"""Gravity Forms' entry: flat, with fields by number ("1", "1.3") and no labels, so that a mapping file is needed.

Without one an answer that is nothing but an email address is taken for the person's. The event's id is made of the
site, the form's id and the entry's; the time is `date_created`, in UTC. The form's own verdict (`status`: spam) is
not relied upon. An entry with its fields under names of one's own ("select fields") is read where the format is fixed.
"""

import re
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.derived import derive_id, given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import read_moment
from pipeline.intake.submission import Field, Submission, campaign_of, form_event, page_of, query_members
from pipeline.intake.upstream import Aside

NAME: Final = "gravity_forms"
_OWN: Final = frozenset(
    """
    id form_id post_id date_created date_updated is_starred is_read ip source_url user_agent currency payment_status
    payment_date payment_amount payment_method transaction_id is_fulfilled created_by transaction_type status source_id
    """.split()
)
"""Members that belong to the entry, not to the person."""
_NUMBERED: Final = re.compile(r"\d+(\.\d+)?\Z")
_ADDRESS: Final = re.compile(r"[^\s@,;]{1,64}@[^\s@,;]{1,190}\.[^\s@,;]{2,63}\Z")
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the event of an entry; raises what msgspec raises."""
    entry = _decode(value)
    url, form_id, number = (
        member.text(entry.get("source_url")),
        given_id(NAME, entry.get("form_id")),
        given_id(NAME, entry.get("id")),
    )
    event = form_event(
        Submission(
            source=NAME,
            fields=list(_fields(entry)),
            event_id=derive_id(NAME, _host(url), form_id, number) if form_id and number else None,
            form_id=form_id,
            at=read_moment(entry.get("date_created"), "$.date_created", "s"),
            page=page_of(url),
            campaign=campaign_of(query_members(url)),
            ip=member.text(entry.get("ip")),
            user_agent=member.text(entry.get("user_agent")),
            test=member.flag(entry.get("is_test")),
        ),
        aside,
    )
    if isinstance(event, Problem) and event.code == "no_identity":
        return problem("no_identity", "no answer is an email address: say in the mapping file which field is `email`")
    return event if isinstance(event, Problem) else [event]


def _fields(entry: dict[str, Any]) -> list[Field]:
    """Return the answers: consents and choices of several inputs ("5.1", "5.2") stay apart, as the mapping names them."""
    return [
        Field(name, answer, (), "email" if _is_address(name, answer) else "")
        for name, answer in entry.items()
        if name not in _OWN and name != "is_test" and answer not in ("", None)
    ]


def _is_address(name: str, answer: object) -> bool:
    return bool(isinstance(answer, str) and _NUMBERED.match(name) and _ADDRESS.match(answer.strip()))


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""
