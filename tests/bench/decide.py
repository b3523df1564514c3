"""History judged from files, without a broker: `leadsieve decide` on all cores and on one, beside a plain loop.

Each is a process of its own; CPU is that of all its processes from start to end, imports and reading included.
"""

import asyncio
import filecmp
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.errors import LeadsieveError
from tests.bench.cases import messages
from tests.bench.figures import Figures, with_cost

ROOT: Final = Path(__file__).parents[2]
PACK: Final = ROOT / "rules" / "b2b-software"
ALL, ONE, PLAIN = "leadsieve-decide", "leadsieve-decide-one-core", "plain-python"
NAMES: Final = (ALL, ONE, PLAIN)


def write_events(count: int, place: Path) -> Path:
    """Write events of the mix to files by topic, once, and return their folder."""
    folder = place / f"decide-{count}"
    if not folder.exists():
        folder.mkdir()
        streams = {topic: (folder / f"{topic}.ndjson").open("wb") for topic in ("web-activity", "form-submissions")}
        for topic, value in messages("product-mix", count):
            streams[topic].write((value or b"") + b"\n")
        for stream in streams.values():
            stream.close()
    return folder


async def measure_decide(name: str, count: int, place: Path) -> Figures:
    """Return what judging so many events of the mix takes from start to end.

    Raises `LeadsieveError` where ours on all cores says another thing than on one.
    """
    folder = await asyncio.to_thread(write_events, count, place)
    out, whole = folder.with_suffix(f".{name}"), folder.with_suffix(f".{ALL}")
    figures = await asyncio.to_thread(_run, name, count, _command(name, folder, out))
    figures.decisions = sum(1 for _ in _lines(out))
    if name == ONE and whole.exists() and not filecmp.cmp(out, whole, shallow=False):
        raise LeadsieveError(f"{ONE} and {ALL} do not say the same")
    return figures


def _command(name: str, folder: Path, out: Path) -> list[str]:
    if name == PLAIN:
        return [sys.executable, "-Im", "tests.bench.plain_decide", str(PACK), str(folder), str(out)]
    cores = str(os.cpu_count() or 1) if name == ALL else "1"
    ours = [sys.executable, "-Im", "pipeline", "--quiet", "decide", "--pack", str(PACK)]
    return [*ours, "--cores", cores, "--out", str(out), str(folder)]


def _run(name: str, count: int, command: list[str]) -> Figures:
    began = time.monotonic()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    seconds = time.monotonic() - began
    if status:
        raise LeadsieveError(f"{name} ended in {os.waitstatus_to_exitcode(status)}")
    return with_cost(_figures(name, count, seconds, used))


def _figures(name: str, count: int, seconds: float, used: resource.struct_rusage) -> Figures:
    return Figures(
        name=name,
        case="decide",
        events=count,
        seconds=round(seconds, 2),
        events_per_second=round(count / seconds),
        cpu_seconds=round(used.ru_utime + used.ru_stime, 2),
        rss_mib=used.ru_maxrss // 1024,
    )


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream
