"""What one would write first: all records read and sorted, then one after the other through the same stages."""

import json
import sys
from pathlib import Path

from pipeline.cli.benches import new_replay
from pipeline.cli.packs import read_pack
from pipeline.settings import Settings
from pipeline.stages.effects import Record


def _time_of(record: Record) -> str:
    members = json.loads(record.value or b"{}")
    return str(members.get("occurred_at") or members.get("timestamp"))


def main(pack: Path, folder: Path, out: Path) -> None:
    """Judge the files of a folder, and write the decisions."""
    records = [
        Record(path.stem, number, place, -1, None, line)
        for number, path in enumerate(sorted(folder.iterdir()))
        for place, line in enumerate(path.read_bytes().splitlines())
    ]
    flow = new_replay(Settings(), read_pack(pack))
    with out.open("wb") as stream:
        for record in sorted(records, key=_time_of):
            for send in flow.run_chunk([record]):
                if send.topic == "lead-decisions" and send.value is not None:
                    stream.write(send.value + b"\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
