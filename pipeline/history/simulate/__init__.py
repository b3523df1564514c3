"""Seeded traffic of an invented company's site, as upstream systems would publish it: for the demo, the bench and tests.

Quillandre sells planning software for field service teams, in French and in English. Nobody in it exists: people have
made-up surnames, companies stand under `.example`, addresses of machines are those reserved for documentation, phone
numbers those reserved for fiction.

The same seed, number, start, mix and span give the same bytes. Reading order: traffic, visits, people, scripts, parts.
"""

from pipeline.history.simulate.drift import NO_DRIFT, Drift
from pipeline.history.simulate.mix import BENCH, DEMO, Mix
from pipeline.history.simulate.records import Published, expected
from pipeline.history.simulate.traffic import COMPETITOR_DOMAINS, traffic

__all__ = ["BENCH", "COMPETITOR_DOMAINS", "DEMO", "NO_DRIFT", "Drift", "Mix", "Published", "expected", "traffic"]
