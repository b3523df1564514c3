"""Route: where each source record goes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from pipeline.enrichment.tables import Tables
from pipeline.intake.forms import FormRule, Forms
from pipeline.intake.upstream import Upstream
from pipeline.stages.dates import EARLIEST_MS, moment_of
from pipeline.stages.effects import Effects, Headers, Packed, Record
from pipeline.stages.identity import keyed_hash
from pipeline.stages.judging import judge
from pipeline.stages.route import Route
from pipeline.stages.route_said import MOST_REASON
from pipeline.stages.store import Store
from pipeline.state.time import CLOCK_AHEAD_MS, DAY_MS
from tests.unit.stages.making import KEY, LIMIT, NOW, counted, native, read_lead, read_visitor, sent, source, topics

BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture
def route(tables: Tables) -> Route:
    return Route(tables, KEY, partitions=3, max_record_bytes=LIMIT)


def _run(route: Route, *records: Record) -> Effects:
    return route.process(records, Store())


def test_an_anonymous_page_goes_to_its_visitor(route: Route) -> None:
    """Read, enriched, keyed by our id of the visitor; where it came from stands with it."""
    page = {"url": "https://brume.example/tarifs", "referrer": "https://www.google.com/"}
    effects = _run(route, source(native("page", visitor_id="v1", page=page, seconds_on_page=24)))
    assert topics(effects.sends) == ["visitor-log"]
    message = read_visitor(effects.sends[0].value)
    assert message.visitor_id == keyed_hash(KEY, "visitor", "v1")
    assert effects.sends[0].key == message.visitor_id.encode()
    assert (message.kind, message.event_id, message.type, message.at) == ("seen", "e", "page", NOW)
    assert message.origin == "web-activity/3/7"
    assert message.acts == {"pages": 1, "pricing_pages": 1, "seconds_on_site": 24}
    assert message.facts.derived["acquisition.source"] == "google"


@pytest.mark.parametrize("topic", ["web-activity", "form-submissions", "crm-outcomes", "persona-packs"])
def test_a_batch_that_stays_packed_is_a_dead_letter(route: Route, topic: str) -> None:
    """What stands for a batch too large to be unpacked says so, whatever topic it came to; its bytes are kept."""
    effects = _run(route, Record(topic, 3, 7, NOW, None, Packed(b"\x28\xb5\x2f\xfd")))
    assert topics(effects.sends) == ["dead-letters"]
    assert effects.sends[0].value == b"\x28\xb5\x2f\xfd"
    assert dict(effects.sends[0].headers)["leadsieve_code"] == b"oversized_batch"


def test_a_page_of_somebody_known_goes_to_the_lead_and_tells_the_visitor(route: Route) -> None:
    """The event goes by lead; by visitor goes only whose it is."""
    effects = _run(route, source(native("page", visitor_id="v1", user_id="u1")))
    assert topics(effects.sends) == ["lead-log", "visitor-log"]
    event, link = read_lead(effects.sends[0].value), read_visitor(effects.sends[1].value)
    assert event.lead_id == link.lead_id == keyed_hash(KEY, "user", "u1")
    assert effects.sends[0].key == event.lead_id.encode()
    assert effects.sends[1].key == link.visitor_id.encode()
    assert (event.user_id, event.visitor_id, event.clamped) == ("u1", None, False)
    assert (link.kind, link.event_id, link.at) == ("linked", "e", NOW)


def test_a_form_carries_its_facts(route: Route) -> None:
    """What a person says is enriched before it is logged: replaying the log needs no tables."""
    form = {"id": "demo", "answers": {"job_title": "DSI"}}
    effects = _run(route, source(native("form", email="a@brume.fr", form=form), "form-submissions"))
    event = read_lead(effects.sends[0].value)
    assert event.facts.declared["job.title"] == "DSI"
    assert event.facts.derived["email.domain"] == "brume.fr"
    assert (event.acts, event.email) == ({"forms": 1}, "a@brume.fr")


@pytest.mark.parametrize(
    ("members", "why"),
    [({"user_agent": BOT}, "bot"), ({"test": True}, "test"), ({"test": True, "user_agent": BOT}, "test")],
)
def test_what_counts_for_nobody_links_nobody(route: Route, members: dict[str, Any], why: str) -> None:
    """A machine or a test is logged as what it is, and never makes a visitor somebody's."""
    known = _run(route, source(native("page", visitor_id="v1", user_id="u1", **members)))
    assert [read_lead(send.value).ignored for send in known.sends] == [why]
    anonymous = _run(route, source(native("page", visitor_id="v1", **members)))
    assert [read_visitor(send.value).ignored for send in anonymous.sends] == [why]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"{", "invalid_json"),
        (None, "empty_value"),
        (b'{"a": 1}', "unknown_shape"),
        (native("page"), "no_identity"),
        (native("form", email="nobody at all"), "no_identity"),
        (native("page", at=900_000_000_000, visitor_id="v"), "invalid_time"),
    ],
)
def test_what_cannot_be_read_is_a_dead_letter(route: Route, value: bytes | None, code: str) -> None:
    """Byte-identical, with the error's facts in headers behind its own, and counted."""
    effects = _run(route, source(value, headers=(("own", b"x"),)))
    assert topics(effects.sends) == ["dead-letters"]
    letter = effects.sends[0]
    headers = dict(letter.headers)
    assert letter.value == value
    assert letter.headers[0] == ("own", b"x")
    assert headers["leadsieve_code"] == code.encode()
    assert (headers["leadsieve_partition"], headers["leadsieve_offset"]) == (b"3", b"7")
    assert counted(effects, "dead_letters") == {(code,): 1}
    assert counted(effects, "events") == {("web-activity", "dead_letter"): 1}


