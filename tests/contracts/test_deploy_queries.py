"""Every PromQL expression of deploy/, against the catalogue of metrics: no panel and no alert asks for what isn't there."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from pipeline.observe.catalogue import METRICS, ORDERLY, REASON, Spec, series

ROOT = Path(__file__).parents[2]
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/rules/leadsieve.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/exclusions.json").read_text(encoding="utf-8"))
RECORDED = {rule["record"]: rule["expr"] for rule in RULES if "record" in rule}
SERIES: dict[str, Spec] = {name: spec for spec in METRICS for name in series(spec)}
VARIABLES = {"$__rate_interval": "5m", "$__range": "1d"}
"""Grafana's, and a value that they could have."""
SCRAPED = {"job", "instance"}
"""Labels that Prometheus adds to every series."""
OVER_TIME = ("rate", "increase")


@dataclass(frozen=True)
class Query:
    """An expression and where it stands."""

    where: str
    expr: str
    legend: str = ""

    def __str__(self) -> str:
        return self.where


def queries() -> list[Query]:
    rules = [Query(rule.get("record") or rule["alert"], rule["expr"]) for rule in RULES]
    panels = [
        Query(f"{panel['title']} {target['refId']}", target["expr"], target["legendFormat"])
        for panel in DASHBOARD["panels"]
        for target in panel.get("targets", [])
    ]
    return rules + panels


ALL = queries()
each_query = pytest.mark.parametrize("query", ALL, ids=str)


def parse(expr: str) -> promql_parser.Expr:
    for variable, value in VARIABLES.items():
        expr = expr.replace(variable, value)
    return promql_parser.parse(expr)


def parts(expr: str) -> list[Any]:
    """Return every part of an expression, from the whole down."""
    found: list[Any] = []
    promql_parser.walk(parse(expr), lambda part: found.append(part) or True)  # True: go on
    return found


def selectors(expr: str) -> list[Any]:
    return [part for part in parts(expr) if isinstance(part, promql_parser.VectorSelector)]


def labels_of(name: str) -> set[str]:
    """Return the labels that a series can have, recorded ones by what they are recorded from."""
    if name in RECORDED:
        return {label for selector in selectors(RECORDED[name]) for label in labels_of(selector.name)}
    if name == "up":
        return SCRAPED
    histogram = {"le"} if name.endswith("_bucket") else set()
    return {label.name for label in SERIES[name].labels} | SCRAPED | histogram


def labels_asked(expr: str) -> set[str]:
    """Return the labels by which an expression selects, groups and joins."""
    asked: set[str] = {matcher.name for one in selectors(expr) for matcher in one.matchers.matchers}
    for part in parts(expr):
        modifier = getattr(part, "modifier", None)
        asked |= set(getattr(modifier, "labels", [])) | set(getattr(modifier, "group_labels", None) or [])
        asked |= set(getattr(getattr(modifier, "matching", None), "labels", []))
    return asked


@each_query
def test_metrics_exist(query: Query) -> None:
    """It asks for metrics of the catalogue, for recorded series, or for `up`."""
    asked = {selector.name for selector in selectors(query.expr)}
    assert asked
    assert asked <= {*SERIES, *RECORDED, "up"}


@each_query
def test_labels_exist(query: Query) -> None:
    """It selects, groups and joins by labels that its metrics have, and so does its legend."""
    known = {label for selector in selectors(query.expr) for label in labels_of(selector.name)}
    assert labels_asked(query.expr) | set(re.findall(r"{{(\w+)}}", query.legend)) <= known


@each_query
def test_values_exist(query: Query) -> None:
    """A value it selects by is one that the closed label can have."""
    for selector in selectors(query.expr):
        closed = {label.name: label.values for label in SERIES[selector.name].labels} if selector.name in SERIES else {}
        for matcher in selector.matchers.matchers:
            allowed = closed.get(matcher.name) or matcher.value.split("|")
            assert set(matcher.value.split("|")) <= set(allowed)


@each_query
def test_counters_over_time(query: Query) -> None:
    """A counter is asked for its growth, a gauge for its value."""
    grown = [
        call.args[0]
        for call in parts(query.expr)
        if isinstance(call, promql_parser.Call) and call.func.name in OVER_TIME
    ]
    names = {part.vector_selector.name for part in grown}
    growing = {name for name, spec in SERIES.items() if spec.kind != "gauge"}
    assert {selector.name for selector in selectors(query.expr)} & growing == names


def test_orderly_ways() -> None:
    """What counts as no failure is said the same way in the alert, on the dashboard and in the catalogue."""
    said = [
        matcher.value.split("|")
        for query in ALL
        for selector in selectors(query.expr)
        for matcher in selector.matchers.matchers
        if matcher.name == REASON.name
    ]
    assert len(said) == 2
    assert all(tuple(ways) == ORDERLY for ways in said)


@pytest.mark.parametrize(
    "expr",
    ["sum by (result) (leadsieve_lag_records)", "rate(leadsieve_events_total[5m]) * on (code) up", 'up{stage="leads"}'],
)
def test_checks_bite(expr: str) -> None:
    """A label that isn't there is found."""
    with pytest.raises(AssertionError):
        test_labels_exist(Query("wrong", expr))
