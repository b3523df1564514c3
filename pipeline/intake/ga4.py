"""Google Analytics 4: the Measurement Protocol's body, and rows of the BigQuery export. Activity only: GA4 knows no email.

`page_view` and `screen_view` are pages; what GA4 sends by itself (`session_start`, `first_visit`, `user_engagement`,
`first_open`) says who is there and counts as nothing; every other event is an action of its name, `generate_lead` too:
it carries no answers, so that the form itself must come from elsewhere. No event has an id of its own.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from pipeline.contracts import hot
from pipeline.contracts.event import Campaign, Event, EventType
from pipeline.errors import Problem
from pipeline.intake import member
from pipeline.intake.action import Act, act_event
from pipeline.intake.derived import derive_id, given_id
from pipeline.intake.fault import problem
from pipeline.intake.moment import first_moment, read_moment
from pipeline.intake.submission import page_of
from pipeline.intake.upstream import Aside

NAME: Final = "ga4"
_PAGES: Final = frozenset({"page_view", "screen_view"})
_SILENT: Final = frozenset("session_start first_visit user_engagement first_open".split())
_NewCampaign = hot.of(Campaign)
Members = Mapping[str, Any]


class _Hit(msgspec.Struct):
    name: str
    params: dict[str, Any] = {}
    timestamp_micros: Any = None


class _Body(msgspec.Struct):
    events: list[_Hit]
    client_id: str | int | None = None
    app_instance_id: str | None = None
    user_id: str | int | None = None
    timestamp_micros: Any = None
    ip_override: str | None = None


class _Parameter(msgspec.Struct):
    key: str
    value: dict[str, Any] = {}


class _Row(msgspec.Struct):
    event_name: str
    event_timestamp: Any
    event_params: list[_Parameter] = []
    user_id: str | int | None = None
    user_pseudo_id: str | int | None = None
    collected_traffic_source: dict[str, Any] | None = None
    device: dict[str, Any] | None = None


_decode_body = msgspec.json.Decoder(_Body).decode
_decode_row = msgspec.json.Decoder(_Row).decode


def read(value: bytes, aside: Aside) -> list[Event] | Problem:
    """Return the events of a body, or of a row; raises what msgspec raises."""
    if b'"event_name"' in value and b'"events"' not in value:
        event = _read_row(_decode_row(value), aside)
        return event if isinstance(event, Problem) else [event]
    body = _decode_body(value)
    events: list[Event] = []
    for number, hit in enumerate(body.events):
        event = _read_hit(body, hit, number, aside)
        if isinstance(event, Problem):
            return event
        events.append(event)
    return events or problem("unknown_shape", "no event at $.events")


def _read_hit(body: _Body, hit: _Hit, number: int, aside: Aside) -> Event | Problem:
    visitor = given_id(NAME, body.client_id) or given_id(NAME, body.app_instance_id)
    at = first_moment(
        read_moment(hit.timestamp_micros, f"$.events[{number}].timestamp_micros", "us"),
        read_moment(body.timestamp_micros, "$.timestamp_micros", "us"),
    )
    act = _act(hit.name, hit.params)
    # Those of one body may be equal, and are as many events: their places tell them apart.
    act.event_id = aside.envelope_id or derive_id(NAME, visitor, body.timestamp_micros, number, hit)
    act.at, act.visitor_id, act.user_id = at, visitor, given_id(NAME, body.user_id)
    act.ip = body.ip_override
    return act_event(act, aside)


def _read_row(row: _Row, aside: Aside) -> Event | Problem:
    params = {
        one.key: next((part for part in one.value.values() if part is not None), None) for one in row.event_params
    }
    act = _act(row.event_name, params)
    act.visitor_id, act.user_id = given_id(NAME, row.user_pseudo_id), given_id(NAME, row.user_id)
    act.at = read_moment(row.event_timestamp, "$.event_timestamp", "us")
    act.event_id = derive_id(NAME, act.visitor_id, row.event_timestamp, row.event_name, params)
    act.locale = member.text((row.device or {}).get("language"))
    source = row.collected_traffic_source or {}
    told = {tag: member.text(source.get(f"manual_{tag}")) for tag in ("source", "medium", "term", "content")}
    name = member.text(source.get("manual_campaign_name"))
    if name or any(told.values()):
        act.campaign = _NewCampaign(name=name, **told)
    return act_event(act, aside)


def _act(name: str, params: Members) -> Act:
    kind: EventType = "page" if name in _PAGES else "identify" if name in _SILENT else "action"
    spent = params.get("engagement_time_msec")
    seconds = member.seconds(spent / 1000) if isinstance(spent, (int, float)) and abs(spent) < 1e12 else None  # noqa: PLR2004  beyond any day
    return Act(
        source=NAME,
        type=kind,
        name=name if kind == "action" else None,
        page=page_of(
            member.text(params.get("page_location")),
            member.text(params.get("page_title") or params.get("screen_name")),
            member.text(params.get("page_referrer")),
        ),
        campaign=_campaign(params),
        locale=member.text(params.get("language")),
        seconds_on_page=seconds if kind == "page" else None,
    )


def _campaign(params: Members) -> Campaign | None:
    told = {tag: member.text(params.get(tag)) for tag in ("source", "medium", "term", "content")}
    name = member.text(params.get("campaign"))
    return _NewCampaign(name=name, **told) if name or told["source"] or told["medium"] else None
