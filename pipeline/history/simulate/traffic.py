"""The traffic, record by record: what each is to be is drawn from the mix, and somebody is found to do it."""

from bisect import bisect
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate, cycle
from random import Random

from pipeline.history.simulate.acts import act, wander
from pipeline.history.simulate.arrivals import new_id
from pipeline.history.simulate.drift import NO_DRIFT, Drift
from pipeline.history.simulate.faults import FAULTS, malformed, oversized
from pipeline.history.simulate.machines import crawl, rehearse, scan, serve
from pipeline.history.simulate.mix import DEMO, Mix
from pipeline.history.simulate.people import Casting, Person
from pipeline.history.simulate.records import FORMS, WEB, Moment, Published, page_record
from pipeline.history.simulate.scripts import SLOTS
from pipeline.history.simulate.visits import Crowd

HOUR = timedelta(hours=1)
COMPETITOR_DOMAINS = ("kolibrix.example", "ventoline.example", "data-orme.example", "northgate-crm.example")
"""Rivals of Quillandre: the reference list of the pack `b2b-software`."""

NEXT_READER = 0.35
"""How often an anonymous page is one of somebody who will give a form, while such people wait."""
IN_HAND = 8
"""People ready to give a form; below that somebody new is cast."""
PATIENCE = 500
"""People waiting for the same kind of step; who comes after them leaves."""
MEMBERS = 2000
"""People with a user id whom the traffic remembers, the older ones giving way."""
RECENT = 300
"""Records that may come again."""
JITTER_MS = 1500
"""How far out of order events arrive that nothing held up."""
DELAY_MS = (5 * 60_000, 3 * 3_600_000)
DELAYED_FORMS, DELAYED_KNOWN = 0.15, 0.45
"""Up to which draw a delayed event is a form, and a page of somebody known."""
CROSSED = 0.3
"""Share of duplicates that come by the other topic."""
_OTHER = {WEB: FORMS, FORMS: WEB}
LATE_MS = (91 * 86_400_000, 200 * 86_400_000)


