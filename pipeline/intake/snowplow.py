"""Snowplow: the tracker's payload, and the enriched event as TSV or JSON.

| event | becomes |
|---|---|
| page view (`pv`, `page_view`) | `page` |
| structured (`se`, `struct`) | `action`, named by its category and action |
| self-describing `submit_form`, or one whose name says so (`demo_requested`) | `form` |
| any other self-describing event | `action`, named by its schema |
| page ping, `focus_form`, `change_form`, transaction | `identify`: it says who is there, and counts as nothing |

A visitor is the domain's user id, else the network's. A context whose schema is a user, person, contact, lead, customer,
company or account tells of the person, under its own names. The event's id is `eid` (`event_id`); the time is `ttm`, else
`dtm` (`true_tstamp`, `derived_tstamp`, `dvce_created_tstamp`, `collector_tstamp`). One payload of a tracker holds many.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Event
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.action import Act, act_event
from pipeline.intake.derived import derive_id, given_id
from pipeline.intake.fault import problem
from pipeline.intake.form_name import purpose_of, submits_form
from pipeline.intake.moment import first_moment, read_moment
from pipeline.intake.self_describing import Described, contexts_in, event_in, name_of_column, unpack
from pipeline.intake.snowplow_columns import COLUMNS, FEWEST
from pipeline.intake.spelling import respell
from pipeline.intake.submission import Field, Submission, form_event, page_of
from pipeline.intake.upstream import Aside

NAME: Final = "snowplow"
Members = Mapping[str, Any]

_SILENT: Final = frozenset("page_ping focus_form change_form transaction transaction_item".split())
_KINDS: Final = {
    "pv": "page_view",
    "pp": "page_ping",
    "se": "struct",
    "ue": "unstruct",
    "tr": "transaction",
    "ti": "transaction_item",
}
_OF_PERSON: Final = re.compile(r"(?:\A|_)(user|person|contact|lead|customer|company|account|organi[sz]ation)(?:_|\Z)")
_OF_COMPANY: Final = re.compile(r"(?:\A|_)(company|account|organi[sz]ation)(?:_|\Z)")
_NewCampaign = hot.of(Campaign)
_decode = msgspec.json.Decoder().decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the events of a payload, of one enriched event in JSON, or of a line of TSV; raises what msgspec raises."""
    if not value.lstrip().startswith((b"{", b"[")):
        return _one(_read_tsv(value, aside))
    members = _decode(value)
    if not isinstance(members, dict):
        return problem("unknown_shape", "a record of Snowplow is one JSON object, or a line of TSV")
    if "event_id" in members or "collector_tstamp" in members:
        return _one(_read_enriched(members, aside))
    return _read_payload(members, aside) if "data" in members else _one(_read_tracked(members, "$", 0, aside))


def is_tsv(value: bytes) -> bool:
    """Say whether a value can be a line of enriched events: it has their columns, and is no JSON."""
    return value.count(b"\t") >= FEWEST - 1 and not value.lstrip().startswith((b"{", b"["))


def _one(event: Event | Problem) -> list[Event] | Problem:
    return event if isinstance(event, Problem) else [event]


def _read_payload(members: Members, aside: Aside) -> list[Event] | Problem:
    listed = members.get("data")
    if not isinstance(listed, list) or not listed:
        return problem("invalid_event", "no list of events at $.data")
    events: list[Event] = []
    for number, one in enumerate(listed):
        if not isinstance(one, dict):
            return problem("invalid_event", f"no object at $.data[{number}]")
        event = _read_tracked(one, f"$.data[{number}]", number, aside)
        if isinstance(event, Problem):
            return problem(event.code, f"{event.message} (event {number} of the payload)")  # type: ignore[arg-type]  # a code of the closed set
        events.append(event)
    return events


