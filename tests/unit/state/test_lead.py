"""Leads: what is remembered of a person, whatever the order one hears it in."""

from itertools import permutations

import msgspec
import pytest

from pipeline.state import facts, lead
from pipeline.state.lead import RECENT, Device, Judged, Lead
from pipeline.state.marks import mark_of
from pipeline.state.time import DAY_MS

NOW = 20_000 * DAY_MS


def _observe(state: Lead, event_id: str, at: int, did: dict[str, int] | None = None) -> None:
    lead.observe(state, {"pages": 1} if did is None else did, event_id, at, mark_of(event_id))


def test_a_decision_names_the_newest_events_in_event_order() -> None:
    """The last `RECENT` by event time, in any order of arrival, and how many there were in all."""
    events = [(f"{number:032x}", NOW + number) for number in range(RECENT + 3)]
    for order in (events, events[::-1], events[5:] + events[:5]):
        state = Lead()
        for event_id, at in order:
            _observe(state, event_id, at)
        assert lead.recent_ids(state) == [event_id for event_id, _ in events[3:]]
        assert state.events == RECENT + 3


def test_a_form_alone_shows_no_activity() -> None:
    """Whoever only ever filled in a form may have done much that we never saw: unknown, not nothing."""
    state = Lead()
    _observe(state, "f", NOW, {"forms": 1})
    assert lead.all_acts(state) is None
    _observe(state, "p", NOW)
    assert lead.all_acts(state) == {"forms": {20_000: 1}, "pages": {20_000: 1}}


def test_devices_count_and_can_be_taken_back() -> None:
    """What a device brought counts as the lead's, and leaves nothing behind when it is withdrawn."""
    state = Lead()
    _observe(state, "p", NOW)
    device = lead.device_of(state, "v" * 32)
    lead.observe_on(device, {"pages": 2}, NOW + DAY_MS)
    lead.keep_device(state, "v" * 32, device)
    assert lead.device_of(state, "v" * 32) is device
    assert lead.moment(state) == NOW + DAY_MS
    assert lead.all_acts(state) == {"pages": {20_000: 1, 20_001: 2}}
    state.devices.clear()
    assert lead.moment(state) == NOW
    assert lead.all_acts(state) == {"pages": {20_000: 1}}


def test_devices_are_observed_in_any_order() -> None:
    """First, newest and counts of a device do not depend on arrival."""
    days = (NOW, NOW - 80 * DAY_MS, NOW - DAY_MS)
    found = []
    for order in permutations(days):
        device = Device()
        for at in order:
            lead.observe_on(device, {"pages": 1}, at)
        found.append(device)
    assert all(device == found[0] for device in found)
    assert (found[0].first, found[0].newest) == (NOW - 80 * DAY_MS, NOW)


def test_contact_is_the_newest_of_each() -> None:
    """How a lead can be found is what they last gave, member by member."""
    state = Lead()
    facts.learn(state.contact, 0, {"email": "new@brume.example"}, NOW, b"b")
    facts.learn(state.contact, 0, {"email": "old@brume.example", "user_id": "u1"}, NOW - 1, b"a")
    assert lead.contact(state) == {"email": "new@brume.example", "user_id": "u1"}


def test_an_outcome_is_kept_once() -> None:
    """The same outcome again is known already."""
    state = Lead()
    assert lead.keep_outcome(state, (NOW, "o1", "won", None))
    assert not lead.keep_outcome(state, (NOW, "o1", "won", None))


def test_a_lead_survives_its_encoding() -> None:
    """What is stored is what is read."""
    state = Lead(judged=Judged(100, 0, "low", "open", by_score=True))
    _observe(state, "p", NOW)
    device = lead.device_of(state, "a" * 32)
    lead.observe_on(device, {"pages": 1}, NOW)
    lead.keep_device(state, "a" * 32, device)
    facts.learn(state.facts, 0, {"job.title": "CTO"}, NOW, mark_of("p"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Lead) == state


@pytest.mark.parametrize("step", [1, 7, -1])
def test_a_crowd_is_nobody(step: int) -> None:
    """Of more devices than one person has none is kept, whatever the order they came in, and none comes back."""
    state, devices = Lead(), lead.MOST_DEVICES + 5
    for number in range(2 * devices):
        visitor, at = f"v{number * step % devices}", NOW + number
        device = lead.device_of(state, visitor)
        lead.observe_on(device, {"pages": 1}, at)
        lead.keep_device(state, visitor, device)
    assert state == Lead(shared=True)


def test_as_many_devices_as_a_person_has() -> None:
    """Up to the bound all devices are kept, and seen again they are no more."""
    state = Lead()
    for number in range(3 * lead.MOST_DEVICES):
        lead.keep_device(state, f"v{number % lead.MOST_DEVICES}", lead.Device())
    assert (len(state.devices), state.shared) == (lead.MOST_DEVICES, False)
