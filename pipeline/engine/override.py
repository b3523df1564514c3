"""A person's word over that of the personas: precedence above all they say (product rule 3)."""

from msgspec.structs import replace

from pipeline.engine.judge import Judgement, Overruled
from pipeline.state.override import Override, stands


def overrule(judgement: Judgement, override: Override | None) -> Judgement:
    """Return the judgement with what a person has set the lead to, where that stands.

    What the personas say is kept beside it. Nobody needs to look any more: somebody has.
    """
    if override is None or override.status is None or not stands(override, judgement.at):
        return judgement
    return replace(
        judgement,
        status=override.status,
        route="none",
        overruled=Overruled(override, judgement.status),
    )
