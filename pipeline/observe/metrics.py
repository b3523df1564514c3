"""The Prometheus metrics of one worker: what stages counted, and what the runtime tells of itself.

Nothing here can stop the flow: a count that the catalogue doesn't know is counted as such and dropped.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import get_args

from prometheus_client import CollectorRegistry, Counter, Gauge

from pipeline.observe import registry
from pipeline.observe.catalogue import (
    BY_NAME,
    CODE,
    COUNTED,
    MOST_SERIES,
    PERSONA,
    REASON,
    RESULT,
    STAGE,
    Closing,
    Label,
    Snapshot,
    Spec,
    TaskState,
)
from pipeline.observe.form_days import FormDays
from pipeline.observe.labels import OTHER, Bounds

Counts = Mapping[tuple[str, ...], int]
"""What a stage counted: (what, values of its labels…) -> how many."""

_BY_FORM_DAY = {"leads_with_form": "leads", "leads_excluded_at_form": "excluded"}
"""Counted whole in a counter, and by form day in gauges; their key is (what, ISO date)."""
_MOST_REMEMBERED = 4096
"""Counts whose series is looked up once; the rest pay for it each time."""


class Metrics:
    """All metrics of one worker, in a registry of their own, so that several can live in one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = registry.counters(self.registry)
        self._gauges = registry.gauges(self.registry)
        self._histograms = registry.histograms(self.registry)
        self._bounds = Bounds()
        self._series: dict[str, set[tuple[str, ...]]] = {}
        self._remembered: dict[tuple[str, tuple[str, ...]], Counter] = {}
        self._form_days = FormDays()
        self._tasks: dict[tuple[str, str, int], TaskState] = {}
        self._started: set[tuple[str, str]] = set()

    def count(self, stage: str, counts: Counts) -> None:
        """Add what a stage counted, once its transaction is committed. Never raises: unknown counts have a counter."""
        for key, number in counts.items():
            counter = self._remembered.get((stage, key)) or self._find(stage, key)
            if counter is None or number < 0 or not self._day_counted(key, number):
                self._counters["leadsieve_uncatalogued_counts_total"].inc()
            else:
                counter.inc(number)

    def transaction(self, stage: str, seconds: float, records: int, batches: int = 1) -> None:
        """Tell of one committed transaction: seconds since its first record, its records and fetched batches."""
        self._counter("leadsieve_transactions_total", stage).inc()
        self._counter("leadsieve_records_total", stage).inc(records)
        self._counter("leadsieve_batches_total", stage).inc(batches)
        self._histograms["leadsieve_transaction_seconds"].labels(self._admit(STAGE, stage)).observe(seconds)

    def lag(self, topic: str, partition: int, records: int) -> None:
        """Tell how many records of a partition are not judged yet."""
        self._gauges["leadsieve_lag_records"].labels(topic, str(partition)).set(records)

    def broker(self, *, up: bool) -> None:
        """Tell whether the broker answers."""
        self._gauges["leadsieve_broker_up"].set(up)

    def task(self, stage: str, topic: str, partition: int, state: TaskState) -> None:
        """Tell what a task does now; a task is (stage, input topic, partition)."""
        if (stage, topic) not in self._started:
            self._start(stage, topic)
        self._tasks[stage, topic, partition] = state
        self._show_tasks(stage)

    def task_closed(self, stage: str, topic: str, partition: int, reason: Closing) -> None:
        """Tell that a task is no more, and why."""
        self._tasks.pop((stage, topic, partition), None)
        self._show_tasks(stage)
        with suppress(KeyError):  # its lag may never have been told
            self._gauges["leadsieve_lag_records"].remove(topic, str(partition))
        self._counter("leadsieve_tasks_closed_total", stage, reason).inc()

    def rejudging(self, partition: int, slices: int) -> None:
        """Tell how many slices of a partition's leads have still to be judged by what was chosen last."""
        self._gauges["leadsieve_slices_to_rejudge"].labels(str(partition)).set(slices)

    def clock(self, offset: float) -> None:
        """Tell how many seconds this machine's clock is ahead of the broker's."""
        self._gauges["leadsieve_clock_offset_seconds"].set(offset)

    def restored(self, stage: str, records: int, size: int) -> None:
        """Tell how many more changelog records, of how many bytes, were read to restore state."""
        self._counter("leadsieve_restored_records_total", stage).inc(records)
        self._counter("leadsieve_restored_bytes_total", stage).inc(size)

    def restoration(self, stage: str, seconds: float) -> None:
        """Tell how long a task's restoration took."""
        self._histograms["leadsieve_restore_seconds"].labels(self._admit(STAGE, stage)).observe(seconds)

    def snapshot(self, stage: str, result: Snapshot) -> None:
        """Tell what became of a task's snapshot. Called from threads too."""
        self._counter("leadsieve_snapshots_total", stage, result).inc()

    def state(self, stage: str, keys: int, size: int) -> None:
        """Tell how much state the stage's tasks of this worker hold: keys, and bytes of their encoded values."""
        self._gauges["leadsieve_state_keys"].labels(self._admit(STAGE, stage)).set(keys)
        self._gauges["leadsieve_state_bytes"].labels(self._admit(STAGE, stage)).set(size)

    def braked(self, personas: Iterable[str]) -> None:
        """Tell which personas are braked; who is not named is not."""
        gauge = self._gauges["leadsieve_persona_braked"]
        gauge.clear()
        for persona in personas:
            gauge.labels(self._admit(PERSONA, persona)).set(1)

    def build(self, version: str, python: str) -> None:
        """Tell which version runs, on which Python."""
        _show_only(self._gauges["leadsieve_build_info"], version, python)

    def pack(self, pack: str, version: int, sha256: str) -> None:
        """Tell which pack judges now; it replaces the one told before."""
        _show_only(self._gauges["leadsieve_pack_info"], pack, str(version), sha256)

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """Return the page for a scrape and its content type; `accept` is the request's header of that name."""
        self._show_form_days()
        return registry.page(self.registry, accept)

    def value(self, series: str, **labels: str) -> float:
        """Return what a series shows now, 0 where it doesn't exist yet: for summaries and tests."""
        self._show_form_days()
        return self.registry.get_sample_value(series, labels) or 0.0

    def _admit(self, label: Label, value: str) -> str:
        return self._bounds.admit(label, value)

    def _counter(self, name: str, *values: str) -> Counter:
        return self._child(BY_NAME[name], values)

    def _child(self, spec: Spec, values: tuple[str, ...]) -> Counter:
        if not spec.labels:
            return self._counters[spec.name]
        shown = tuple(map(self._admit, spec.labels, values))
        series = self._series.setdefault(spec.name, set())
        if shown not in series and len(series) >= MOST_SERIES:
            shown = (shown[0], *(OTHER for _ in shown[1:]))
        series.add(shown)
        return self._counters[spec.name].labels(*shown)

    def _find(self, stage: str, key: tuple[str, ...]) -> Counter | None:
        spec = COUNTED.get(key[0]) if key else None
        values = () if key and key[0] in _BY_FORM_DAY else key[1:]
        if spec is None or len(values) != len(spec.counted_labels):
            return None
        counter = self._child(spec, (stage, *values) if STAGE in spec.labels else values)
        if len(self._remembered) < _MOST_REMEMBERED:
            self._remembered[stage, key] = counter
        return counter

    def _day_counted(self, key: tuple[str, ...], number: int) -> bool:
        which = _BY_FORM_DAY.get(key[0])
        if which is None:
            return True
        what_and_day = 2
        return len(key) == what_and_day and self._form_days.add(key[1], **{which: number})

    def _show_form_days(self) -> None:
        leads, excluded, ratio = (self._gauges[name] for name in _FORM_DAY_GAUGES)
        for gauge in (leads, excluded, ratio):
            gauge.clear()
        for day, counts in self._form_days.days.items():
            leads.labels(day).set(counts.leads)
            excluded.labels(day).set(counts.excluded)
            if counts.ratio is not None:
                ratio.labels(day).set(counts.ratio)

    def _start(self, stage: str, topic: str) -> None:
        """Show what has not happened yet as 0: of a series that is born at 1, `increase` never sees the first."""
        self._started.add((stage, topic))
        for name, label in (("leadsieve_dead_letters_total", CODE), ("leadsieve_tasks_closed_total", REASON)):
            for value in label.values:
                self._counter(name, stage, value)
        if stage == "route":
            for result in RESULT.values:
                self._counter("leadsieve_events_total", topic, result)

    def _show_tasks(self, stage: str) -> None:
        states = [state for (of, _, _), state in self._tasks.items() if of == stage]
        for state in get_args(TaskState):
            self._gauges["leadsieve_tasks"].labels(self._admit(STAGE, stage), state).set(states.count(state))


_FORM_DAY_GAUGES = ("leadsieve_form_day_leads", "leadsieve_form_day_excluded_leads", "leadsieve_exclusion_ratio")


def _show_only(info: Gauge, *values: str) -> None:
    info.clear()
    info.labels(*values).set(1)
