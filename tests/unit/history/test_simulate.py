import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.contracts.event import Event
from pipeline.errors import Problem
from pipeline.history.simulate import BENCH, COMPETITOR_DOMAINS, DEMO, Mix, Published, expected, traffic
from pipeline.history.simulate.faults import FAULTS, OVERSIZED
from pipeline.history.simulate.parts import PARTS
from pipeline.history.simulate.records import FORMS, OUTCOMES, WEB
from pipeline.intake import detect, outcome

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
EVENTS = 20_000
UNREADABLE = {"malformed", "oversized"}
OTHER_KINDS = {"anonymous", "bot", "delayed", "duplicate", "late", "malformed", "scanner", "server", "test"}


@pytest.fixture(scope="module")
def demo() -> list[Published]:
    return list(traffic(7, EVENTS, START))


@pytest.fixture(scope="module")
def events(demo: list[Published]) -> list[tuple[Published, Event]]:
    """Every record of the two event topics that is well formed, with the event that intake reads in it."""
    well_formed = [record for record in demo if record.kind not in UNREADABLE and record.topic != OUTCOMES]
    return [(record, _event(record)) for record in well_formed]


def _event(record: Published) -> Event:
    read = detect.read(record.value)
    assert not isinstance(read, Problem), (read, record)
    (event,) = read
    return event


def _shares(records: Iterable[Published]) -> dict[str, float]:
    counts = Counter(_slot(record) for record in records)
    return {slot: number / counts.total() for slot, number in counts.items()}


def _slot(record: Published) -> str:
    if record.topic == OUTCOMES:
        return "outcomes"
    event = _event(record)
    if event.type != "page":
        return "forms" if event.type == "form" else "actions"
    return "known" if event.user_id else "anonymous"


def test_same_bytes() -> None:
    """The same seed, number, start, mix and span give the same records, byte for byte."""
    assert list(traffic(3, 3000, START)) == list(traffic(3, 3000, START))


def test_seed_matters() -> None:
    """Another seed gives other records, none of whose ids were used before."""
    ours, others = ({record.event_id for record in traffic(seed, 500, START)} for seed in (1, 2))
    assert ours & others <= {None}


def test_number() -> None:
    """As many records come as were asked for, whatever is wrong with some of them."""
    assert sum(1 for _ in traffic(1, 777, START, Mix(malformed=0.5, duplicates=0.3, oversized=2))) == 777


def test_bench_shares() -> None:
    """The bench's mix is 95 % anonymous pages, 4 % known pages and 1 % forms, and nothing else."""
    shares = _shares(traffic(5, EVENTS, START, BENCH))
    assert shares.keys() == {"anonymous", "known", "forms"}
    assert shares["known"] == pytest.approx(0.04, abs=0.005)
    assert shares["forms"] == pytest.approx(0.01, abs=0.003)


def test_demo_shares(demo: list[Published]) -> None:
    """The demo's mix holds some hundreds of forms among a crowd that nothing names."""
    whole = [record for record in demo if record.kind in PARTS or record.kind == "anonymous"]
    shares = _shares(whole)
    assert shares["anonymous"] > 0.85
    assert 400 < sum(record.topic == FORMS for record in whole) < 800
    assert shares["outcomes"] == pytest.approx(DEMO.outcomes, abs=0.002)


def test_every_kind(demo: list[Published]) -> None:
    """A demo of 20,000 shows every part, and everything odd, more than once."""
    kinds = Counter(record.kind for record in demo)
    assert kinds.keys() == PARTS.keys() | OTHER_KINDS
    assert min(kinds.values()) > 1


def test_every_part_in_each_hundred_people(demo: list[Published]) -> None:
    """Parts are dealt from a deck, so that chance leaves none out: each has its share of those who gave a form."""
    people = {record.person: record.kind for record in demo if record.topic == FORMS and record.kind in PARTS}
    dealt = Counter(people.values())
    assert all(dealt[name] >= part.cards * len(people) / 100 / 2 for name, part in PARTS.items())


def test_expected(demo: list[Published]) -> None:
    """What to expect of the summary is how many records there are of each kind."""
    counts = expected(demo)
    assert sum(counts.values()) == EVENTS
    assert counts["malformed"] == sum(record.kind == "malformed" for record in demo)


def test_ids_stand_in_the_records(events: list[tuple[Published, Event]]) -> None:
    """A record is published under the id that intake will read in it."""
    assert [record.event_id for record, _ in events] == [event.event_id for _, event in events]


def test_ids_are_used_once(demo: list[Published]) -> None:
    """No two records share an id, but a duplicate and what it repeats, byte by byte."""
    first: dict[str, Published] = {}
    for record in demo:
        if record.event_id is None:
            continue
        if record.kind == "duplicate":
            assert record.value == first[record.event_id].value
        else:
            assert record.event_id not in first
            first[record.event_id] = record


def test_duplicates_cross_topics(demo: list[Published]) -> None:
    """Some duplicates come by the topic that the first did not."""
    first = {record.event_id: record.topic for record in demo if record.kind != "duplicate"}
    crossed = Counter(first[again.event_id] != again.topic for again in demo if again.kind == "duplicate")
    assert crossed[True] > 5
    assert crossed[False] > crossed[True]


def test_outcomes_are_read(demo: list[Published]) -> None:
    """What the CRM says is of the contract, of somebody, and of every result."""
    read = [outcome.read_outcome(record.value) for record in demo if record.topic == OUTCOMES and record.event_id]
    assert not [found for found in read if isinstance(found, Problem)]
    assert {found.result for found in read if not isinstance(found, Problem)} == {
        "won",
        "lost",
        "disqualified",
        "recycled",
    }


