"""Whether a judgement must still hold after an event, told from what the event has changed, without judging anew.

Nearly every page of a known lead adds to counts that no persona reads, and to an engagement that stays in its band.
Then all that the personas said before they would say again, and only the score is to be looked at. Where this is in any
doubt the answer is no, and the lead is judged: so what is published never depends on it.
"""

from typing import NamedTuple

from pipeline.contracts.log import LeadEvent
from pipeline.engine.compile import CompiledPack
from pipeline.engine.judge import Judgement
from pipeline.engine.score import Points, band, engagement, is_qualified
from pipeline.engine.view import Reading, reading_of
from pipeline.state.activity import Acts
from pipeline.state.lead import Judged, Lead
from pipeline.state.names import pack_id
from pipeline.state.time import day_of


class Before(NamedTuple):
    """What there was before an event."""

    newest: int
    """Of the counts that the event adds to: the lead's own, or one device's."""
    active: bool
    """Whether any activity was known."""


def before(state: Lead, message: LeadEvent) -> Before:
    """Return what has to be known of a lead before an event is taken in."""
    newest = state.newest
    if message.visitor_id is not None:
        device = state.devices.get(pack_id(message.visitor_id))
        newest = 0 if device is None else device.newest
    return Before(newest, state.active or bool(state.devices))


def judged(judgement: Judgement, turn: int) -> Judged | None:
    """Return what `holds` needs of a judgement; `turn`: of the choice of pack and standings that judged.

    None where a penalty fades: then every day has a score of its own.
    """
    if judgement.findings.fading:
        return None
    by_score = judgement.findings.kept is None and not judgement.hand_raised
    points = judgement.points
    return Judged(points.fit, points.penalties, judgement.band, judgement.status, by_score, turn)


def holds(
    judged: Judged | None, acts: Acts | None, message: LeadEvent, was: Before, pack: CompiledPack, now: int
) -> bool:
    """Tell whether a lead, who has had the event, would be judged as before: same status, personas, flags and band.

    Nothing of theirs may be due up to `now`: of facts past their shelf life it does not think.
    """
    if judged is None or acts is None or not was.active or message.type == "form":
        return False
    return (
        # No new day has begun: no window moved, and no older day was folded away.
        day_of(message.at) <= day_of(was.newest)
        and _tells_nothing(message, acts, reading_of(pack))
        and _scores_as_before(judged, acts, pack, day_of(now))
    )


def _tells_nothing(message: LeadEvent, acts: Acts, reading: Reading) -> bool:
    """Tell whether the event left every fact that the pack reads as it was."""
    told, did = message.facts, message.acts
    for values in (told.declared, told.crm, told.derived, told.guessed):
        if values and not reading.telling.isdisjoint(values):
            return False
    pages = did.get("pages", 0)
    # Where a name has just turned out to be a crowd's, its pages are gone.
    came_before = not pages or acts.get("pages", {}).get(day_of(message.at), 0) > pages
    return came_before and reading.counted.isdisjoint(did)


def _scores_as_before(judged: Judged, acts: Acts, pack: CompiledPack, day: int) -> bool:
    points = Points(judged.fit, engagement(acts, pack, day), judged.penalties)
    if band(points, pack) != judged.band:
        return False
    return not judged.by_score or is_qualified(points, acts, pack, day) == (judged.status == "qualified")