def _read_tracked(sent: Members, place: str, number: int, aside: Aside) -> Event | Problem:
    kind = _KINDS.get(str(sent.get("e")), "")
    if not kind:
        return problem("invalid_event", f"no kind of event that we know at {place}.e")
    told = _event_of(sent, place, kind)
    if isinstance(told, Problem):
        return told
    contexts = unpack(sent.get("co") or sent.get("cx"), place, base64="co" not in sent)
    at = first_moment(
        read_moment(sent.get("ttm"), f"{place}.ttm"),
        read_moment(sent.get("dtm"), f"{place}.dtm"),
        read_moment(sent.get("stm"), f"{place}.stm"),
    )
    act = Act(
        source=NAME,
        type="page",
        event_id=given_id(NAME, sent.get("eid")) or derive_id(NAME, number, sent),
        at=at,
        visitor_id=_first_id(sent, ("duid", "nuid", "tnuid")),
        user_id=given_id(NAME, sent.get("uid")),
        page=page_of(*(member.text(sent.get(name)) for name in ("url", "page", "refr"))),
        ip=member.text(sent.get("ip")),
        user_agent=member.text(sent.get("ua")),
        locale=member.text(sent.get("lang")),
    )
    struct = " ".join(text for text in (member.text(sent.get("se_ca")), member.text(sent.get("se_ac"))) if text)
    return _finish(act, kind, struct, told, contexts_in(contexts), aside)


def _event_of(sent: Members, place: str, kind: str) -> Described | Problem | None:
    if kind != "unstruct":
        return None
    coded = "ue_pr" not in sent
    here = f"{place}.{'ue_px' if coded else 'ue_pr'}"
    told = event_in(unpack(sent.get("ue_px" if coded else "ue_pr"), here, base64=coded), here)
    return told or problem("invalid_event", f"no self-describing JSON at {here}")


def _read_tsv(value: bytes, aside: Aside) -> Event | Problem:
    cells = str(value, "utf-8").rstrip("\r\n").split("\t")
    if len(cells) < FEWEST:
        return problem("invalid_event", f"{len(cells)} columns of TSV: an enriched event has {len(COLUMNS)}")
    members: dict[str, Any] = {name: cell for name, cell in zip(COLUMNS, cells, strict=False) if cell}
    for name in ("unstruct_event", "contexts", "derived_contexts"):
        members[name] = unpack(members.get(name), f"column {name}", base64=False)
        if name == "unstruct_event" and isinstance(members[name], Problem):
            return problem("invalid_event", f"no JSON in column {name}")
    return _read_enriched(members, aside)


def _read_enriched(members: Members, aside: Aside) -> Event | Problem:
    kind = member.text(members.get("event")) or ""
    told = _enriched_event(members)
    if isinstance(told, Problem):
        return told
    if told is None and not kind:
        return problem("invalid_event", "no kind of event that we know at $.event")
    names = ("true_tstamp", "derived_tstamp", "dvce_created_tstamp", "collector_tstamp")
    received = read_moment(members.get("collector_tstamp"), "$.collector_tstamp")
    tags = {tag: member.text(members.get(f"mkt_{tag}")) for tag in ("source", "medium", "term", "content")}
    campaign = _NewCampaign(name=member.text(members.get("mkt_campaign")), **tags)
    act = Act(
        source=NAME,
        type="page",
        event_id=given_id(NAME, members.get("event_id")) or derive_id(NAME, members),
        at=first_moment(*(read_moment(members.get(name), f"$.{name}") for name in names)),
        received=received if not isinstance(received, Problem) else None,
        visitor_id=_first_id(members, ("domain_userid", "network_userid")),
        user_id=given_id(NAME, members.get("user_id")),
        page=page_of(*(member.text(members.get(name)) for name in ("page_url", "page_title", "page_referrer"))),
        campaign=campaign if campaign != _NewCampaign() else None,
        ip=member.text(members.get("user_ipaddress")),
        user_agent=member.text(members.get("useragent")),
        locale=member.text(members.get("br_lang")),
    )
    struct = " ".join(text for text in (_text(members, "se_category"), _text(members, "se_action")) if text)
    return _finish(act, kind, struct, told, _enriched_contexts(members), aside)