def test_malformed_are_refused(demo: list[Published]) -> None:
    """Every fault is met, and none of these records can be read."""
    records = [record for record in demo if record.kind == "malformed"]
    codes = {fault.code for fault in FAULTS}
    read = [
        outcome.read_outcome(record.value) if record.topic == OUTCOMES else detect.read(record.value)
        for record in records
    ]
    assert {found.code for found in read if isinstance(found, Problem)} == codes
    assert all(isinstance(found, Problem) for found in read)


def test_oversized_when_asked() -> None:
    """A record of 5 MB comes as often as asked, is well formed, and is nobody's we count."""
    large = [record for record in traffic(1, 300, START, Mix(oversized=2)) if record.kind == "oversized"]
    assert [len(record.value or b"") > OVERSIZED for record in large] == [True, True]
    assert all(json.loads(record.value or b"") for record in large)


def test_topics(events: list[tuple[Published, Event]]) -> None:
    """Forms come by their own topic, all else by the web's; only duplicates may stray."""
    for record, event in events:
        if record.kind != "duplicate":
            assert record.topic == (FORMS if event.type == "form" else WEB)


def test_both_shapes(demo: list[Published]) -> None:
    """Most records are Segment's; some are of our own shape, and forms come in both."""
    native = Counter(b'"event_id"' in (record.value or b"")[:20] for record in demo if record.kind in PARTS)
    forms = Counter(
        b'"event_id"' in (record.value or b"")[:20] for record in demo if record.topic == FORMS and record.kind in PARTS
    )
    assert 0 < native[True] < native[False]
    assert forms[True] > 20


def test_times(events: list[tuple[Published, Event]]) -> None:
    """Events are at most seconds out of order; delayed ones come hours later, late ones months."""
    end = START + timedelta(hours=1)
    punctual = [event.occurred_at for record, event in events if record.kind not in ("delayed", "late", "duplicate")]
    assert all(later - earlier > timedelta(seconds=-2) for earlier, later in pairwise(punctual))
    assert any(later < earlier for earlier, later in pairwise(punctual))
    assert START - timedelta(seconds=2) <= min(punctual) <= max(punctual) < end
    lags = {kind: [end - event.occurred_at for record, event in events if record.kind == kind] for kind in OTHER_KINDS}
    assert max(lags["delayed"]) < timedelta(hours=5)
    assert min(lags["late"]) > timedelta(days=91)


def test_span() -> None:
    """The traffic spreads over the span that is asked for."""
    records = list(traffic(1, 200, START, BENCH, timedelta(days=2)))
    assert _event(records[-1]).occurred_at - _event(records[0]).occurred_at > timedelta(days=1, hours=22)


def test_competitors_are_ours_to_name(demo: list[Published]) -> None:
    """Competitors write from the domains on the reference list, and nobody else does."""
    for record in demo:
        said = any(f"@{domain}".encode() in (record.value or b"") for domain in COMPETITOR_DOMAINS)
        assert not said or record.person is None or record.person.startswith("competitor-")
    rivals = traffic(1, 8000, START, competitor_domains=("rival.example",))
    forms = [record.value or b"" for record in rivals if record.kind == "competitor" and record.topic == FORMS]
    assert forms
    assert all(b"@rival.example" in value for value in forms)


def test_known_after_named(events: list[tuple[Published, Event]]) -> None:
    """Nobody's user id is on a page before a form or an identify call said who they are."""
    told: set[str] = set()
    for record, event in events:
        if event.type in ("form", "identify") and event.user_id:
            told.add(event.user_id)
        if record.kind in PARTS and event.type == "page" and event.user_id:
            assert event.user_id in told


def test_second_device(events: list[tuple[Published, Event]]) -> None:
    """Some people come back on a second device, under the same user id or email."""
    devices: dict[str, set[str]] = {}
    for record, event in events:
        if record.kind in PARTS and event.visitor_id and (event.user_id or event.email):
            devices.setdefault(record.person or "", set()).add(event.visitor_id)
    assert Counter(len(ids) for ids in devices.values()).keys() == {1, 2}


def test_forms_say_who(events: list[tuple[Published, Event]]) -> None:
    """A form of a lead carries an email, the form's id and answers, and some the campaign that brought them."""
    forms = [event for record, event in events if record.kind in PARTS and event.type == "form"]
    assert all(event.email and event.form and event.form.id and event.form.answers for event in forms)
    assert sum(event.campaign is not None for event in forms) > 50


def test_others_are_marked(events: list[tuple[Published, Event]]) -> None:
    """Test leads say so; servers' events have a user, no browser; bots keep no cookie."""
    tests = [event for record, event in events if record.kind == "test"]
    served = [event for record, event in events if record.kind == "server"]
    bots = [event.visitor_id for record, event in events if record.kind == "bot"]
    assert all(event.test for event in tests)
    assert all(event.user_id and not event.visitor_id for event in served)
    assert len(set(bots)) == len(bots)


def test_nobody_is_real(events: list[tuple[Published, Event]]) -> None:
    """Machines have addresses reserved for documentation, and companies stand under `.example`."""
    for record, event in events:
        assert event.ip is None or event.ip.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
        domain = (event.email or "@x.example").rpartition("@")[2]
        assert domain.endswith(".example") or record.kind not in {"buyer", "competitor", "detractor", "intern", "later"}


@pytest.mark.parametrize("share", [pytest.param(1.1, id="beyond-one"), pytest.param(-0.1, id="below-none")])
def test_mix_adds_up(share: float) -> None:
    """Shares that are no shares are refused at once."""
    with pytest.raises(ValueError, match="shares"):
        Mix(forms=share)
