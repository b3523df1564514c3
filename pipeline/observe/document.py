"""docs/metrics.md, from the catalogue: `python -m pipeline.observe.document > docs/metrics.md`."""

import sys
from collections.abc import Iterable

from pipeline.observe.catalogue import METRICS, MOST_SERIES, Label, Spec

_INTRODUCTION = f"""\
# Metrics

<!-- Generated from pipeline/observe/catalogue.py: `python -m pipeline.observe.document > docs/metrics.md`. -->

A worker serves them at `/metrics` on its web port (6066), in the Prometheus text format. Times are in seconds, ratios
from 0 to 1. Counters start at 0 with the worker: use `rate` or `increase`, which know a series from its second scrape
on, so that the very first count of a new campaign is not in them. Stages count inside a transaction and the counts are
added once it is committed: what is done again after a failure is counted once.

Labels are closed sets, or open to a number of values. A value beyond that is shown as `other`, and so is one that is no
label: over 64 characters, not printable, or looking like an address, a number or a token of one person. Nothing is
shown as `none`. A metric with several open labels shows at most {MOST_SERIES:,} combinations; then the first label
stays and the rest is `other`. What can't be told by its letters is a name: a campaign that upstream named after
somebody would show.

The exclusion rate is leads whose first decision after a form is `excluded` ÷ leads with a form, by day of that form.
Judging again never counts again. Of several workers:
`sum by (form_day) (leadsieve_form_day_excluded_leads) / sum by (form_day) (leadsieve_form_day_leads)`.
"""


def document() -> str:
    """Return docs/metrics.md: what is measured, and what each label can show."""
    rows = _table(("metric", "kind", "labels", "what"), map(_metric, METRICS))
    labels = _table(("label", "of", "values"), (_label(*pair) for pair in _labels()))
    return f"{_INTRODUCTION}\n## What is measured\n\n{rows}\n\n## Labels\n\n{labels}\n"


def _metric(spec: Spec) -> tuple[str, ...]:
    labels = ", ".join(f"`{label.name}`" for label in spec.labels)
    return f"`{spec.name}`", spec.kind, labels or "-", spec.doc


def _labels() -> Iterable[tuple[Label, list[Spec]]]:
    labels = dict.fromkeys(label for spec in METRICS for label in spec.labels)
    return [(label, [spec for spec in METRICS if label in spec.labels]) for label in labels]


def _label(label: Label, specs: list[Spec]) -> tuple[str, ...]:
    of = ", ".join(f"`{spec.name}`" for spec in specs)
    return f"`{label.name}`", of, f"{label.doc}: {_values(label)}"


def _values(label: Label) -> str:
    if label.values:
        return ", ".join(f"`{value}`" for value in label.values)
    return f"at most {label.limit:,}" if label.limit else "as we set it"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(document())
