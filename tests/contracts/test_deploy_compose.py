"""docker-compose.yml, against what it names: paths, ports, commands, settings."""

import importlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from pipeline.cli.main import COMMANDS
from pipeline.contracts.topics import SOURCE_TOPICS
from pipeline.settings import Settings, from_environment

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
BUILT_IN = {"/app/rules": "rules"}
"""Paths inside our image -> where they come from here; test_deploy_image checks that."""


def published(service: str) -> list[tuple[str, int, int]]:
    """Return (address, port here, port inside) of each published port."""
    parts = [str(port).split(":") for port in SERVICES[service].get("ports", [])]
    return [(address, int(here), int(inside)) for address, here, inside in parts]


def mounts(service: str) -> dict[str, str]:
    """Return path inside -> what is mounted there."""
    parts = [volume.split(":") for volume in SERVICES[service].get("volumes", [])]
    return {target: source for source, target, *_ in parts}


def here(service: str, path: str) -> Path:
    """Return the file of this repository that a service sees under `path`."""
    inside = {**BUILT_IN, **mounts(service)}
    target = max((target for target in inside if path.startswith(target)), key=len)
    return ROOT / inside[target] / path[len(target) :].lstrip("/")


def listeners(which: str) -> dict[str, str]:
    return dict(part.split("://") for part in SERVICES["kafka"]["environment"][which].split(","))


def test_services() -> None:
    """One command brings up a broker, the topics, a worker, Prometheus and Grafana."""
    assert set(SERVICES) == {"kafka", "topics", "worker", "prometheus", "grafana"}


@pytest.mark.parametrize("service", SERVICES)
def test_loopback_only(service: str) -> None:
    """No port is open to the network: nothing here asks for a password."""
    assert [address for address, _, _ in published(service) if address != "127.0.0.1"] == []


@pytest.mark.parametrize("service", SERVICES)
def test_image_pinned(service: str) -> None:
    """Images carry a full version, never `latest`."""
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+\.\d+", SERVICES[service]["image"])


@pytest.mark.parametrize("service", SERVICES)
def test_mounts(service: str) -> None:
    """What is mounted exists: a folder here, or a declared volume."""
    for source in mounts(service).values():
        assert (ROOT / source).is_dir() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("service", SERVICES)
def test_depends_on(service: str) -> None:
    """A service waits for others that exist, and for their health only where they tell it."""
    needs = SERVICES[service].get("depends_on", {})
    assert set(needs) <= set(SERVICES)
    if isinstance(needs, dict):
        healthy = [name for name, how in needs.items() if how["condition"] == "service_healthy"]
        assert [name for name in healthy if "healthcheck" not in SERVICES[name]] == []


@pytest.mark.parametrize("service", OURS)
def test_build(service: str) -> None:
    """Our image is built from a Dockerfile that exists."""
    build = SERVICES[service]["build"]
    assert (ROOT / build["context"] / build["dockerfile"]).is_file()


@pytest.mark.parametrize("service", OURS)
def test_command(service: str) -> None:
    """The command is one of ours, with options that it has, on a pack that is there."""
    name, *arguments = SERVICES[service]["command"]
    command = getattr(importlib.import_module(f"pipeline.cli.{COMMANDS[name][0]}"), name)
    options = {option for parameter in command.params for option in parameter.opts}
    assert {argument for argument in arguments if argument.startswith("--")} <= options
    packs = [argument for argument in arguments if argument.startswith("/")]
    assert [pack for pack in packs if not (here(service, pack) / "pack.yaml").is_file()] == []


@pytest.mark.parametrize("service", OURS)
def test_settings(service: str) -> None:
    """Each LEADSIEVE_ variable is a setting and its value can be read."""
    environment = SERVICES[service]["environment"]
    fields = {f"LEADSIEVE_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert {name for name in environment if name.startswith("LEADSIEVE_")} <= fields
    settings = from_environment(environment)
    assert settings.web_host == "0.0.0.0"  # noqa: S104  inside the container; published on the loopback interface
    assert settings.web_port == Settings().web_port


def test_broker_inside() -> None:
    """The workers' broker address is one that Kafka listens on and tells its clients."""
    broker = SERVICES["worker"]["environment"]["LEADSIEVE_BROKER"]
    told = listeners("KAFKA_ADVERTISED_LISTENERS")["INSIDE"]
    assert broker == told
    assert told.removeprefix("kafka") == listeners("KAFKA_LISTENERS")["INSIDE"]


def test_broker_outside() -> None:
    """From this machine Kafka answers at the address it tells its clients, on the port that is published."""
    ((address, port, inside),) = published("kafka")
    assert listeners("KAFKA_ADVERTISED_LISTENERS")["OUTSIDE"] == f"{address}:{port}"
    assert listeners("KAFKA_LISTENERS")["OUTSIDE"] == f":{inside}"


def test_single_broker() -> None:
    """On one broker, Kafka's own topics can't ask for three replicas: transactions would never start."""
    kafka = SERVICES["kafka"]["environment"]
    replicated = [name for name in kafka if name.endswith(("REPLICATION_FACTOR", "MIN_ISR"))]
    assert len(replicated) == 3
    assert {kafka[name] for name in replicated} == {"1"}


def test_worker_port() -> None:
    """The worker's web port is the one published and the one its health is asked on."""
    port = int(SERVICES["worker"]["environment"]["LEADSIEVE_WEB_PORT"])
    assert [inside for _, _, inside in published("worker")] == [port]
    (url,) = re.findall(r'"(http://[^"]+)"', SERVICES["worker"]["healthcheck"]["test"][-1])
    assert (urlsplit(url).port, urlsplit(url).path) == (port, "/health")


def test_prometheus_files() -> None:
    """Prometheus is started with a configuration that it sees."""
    (config,) = [word for word in SERVICES["prometheus"]["command"] if word.startswith("--config.file=")]
    assert here("prometheus", config.partition("=")[2]).is_file()


def test_grafana_home() -> None:
    """Grafana opens on a dashboard that it sees."""
    assert here("grafana", SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).is_file()


def test_topics_named() -> None:
    """The example in the file's head publishes to a topic of ours, at an address that is published."""
    assert set(re.findall(r"--topic (\S+)", TEXT)) <= set(SOURCE_TOPICS)
    assert set(re.findall(r"--broker (\S+)", TEXT)) == {f"{address}:{port}" for address, port, _ in published("kafka")}