def test_what_is_too_large_goes_by_reference(route: Route) -> None:
    """A value above the limit is not read at all; one byte less is."""
    fits = native("page", visitor_id="v1").ljust(LIMIT)
    assert topics(_run(route, source(fits)).sends) == ["visitor-log"]
    effects = _run(route, source(fits + b" "))
    assert counted(effects, "dead_letters") == {("too_large",): 1}
    assert json.loads(effects.sends[0].value or b"")["size"] == LIMIT + 1


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        (b"k" * 6_000, ()),
        (None, (("h", b"x" * 6_000),)),
        (None, (("é" * 3_000, b""),)),
        (None, (("h", b""),) * 1_000),
        (b"k" * 6_000, (("h", None),)),
    ],
    ids=["key", "header", "name", "many", "both"],
)
@pytest.mark.parametrize("value", [b"no JSON", None, b"x" * (LIMIT + 1)], ids=["small", "none", "large"])
def test_key_and_headers_that_are_too_large_go_by_reference(
    route: Route, key: bytes | None, headers: Headers, value: bytes | None
) -> None:
    """What upstream puts around a value may be of any size; a dead letter that the broker refused would stop the task."""
    effects = judge(
        route, [msgspec.structs.replace(source(value, headers=headers), key=key)], Store(), LIMIT, 2 * LIMIT
    )
    letter = sent(effects, "dead-letters")[0]
    assert letter.size <= 2 * LIMIT
    assert (letter.key, dict(letter.headers)["leadsieve_by_reference"]) == (None, b"true")
    reference = json.loads(letter.value or b"")
    assert (reference["size"], reference["offset"]) == (len(value or b""), 7)


def test_a_batch_stands_or_falls_as_one(route: Route) -> None:
    """Of a record of several events all are routed, or none is and the record is a dead letter whole."""
    good, nobody = native("page", visitor_id="v1"), native("form", email="nobody at all")
    whole = b"[" + good + b"," + good + b"]"
    broken = b"[" + good + b"," + nobody + b"]"
    effects = _run(route, source(good), source(broken), source(whole))
    assert topics(effects.sends) == ["visitor-log", "dead-letters", "visitor-log", "visitor-log"]
    assert sent(effects, "dead-letters")[0].value == broken


