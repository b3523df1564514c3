"""What judging one lead costs, without Kafka: ours beside a zen expression and a CEL program of the same rules.

Ours is asked for what a decision is made of: status, score, personas and the reasons of those that match; the others
for a list of booleans. Theirs is asked from scratch, for they know no other way: from the same known facts, which cross
into their engine each time.
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import cel
import click
import zen

from pipeline.contracts.model import Standing, Value
from pipeline.engine.judge import Judgement, conclude_on, judge_by
from pipeline.engine.panel import Matches, Panel, ask_again, panel_of
from pipeline.state.time import DAY_MS
from tests.bench.engine_rules import cel_of, change, lead_facts, pack_of, personas, zen_of

NOW: Final = 20_000 * DAY_MS
LEADS, ROUNDS = 500, 6
ACTS: Final = {"pages": {19_990: 2, 20_000: 3}}
Facts = dict[str, Value]
Job = Callable[[int], object]


def measure(count: int) -> list[dict[str, object]]:
    """Return the median cost of an event, in microseconds, for each engine on `count` personas."""
    rules = personas(count)
    pack = pack_of(rules)
    live: dict[str, Standing] = dict.fromkeys((persona.id for persona in pack.personas), "live")
    panel, chance = panel_of(pack, live), random.Random(7)  # noqa: S311  a seeded bench
    leads = [lead_facts(chance) for _ in range(LEADS)]
    told = [change(chance) for _ in range(LEADS)]
    after = [facts | more for facts, more in zip(leads, told, strict=True)]
    asked = [panel.ask(facts) for facts in leads]
    program, expression = cel.compile(cel_of(rules)), zen.compile_expression(zen_of(rules))
    jobs: dict[str, Job] = {
        "leadsieve-incremental": lambda at: again(panel, asked[at], after[at], told[at]).findings.reasons(after[at]),
        "leadsieve-from-scratch": lambda at: judge_by(panel, after[at], ACTS, NOW).findings.reasons(after[at]),
        "leadsieve-who-matches": lambda at: panel.ask(after[at]),
        "zen-engine": lambda at: expression.evaluate({"f": after[at]}),
        "cel": lambda at: program.execute({"f": after[at]}),
    }
    medians = {name: median(job) for name, job in jobs.items()}
    return [{"name": name, "case": "engine", "personas": count, "us_median": us} for name, us in medians.items()]


def again(panel: Panel, before: Matches, facts: Facts, told: Facts) -> Judgement:
    """Return the judgement after an event, asking only the personas that read what it told."""
    return conclude_on(panel, ask_again(panel, before, facts, told), facts, ACTS, NOW)


def median(job: Job) -> float:
    """Return the median time of one call in microseconds, warm, over every lead several times."""
    for at in range(LEADS):
        job(at)
    taken = [clocked(partial(job, at)) for _ in range(ROUNDS) for at in range(LEADS)]
    return round(statistics.median(taken) / 1000, 2)


def clocked(call: Callable[[], object]) -> int:
    """Return what a call takes, in nanoseconds."""
    began = time.perf_counter_ns()
    call()
    return time.perf_counter_ns() - began


def ratios(found: Sequence[dict[str, object]]) -> dict[str, float]:
    """Return how many times as long the better of the others takes as each of ours."""
    costs = {str(figures["name"]): float(str(figures["us_median"])) for figures in found}
    best = min(costs["zen-engine"], costs["cel"])
    ours = ("leadsieve-who-matches", "leadsieve-from-scratch", "leadsieve-incremental")
    return {f"others / {name}": round(best / costs[name], 2) for name in ours}


@click.command()
@click.option("--personas", "counts", default="5,25,100", help="With commas: how many personas.")
def main(counts: str) -> None:
    """Measure what judging one lead costs, by engine and by number of personas: a line of JSON each."""
    for count in map(int, counts.split(",")):
        found = measure(count)
        for figures in found:
            click.echo(json.dumps(figures))
        click.echo(json.dumps({"name": "ratios", "case": "engine", "personas": count, **ratios(found)}))


if __name__ == "__main__":
    main()
