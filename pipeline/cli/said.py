"""What a person says of a lead on the command line: published only where a worker would take it."""

import asyncio
from collections.abc import Callable

from pipeline.cli.terminal import Terminal
from pipeline.contracts.hot import encode
from pipeline.errors import LeadsieveError, Problem
from pipeline.runtime.publish import publish
from pipeline.settings import Settings, from_environment


def say(terminal: Terminal, topic: str, told: object, read: Callable[[bytes], object], what: str) -> Settings:
    """Publish a record, and return the settings it went by; raises `LeadsieveError` with why workers would refuse it.

    `read` is how they read it, `what` what it is to a person.
    """
    settings = from_environment(broker=terminal.needed_broker())
    value = encode(told)
    if isinstance(wrong := read(value), Problem):
        raise LeadsieveError(f"{what}: {wrong.message}")
    asyncio.run(publish(settings, [(topic, value)]))
    return settings
