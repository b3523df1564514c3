"""`make chaos ROUNDS=n`: workers, broker and records of one app are attacked under load; then everything is counted.

A quarter of the rounds happens on a cluster of three nodes, the others on a broker of one. The last line is one JSON
object.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.chaos.run import Outcome, Wish, perform
from tests.chaos.schedule import fitting, plan
from tests.chaos.story import Story, telling


def main() -> int:
    """Run the rounds, print one JSON object as the last line, and return 1 where anything is not 0 that must be."""
    options = _options()
    log = options.log or Path(tempfile.gettempdir()) / f"leadsieve-chaos-{options.seed}.log"
    began = time.monotonic()
    with telling(log, options.rounds) as story:
        story.tell(f"{options.rounds} rounds of seed {options.seed}; this is also told in {log}")
        outcome = _perform(options, story)
    found = figures(outcome, options.rounds)
    print(json.dumps({**found, "seconds": round(time.monotonic() - began)}))  # noqa: T201  the result
    return 0 if outcome.verdict.clean else 1


def figures(outcome: Outcome, rounds: int) -> Mapping[str, float]:
    """Return what the last line says: what was done, and the three that must be 0 at its end."""
    counts, verdict = outcome.counts, outcome.verdict
    first = {name: counts[name] for name in ("kills", "rebalances", "broker_restarts")}
    return {
        "rounds": rounds,
        **first,
        **{name: times for name, times in sorted(counts.items()) if name not in first},
        "slowest_return_seconds": round(max(outcome.returns, default=0.0), 1),
        "events": verdict.events,
        "lost": verdict.lost,
        "duplicated": verdict.duplicated,
        "different": verdict.different,
    }


def _perform(options: argparse.Namespace, story: Story) -> Outcome:
    outcome = Outcome()
    several = options.rounds // 4 if options.nodes is None else options.rounds * (options.nodes > 1)
    for nodes, share in ((1, options.rounds - several), (3, several)):
        rounds = plan(options.seed, share, nodes, options.only)
        if options.plan:
            for one in rounds:
                story.tell(f"round {one.number} of {share} on {nodes} node(s): {one.happening}")
        elif rounds:
            outcome += perform(
                Wish(options.seed, nodes, options.rate, keep=options.keep, snapshots=options.snapshots), rounds, story
            )
    return outcome


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of schedule, choices and traffic")
    parser.add_argument("--rate", type=int, default=Wish.rate, help="events a second")
    parser.add_argument("--nodes", type=int, choices=(1, 3), help="only on a broker of so many nodes")
    parser.add_argument("--only", nargs="+", default=(), choices=sorted(fitting(3)), help="only these happenings")
    parser.add_argument(
        "--snapshots",
        type=float,
        metavar="SECONDS",
        help="workers keep snapshots, written so often, and every second one its states on disk",
    )
    parser.add_argument("--plan", action="store_true", help="tell the schedule and do nothing")
    parser.add_argument("--keep", action="store_true", help="keep the workers' logs, also where all is well")
    parser.add_argument("--log", type=Path, help="where the story is told as well")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
