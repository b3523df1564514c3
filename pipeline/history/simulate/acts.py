"""What somebody does next, as the record that tells of it."""

from collections.abc import Callable
from random import Random

from pipeline.history.simulate.arrivals import Landing
from pipeline.history.simulate.people import Person, Visit, asked
from pipeline.history.simulate.records import (
    FORMS,
    OUTCOMES,
    WEB,
    Context,
    Moment,
    Published,
    action_record,
    context_of,
    encoded,
    form_record,
    identify_record,
    page_record,
    stamp,
    whose,
)
from pipeline.history.simulate.scripts import Step
from pipeline.history.simulate.site import FORMS_BY, HOST
from pipeline.history.simulate.visits import read_on

EMAIL_APART = 0.5
"""How often a form's email stands among the traits of the context too, as some sites send it."""
_DONE = {
    "download": ("Whitepaper Downloaded", {"title": "Sortir du planning Excel", "format": "pdf"}),
    "share": ("Article Shared", {"channel": "linkedin"}),
    "referral": ("Referral Sent", {"channel": "email"}),
}
_REASONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("buyer", "lost"): ("A choisi un concurrent", "Prix", "Projet suspendu"),
    ("buyer", "recycled"): ("À recontacter au prochain trimestre",),
    ("later", "recycled"): ("Pas cette année",),
    ("competitor", "disqualified"): ("Concurrent",),
    ("student", "disqualified"): ("Étudiant", "Pas une entreprise"),
    ("no_budget", "disqualified"): ("Pas de budget",),
    ("no_need", "disqualified"): ("Pas de besoin",),
    ("out_of_zone", "disqualified"): ("Hors zone",),
    ("out_of_zone", "lost"): ("Hors zone",),
    ("detractor", "lost"): ("Refus des achats",),
}
"""What sales wrote, by part and result."""


def act(rng: Random, person: Person, moment: Moment) -> Published:
    """Return the record of somebody's next step, and count it as done. There must be one."""
    step = person.script[person.step]
    person.step += 1
    topic, value = _ACTS[step.what](rng, person, step, moment)
    return Published(topic, value, person.part, moment.event_id.decode(), person.id, person.end)


def wander(rng: Random, person: Person, moment: Moment) -> Published:
    """Return one more page that somebody known reads, beside their script."""
    value = page_record(read_on(rng, person, person.visits[0], person.user_id), moment)
    return Published(WEB, value, person.part, moment.event_id.decode(), person.id, person.end)


def _page(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    return WEB, page_record(read_on(rng, person, person.visits[step.device], None), moment)


def _known(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    return WEB, page_record(read_on(rng, person, person.visits[step.device], person.user_id), moment)


def _form(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    form = rng.choice(FORMS_BY[person.lang, step.how])
    visit = person.visits[step.device]
    # Sites keep the campaign in a cookie and send it with the form, whatever page it stands on.
    came = Landing(visit.landing.referrer, b"", visit.first.campaign)
    context = context_of(visit.device, _whose(person, visit), form.page, came)
    visit.landing = Landing((HOST + form.page.path).encode(), b"", b"")
    if not visit.device.native and rng.random() < EMAIL_APART:
        context = context._replace(campaign=context.campaign + b'"traits":{"email":%b},' % encoded(person.email))
    return FORMS, form_record(context, moment, form, asked(rng, person, form))


def _identify(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    person.named = True
    told = person.answers
    traits = {
        "email": person.email,
        "firstName": told["first_name"],
        "lastName": told["last_name"],
        "title": told["title"],
        "company": {"name": told["company"], "employee_count": told["size"]},
        "address": {"country": told["country"]},
    }
    return WEB, identify_record(_here(rng, person, step), moment, traits)


def _action(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    name, properties = _DONE[step.how]
    return WEB, action_record(_here(rng, person, step), moment, name, properties)


def _outcome(rng: Random, person: Person, step: Step, moment: Moment) -> tuple[str, bytes]:
    told = {"outcome_id": moment.event_id.decode(), "occurred_at": stamp(moment.at).decode(), "result": step.how}
    known = bool(person.user_id and person.named)
    told |= {"user_id": person.user_id.decode()} if known and person.user_id else {"email": person.email}
    if step.how == "won":
        return OUTCOMES, encoded({**told, "value": rng.randrange(80, 600) * 100.0, "currency": "EUR"})
    return OUTCOMES, encoded({**told, "reason": rng.choice(_REASONS[person.part, step.how])})


def _here(rng: Random, person: Person, step: Step) -> Context:
    visit = person.visits[step.device]
    return read_on(rng, person, visit, person.user_id if person.named else None)


def _whose(person: Person, visit: Visit) -> bytes:
    return whose(visit.device, person.user_id if person.named else None)


_ACTS: dict[str, Callable[[Random, Person, Step, Moment], tuple[str, bytes]]] = {
    "page": _page,
    "known": _known,
    "form": _form,
    "identify": _identify,
    "action": _action,
    "outcome": _outcome,
}
