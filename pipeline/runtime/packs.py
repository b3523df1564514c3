"""The packs a worker may be asked to judge with: what it was given, and what the `persona-packs` topic holds."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, NamedTuple

import msgspec
from aiokafka import AIOKafkaProducer, TopicPartition

from pipeline.contracts.control import FormerStanding, PackRecord, PersonaStanding
from pipeline.contracts.hot import encode, of
from pipeline.contracts.model import Role, Standing
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.errors import LeadsieveError, PackInvalid, PackNeeded, Problem
from pipeline.intake.control import read_control
from pipeline.personas.parse import parse_pack, sha256_of
from pipeline.runtime import changelog
from pipeline.settings import Settings

_PACK, _STANDING, _FORMER = of(PackRecord), of(PersonaStanding), of(FormerStanding)
MOST_FORMER: Final = 100
"""So many of a persona's former standings its record carries on."""
NO_EVIDENCE: Final[Mapping[str, str]] = {}


class PackLibrary:
    """Compiled packs by sha256; grows when a log names a new one."""

    def __init__(self, settings: Settings, packs: Mapping[str, CompiledPack] | None = None) -> None:
        self._settings = settings
        self.packs: dict[str, CompiledPack] = dict(packs or {})

    async def fetch(self, sha256: str) -> None:
        """Read the packs that were published; raises `PackNeeded` where this one is not among them."""
        await self.fetch_all()
        if sha256 not in self.packs:
            raise PackNeeded(sha256)

    async def fetch_all(self) -> None:
        """Read all packs that were published."""
        for record in await published(self._settings):
            if record.sha256 not in self.packs:
                with suppress(PackInvalid):  # route sends such a record to the dead letters, so that no log names it
                    self.packs[record.sha256] = compile_files(record.files)


def compile_files(files: Mapping[str, str]) -> CompiledPack:
    """Return the pack in these files; raises `PackInvalid` with all that is wrong."""
    pack, problems = parse_pack(files)
    if pack is None or any(problem.severity == "error" for problem in problems):
        raise PackInvalid(problems)
    return compile_pack(pack, sha256_of(files))


async def published(settings: Settings) -> list[PackRecord]:
    """Return the packs that the `persona-packs` topic holds, in the order they were published."""
    return [record for record in await said(settings) if isinstance(record, _PACK)]


async def said(settings: Settings) -> list[PackRecord | PersonaStanding]:
    """Return all that the `persona-packs` topic holds, in order; what workers refuse to read is left out."""
    found: list[PackRecord | PersonaStanding] = []
    async for record in changelog.read_to_end(settings.broker, [TopicPartition(settings.topic("persona-packs"), 0)]):
        read = read_control(record.value) if record.value is not None else None
        if read is not None and not isinstance(read, Problem):
            found.append(read)
    return found


async def standing_of(settings: Settings, name: str) -> PersonaStanding | None:
    """Return what was last said of a persona, `pack/persona`; None: nothing was."""
    found: PersonaStanding | None = None
    for record in await said(settings):
        if isinstance(record, _STANDING) and f"{record.pack}/{record.persona}" == name:
            found = record
    return found


async def publish_standing(settings: Settings, standing: PersonaStanding) -> str:
    """Publish how a persona stands, with what was said of it before; return where the record stands, as logs name it."""
    past = history(await said(settings)).get((standing.pack, standing.persona), [])
    value = msgspec.to_builtins(standing) | {"former": past[-MOST_FORMER:]}
    return await _send(settings, [(f"status:{standing.pack}/{standing.persona}", encode(value))])


def history(records: Iterable[PackRecord | PersonaStanding]) -> dict[tuple[str, str], list[FormerStanding]]:
    """Return what was ever said of each persona, by (pack, persona), the oldest first, each once."""
    found: dict[tuple[str, str], dict[bytes, FormerStanding]] = {}
    for record in records:
        if isinstance(record, _STANDING):
            for one in (*record.former, _former(record)):
                found.setdefault((record.pack, record.persona), {})[encode(one)] = one
    return {key: sorted(told.values(), key=lambda one: one.effective_at) for key, told in found.items()}


def _former(standing: PersonaStanding) -> FormerStanding:
    return _FORMER(
        version=standing.version, status=standing.status, author=standing.author, reason=standing.reason,
        evidence=standing.evidence, effective_at=standing.effective_at, released=standing.released,
    )  # fmt: skip


class Published(NamedTuple):
    """What became of a publication."""

    sha256: str
    origin: str
    """Of its last record, as logs name it; empty where there was nothing new to say."""


async def publish(  # noqa: PLR0913  what is said, who says so, why, and on what
    settings: Settings,
    files: Mapping[str, str],
    standings: Mapping[str, Standing],
    author: str,
    reason: str,
    role: Role = "live",
    *,
    evidence: Mapping[str, str] = NO_EVIDENCE,
) -> Published:
    """Publish a pack unless that was said last, then its personas' standings, each with what was said of it before.

    `evidence`: by persona, and under "" of the pack as a whole. Raises `LeadsieveError` on a candidate that is the pack that judges.
    """
    pack, now = compile_files(files), datetime.now(UTC)
    records = await said(settings)
    before, past = [record for record in records if isinstance(record, _PACK)], history(records)
    messages: list[tuple[str, bytes]] = []
    if _is_news(before, pack.sha256, role):
        record = _PACK(
            id=pack.id, version=pack.version, sha256=pack.sha256, files=dict(files), published_at=now, role=role,
            author=author, reason=reason, evidence=evidence.get(""),
        )  # fmt: skip
        messages.append((f"pack:{pack.sha256}", encode(record)))
    versions = {persona.id: persona.version for persona in pack.personas}
    for persona, standing in standings.items():
        status = _STANDING(
            pack=pack.id,
            persona=persona,
            version=versions[persona],
            status=standing,
            author=author,
            reason=reason,
            evidence=evidence.get(persona),
            effective_at=now,
            former=past.get((pack.id, persona), [])[-MOST_FORMER:],
        )
        messages.append((f"status:{pack.id}/{persona}", encode(status)))
    return Published(pack.sha256, await _send(settings, messages))


def _is_news(before: Sequence[PackRecord], sha256: str, role: Role) -> bool:
    """Tell whether it was not said last of the same thing: who judges, or who is judged beside."""
    live = [record for record in before if record.role == "live"]
    if role == "live":
        return not live or live[-1].sha256 != sha256
    if live and live[-1].sha256 == sha256 and role == "candidate":
        raise LeadsieveError("this is the pack that judges: put another one forward, or change it first")
    return not before or (before[-1].sha256, before[-1].role) != (sha256, role)


async def _send(settings: Settings, messages: list[tuple[str, bytes]]) -> str:
    """Send in order, to the topic's only partition; return the coordinates of the last record, empty where none was sent."""
    origin = ""
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for key, value in messages:
            told = await producer.send_and_wait(settings.topic("persona-packs"), value, key.encode(), partition=0)
            origin = f"persona-packs/0/{told.offset}"
    finally:
        await producer.stop()
    return origin
