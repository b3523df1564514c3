"""Visitors: what is kept, what passes on, and when history moves."""

import pytest

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import Tick, VisitorErased
from pipeline.stages.visitors import Visitors
from pipeline.stages.working_set import decoder_of
from pipeline.state.time import DAY_MS, LATE_DAYS
from pipeline.state.visitor import Visitor
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

NewErased, NewTick = of(VisitorErased), of(Tick)


def erased(at: int) -> VisitorErased:
    """Return the word of the lead that all up to then is forgotten."""
    return NewErased(at=at, visitor_id=VISITOR, lead_id=LEAD)


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
    visitors.take(linked("f", NOW + 20))
    assert visitors.take(linked("e", NOW + 10)).sends == []
    assert visitors.take(linked("m", NOW + 15, OTHER_LEAD)).sends == []


def test_since_which_day_a_device_is_theirs_is_told(visitors: Running) -> None:
    """An erasure asks for the day: where an earlier one turns out the history is handed over again, and nothing withdrawn."""
    visitors.take(linked("f", NOW))
    (again,) = (read_lead(send.value) for send in visitors.take(linked("e", NOW - 10)).sends)
    assert (again.lead_id, again.withdrawn, again.linked_on) == (LEAD, False, NOW // DAY_MS - 1)


def test_an_erased_device_is_whose_was_named_on_a_later_day(visitors: Running) -> None:
    """What it did up to the moment is gone, late or not; namings of that day don't count; the earliest later one does."""
    asked = NOW + 10
    visitors.take(seen("a"), linked("f"), linked("m", NOW + DAY_MS, OTHER_LEAD), linked("n", NOW + 2 * DAY_MS))
    visitors.take(seen("b", NOW + DAY_MS))
    (brought,) = (read_lead(send.value) for send in visitors.take(erased(asked)).sends)
    assert (brought.lead_id, brought.acts, brought.linked_on) == (OTHER_LEAD, {"pages": {20_001: 1}}, 20_001)
    late = visitors.take(seen("c", asked), linked("g", asked + 5))
    assert (late.sends, counted(late, "events")) == ([], {("web-activity", "erased"): 1})


def test_a_device_that_is_anothers_by_now_forgets_nothing(visitors: Running) -> None:
    """Whose it is was found out since: nobody else is touched."""
    visitors.take(seen("a"), linked("f", NOW + 20), linked("e", NOW + 10, OTHER_LEAD))
    effects = visitors.take(erased(NOW + DAY_MS))
    assert (effects.sends, effects.changes) == ([], {})


def test_a_marker_and_a_linked_device_go_with_the_retention_time(visitors: Running) -> None:
    """Both are kept as long as leads are, then forgotten by a tick; content of nobody's after ninety days."""
    visitors.take(seen("a"), linked("f"))
    end = NOW + 1096 * DAY_MS
    visitors.take(NewTick(at=end - 1))
    assert visitors.store.get(VISITOR) is not None
    visitors.take(erased(NOW + DAY_MS), seen("b", NOW + 3 * DAY_MS), NewTick(at=NOW + 95 * DAY_MS))
    left = decoder_of(Visitor).decode(visitors.store.get(VISITOR) or b"")
    assert left == Visitor(cut=NOW + DAY_MS)
    visitors.take(NewTick(at=end + DAY_MS))
    assert visitors.store.get(VISITOR) is None
