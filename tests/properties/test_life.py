"""A lead's life against a simple model: what is said of them in any order, and what must be published then."""

import json
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import of
from pipeline.contracts.log import LeadOverride, Tick
from pipeline.stages.effects import Effects
from pipeline.stages.leads import Leads
from tests.unit.stages.making import LEAD, NOW, PACK, Running, chosen, form, sent, stands

NewOverride, NewTick = of(LeadOverride), of(Tick)
HOUR: Final = 3_600_000
MOMENTS = st.integers(0, 96).map(lambda hours: NOW + hours * HOUR)
"""Within the horizon of repeats, and well within any fact's life."""
SAYS: Final = {"student": "excluded", "executive": "qualified"}
FACTS: Final = {
    "student": of(Facts)(declared={"job.seniority": "student", "job.title": "student"}),
    "executive": of(Facts)(declared={"job.seniority": "executive", "job.title": "CTO"}),
}


class Life(RuleBasedStateMachine):
    """One lead. The model: the latest form says what the personas say, a person's latest word stands above it."""

    def __init__(self) -> None:
        """Begin with a lead whom one form has named."""
        super().__init__()
        self.running = Running(Leads({PACK.sha256: PACK}))
        self.running.take(chosen(), stands("student", "live"), stands("buyer", "live"))
        self.numbers = 0
        self.now = 0
        self.told: tuple[int, str, str] = (0, "", "")
        self.word: tuple[int, str, str | None, int] = (0, "", None, 0)
        self.published: dict[str, Any] = {}
        self.current: set[str] = set()
        """The status topics in which the lead stands, as a consumer keeps book of them."""
        self.say(NOW, "student")

    @rule(at=MOMENTS, who=st.sampled_from(sorted(SAYS)))
    def say(self, at: int, who: str) -> None:
        """A form tells what the lead is; one at the same moment is left out, for a hash decides between them."""
        if at == self.told[0]:
            return
        self.told = max(self.told, (at, self._next(), who))
        self.now = max(self.now, at)
        answers = self._take(form(self._next(), at, facts=FACTS[who]))
        assert answers[-1]["trigger"]["kind"] == "event"

    @rule(at=MOMENTS, status=st.sampled_from(("qualified", "excluded", None)), hours=st.integers(1, 60))
    def overrule(self, at: int, status: str | None, hours: int) -> None:
        """A person decides, or takes it back; a word older than the latest is not answered."""
        until = at + hours * HOUR if status else 0
        said = (at, self._next(), status, until)
        latest = said[:2] > self.word[:2]
        told = {"origin": "lead-overrides/0/1", "lead_id": LEAD, "author": "ann", "reason": "r", "status": status}
        answers = self._take(NewOverride(event_id=said[1], at=at, until=until, **told))
        if latest:
            self.word = said
            self.now = max(self.now, at)
            assert answers[-1]["trigger"] == {"kind": "override", "id": said[1], "origin": "lead-overrides/0/1"}
        else:
            assert answers == []

    @rule(at=MOMENTS)
    def tick(self, at: int) -> None:
        """Time goes on."""
        self.now = max(self.now, at)
        self._take(NewTick(at=at))

    @invariant()
    def says_what_the_model_says(self) -> None:
        """Status, who set it, and the one status topic in which the lead stands."""
        at, override_id, status, until = self.word
        stands_now = status is not None and at <= self.now < until
        expected = status if stands_now else SAYS[self.told[2]]
        assert self.published["status"] == expected
        assert (self.published.get("override") or {}).get("id") == (override_id if stands_now else None)
        assert ("overridden" in self.published["flags"]) == stands_now
        assert self.current == {f"{expected}-leads"}

    def _next(self) -> str:
        self.numbers += 1
        return f"{self.numbers:04d}"

    def _take(self, message: object) -> list[dict[str, Any]]:
        effects = self.running.take(message)
        self._keep_book(effects)
        answers = [json.loads(send.value or b"") for send in sent(effects, "lead-decisions")]
        for answer in answers:
            assert answer["revision"] == self.published.get("revision", 0) + 1
            self.published = answer
        return answers

    def _keep_book(self, effects: Effects) -> None:
        """Consume the status topics as a CRM does: a decision puts the lead in, a retraction takes them out."""
        for send in effects.sends:
            if send.topic.endswith("-leads") and send.topic != "lead-decisions":
                retracted = "retracted" in json.loads(send.value or b"")
                (self.current.discard if retracted else self.current.add)(send.topic)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
