"""A worker that judges leads again a few at a time, slowly: `python -m tests.integration.leisurely worker …`."""

import sys
import time
from dataclasses import dataclass
from typing import Final

from pipeline.cli.main import main
from pipeline.runtime import app
from pipeline.stages.effects import Effects, Record, States
from pipeline.stages.leads import Leads

AT_ONCE: Final = 3
"""Leads in a step."""
PAUSE: Final = 0.02


@dataclass(frozen=True)
class Leisurely(Leads):
    """Takes its time over every step."""

    at_once: int = AT_ONCE

    def process(self, records: list[Record], states: States) -> Effects:  # type: ignore[override]  # tasks give lists
        """Return what the records cause, later than need be."""
        time.sleep(PAUSE * sum(b'"step"' in (record.value or b"") for record in records))
        return super().process(records, states)


if __name__ == "__main__":
    app.Leads = Leisurely  # type: ignore[misc]  # the worker is to have this stage
    sys.exit(main())
