"""Who is braked: as the open tasks of a worker hold it, and as the changelog tells whoever asks from outside."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from aiokafka import TopicPartition

from pipeline.contracts.control import PersonaStanding
from pipeline.contracts.hot import of
from pipeline.contracts.log import Braked
from pipeline.contracts.model import Standing
from pipeline.errors import LeadsieveError
from pipeline.runtime import changelog, packs
from pipeline.settings import Settings
from pipeline.stages.control import CONTROL, Control, control_in
from pipeline.stages.effects import States
from pipeline.stages.working_set import decoder_of

_STANDING = of(PersonaStanding)
_LIVE: Final[Standing] = "live"


def braked_in(stores: Iterable[States]) -> dict[str, Braked]:
    """Return the braked personas, by `pack/persona`, that these partitions of the leads know of, and why."""
    found: dict[str, Braked] = {}
    for store in stores:
        found.update(control_in(store).braked)
    return dict(sorted(found.items()))


def complaint_of(name: str, why: Braked) -> str:
    """Return what is the case with a braked persona, and what to do."""
    persona = name.rpartition("/")[2]
    return (
        f"persona {persona} is braked ({why.replace('_', ' ')}) and excludes nobody anew: see `leadsieve measures`, "
        f"then `leadsieve pack release {persona}`"
    )


async def read_braked(settings: Settings) -> dict[str, Braked]:
    """Return the same as the changelog of the first partition holds it: every partition is told."""
    log, found = TopicPartition(settings.topic("leads-changelog"), 0), Control()
    async for record in changelog.read_to_end(settings.broker, [log]):
        if record.key == CONTROL.encode() and record.value is not None:
            found = decoder_of(Control).decode(record.value)
    return dict(sorted(found.braked.items()))


async def release(settings: Settings, persona: str, author: str, reason: str) -> str:
    """Publish that a person releases a persona's brake; it stands as it stood. Return where the record stands.

    Raises `LeadsieveError` where it is not braked.
    """
    braked = await read_braked(settings)
    named = [name for name in braked if persona in {name, name.rpartition("/")[2]}]
    if not named:
        others = ", ".join(name.rpartition("/")[2] for name in braked) or "nobody"
        raise LeadsieveError(f"persona {persona!r} is not braked, there is nothing to release; braked: {others}")
    if len(named) > 1:
        raise LeadsieveError(f"{persona!r} is braked in several packs: name one of {', '.join(named)}")
    pack, _, name = named[0].rpartition("/")
    held = await packs.standing_of(settings, named[0])
    # Of whom nothing was ever said stands live: no brake would have come else.
    version, status = (1, _LIVE) if held is None else (held.version, held.status)
    said = _STANDING(
        pack=pack,
        persona=name,
        version=version,
        status=status,
        author=author,
        reason=reason,
        effective_at=datetime.now(UTC),
        released=True,
    )
    return await packs.publish_standing(settings, said)
