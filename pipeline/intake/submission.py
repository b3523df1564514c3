"""A submitted form as most tools send it, a list of fields, made into an event: the one place that names the answers.

An answer's name is the field's label, for people read it and enrichment guesses by it; the mapping file (`forms.py`)
comes before every guess. The person's own email and phone leave the answers: they say whose the event is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Consent, Event, Form, Page
from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.check import check
from pipeline.intake.contact_field import contact_kind
from pipeline.intake.derived import derive_id
from pipeline.intake.fault import problem
from pipeline.intake.forms import CANONICAL, IGNORED, KEPT, FormRule, Target, fold
from pipeline.intake.spelling import spell
from pipeline.intake.upstream import Aside

Answer = member.Answer
_NewEvent, _NewForm, _NewPage, _NewCampaign = hot.of(Event), hot.of(Form), hot.of(Page), hot.of(Campaign)
_NewConsent = hot.of(Consent)
_LONGEST: Final = 256
"""Characters of an answer's name."""
CAMPAIGN_TAGS: Final = ("source", "medium", "campaign", "term", "content")


class Field(NamedTuple):
    """One field of a form and its answer."""

    label: str
    value: object
    """Anything that JSON holds."""
    keys: tuple[str, ...] = ()
    """What else the form's builder calls the field: the mapping file may name any of them."""
    kind: str = ""
    """`email` or `phone` where the form's builder says that it is one."""


@dataclass(slots=True)
class Submission:
    """What a format knows of a submitted form, before the mapping file and the guesses have a say."""

    source: str
    """The format's name."""
    fields: Iterable[Field]
    event_id: str | None = None
    form_id: str | None = None
    form_name: str | None = None
    at: datetime | Problem | None = None
    """When it was submitted; None where the source doesn't say: then the time of receipt."""
    page: Page | None = None
    campaign: Campaign | None = None
    consent: Consent | None = None
    visitor_id: str | None = None
    user_id: str | None = None
    email: str | None = None
    phone: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    locale: str | None = None
    test: bool = False


@dataclass(slots=True)
class Sorted:
    """What the fields of a form turned out to be."""

    answers: dict[str, Answer] = field(default_factory=dict)
    declares: dict[str, Value] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    """email, phone, user_id and visitor_id."""
    consent: dict[str, bool] = field(default_factory=dict)
    numbered: dict[str, int] = field(default_factory=dict)
    """Label that came more than once -> the last number it got: the search for a free one never begins anew."""


def form_event(given: Submission, aside: Aside) -> Event | Problem:
    """Return the event of a submitted form."""
    at = given.at or aside.envelope_time or aside.received or no_time()
    if isinstance(at, Problem):
        return at
    fields = list(given.fields)
    url = given.page.url if given.page else None
    rule = aside.forms.find(given.source, given.form_id, url)
    found = sort_fields(fields, rule)
    identity = [given.form_id, given.at, [[one.label, one.value] for one in fields]]
    return check(
        _NewEvent(
            event_id=given.event_id or aside.envelope_id or derive_id(given.source, *identity),
            type="form",
            occurred_at=at,
            received_at=aside.received,
            visitor_id=found.own.get("visitor_id") or given.visitor_id,
            user_id=found.own.get("user_id") or given.user_id,
            email=found.own.get("email") or given.email,
            phone=found.own.get("phone") or given.phone,
            form=_form(given, rule, found),
            page=given.page,
            campaign=given.campaign,
            consent=_consent(given.consent, found.consent),
            ip=given.ip,
            user_agent=given.user_agent,
            locale=given.locale,
            test=given.test,
        )
    )


def no_time() -> Problem:
    """Return the problem of an event that names no time, in a record that was never appended either."""
    return problem("invalid_time", "no time in the record, and none of its receipt")


def map_form(event: Event, source: str, aside: Aside) -> Event:
    """Return an event of another making with the mapping file applied to its form's answers; changes it in place."""
    form = event.form
    rule = None if form is None else aside.forms.find(source, form.id, event.page.url if event.page else None)
    if form is None or rule is None:
        return event
    found = sort_fields([Field(name, value) for name, value in form.answers.items()], rule)
    made = _NewForm(
        id=form.id,
        purpose=rule.purpose or form.purpose,
        answers=found.answers,
        declares=form.declares | found.declares,
    )
    changed: dict[str, object] = {"form": made, "consent": _consent(event.consent, found.consent)}
    changed |= {name: found.own[name] for name in found.own if not getattr(event, name)}
    for name, value in changed.items():
        setattr(event, name, value)
    return event


