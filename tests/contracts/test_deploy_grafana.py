"""deploy/grafana: provisioning and dashboard, against each other and docker-compose.yml."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/grafana"
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboards/exclusions.json").read_text(encoding="utf-8"))
PANELS = {panel["title"]: panel for panel in DASHBOARD["panels"]}
SHOWN = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
COLUMNS = 24


def provisioned(kind: str, file: str) -> dict[str, Any]:
    (one,) = yaml.safe_load((FOLDER / "provisioning" / kind / file).read_text(encoding="utf-8"))[kind_list(kind)]
    return dict(one)


def kind_list(kind: str) -> str:
    return {"datasources": "datasources", "dashboards": "providers"}[kind]


def test_datasource() -> None:
    """Grafana asks the Prometheus of docker-compose.yml, on the port that it publishes."""
    url = urlsplit(provisioned("datasources", "prometheus.yml")["url"])
    assert url.hostname in SERVICES
    assert [port.split(":")[-1] for port in SERVICES[url.hostname]["ports"]] == [str(url.port)]


def test_dashboards_found() -> None:
    """Grafana reads dashboards where docker-compose.yml mounts ours."""
    path = provisioned("dashboards", "leadsieve.yml")["options"]["path"]
    (source,) = [volume.split(":")[0] for volume in SERVICES["grafana"]["volumes"] if volume.split(":")[1] == path]
    assert (ROOT / source).resolve() == FOLDER / "dashboards"


@pytest.mark.parametrize("panel", SHOWN, ids=lambda panel: panel["title"])
def test_panel(panel: dict[str, Any]) -> None:
    """A panel asks the provisioned datasource, and says what it shows."""
    uid = provisioned("datasources", "prometheus.yml")["uid"]
    assert {source["datasource"]["uid"] for source in (panel, *panel["targets"])} == {uid}
    assert panel["description"]


def test_titles_and_ids() -> None:
    """No two panels share a title or an id."""
    assert len(PANELS) == len(DASHBOARD["panels"])
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    across = one["x"] < other["x"] + other["w"] and other["x"] < one["x"] + one["w"]
    return across and one["y"] < other["y"] + other["h"] and other["y"] < one["y"] + one["h"]


def test_layout() -> None:
    """Panels stand on the grid, none over another."""
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    assert [place for place in places if place["x"] + place["w"] > COLUMNS] == []
    assert [pair for pair in combinations(places, 2) if overlap(*pair)] == []


@pytest.mark.parametrize(
    ("title", "metric"),
    [
        ("By day of the form", "leadsieve:exclusion_ratio:form_day"),
        ("As it moves", "leadsieve:exclusion_ratio:1h"),
        ("By persona", "leadsieve_exclusions_total"),
        ("By source", "leadsieve_exclusions_total"),
        ("By campaign", "leadsieve_exclusions_total"),
        ("Decisions by status", "leadsieve_decisions_total"),
        ("Events by result", "leadsieve_events_total"),
        ("Dead letters by stage and code", "leadsieve_dead_letters_total"),
        ("Records waiting by topic", "leadsieve_lag_records"),
        ("Transaction, 99th percentile", "leadsieve_transaction_seconds_bucket"),
    ],
)
def test_asked_for(title: str, metric: str) -> None:
    """The dashboard shows exclusion rates by day, persona, source and campaign, and how the workers are."""
    assert any(metric in target["expr"] for target in PANELS[title]["targets"])
