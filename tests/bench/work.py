"""What is done with the events of a case: stages and the topics they read, the same objects for every contender."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.cli.packs import read_pack
from pipeline.contracts.hot import encode, of
from pipeline.contracts.log import PackChosen, StandingChosen
from pipeline.contracts.model import Standing
from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.engine.compile import CompiledPack
from pipeline.enrichment.tables import load_tables
from pipeline.runtime.tasks import KEYED_INPUTS
from pipeline.settings import Settings
from pipeline.stages.accounts import Accounts
from pipeline.stages.effects import Stage
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.visitors import Visitors
from tests.bench.cases import Case, Message
from tests.bench.peer_job import PeerJob

PACK: Final = Path(__file__).parents[2] / "rules" / "b2b-software"
_PACK, _STANDING = of(PackChosen), of(StandingChosen)


@dataclass(frozen=True)
class Work:
    """Stages by name, the topics each reads, and which of those topics hold the case's own events."""

    stages: Mapping[str, Stage]
    inputs: Mapping[str, str]
    """Topic -> stage."""
    sources: frozenset[str]


def make_work(case: Case, settings: Settings) -> Work:
    """Return the work of a case, ready to be done: tables built, pack compiled, every persona live."""
    pack = read_pack(PACK)
    tables, key = load_tables(), settings.identity_key.encode()
    if case == "peer-job":
        job = PeerJob(tables, key, pack, live(pack))
        return Work({"leads": job}, {"lead-log": "leads"}, frozenset({"lead-log"}))
    route = Route(tables, key, settings.partitions, settings.max_record_bytes)
    inputs = dict.fromkeys(SOURCE_TOPICS, "route") | KEYED_INPUTS
    leads, accounts = Leads({pack.sha256: pack}), Accounts()
    stages: dict[str, Stage] = {"route": route, "visitors": Visitors(), "leads": leads, "accounts": accounts}
    return Work(stages, inputs, frozenset(SOURCE_TOPICS))


def control(settings: Settings) -> list[Message]:
    """Return what tells every partition of a lead-log which pack judges, for contenders who have no such topic."""
    pack = read_pack(PACK)
    chosen = _PACK(event_id="bench", at=0, origin="bench/0", pack=pack.id, version=pack.version, sha256=pack.sha256)
    stands = [
        _STANDING(event_id="bench", at=0, origin=f"bench/{number}", pack=pack.id, persona=persona, status=status)
        for number, (persona, status) in enumerate(live(pack).items(), start=1)
    ]
    return [("lead-log", encode(each)) for each in (chosen, *stands) for _ in range(settings.partitions)]


def live(pack: CompiledPack) -> dict[str, Standing]:
    """Return every persona as live."""
    return {persona.id: "live" for persona in pack.personas}
