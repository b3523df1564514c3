from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.contracts.dead_letter import CODES
from pipeline.observe.catalogue import COUNTED, METRICS, MOST_SERIES, Spec, series
from pipeline.observe.metrics import Metrics

ONE_OF_EACH = {
    ("events", "web-activity", "judged"): 1,
    ("forms", "demo"): 1,
    ("decisions", "excluded", "event"): 1,
    ("retractions", "open"): 1,
    ("exclusions", "student", "google", "spring"): 1,
    ("held_out", "student"): 2,
    ("shadow_exclusions", "student"): 1,
    ("brakes", "student", "budget"): 1,
    ("differences", "open", "excluded"): 1,
    ("overrides", "qualified"): 1,
    ("privacy_requests", "erase"): 1,
    ("removals", "erased"): 1,
    ("outcomes", "won"): 1,
    ("reviews", "wrong", "measured"): 1,
    ("rejudged", "tick"): 1,
    ("visitors_forgotten",): 1,
    ("account_signals",): 1,
    ("dead_letters", "invalid_json"): 1,
    ("leads_with_form", "2026-11-22"): 1,
    ("leads_excluded_at_form", "2026-11-22"): 1,
    ("personas_excluded_at_form", "student"): 1,
}


def scraped(metrics: Metrics) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    body, _ = metrics.render()
    samples = [sample for family in text_string_to_metric_families(body.decode()) for sample in family.samples]
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for sample in samples:
        found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def everything_told() -> Metrics:
    metrics = Metrics()
    metrics.count("leads", ONE_OF_EACH)
    metrics.count("leads", {("no such thing",): 1})
    metrics.transaction("leads", 0.012, records=40)
    metrics.lag("lead-log", 3, 7)
    metrics.task("leads", "lead-log", 2, "open")
    metrics.task_closed("leads", "lead-log", 1, "fenced")
    metrics.restored("leads", 12, 9_000)
    metrics.restoration("leads", 0.4)
    metrics.snapshot("leads", "written")
    metrics.state("leads", 12, 9_000)
    metrics.rejudging(3, 4096)
    metrics.clock(-1.5)
    metrics.braked(["student"])
    metrics.build("0.1.0", "3.13.14")
    metrics.pack("b2b-software", 1, "a" * 64)
    return metrics


def test_every_count() -> None:
    """Everything stages may count arrives, under the labels the catalogue names."""
    metrics = Metrics()
    metrics.count("leads", ONE_OF_EACH)
    assert {key[0] for key in ONE_OF_EACH} == set(COUNTED)
    assert metrics.value("leadsieve_events_total", topic="web-activity", result="judged") == 1
    assert metrics.value("leadsieve_forms_total", purpose="demo") == 1
    assert metrics.value("leadsieve_decisions_total", status="excluded", trigger="event") == 1
    assert metrics.value("leadsieve_retractions_total", status="open") == 1
    assert metrics.value("leadsieve_exclusions_total", persona="student", source="google", campaign="spring") == 1
    assert metrics.value("leadsieve_held_out_total", persona="student") == 2
    assert metrics.value("leadsieve_dead_letters_total", stage="leads", code="invalid_json") == 1
    assert metrics.value("leadsieve_rejudged_leads_total", call="tick") == 1
    assert metrics.value("leadsieve_visitors_forgotten_total") == 1
    assert metrics.value("leadsieve_leads_with_form_total") == 1
    assert metrics.value("leadsieve_leads_excluded_at_form_total") == 1
    assert metrics.value("leadsieve_uncatalogued_counts_total") == 0


def test_scraped_is_catalogued() -> None:
    """The page shows the series of the catalogue, all of them and no other."""
    assert set(scraped(everything_told())) == {name for spec in METRICS for name in series(spec)}


def test_counts_add_up() -> None:
    """Counters only grow, by what each transaction counted."""
    metrics = Metrics()
    for number in (3, 0, 4):
        metrics.count("route", {("dead_letters", "too_large"): number})
    assert metrics.value("leadsieve_dead_letters_total", stage="route", code="too_large") == 7


@pytest.mark.parametrize(
    "key",
    [
        (),
        ("surprise",),
        ("events",),
        ("events", "web-activity"),
        ("events", "web-activity", "judged", "more"),
        ("leads_with_form",),
        ("leads_with_form", "yesterday"),
        ("leads_with_form", "20261122"),
        ("leads_with_form", "2026-11-22", "more"),
    ],
    ids=repr,
)
def test_unknown_count(key: tuple[str, ...]) -> None:
    """A count outside the catalogue is counted as such and stops nothing."""
    metrics = Metrics()
    metrics.count("leads", {key: 5, ("forms", "demo"): 2})
    assert metrics.value("leadsieve_uncatalogued_counts_total") == 1
    assert metrics.value("leadsieve_forms_total", purpose="demo") == 2
    assert metrics.value("leadsieve_leads_with_form_total") == 0


def test_negative_count() -> None:
    """A counter can't be taken back."""
    metrics = Metrics()
    metrics.count("leads", {("forms", "demo"): -1})
    assert metrics.value("leadsieve_uncatalogued_counts_total") == 1