def test_an_event_from_the_future_is_clamped(route: Route) -> None:
    """Dated more than ten minutes after its append time it gets that; files have none, and are believed."""
    value = native("page", user_id="u1")
    early = NOW - CLOCK_AHEAD_MS
    for timestamp, at, clamped in ((early, NOW, False), (early - 1, early - 1, True), (-1, NOW, False)):
        event = read_lead(_run(route, source(value, timestamp=timestamp)).sends[0].value)
        assert (event.at, event.clamped) == (at, clamped)


def test_moments_are_milliseconds() -> None:
    """Whatever the zone, to the nearest millisecond."""
    moment = datetime(2026, 1, 1, 12, 0, 0, 123_600, tzinfo=timezone(timedelta(hours=2)))
    assert moment_of(moment, -1) == (round(moment.timestamp() * 1000), False)
    assert moment_of(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), -1) == (-1000, False)


def test_an_append_time_that_was_never_set_clamps_nothing(route: Route) -> None:
    """A writer without a clock dates its records 1970; their events are as old as they say."""
    for timestamp in (0, 1, EARLIEST_MS - 1):
        event = read_lead(_run(route, source(native("page", user_id="u1"), timestamp=timestamp)).sends[0].value)
        assert (event.at, event.clamped) == (NOW, False)


def test_of_an_outcomes_reason_the_beginning_is_kept(route: Route) -> None:
    """A lead holds twenty outcomes: whole chronicles in them would be more than a changelog takes."""
    told = {"outcome_id": "o1", "occurred_at": "2026-01-01T00:00:00Z", "result": "lost", "user_id": "u1"}
    effects = _run(route, source(json.dumps(told | {"reason": "r" * 8_000}).encode(), "crm-outcomes"))
    assert read_lead(effects.sends[0].value).reason == "r" * MOST_REASON


def test_an_outcome_goes_to_its_lead(route: Route) -> None:
    """What the CRM says is kept with the lead; of nobody it is a dead letter."""
    told = {"outcome_id": "o1", "occurred_at": "2026-01-01T00:00:00Z", "result": "lost", "reason": "no budget"}
    ours = source(json.dumps(told | {"user_id": "u1"}).encode(), "crm-outcomes")
    theirs = source(json.dumps(told | {"lead_id": "00Q5e000001"}).encode(), "crm-outcomes")
    effects = _run(route, ours, theirs)
    assert topics(effects.sends) == ["lead-log", "dead-letters"]
    message = read_lead(effects.sends[0].value)
    assert (message.kind, message.event_id, message.result, message.reason) == ("outcome", "o1", "lost", "no budget")
    assert message.lead_id == keyed_hash(KEY, "user", "u1")
    assert counted(effects, "dead_letters") == {("no_identity",): 1}


@pytest.mark.parametrize(
    ("more", "ours"),
    [
        ({}, False),
        ({"author": "ann"}, False),
        ({"author": " Leadsieve "}, True),
        ({"caused_by": "0f2c7d1e"}, True),
        ({"author": "workflow 12", "caused_by": "0f2c7d1e"}, True),
    ],
)
def test_whose_doing_an_outcome_is(route: Route, more: dict[str, str], ours: bool) -> None:  # noqa: FBT001  a case's column
    """Ours by its author, or by the decision that the CRM carried out: it proves nothing of that decision."""
    told = {"outcome_id": "o1", "occurred_at": "2026-01-01T00:00:00Z", "result": "disqualified", "user_id": "u1"}
    effects = _run(route, source(json.dumps(told | more).encode(), "crm-outcomes"))
    assert read_lead(effects.sends[0].value).own is ours


def test_control_reaches_every_partition(route: Route) -> None:
    """What judges is told to every partition of the lead-log; what is withdrawn changes nothing."""
    standing = {
        "pack": "b2b",
        "persona": "student",
        "version": 1,
        "status": "live",
        "author": "marketing",
        "reason": "tried",
        "effective_at": "2026-01-01T00:00:00Z",
    }
    records = source(json.dumps(standing).encode(), "persona-packs"), source(None, "persona-packs")
    effects = _run(route, *records)
    assert [(send.topic, send.partition) for send in effects.sends] == [("lead-log", number) for number in range(3)]
    assert len({send.value for send in effects.sends}) == 1
    assert read_lead(effects.sends[0].value).persona == "student"
    assert counted(effects, "events") == {("persona-packs", "stored"): 2}


