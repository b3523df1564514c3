"""deploy/prometheus, against itself, docker-compose.yml and, where there is one, promtool."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/prometheus"


def read(file: Path) -> Any:  # noqa: ANN401  whatever the file holds
    return yaml.safe_load(file.read_text(encoding="utf-8"))


CONFIG = read(FOLDER / "prometheus.yml")
ALERTS = {
    rule["alert"]: rule
    for group in read(FOLDER / "rules/leadsieve.yml")["groups"]
    for rule in group["rules"]
    if "alert" in rule
}
CASES = [case for test in read(FOLDER / "tests/leadsieve.yml")["tests"] for case in test.get("alert_rule_test", [])]


def test_rule_files() -> None:
    """The configuration takes in all rules, and no tests."""
    files = {file for pattern in CONFIG["rule_files"] for file in FOLDER.glob(pattern)}
    assert files == set((FOLDER / "rules").iterdir())


def test_target() -> None:
    """Prometheus asks the workers of docker-compose.yml, on the port that they open, under the job that rules name."""
    (job,) = CONFIG["scrape_configs"]
    (names,) = job["dns_sd_configs"]
    services = read(ROOT / "docker-compose.yml")["services"]
    assert set(names["names"]) <= set(services)
    assert names["port"] == Settings().web_port
    assert set(re.findall(r'job="(\w+)"', str(ALERTS))) == {job["job_name"]}


@pytest.mark.parametrize("name", ALERTS)
def test_alert(name: str) -> None:
    """An alert says what is wrong and what to do, and how bad it is."""
    alert = ALERTS[name]
    assert set(alert["annotations"]) == {"summary", "action"}
    assert alert["labels"]["severity"] in {"critical", "warning"}


@pytest.mark.parametrize("name", ALERTS)
def test_alert_tested(name: str) -> None:
    """Each alert has a case in which it fires and one in which it does not, or fires for some series only."""
    fired = [case["exp_alerts"] for case in CASES if case["alertname"] == name]
    assert any(fired)
    assert not all(fired) or name == "LeadsieveLagGrows"  # its case holds a partition for which it must not


def test_cases_name_alerts() -> None:
    """No case tests an alert that isn't there."""
    assert {case["alertname"] for case in CASES} <= set(ALERTS)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yml"),
        ("check", "rules", "rules/leadsieve.yml"),
        ("test", "rules", "tests/leadsieve.yml"),
    ],
    ids=["config", "rules", "tests"],
)
def test_promtool(arguments: tuple[str, ...]) -> None:
    """Prometheus's own tool takes the configuration and the rules, and its tests of them pass."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool on this machine: rules are parsed and checked, but not run against their tests")
    done = subprocess.run([promtool, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603  our own arguments
    assert done.returncode == 0, done.stdout + done.stderr
