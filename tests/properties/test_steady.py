"""That an event need not be judged anew is an economy: nothing that is published or remembered depends on it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.packs import read_pack
from pipeline.contracts.fact import Facts
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import LeadEvent, Visits
from pipeline.engine import steady
from pipeline.engine.compile import CompiledPack
from pipeline.history.replay import Bench, control_sends
from pipeline.stages.effects import Send
from pipeline.stages.leads import Leads
from pipeline.state.time import DAY_MS
from tests.flows import ROOT

LEAD = "1" * 32
START = 20_000 * DAY_MS
GAPS = (1, 60_000, DAY_MS // 3, DAY_MS, 8 * DAY_MS, 40 * DAY_MS, 100 * DAY_MS, 183 * DAY_MS)
"""Between two events; shelf lives of half a year and a year pass within a few of the longest."""
ACTS: tuple[dict[str, int], ...] = (
    {"pages": 1},
    {"pages": 1, "pricing_pages": 1},
    {"pages": 9, "pricing_pages": 8},
    {"actions": 1, "shares": 1},
    {"actions": 1, "downloads": 1},
    {"seconds_on_site": 30, "pages": 1},
    {},
)
TOLD: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"acquisition.source": "google", "acquisition.medium": "cpc"},
    {"job.seniority": "student"},
    {"job.seniority": "director", "job.function": "it"},
    {"budget.declared": "none"},
    {"need.declared": "project", "timeline.declared": 3, "budget.declared": "enough"},
    {"geo.country": "TN", "geo.country_source": "declared"},
    {"form.purpose": "demo"},
    {"form.purpose": "content"},
    {"company.relation": "customer"},
    {"email.domain": "kolibrix.example", "email.kind": "business"},
)
PACKS = tuple(read_pack(folder) for folder in sorted((ROOT / "rules").iterdir()) if Path(folder, "pack.yaml").exists())


@st.composite
def logs(draw: st.DrawFn) -> list[LeadEvent | Visits]:
    """Return what one lead's log may hold: forms, pages of their own and of two devices, and devices that come and go."""
    log, at = list[LeadEvent | Visits](), START
    for number in range(draw(st.integers(1, 14))):
        at += draw(st.sampled_from(GAPS))
        back = draw(st.sampled_from((0, 0, 0, 1, DAY_MS, 30 * DAY_MS)))
        kind = draw(st.sampled_from(("page", "page", "page", "page", "form", "action", "visits")))
        make = _visits if kind == "visits" else _event
        log.append(make(draw, f"{number:032x}", kind, max(START, at - back)))
    return log


def _event(draw: st.DrawFn, event_id: str, kind: Any, at: int) -> LeadEvent:  # noqa: ANN401  a type of event
    source = draw(st.sampled_from(("declared", "derived")))
    return of(LeadEvent)(
        event_id=event_id,
        type=kind,
        at=at,
        origin="web-activity/0/1",
        lead_id=LEAD,
        visitor_id=None if kind == "form" else draw(st.sampled_from((None, None, "v1", "v2"))),
        acts={"forms": 1} if kind == "form" else draw(st.sampled_from(ACTS)),
        facts=of(Facts)(**{source: draw(st.sampled_from(TOLD))}),
    )


def _visits(draw: st.DrawFn, event_id: str, _: str, at: int) -> Visits:
    gone = draw(st.booleans())
    return of(Visits)(
        event_id=event_id,
        at=at,
        first_at=None if gone else at - DAY_MS,
        lead_id=LEAD,
        visitor_id=draw(st.sampled_from(("v1", "v2"))),
        acts={} if gone else {"pages": {at // DAY_MS: 2, at // DAY_MS - 1: 1}},
        withdrawn=gone,
    )


def _run(pack: CompiledPack, log: list[LeadEvent | Visits]) -> tuple[list[Send], bytes | None]:
    bench, sends = Bench(Leads({pack.sha256: pack}), 1_000_000), list[Send]()
    live = control_sends(pack, {persona.id: "live" for persona in pack.personas})
    for record in bench.log([*live, *(Send("lead-log", None, encode(message)) for message in log)]):
        sends += bench.run([record]).sends
    return sends, bench.store.get(LEAD)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@settings(max_examples=60, deadline=None)
@given(log=logs())
def test_economy(pack: CompiledPack, log: list[LeadEvent | Visits]) -> None:
    """Judging every event gives the same sends and the same state, byte for byte, as judging where it may matter."""
    thrifty = _run(pack, log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steady, "holds", lambda *_: False)
        assert _run(pack, log) == thrifty


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_a_page_more_is_not_judged(pack: CompiledPack) -> None:
    """The economy is made: of a hundred pages of one hour, all but those that turn something pass unjudged."""
    page = {"type": "page", "origin": "web-activity/0/1", "lead_id": LEAD, "acts": {"pages": 1}}
    log = [of(LeadEvent)(event_id=str(number), at=START + number, **page) for number in range(100)]
    held = []
    with pytest.MonkeyPatch.context() as patch:
        holds = steady.holds
        patch.setattr(steady, "holds", lambda *given: held.append(holds(*given)) or held[-1])
        _run(pack, log)
    assert sum(held) > 90