@pytest.mark.parametrize(
    ("key", "labels"),
    [
        (("events", "web-activity", "vanished"), {"topic": "web-activity", "result": "other"}),
        (("decisions", "Excluded", "event"), {"status": "other", "trigger": "event"}),
        (("dead_letters", "oops"), {"stage": "leads", "code": "other"}),
    ],
    ids=["result", "status", "code"],
)
def test_closed_label(key: tuple[str, ...], labels: dict[str, str]) -> None:
    """A closed label shows its own values only."""
    metrics = Metrics()
    metrics.count("leads", {key: 1})
    assert metrics.value(COUNTED[key[0]].name, **labels) == 1


def test_every_code() -> None:
    """Each reason of a dead letter has a series of its own."""
    metrics = Metrics()
    metrics.count("route", {("dead_letters", code): 1 for code in CODES})
    assert {metrics.value("leadsieve_dead_letters_total", stage="route", code=code) for code in CODES} == {1}


def test_campaigns_bounded() -> None:
    """10,000 campaigns make as many series as the label's limit, and no count is lost."""
    metrics = Metrics()
    metrics.count("leads", {("exclusions", "student", "google", f"campaign {number}"): 1 for number in range(10_000)})
    shown = scraped(metrics)["leadsieve_exclusions_total"]
    assert len(shown) == 128 + 1  # the first ones, and `other`
    assert sum(shown.values()) == 10_000
    assert metrics.value("leadsieve_exclusions_total", persona="student", source="google", campaign="other") == 9_872


def test_combinations_bounded() -> None:
    """Many sources times many campaigns stay below the bound on series; the persona is kept to the last."""
    metrics = Metrics()
    keys = [("exclusions", f"p{p}", f"s{s}", f"c{c}") for p in range(4) for s in range(60) for c in range(120)]
    metrics.count("leads", dict.fromkeys(keys, 1))
    shown = scraped(metrics)["leadsieve_exclusions_total"]
    assert len(shown) <= MOST_SERIES + 4
    assert sum(shown.values()) == len(keys)
    by_persona = {
        persona: sum(value for labels, value in shown.items() if ("persona", persona) in labels)
        for persona in ("p0", "p1", "p2", "p3")
    }
    assert set(by_persona.values()) == {60 * 120}


def test_memory_bounded() -> None:
    """What is remembered to be quick does not grow with what upstream sends."""
    metrics = Metrics()
    for start in range(0, 20_000, 1_000):
        metrics.count("leads", {("exclusions", "student", "google", f"c{start + n}"): 1 for n in range(1_000)})
    assert len(metrics._remembered) <= 4096  # noqa: SLF001  the bound is the point


def test_hostile_page() -> None:
    """Line breaks, quotes and half characters in a campaign can't forge or break the page."""
    metrics = Metrics()
    hostile = ['x"} 1\nleadsieve_forged_total 7\n', "back\\slash", "\ud800", "\x00", "a\u202eb", "", "y" * 70_000]
    metrics.count("leads", {("exclusions", "student", "google", text): 1 for text in hostile})
    shown = scraped(metrics)
    assert "leadsieve_forged_total" not in shown
    campaigns = {dict(labels)["campaign"] for labels in shown["leadsieve_exclusions_total"]}
    assert campaigns == {'x"} 1 leadsieve_forged_total 7', "back\\slash", "none", "other"}


