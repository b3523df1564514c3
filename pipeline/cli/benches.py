"""The stages as commands on files run them: light to import, for every process that judges imports this."""

from pipeline.cli.accounts import open_tables
from pipeline.cli.upstreams import open_upstream
from pipeline.contracts.model import Standing
from pipeline.engine.compile import CompiledPack, without_holdout
from pipeline.history.replay import Bench, Replay
from pipeline.settings import Settings
from pipeline.stages.leads import Leads
from pipeline.stages.route import Route
from pipeline.stages.visitors import Visitors


def new_replay(settings: Settings, pack: CompiledPack, *, holdout: bool = True) -> Replay:
    """Return all stages with nothing known yet, every persona of the pack live; `holdout` False: nobody is held out."""
    limit = settings.max_record_bytes
    pack = pack if holdout else without_holdout(pack)
    leads = Leads({pack.sha256: pack}, keep_days=settings.retention_days)
    flow = Replay(new_route(settings), new_visitors(settings), Bench(leads, limit))
    live: dict[str, Standing] = {persona.id: "live" for persona in pack.personas}
    flow.control(pack, live)
    return flow


def new_route(settings: Settings) -> Bench:
    """Return the first stage; all processes that route make their own."""
    limit = settings.max_record_bytes
    return Bench(Route(open_tables(settings), settings.identity_key.encode(), 1, limit, open_upstream(settings)), limit)


def new_visitors(settings: Settings) -> Bench:
    """Return the second stage, with nobody known yet."""
    return Bench(Visitors(keep_days=settings.retention_days), settings.max_record_bytes)