def traffic(  # noqa: PLR0913, PLR0917  what a world is made of
    seed: int,
    events: int,
    start: datetime,
    mix: Mix = DEMO,
    span: timedelta = HOUR,
    competitor_domains: tuple[str, ...] = COMPETITOR_DOMAINS,
    drift: Drift = NO_DRIFT,
) -> Iterator[Published]:
    """Yield `events` records in the order of their publication, the last published just before `start` + `span`.

    The same arguments give the same bytes. `start` needs its zone. Memory does not grow with `events`. `drift` says how the
    people change, and when more come at once.
    """
    begin, length = round(start.timestamp() * 1000), span // timedelta(milliseconds=1)
    site = Site(Random(seed), mix, competitor_domains, drift)  # noqa: S311  made-up people need no secrets
    large = {events * (number + 1) // (mix.oversized + 1) for number in range(mix.oversized)}
    for number in range(events):
        now = begin + drift.clock(number, events, length)
        site.pass_on(number / events)
        yield site.oversized(now) if number in large else site.next(now)


class Site:
    """Who is on the site, and what it may publish next."""

    def __init__(self, rng: Random, mix: Mix, competitor_domains: tuple[str, ...], drift: Drift = NO_DRIFT) -> None:
        shares = mix.shares()
        self._rng = rng
        self._bounds = list(accumulate(shares.values()))
        self._makers = [getattr(self, f"_{name}") for name in shares] + [self._anonymous]
        self._crowd = Crowd(rng)
        slots = frozenset({"anonymous"} | {name for name, share in shares.items() if share})
        self._casting = Casting(rng, competitor_domains, slots, drift)
        self._waiting: dict[str, deque[Person]] = {slot: deque() for slot in SLOTS.values()}
        self._members: list[Person] = []
        self._recent: deque[Published] = deque(maxlen=RECENT)
        self._faults = cycle(rng.sample(FAULTS, len(FAULTS)))

    def pass_on(self, progress: float) -> None:
        """Let time go on: `progress` of all traffic has passed, 0 to 1."""
        self._casting.progress = progress

    def next(self, now: int) -> Published:
        """Return the next record, published at `now` (milliseconds)."""
        record: Published = self._makers[bisect(self._bounds, self._rng.random())](now)
        return record

    def oversized(self, now: int) -> Published:
        """Return a record of 5 MB."""
        return oversized(self._rng, self._moment(now))

    def _moment(self, now: int, lag: int | None = None) -> Moment:
        return Moment(new_id(self._rng), now - (int(self._rng.random() * JITTER_MS) if lag is None else lag), now)

    def _anonymous(self, now: int) -> Published:
        waiting = self._waiting["anonymous"]
        if waiting and self._rng.random() < NEXT_READER:
            return self._play(waiting, self._moment(now))
        return self._stroll(self._moment(now))

    def _stroll(self, moment: Moment) -> Published:
        """Return a page of the crowd: what stands in wherever nobody has anything better to do."""
        value = page_record(self._crowd.next(), moment)
        return self._noted(Published(WEB, value, "anonymous", moment.event_id.decode(), None))

    def _forms(self, now: int) -> Published:
        ready = self._waiting["forms"]
        if len(ready) < IN_HAND:
            self._wait(self._casting.next())
        if not ready:
            ready.append(_at_first_form(self._casting.next()))
        return self._play(ready, self._moment(now))

    def _known(self, now: int) -> Published:
        waiting = self._waiting["known"]
        return self._play(waiting, self._moment(now)) if waiting else self._wander(self._moment(now))

    def _wander(self, moment: Moment, share: float = 1.0) -> Published:
        """Return a page of somebody known; of the first `share` of them, the ones known longest."""
        if not self._members:
            return self._stroll(moment)
        person = self._members[int(self._rng.random() * share * len(self._members))]
        return self._noted(wander(self._rng, person, moment))

    def _actions(self, now: int) -> Published:
        return self._play_or_stroll("actions", now)

    def _outcomes(self, now: int) -> Published:
        return self._play_or_stroll("outcomes", now)

    def _play_or_stroll(self, slot: str, now: int) -> Published:
        waiting, moment = self._waiting[slot], self._moment(now)
        return self._play(waiting, moment) if waiting else self._stroll(moment)

    def _servers(self, now: int) -> Published:
        moment = self._moment(now)
        return serve(self._rng, moment, self._rng.choice(self._members)) if self._members else self._stroll(moment)

    def _bots(self, now: int) -> Published:
        return crawl(self._rng, self._moment(now))

    def _scanners(self, now: int) -> Published:
        return scan(self._rng, self._moment(now), self._members)

    def _tests(self, now: int) -> Published:
        return rehearse(self._rng, self._moment(now))

    def _malformed(self, now: int) -> Published:
        return malformed(next(self._faults), self._moment(now))

    def _duplicates(self, now: int) -> Published:
        if not self._recent:
            return self._stroll(self._moment(now))
        again = self._rng.choice(self._recent)
        crossed = self._rng.random() < CROSSED and again.topic in _OTHER
        return again._replace(topic=_OTHER[again.topic] if crossed else again.topic, kind="duplicate")

    def _delayed(self, now: int) -> Published:
        moment, draw = self._moment(now, self._rng.randrange(*DELAY_MS)), self._rng.random()
        ready = self._waiting["forms"]
        if ready and draw < DELAYED_FORMS:
            return self._play(ready, moment)._replace(kind="delayed")
        record = self._wander(moment) if draw < DELAYED_KNOWN else self._stroll(moment)
        return record._replace(kind="delayed")

    def _late(self, now: int) -> Published:
        if not self._members:
            return self._stroll(self._moment(now))
        # Of those known longest: what we have heard of them since is what makes this too late.
        return self._wander(self._moment(now, self._rng.randrange(*LATE_MS)), 0.5)._replace(kind="late")

    def _play(self, waiting: deque[Person], moment: Moment) -> Published:
        """Return the next step of whoever waits longest, and let them wait for the one after."""
        person = waiting.popleft()
        step = person.script[person.step]
        record = self._noted(act(self._rng, person, moment))
        if step.what in ("form", "identify") and person.user_id and person.named:
            self._remember(person)
        self._wait(person)
        return record

    def _wait(self, person: Person) -> None:
        if person.step < len(person.script):
            waiting = self._waiting[SLOTS[person.script[person.step].what]]
            if len(waiting) < PATIENCE:
                waiting.append(person)

    def _remember(self, person: Person) -> None:
        if len(self._members) < MEMBERS:
            self._members.append(person)
        else:
            self._members[self._rng.randrange(MEMBERS)] = person

    def _noted(self, record: Published) -> Published:
        self._recent.append(record)
        return record


def _at_first_form(person: Person) -> Person:
    """Return somebody who came straight to the form: what they would have read before is left out."""
    person.step = next(number for number, step in enumerate(person.script) if step.what == "form")
    return person
