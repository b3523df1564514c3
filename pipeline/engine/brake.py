"""When a persona excludes nobody anew: past its budget, or wrong too often. Says it of counts; who counts is elsewhere.

What follows from the answer travels as a record of the log, as every choice does, and comes back to the panel as
`Conduct.braked`. Nothing here releases a brake: a person does.
"""

from typing import Final, NamedTuple

from pipeline.contracts.log import Braked
from pipeline.engine.compile import CompiledPersona
from pipeline.engine.holdout import SHARES
from pipeline.engine.intervals import share
from pipeline.engine.panel import ENOUGH
from pipeline.personas.model import NEVER_SPARED

REPEATED_Z: Final = 3.0
"""Standard deviations that a share may be off by chance while it is looked at again and again."""


class Tally(NamedTuple):
    """What one persona did while it was live, of leads counted once each, by their first decision after a form."""

    leads: int
    """Leads with a form, whoever matched them."""
    excluded: int
    """Those of them that this persona excludes, alone or with others."""
    held_out: int
    """Leads that it would have excluded, that were let through, and whose outcome is known."""
    good: int
    """Those of the held-out that were worth selling to after all."""


def brake_of(persona: CompiledPersona, tally: Tally) -> Braked | None:
    """Return why the persona must exclude nobody anew; None: it may go on, or there is not enough to tell.

    Its share of leads must be more than its budget by more than chance explains, though it is asked after every few
    leads: so by three standard deviations. Its mistakes are estimated from a sample, so they must surely (in 95 cases of
    100) be more than they may. Competitors and solicitors are never held out, and have a budget alone.
    """
    if tally.leads >= ENOUGH and (share(tally.excluded, tally.leads, REPEATED_Z).low or 0.0) * SHARES > persona.budget:
        return "budget"
    if persona.id in NEVER_SPARED or tally.held_out < ENOUGH:
        return None
    surely = share(tally.good, tally.held_out).low or 0.0
    return "false_exclusions" if surely * SHARES > persona.false_exclusions else None