def _enriched_event(members: Members) -> Described | Problem | None:
    """Return the self-describing event: in its own column, or flattened under a name of its schema."""
    if members.get("unstruct_event"):
        return event_in(members["unstruct_event"], "$.unstruct_event")
    for column, data in members.items():
        if column.startswith("unstruct_event_") and isinstance(data, dict):
            name = member.text(members.get("event_name")) or name_of_column(column)
            return Described("submit_form" if name.endswith("submit_form") else name, data)
    return None


def _enriched_contexts(members: Members) -> Iterable[Described]:
    for name in ("contexts", "derived_contexts"):
        yield from contexts_in(members.get(name))
    for column, listed in members.items():
        if column.startswith("contexts_") and isinstance(listed, list):
            yield from (Described(name_of_column(column), data) for data in listed if isinstance(data, dict))


def _finish(
    act: Act, kind: str, struct: str, told: Described | None, contexts: Iterable[Described], aside: Aside
) -> Event | Problem:
    """Return the event of an act, once it is clear what it was."""
    act.traits = _traits(contexts)
    act.email = member.text(act.traits.get("email"))
    act.phone = member.text(act.traits.get("phone"))
    if told is not None:
        return _self_describing(act, told, aside)
    if kind == "struct":
        act.type, act.name = "action", struct or "struct"
    elif kind != "page_view":
        act.type = "identify" if kind in _SILENT else "action"
        act.name = None if kind in _SILENT else kind
    return act_event(act, aside)


def _self_describing(act: Act, told: Described, aside: Aside) -> Event | Problem:
    if told.name in _SILENT:
        act.type = "identify"
        return act_event(act, aside)
    if told.name == "submit_form":
        return _form(act, told.data, _elements(told.data), aside)
    if submits_form(told.name):
        return _form(act, told.data, [Field(name, value) for name, value in told.data.items()], aside, told.name)
    if told.name == "page_view":
        return act_event(act, aside)
    act.type, act.name = "action", told.name
    return act_event(act, aside)


def _form(act: Act, data: Members, fields: list[Field], aside: Aside, name: str | None = None) -> Event | Problem:
    event = form_event(
        Submission(
            source=NAME,
            fields=fields,
            event_id=act.event_id,
            form_id=given_id(NAME, data.get("formId") or data.get("form_id")),
            form_name=purpose_of(name) if name else None,
            at=act.at,
            page=act.page,
            campaign=act.campaign,
            visitor_id=act.visitor_id,
            user_id=act.user_id,
            email=act.email,
            phone=act.phone,
            ip=act.ip,
            user_agent=act.user_agent,
            locale=act.locale,
            test=member.flag(data.get("is_test")),
        ),
        aside,
    )
    if not isinstance(event, Problem):
        event.traits, event.received_at = act.traits, act.received or event.received_at  # type: ignore[misc]  # a Struct
    return event


def _elements(data: Members) -> list[Field]:
    listed = data.get("elements")
    return [
        Field(str(one["name"])[:256], one.get("value"), (), "email" if one.get("type") == "email" else "")
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one.get("type") not in ("password", "hidden")
    ]


def _traits(contexts: Iterable[Described]) -> dict[str, member.Trait]:
    """Return what contexts about the person and their company say; the first that says a thing counts."""
    traits: dict[str, member.Trait] = {}
    for name, data in contexts:
        if not _OF_PERSON.search(name):
            continue
        of_company = _OF_COMPANY.search(name) is not None
        for trait, value in member.traits({"company": data} if of_company else respell(data)).items():
            traits.setdefault(trait, value)
    return traits


def _first_id(members: Members, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := given_id(NAME, members.get(name)))), None)


def _text(members: Members, name: str) -> str | None:
    return member.text(members.get(name))
