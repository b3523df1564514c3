"""The event loop that a worker runs on: uvloop's, which takes less of the CPU for each request than Python's own."""

import asyncio
import sys

if sys.platform != "win32":
    import uvloop


def new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop of its own; Python's own where uvloop doesn't exist."""
    return uvloop.new_event_loop() if sys.platform != "win32" else asyncio.new_event_loop()