def test_route_remembers_nothing(route: Route) -> None:
    """The same record gives the same bytes, whatever came before it, and no state."""
    record = source(native("page", visitor_id="v1"))
    first, again = _run(route, record), _run(replace(route), source(b"{"), record)
    assert again.sends[1:] == first.sends
    assert first.changes == again.changes == {}


def test_events_of_one_record_are_told_apart(route: Route) -> None:
    """Each event of a batch has its own place, for their ids may be equal; that of a record's only event stays as it is."""
    value = json.dumps([json.loads(native("page", visitor_id="v1"))] * 2).encode()
    messages = [read_visitor(send.value) for send in _run(route, source(value)).sends]
    assert [message.origin for message in messages] == ["web-activity/3/7/0", "web-activity/3/7/1"]
    assert len({message.event_id for message in messages}) == 1


def test_time_of_receipt(route: Route) -> None:
    """What names no time has that at which its record was appended."""
    lead = {
        "lead_id": "l",
        "form_id": 1,
        "user_column_data": [{"column_id": "EMAIL", "string_value": "a@nova.example"}],
    }
    message = read_lead(_run(route, source(json.dumps(lead).encode(), timestamp=NOW)).sends[0].value)
    assert (message.event_id, message.at) == ("l", NOW)


def test_what_is_known_of_upstream(tables: Tables) -> None:
    """A topic's fixed format and the mapping file reach intake."""
    known = Upstream({"web-activity": "gravity_forms"}, Forms((FormRule(url="*", purpose="quote"),)))
    route = Route(tables, KEY, partitions=3, max_record_bytes=LIMIT, upstream=known)
    message = read_lead(
        _run(route, source(b'{"email": "a@nova.example", "poste": "DSI"}', timestamp=NOW)).sends[0].value
    )
    assert message.facts.declared["form.purpose"] == "quote"
    assert message.facts.declared["job.title"] == "DSI"


def test_a_social_visit_is_a_share(route: Route) -> None:
    """Who comes by a shared post, with a link that says who sent it, counts as both; a step within the site as neither."""
    page = {"url": "https://brume.example/?ref=ana", "referrer": "https://www.linkedin.com/feed"}
    within = {"url": "https://brume.example/b", "referrer": "https://brume.example/?ref=ana"}
    records = [source(native("page", visitor_id="v1", page=one)) for one in (page, within)]
    messages = [read_visitor(send.value) for send in _run(route, *records).sends]
    assert messages[0].acts == {"pages": 1, "shares": 1, "referrals": 1}
    assert messages[1].acts == {"pages": 1}


def test_an_override_goes_to_its_lead(route: Route) -> None:
    """It stands for 180 days unless it says otherwise; a revocation has no end; of nobody it is a dead letter."""
    told = {"override_id": "o", "occurred_at": "2026-01-01T00:00:00Z", "author": "ann", "reason": "r", "user_id": "u1"}
    half_year = source(json.dumps(told | {"action": "set", "status": "excluded"}).encode(), "lead-overrides")
    until = {"action": "set", "status": "excluded", "expires_at": "2026-01-02T00:00:00Z"}
    shorter = source(json.dumps(told | until).encode(), "lead-overrides")
    revoked = source(json.dumps(told | {"action": "revoke"}).encode(), "lead-overrides")
    strange = source(json.dumps(told | until | {"user_id": None, "lead_id": "x"}).encode(), "lead-overrides")
    effects = _run(route, half_year, shorter, revoked, strange)
    messages = [read_lead(send.value) for send in sent(effects, "lead-log")]
    assert [(message.status, message.until - message.at) for message in messages[:2]] == [
        ("excluded", 180 * DAY_MS),
        ("excluded", DAY_MS),
    ]
    assert (messages[2].status, messages[2].until, messages[2].author) == (None, 0, "ann")
    assert {message.lead_id for message in messages} == {keyed_hash(KEY, "user", "u1")}
    assert counted(effects, "dead_letters") == {("no_identity",): 1}
