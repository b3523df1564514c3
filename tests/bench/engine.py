"""What judging one lead costs, without Kafka: ours beside a zen expression and a CEL program of the same rules.

Ours is asked for what a decision is made of: status, score, personas and the reasons of those that match; the others
for a list of booleans. Theirs is asked from scratch, for they know no other way: from the same known facts, which cross
into their engine each time. Ours remembers what followed from answers it was given before (`never-seen`: these answers
were not given before; `nothing-remembered`: nor others from which the same follows).
"""

import json
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

import cel
import click
import zen

from pipeline.contracts.model import Standing, Value
from pipeline.engine.judge import Judgement, conclude_on, judge_by
from pipeline.engine.likeness import Like
from pipeline.engine.panel import Panel, panel_of, reasons
from pipeline.state.time import DAY_MS
from tests.bench.engine_rules import cel_of, change, lead_facts, pack_of, personas, zen_of

NOW: Final = 20_000 * DAY_MS
LEADS, ROUNDS = 500, 12
ACTS: Final = {"pages": {19_990: 2, 20_000: 3}}
OURS: Final = (
    "leadsieve-incremental",
    "leadsieve-from-scratch",
    "leadsieve-never-seen",
    "leadsieve-nothing-remembered",
    "leadsieve-who-matches",
)
Facts = dict[str, Value]
Job = Callable[[int], object]


def measure(count: int) -> list[dict[str, object]]:
    """Return what an event costs each engine on `count` personas, in microseconds.

    `us_median`: of all calls; `us_least`: the median over the leads of each one's fastest call, which other work on the
    machine disturbs less.
    """
    rules = personas(count)
    pack = pack_of(rules)
    live: dict[str, Standing] = dict.fromkeys((persona.id for persona in pack.personas), "live")
    panel, chance = panel_of(pack, live), random.Random(7)  # noqa: S311  a seeded bench
    leads = [lead_facts(chance) for _ in range(LEADS)]
    told = [change(chance) for _ in range(LEADS)]
    after = [facts | more for facts, more in zip(leads, told, strict=True)]
    asked = [panel.likeness.of(facts) for facts in leads]
    new, bare = replace(panel, heard={}), replace(panel, heard={}, shared={}, ruled={})
    program, expression = cel.compile(cel_of(rules)), zen.compile_expression(zen_of(rules))
    jobs: dict[str, Job] = {
        "leadsieve-incremental": lambda at: reasons(again(panel, asked[at], after[at], told[at]).case, after[at]),
        "leadsieve-from-scratch": lambda at: reasons(judge_by(panel, after[at], ACTS, NOW).case, after[at]),
        "leadsieve-never-seen": lambda at: reasons(judge_by(new, after[at], ACTS, NOW).case, after[at]),
        "leadsieve-nothing-remembered": lambda at: reasons(judge_by(bare, after[at], ACTS, NOW).case, after[at]),
        "leadsieve-who-matches": lambda at: panel.ask(after[at]),
        "zen-engine": lambda at: expression.evaluate({"f": after[at]}),
        "cel": lambda at: program.execute({"f": after[at]}),
    }
    forgotten: dict[str, list[dict[Any, Any]]] = {
        "leadsieve-never-seen": [new.heard],
        "leadsieve-nothing-remembered": [bare.heard, bare.shared, bare.ruled],
    }
    taken = times(jobs, forgotten)
    return [{"name": name, "case": "engine", "personas": count, **figures(of)} for name, of in taken.items()]


def again(panel: Panel, before: Like, facts: Facts, told: Facts) -> Judgement:
    """Return the judgement after an event, looking only at what it told."""
    return conclude_on(panel, panel.likeness.again(before, facts, told), facts, ACTS, NOW)


def times(jobs: Mapping[str, Job], forgotten: Mapping[str, Sequence[dict[Any, Any]]]) -> dict[str, list[list[int]]]:
    """Return job -> lead -> what each of its calls took, ns: warm, and the jobs by turns, so that they share bad times.

    `forgotten`: job -> memories that are emptied before each of its calls.
    """
    taken: dict[str, list[list[int]]] = {name: [[] for _ in range(LEADS)] for name in jobs}
    for turn in range(ROUNDS + 1):
        for name, job in jobs.items():
            for at in range(LEADS):
                for memory in forgotten.get(name, ()):
                    memory.clear()
                nanoseconds = clocked(partial(job, at))
                if turn:  # the first is to warm up
                    taken[name][at].append(nanoseconds)
    return taken


def figures(taken: Sequence[Sequence[int]]) -> dict[str, float]:
    """Return the figures of one job in microseconds, from the nanoseconds of its calls by lead."""
    every = statistics.median(one for of_lead in taken for one in of_lead)
    return {
        "us_median": round(every / 1000, 2),
        "us_least": round(statistics.median(map(min, taken)) / 1000, 2),
    }


def clocked(call: Callable[[], object]) -> int:
    """Return what a call takes, in nanoseconds."""
    began = time.perf_counter_ns()
    call()
    return time.perf_counter_ns() - began


def ratios(found: Sequence[dict[str, object]]) -> dict[str, float]:
    """Return how many times as long the better of the others takes as each of ours, by medians and by least times."""
    told: dict[str, float] = {}
    for figure in ("us_median", "us_least"):
        costs = {str(row["name"]): float(str(row[figure])) for row in found}
        best = min(costs["zen-engine"], costs["cel"])
        told |= {f"others / {name}, {figure}": round(best / costs[name], 2) for name in OURS}
    return told


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