def sort_fields(fields: Iterable[Field], rule: FormRule | None) -> Sorted:
    """Return what each field is: by the mapping file, else by what the form's builder says, else by its label."""
    found = Sorted()
    for one in fields:
        target = _target(one, rule)
        if target is not None:
            _take_mapped(one, target, found)
            continue
        kind = one.kind or contact_kind(one.label)
        address = member.text(one.value) if kind else None
        if kind and address and kind not in found.own:
            found.own[kind] = address
        else:
            _keep(found, one.label, one.value)
    return found


def query_members(url: str | None) -> dict[str, str]:
    """Return the parameters of an address, the first of each name; empty where it has none."""
    if not url or "?" not in url:
        return {}
    query = url.partition("?")[2].partition("#")[0][:2048]
    return dict(reversed(parse_qsl(query)))


def campaign_of(members: Mapping[str, object]) -> Campaign | None:
    """Return what `utm_…` members say of a campaign; None where they say nothing."""
    told = {("name" if tag == "campaign" else tag): member.text(members.get(f"utm_{tag}")) for tag in CAMPAIGN_TAGS}
    return _NewCampaign(**told) if any(told.values()) else None


def page_of(url: str | None, title: str | None = None, referrer: str | None = None) -> Page | None:
    """Return where it happened; None where nothing says."""
    return _NewPage(url=url, title=title, referrer=referrer) if url or title or referrer else None


def _target(one: Field, rule: FormRule | None) -> Target | None:
    if rule is None:
        return None
    names = (*one.keys, one.label)
    return next((rule.fields[name] for name in map(fold, names) if name in rule.fields), None)


def _take_mapped(one: Field, target: Target, found: Sorted) -> None:
    text = _said(one.value)
    value = target.values.get(fold(text)) if text else None
    if target.fact == IGNORED:
        return
    if target.fact.startswith("consent."):
        _take_consent(target.fact, value if value is not None else one.value, found)
    elif value is not None:
        found.declares.setdefault(target.fact, value)
    elif target.fact in CANONICAL:
        _keep(found, CANONICAL[target.fact], one.value)
    elif target.fact in {"email", "phone", "user_id", "visitor_id"}:
        if text:
            found.own.setdefault(target.fact, text[:_LONGEST] if target.fact.endswith("_id") else text)
    else:
        _take_kept(one, target, found)


def _take_kept(one: Field, target: Target, found: Sorted) -> None:
    """Keep an answer that must be guessed at in no way; of a listed question what is not in the list."""
    if target.fact in {"first_name", "last_name", "name"}:
        _keep(found, target.fact, one.value)
        return
    name, value = spell(one.label)[:64], _said(one.value)
    if (target.fact == KEPT or target.values) and name and value:
        found.declares.setdefault(f"form.answers.{name}", value[:500])


def _said(value: object) -> str | None:
    """Return an answer as the mapping file would write it: yes, no, text or a number, or the only one chosen."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return member.text(value[0] if isinstance(value, list) and len(value) == 1 else value)


def _take_consent(fact: str, value: object, found: Sorted) -> None:
    if value is False or (isinstance(value, str) and value.strip().casefold() in {"false", "no", "non", "0", ""}):
        found.consent[fact.partition(".")[2]] = False
    elif value is not None and value != []:
        found.consent[fact.partition(".")[2]] = True


def _keep(found: Sorted, label: str, value: object) -> None:
    """Add an answer; of two fields with one label the second gets a number."""
    name = label.strip()[:_LONGEST] or "field"
    for part, answer in member.answers({name: value}).items():
        key = part if part not in found.answers else _numbered(found, part)
        found.answers[key] = answer


def _numbered(found: Sorted, part: str) -> str:
    number = max(len(found.answers), found.numbered.get(part, 0)) + 1
    while f"{part} {number}" in found.answers:
        number += 1
    found.numbered[part] = number
    return f"{part} {number}"


def _form(given: Submission, rule: FormRule | None, found: Sorted) -> Form:
    return _NewForm(
        id=given.form_id[:_LONGEST] if given.form_id else None,
        purpose=(rule.purpose if rule else None) or given.form_name,
        answers=found.answers,
        declares=found.declares,
    )


def _consent(given: Consent | None, told: dict[str, bool]) -> Consent | None:
    return _NewConsent(email=told.get("email"), call=told.get("call")) if told else given
