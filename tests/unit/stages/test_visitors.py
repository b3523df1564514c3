"""Visitors: what is kept, what passes on, and when history moves."""

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.stages.visitors import Visitors
from pipeline.state.time import DAY_MS, LATE_DAYS
from tests.unit.stages.making import (
    LEAD,
    NOW,
    OTHER_LEAD,
    VISITOR,
    Running,
    counted,
    linked,
    read_lead,
    seen,
)


@pytest.fixture
def visitors() -> Running:
    return Running(Visitors())


def _from_google() -> Facts:
    return of(Facts)(derived={"acquisition.source": "google", "acquisition.medium": "cpc"})


def test_what_is_anonymous_stays(visitors: Running) -> None:
    """An event of nobody known is counted and kept; nothing of it goes any further."""
    effects = visitors.take(seen("a"), seen("b"))
    assert effects.sends == []
    assert counted(effects, "events") == {("web-activity", "anonymous"): 2}
    assert list(effects.changes) == [VISITOR]


def test_what_does_not_count_changes_nothing(visitors: Running) -> None:
    """Repeats, late events and machines each have their counter, and leave the visitor as it was."""
    visitors.take(seen("a"))
    late = NOW - (LATE_DAYS + 1) * DAY_MS
    effects = visitors.take(seen("a"), seen("b", late), seen("c", ignored="bot"), seen("d", ignored="test"))
    assert counted(effects, "events") == {
        ("web-activity", "duplicate"): 1,
        ("web-activity", "late"): 1,
        ("web-activity", "bot"): 1,
        ("web-activity", "test"): 1,
    }
    assert effects.changes == {}
    assert effects.sends == []


def test_history_travels_once_then_events_pass_on(visitors: Running) -> None:
    """Who becomes a lead brings all that was done so far; from then on every event goes to the lead."""
    effects = visitors.take(
        seen("a", NOW - DAY_MS, facts=_from_google()), seen("b"), linked("f", NOW + 1), seen("c", NOW + 2)
    )
    assert [(send.topic, send.key) for send in effects.sends] == [("lead-log", LEAD.encode())] * 2
    summary, passed = (read_lead(send.value) for send in effects.sends)
    assert (summary.kind, summary.visitor_id, summary.event_id) == ("visits", VISITOR, "f")
    assert (summary.first_at, summary.at) == (NOW - DAY_MS, NOW)
    assert summary.acts == {"pages": {19_999: 1, 20_000: 1}}
    assert [(told.name, told.source, told.at, told.value) for told in summary.facts] == [
        ("acquisition.medium", "derived", NOW - DAY_MS, "cpc"),
        ("acquisition.source", "derived", NOW - DAY_MS, "google"),
    ]
    assert (passed.kind, passed.event_id, passed.visitor_id, passed.lead_id) == ("event", "c", VISITOR, LEAD)
    assert counted(effects, "events") == {("web-activity", "anonymous"): 2}  # whoever takes `c` counts it


def test_who_is_linked_before_anything_was_seen_brings_nothing(visitors: Running) -> None:
    """A summary of nothing has no first moment."""
    (send,) = visitors.take(linked("f")).sends
    summary = read_lead(send.value)
    assert (summary.at, summary.first_at, summary.acts, summary.facts) == (0, None, {}, [])


def test_saying_it_again_says_nothing(visitors: Running) -> None:
    """Later events that name the same lead, or another, move nothing and write nothing."""
    visitors.take(linked("f"))
    effects = visitors.take(linked("g", NOW + 1), linked("h", NOW + 1, OTHER_LEAD), linked("f"))
    assert effects.sends == []
    assert effects.changes == {}


def test_an_earlier_word_takes_the_device_along(visitors: Running) -> None:
    """Whom an earlier event names has the device: it is taken back from the one, and brought to the other."""
    visitors.take(seen("a"), linked("f"))
    effects = visitors.take(linked("e", NOW - 1, OTHER_LEAD))
    gone, brought = (read_lead(send.value) for send in effects.sends)
    assert (gone.lead_id, gone.withdrawn, gone.acts) == (LEAD, True, {})
    assert (brought.lead_id, brought.withdrawn, brought.acts) == (OTHER_LEAD, False, {"pages": {20_000: 1}})


def test_an_earlier_word_for_the_same_lead_is_remembered(visitors: Running) -> None:
    """It moves nothing, but nobody named between the two can take the device any more."""
    visitors.take(linked("f", NOW))
    assert visitors.take(linked("e", NOW - 10)).sends == []
    assert visitors.take(linked("m", NOW - 5, OTHER_LEAD)).sends == []
