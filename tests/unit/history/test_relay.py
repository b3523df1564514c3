"""The stages on several cores say what they say on one, byte for byte and in the same order."""

import gzip
import multiprocessing
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from pipeline.cli.benches import new_replay, new_visitors
from pipeline.cli.decide_files import Job, decisions_into, opened
from pipeline.cli.packs import read_pack
from pipeline.cli.terminal import Terminal
from pipeline.errors import LeadsieveError
from pipeline.history import plan
from pipeline.history.judgement import judge_on, keep
from pipeline.history.plan import Sizes
from pipeline.history.replay import Bench
from pipeline.history.simulate import DEMO, traffic
from pipeline.intake.upstream import KNOWS_NOTHING
from pipeline.settings import Settings
from pipeline.stages.effects import Send
from tests.flows import PACK, ROOT

START = datetime(2026, 3, 1, tzinfo=UTC)
YEAR_MS = 365 * 86_400_000
SETTINGS = Settings()
OTHER_PACK = ROOT / "rules" / "online-education"
QUIET = Terminal(quiet=True)
EVENTS = 1_200
SMALL = Sizes(span=50_000, window=250_000)
"""Sizes by which a few megabytes are several portions."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with made-up traffic of some megabytes by topic, one of its files zipped, bad records among it."""
    folder = tmp_path_factory.mktemp("history")
    found: defaultdict[str, bytearray] = defaultdict(bytearray)
    for item in traffic(5, EVENTS, START, DEMO):
        found[item.topic] += (item.value or b"") + b"\n"
    for topic, data in found.items():
        zipped = topic == "form-submissions"
        path = folder / f"{topic}.ndjson{'.gz' if zipped else ''}"
        path.write_bytes(gzip.compress(data) if zipped else data)
    return folder


def _job(folder: Path, cores: int = 1) -> Job:
    until = round(START.timestamp() * 1000) + YEAR_MS
    return Job(SETTINGS, read_pack(PACK), (folder,), until, cores, sizes=SMALL)


def _all(job: Job) -> tuple[list[Send], object]:
    with opened(job) as (judge, windows):
        assert len(windows) > 3
        sends = [send for part in judge.parts(windows) for send in part.sends]
        return [*sends, *judge.tick(job.until)], (judge.flow.counts, judge.flow.newest)


@pytest.fixture(scope="module")
def alone(folder: Path) -> tuple[list[Send], object]:
    """Return what one process makes of it: all sends, and what was counted."""
    return _all(_job(folder))


def test_the_same_on_several_cores(folder: Path, alone: tuple[list[Send], object]) -> None:
    """Over several portions, bad records among them, and a year of time after: sends, order, counts and clock agree."""
    assert _all(_job(folder, 2)) == alone
    assert {"lead-decisions", "dead-letters"} <= {send.topic for send in alone[0]}


class _Killed(BaseException):
    """Stands for a kill: nothing of ours catches it."""


@pytest.mark.parametrize(("before", "after"), [(1, 2), (2, 1)])
def test_what_was_interrupted_goes_on(
    folder: Path,
    alone: tuple[list[Send], object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: int,
    after: int,
) -> None:
    """After a kill between or behind checkpoints, on as many cores or others: the bytes of a run that nothing stopped."""
    whole = [send.value for send in alone[0] if send.topic == "lead-decisions" and send.value is not None]
    path, counting = tmp_path / "decisions.ndjson", _stopping(monkeypatch, 3)
    with pytest.raises(_Killed):
        decisions_into(path, QUIET, _job(folder, before), every=0)
    written = path.read_bytes()
    assert written
    path.write_bytes(written + b'{"half a lin')
    monkeypatch.undo()
    decisions_into(path, QUIET, _job(folder, after), resume=True)
    assert path.read_bytes().splitlines() == whole
    assert counting[0] == 3
    assert [left.name for left in tmp_path.iterdir()] == [path.name]


def _stopping(monkeypatch: pytest.MonkeyPatch, after: int) -> list[int]:
    """Let a run be killed after so many checkpoints, in the midst of the next."""
    kept = [0]

    def stop(*given: object) -> None:
        if kept[0] == after:
            raise _Killed
        kept[0] += 1
        keep(*given)  # type: ignore[arg-type]  # passed on as they come

    monkeypatch.setattr("pipeline.cli.decide_files.keep", stop)
    monkeypatch.setattr("pipeline.cli.decide_files.SHARE", 0)  # as often as possible
    return kept


@pytest.mark.parametrize("changed", ["pack", "file"])
def test_another_run_is_never_gone_on_with(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Where the pack or a file is another than before, or there is no checkpoint, that is told, and nothing is written."""
    path = tmp_path / "decisions.ndjson"
    with pytest.raises(LeadsieveError, match="nothing to resume"):
        decisions_into(path, QUIET, _job(folder), resume=True)
    _stopping(monkeypatch, 0)
    with pytest.raises(_Killed):
        decisions_into(path, QUIET, _job(folder), every=0)
    before, job = path.read_bytes(), _job(folder)
    other = {
        "pack": replace(job, pack=read_pack(OTHER_PACK)),
        "file": replace(job, files=(folder / "web-activity.ndjson",)),
    }
    with pytest.raises(LeadsieveError, match="of another run"):
        decisions_into(path, QUIET, other[changed], resume=True)
    assert path.read_bytes() == before


def _no_stage() -> Bench:
    raise LeadsieveError("no stage here")


def test_a_process_that_fails_is_told(folder: Path) -> None:
    """A stage that can't be made ends the run with an error: nothing is silently missing."""
    flow = new_replay(SETTINGS, read_pack(PACK))
    with (
        pytest.raises(Exception, match="terminated"),
        judge_on(2, flow, KNOWS_NOTHING, _no_stage, partial(new_visitors, SETTINGS)) as judge,
        plan.opened([folder], None, judge.survey, SMALL),
    ):
        pass


def test_whoever_stops_listening_ends_the_processes(folder: Path) -> None:
    """Taking the first few results and leaving leaves no process behind and raises nothing."""
    with opened(_job(folder, 2)) as (judge, windows):
        assert next(next(judge.parts(windows)).sends)
    assert not multiprocessing.active_children()
