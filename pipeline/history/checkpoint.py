"""How far a long run has come, on disk: states of all stages and how much was written, so that it can go on after a kill.

States go to files of their own, with the number of the checkpoint in their names; the head names them, and takes the
place of the one before it in one step. So there is always one whole checkpoint, and what an interrupted one left is
never read.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from pipeline.errors import LeadsieveError
from pipeline.stages.effects import Count, Send
from pipeline.stages.store import Store

AT_ONCE: Final = 10_000
"""States that are written together."""
STAGES: Final = ("visitors", "leads", "accounts")
_LENGTH: Final = 4
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, bytes]).decode


class Head(msgspec.Struct, frozen=True):
    """Where a run stood."""

    of: str
    """Of which run: pack, files and settings. Another's checkpoint is never gone on from."""
    number: int = 0
    """Of the checkpoint, from 0: the beginning."""
    windows: int = 0
    """Windows of history that were judged."""
    written: int = 0
    """Bytes of the output file that are of these."""
    newest: int = 0
    """The clock of history, ms."""
    offsets: dict[str, int] = {}
    """Stage -> offset of the next record of its log."""
    counts: list[tuple[Count, int]] = []
    erased: list[Send] = []
    """What devices are yet to forget."""
    decisions: int = 0
    dead: int = 0

    def counter(self) -> Counter[Count]:
        """Return what was counted."""
        return Counter(dict(self.counts))


_read = msgspec.json.Decoder(Head).decode


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The checkpoints of one run, in a folder of their own."""

    folder: Path

    def states(self, stage: str, number: int) -> Path:
        """Return where the states of a stage lie."""
        return self.folder / f"{stage}.{number}"

    def begin(self, head: Head) -> None:
        """Forget what was there, and note the beginning."""
        self.end()
        self.folder.mkdir(parents=True)
        self.keep(head)

    def keep(self, head: Head) -> None:
        """Put a head in the place of the one before it, whose states go."""
        fresh = self.folder / "head.new"
        with fresh.open("wb") as stream:
            stream.write(msgspec.json.encode(head))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self.folder / "head.json")
        for stage in STAGES:
            self.states(stage, head.number - 1).unlink(missing_ok=True)

    def head(self) -> Head | None:
        """Return the last whole checkpoint; None where there is none. Raises `LeadsieveError` where it is not readable."""
        path = self.folder / "head.json"
        if not path.is_file():
            return None
        try:
            return _read(path.read_bytes())
        except (OSError, ValueError) as error:
            raise LeadsieveError(f"{path}: no checkpoint of ours: {error}; remove the folder to begin anew") from error

    def end(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def fingerprint(parts: Iterable[object]) -> str:
    """Return what tells runs apart, readable: so that what differs can be named."""
    return json.dumps([str(part) for part in parts], ensure_ascii=False)


def save(store: Store, path: Path) -> None:
    """Write all states of a store to a file."""
    with path.open("wb") as stream:
        for part in store.parts(AT_ONCE):
            encoded = _encode(part)
            stream.write(len(encoded).to_bytes(_LENGTH, "big") + encoded)
        stream.flush()
        os.fsync(stream.fileno())


def load(store: Store, path: Path) -> None:
    """Take over all states of a file into an empty store. Raises `LeadsieveError` where it is not whole."""
    try:
        with path.open("rb") as stream:
            while head := stream.read(_LENGTH):
                store.apply(_decode(stream.read(int.from_bytes(head, "big"))))
    except (OSError, ValueError) as error:
        raise LeadsieveError(f"{path}: states cannot be read: {error}") from error
