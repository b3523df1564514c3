"""A contender's process as seen from outside: started, listened to, stopped."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from pipeline.errors import LeadsieveError
from pipeline.runtime.publish import publish
from pipeline.settings import Settings
from tests.bench.cases import Case, Message
from tests.bench.contenders import PROCESSING
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground
from tests.bench.meter import Measured
from tests.bench.readback import CHECKS
from tests.bench.work import control

STOP_PATIENCE = 20.0
_decode = msgspec.json.Decoder(Measured).decode


async def measure(address: str, name: str, case: Case, events: list[Message], place: Path) -> Figures:
    """Publish the events, then let the contender take them; raises `LeadsieveError` with its last words."""
    async with fresh_ground(address, PROCESSING.get(name, "exactly-once")) as settings:
        if case != "peer-job":
            await publish(settings, control(settings))
        await publish(settings, events)
        async with _running(settings, name, case, len(events), place) as process:
            measured = await _listen(process, place / f"{case}-{name}.log")
        figures = Figures(
            name=name,
            case=case,
            events=measured.events,
            skipped=measured.skipped,
            seconds=round(measured.seconds, 2),
            events_per_second=round(measured.events / measured.seconds),
            rss_mib=measured.rss_mib,
            cpu_seconds=round(measured.cpu_seconds, 2),
        )
        if name != "consume-limit":
            await CHECKS[case](settings, figures)
        return with_cost(figures)


@asynccontextmanager
async def _running(
    settings: Settings, name: str, case: Case, events: int, place: Path
) -> AsyncIterator[subprocess.Popen[bytes]]:
    told = {f"LEADSIEVE_{item.upper()}": str(getattr(settings, item)) for item in settings.__slots__}
    with (place / f"{case}-{name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: ASYNC220, S603  it returns at once; our own command
            [sys.executable, "-Im", "tests.bench.contenders", name, case, str(events)],
            env={**os.environ, **told},
            cwd=place,  # Faust makes a folder where it stands
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await asyncio.to_thread(_stop, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


async def _listen(process: subprocess.Popen[bytes], log: Path) -> Measured:
    """Return the figures as soon as there are any: libraries print other things, some without ending their line."""
    assert process.stdout is not None
    while line := await asyncio.to_thread(process.stdout.readline):
        if b"{" in line:
            return _decode(line[line.index(b"{") :])
    words = await asyncio.to_thread(log.read_text, errors="replace")
    tail = "\n".join(words.splitlines()[-15:])
    raise LeadsieveError(f"it ended without a figure; its last words:\n{tail}")
