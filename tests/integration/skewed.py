"""A worker whose machine's clock is a year ahead: `python -m tests.integration.skewed worker …`."""

import sys
import time
from typing import Final

from pipeline.cli.main import main

YEAR: Final = 365 * 86_400
_true = time.time


def ahead() -> float:
    """Return the time a year from now."""
    return _true() + YEAR


if __name__ == "__main__":
    time.time = ahead
    sys.exit(main())