PERSONAL = [
    "ana.lima@example.org",
    "ana.lima%40example.org",
    "+33 6 12 34 56 78",
    "0612345678",
    "33612345678",
    "192.0.2.17",
    "2001:db8::17",
    "6f1f8c1e-6a53-4c1e-9a2b-000000000000",
    "8c0d5b4a9e7f1d23",
    "Cj0KCQiA1eKBhBZARIsAX7Y",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_nothing_personal(text: str) -> None:
    """An address, a number or a token of one person never becomes a label, whichever open label it is given for."""
    metrics = Metrics()
    for spec in COUNTED.values():
        metrics.count("leads", {(spec.counted_as, *(text for _ in spec.counted_labels)): 1})
        metrics.count("leads", {(spec.counted_as, *(f"by {text} today" for _ in spec.counted_labels)): 1})
    metrics.count("leads", {("leads_with_form", text): 1})
    assert text.encode() not in metrics.render()[0]


def test_exclusion_rate() -> None:
    """Leads excluded by their first decision after a form ÷ leads with a form, by day of that form."""
    metrics = Metrics()
    metrics.count("leads", {("leads_with_form", "2026-11-21"): 8, ("leads_excluded_at_form", "2026-11-21"): 2})
    metrics.count("leads", {("leads_with_form", "2026-11-22"): 1})
    metrics.count("leads", {("leads_with_form", "2026-11-21"): 2})
    assert metrics.value("leadsieve_exclusion_ratio", form_day="2026-11-21") == pytest.approx(0.2)
    assert metrics.value("leadsieve_exclusion_ratio", form_day="2026-11-22") == 0
    assert metrics.value("leadsieve_form_day_leads", form_day="2026-11-21") == 10
    assert metrics.value("leadsieve_form_day_excluded_leads", form_day="2026-11-21") == 2
    assert metrics.value("leadsieve_leads_with_form_total") == 11


def test_newest_days() -> None:
    """The rate is shown for the 31 newest form days, in whatever order they come; the totals hold them all."""
    metrics = Metrics()
    days = [f"2026-{month:02}-{day:02}" for month in (3, 1, 2) for day in range(1, 21)]
    for day in days:
        metrics.count("leads", {("leads_with_form", day): 1})
    shown = {dict(labels)["form_day"] for labels in scraped(metrics)["leadsieve_exclusion_ratio"]}
    assert shown == set(sorted(days)[-31:])
    assert metrics.value("leadsieve_leads_with_form_total") == 60


def test_no_ratio_of_nothing() -> None:
    """A day whose leads this worker never saw has no rate, not 0 and not infinity."""
    metrics = Metrics()
    metrics.count("leads", {("leads_excluded_at_form", "2026-11-22"): 1})
    assert "leadsieve_exclusion_ratio" not in scraped(metrics)


def test_transaction() -> None:
    """A transaction tells its records, its batches and how long it took."""
    metrics = Metrics()
    metrics.transaction("leads", 0.02, records=40)
    metrics.transaction("leads", 0.2, records=2, batches=3)
    assert metrics.value("leadsieve_transactions_total", stage="leads") == 2
    assert metrics.value("leadsieve_records_total", stage="leads") == 42
    assert metrics.value("leadsieve_batches_total", stage="leads") == 4
    assert metrics.value("leadsieve_transaction_seconds_bucket", stage="leads", le="0.025") == 1
    assert metrics.value("leadsieve_transaction_seconds_sum", stage="leads") == pytest.approx(0.22)


def test_tasks() -> None:
    """Tasks are counted by what they do now; a closed one leaves, with its lag and with a reason."""
    metrics = Metrics()
    for partition in range(3):
        metrics.task("leads", "lead-log", partition, "restoring")
        metrics.lag("lead-log", partition, 5)
    metrics.task("leads", "lead-log", 0, "open")
    metrics.task_closed("leads", "lead-log", 1, "fenced")
    metrics.task_closed("leads", "lead-log", 9, "revoked")
    assert metrics.value("leadsieve_tasks", stage="leads", state="open") == 1
    assert metrics.value("leadsieve_tasks", stage="leads", state="restoring") == 1
    assert metrics.value("leadsieve_tasks_closed_total", stage="leads", reason="fenced") == 1
    partitions = {dict(labels)["partition"] for labels in scraped(metrics)["leadsieve_lag_records"]}
    assert partitions == {"0", "2"}


def test_zero_before_one() -> None:
    """A task shows its failures and its dead letters as 0 before there are any, so that the first one is an increase."""
    metrics = Metrics()
    metrics.task("route", "web-activity", 0, "assigned")
    shown = scraped(metrics)
    assert shown["leadsieve_tasks_closed_total"][("reason", "fenced"), ("stage", "route")] == 0
    assert shown["leadsieve_dead_letters_total"][("code", "internal_error"), ("stage", "route")] == 0
    assert shown["leadsieve_events_total"][("result", "bot"), ("topic", "web-activity")] == 0
    assert all(value == 0 for name in shown if name.endswith("_total") for value in shown[name].values())


def test_pack_replaced() -> None:
    """One pack judges at a time; the one before is no longer shown."""
    metrics = Metrics()
    metrics.pack("b2b-software", 1, "a" * 64)
    metrics.pack("b2b-software", 2, "b" * 64)
    (labels,) = scraped(metrics)["leadsieve_pack_info"]
    assert dict(labels) == {"pack": "b2b-software", "version": "2", "sha256": "b" * 64}


def test_two_workers_in_a_process() -> None:
    """Each worker has a registry of its own."""
    one, other = Metrics(), Metrics()
    one.count("leads", {("forms", "demo"): 1})
    assert other.value("leadsieve_forms_total", purpose="demo") == 0


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "text/plain"),
        ("application/openmetrics-text;version=1.0.0,text/plain;q=0.5", "application/openmetrics-text"),
    ],
    ids=["plain", "openmetrics"],
)
def test_content_type(accept: str, content_type: str) -> None:
    """The page comes in the format that was asked for, and says which; no `_created` series in either."""
    body, said = everything_told().render(accept)
    assert said.startswith(content_type)
    assert b"_created" not in body


def named(test: Callable[[Spec], bool]) -> list[str]:
    return [spec.name for spec in METRICS if test(spec)]


def test_names() -> None:
    """Names carry the prefix; what only grows ends in `_total`, and nothing else does; each is told once."""
    assert named(lambda spec: not spec.name.startswith("leadsieve_")) == []
    assert named(lambda spec: spec.name.endswith("_total") != (spec.kind == "counter")) == []
    assert len({spec.name for spec in METRICS}) == len(METRICS)
