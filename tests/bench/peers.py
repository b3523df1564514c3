"""Programs of others that do the peers' job, run beside ours on the same broker with the same events.

They stand outside the project: a file names them, NAME=COMMAND a line, # before a comment. The shell runs the command
in a folder of its own, with these put in:

    {broker} HOST:PORT   {topic} holds the events, keyed   {output} is empty   {events} how many   {here} the file's folder

It ends by itself after so many events, and the last number that it prints is its events a second.
"""

import asyncio
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.admin import NewTopic

from pipeline.errors import LeadsieveError
from pipeline.runtime.admin import admin_client
from pipeline.runtime.parcels import Dispatch
from pipeline.settings import Settings
from pipeline.stages.effects import Send
from tests.bench.cases import keyed_pages
from tests.bench.figures import Figures, with_cost
from tests.bench.ground import fresh_ground

PATIENCE: Final = 150.0
CHUNK: Final = 20_000
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Peer:
    """A program of others."""

    name: str
    command: str
    here: Path


def read_peers(file: Path) -> list[Peer]:
    """Return what a file names; raises `LeadsieveError` with the line that is no NAME=COMMAND."""
    peers = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, command = line.partition("=")
        if not equals or not name.strip() or not command.strip():
            raise LeadsieveError(f"{file}:{number}: NAME=COMMAND is wanted")
        peers.append(Peer(name.strip(), command.strip(), file.resolve().parent))
    return peers


def filled(peer: Peer, told: Mapping[str, object]) -> str:
    """Return the command with what is put in; braces around anything else stay."""
    command = peer.command.replace("{here}", str(peer.here))
    for name, value in told.items():
        command = command.replace("{" + name + "}", str(value))
    return command


async def measure_peer(address: str, peer: Peer, events: int, place: Path) -> Figures:
    """Publish the events and run the program over them; raises `LeadsieveError` with its last words."""
    async with fresh_ground(address) as settings:
        topic, output = settings.topic("peer-events"), settings.topic("peer-output")
        async with admin_client(address) as admin:
            await admin.create_topics([NewTopic(name, settings.partitions, 1) for name in (topic, output)])
        await _publish(settings, events)
        told = {"broker": address, "topic": topic, "output": output, "events": events}
        folder = place / peer.name
        folder.mkdir()
        said, cpu = await asyncio.to_thread(_run, peer, filled(peer, told), folder)
    return with_cost(
        Figures(
            name=peer.name,
            case="peer-job",
            events=events,
            seconds=round(events / said, 2),
            events_per_second=round(said),
            cpu_seconds=round(cpu, 2) or None,
        )
    )


async def _publish(settings: Settings, events: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=settings.broker, acks="all", max_batch_size=512 * 1024)
    await producer.start()
    try:
        dispatch = Dispatch(settings, producer)
        sends: dict[tuple[str, int], list[Send]] = {("peer-events", at): [] for at in range(settings.partitions)}
        for number, (key, page) in enumerate(keyed_pages(events), start=1):
            sends["peer-events", number % settings.partitions].append(Send("peer-events", key, page))
            if number % CHUNK == 0 or number == events:
                await dispatch.deliver({target: list(some) for target, some in sends.items() if some})
                for some in sends.values():
                    some.clear()
    finally:
        await producer.stop()


def _run(peer: Peer, command: str, folder: Path) -> tuple[float, float]:
    """Return the rate that the program tells and the CPU seconds of its life, those of its start included."""
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(  # noqa: S603  the command is the user's own
            ["/bin/sh", "-c", command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        cpu = _wait(process)
    numbers = _NUMBER.findall((folder / "out").read_text(errors="replace"))
    if not numbers or not float(numbers[-1]):
        tail = "\n".join((folder / "err").read_text(errors="replace").splitlines()[-15:])
        raise LeadsieveError(f"{peer.name} ended without a figure; its last words:\n{tail}")
    return float(numbers[-1]), cpu


def _wait(process: subprocess.Popen[bytes]) -> float:
    """Wait for a program, end it with all it started when its time is over, and return their CPU seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used.ru_utime + used.ru_stime
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGKILL)
            deadline = float("inf")
        time.sleep(0.05)
