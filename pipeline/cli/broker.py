"""`leadsieve broker`: a real Apache Kafka on this machine, for development."""

import signal
import sys
import threading
from pathlib import Path

import click

from pipeline.cli.terminal import Terminal, output_options
from pipeline.errors import BrokerUnavailable
from pipeline.runtime.broker import Broker, Wanted, running_broker


@output_options
@click.command
@click.option("--port", type=click.IntRange(1, 65535), help="Of the broker, on 127.0.0.1.  [default: a free one]")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the data here, to start again later.  [default: a folder that goes with the broker]",
)
@click.option(
    "--nodes",
    type=click.IntRange(1, 5),
    default=1,
    show_default=True,
    help="How many brokers the cluster has; 3 and more keep three copies of everything, two of them in sync.",
)
@click.pass_obj
def broker(terminal: Terminal, port: int | None, data_dir: Path | None, nodes: int) -> None:
    """Run a real Apache Kafka on this machine until Ctrl-C: in Docker where an engine answers, else of the jars.

    The first start of the jars fetches 44 MB into the user's cache. Where KAFKA_BROKER names one, only checks that it
    answers. What --broker or LEADSIEVE_BROKER names is of no account here.

    \b
    Examples:
      leadsieve broker
      leadsieve broker --port 9092 --data-dir .leadsieve/broker
      leadsieve broker --nodes 3
    """  # noqa: D301  click wants the backspace itself
    with running_broker(wanted=Wanted(port, data_dir, nodes), say=terminal.note) as found:
        stop = _stop_signal()
        _show(terminal, found)
        if found.server:
            _wait(found, stop)
            terminal.note("stopping")


def _stop_signal() -> threading.Event:
    """Return what is set by Ctrl-C and by SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _show(terminal: Terminal, found: Broker) -> None:
    if terminal.as_json:
        terminal.record({"broker": found.address, "how": found.how})
        sys.stdout.flush()
        return
    terminal.result(f"export LEADSIEVE_BROKER={found.address}")
    terminal.note(f"Apache Kafka ({found.how}) answers at {found.address}; the line above lets every command find it")
    if found.server:
        terminal.note("Ctrl-C stops it")


def _wait(found: Broker, stop: threading.Event) -> None:
    while not stop.wait(timeout=0.5):
        if failure := found.failure():
            raise BrokerUnavailable(f"the broker ended by itself: {failure}")
