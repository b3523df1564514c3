"""`make scenarios`: the same checks as in `make test`, with as many events as one likes."""

import json
import time

import click

from pipeline.state.measures import LEADS, WHAT
from tests.parity.braking import run
from tests.parity.scenario import (
    Judged,
    dead,
    differing,
    judge_files,
    judge_live,
    judge_log,
    outputs,
    scenario,
    summary,
)


def same_as(again: Judged, live: Judged) -> bool:
    """Tell whether a log gave every output to the byte, the same states and the same measures."""
    return (outputs(again), again.leads, again.measured) == (outputs(live), live.leads, live.measured)


@click.command
@click.option("--events", default=50_000, show_default=True, help="Records of traffic; what people say comes on top.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same scenario.")
def main(events: int, seed: int) -> None:
    """Judge one scenario as live, from its log and from shuffled files; exit 1 where they differ.

    Then the same with a persona that goes wrong half-way, in several partitions: braked, mended, released.
    """
    started = time.process_time()
    records = scenario(seed, events)
    live = judge_live(records)
    again = judge_log(live.log, seed)
    wrong = differing(judge_files(records, seed), live)
    braking = run(seed, events)
    wrong += braking.findings
    result = {
        "seed": seed,
        "records": len(records),
        "log_records": len(live.log),
        "leads": len(live.leads),
        "decisions": summary(live),
        "log_replay_byte_equal": same_as(again, live),
        "leads_that_settle_otherwise": len(wrong) - len(braking.findings),
        "measured": {
            what: sum(counts[what] for name, counts in live.measured.items() if name != LEADS) for what in WHAT
        },
        "not_judged": len(dead(live)),
        "braked_when_due_at": [braking.leads_when_braked, braking.leads_when_due],
        "cpu_seconds": round(time.process_time() - started, 1),
    }
    click.echo(json.dumps(result))
    if wrong or dead(live) or not result["log_replay_byte_equal"]:
        click.echo("\n".join(wrong[:20]), err=True)
        raise SystemExit(1)


if __name__ == "__main__":
    main()
