"""deploy/Dockerfile, against what it copies, installs and runs."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli.main import COMMANDS
from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def steps() -> list[tuple[str, str]]:
    """Return (instruction, rest) of every step, comments dropped and long lines joined."""
    lines = [line for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def of(instruction: str, stage: int | None = None) -> list[str]:
    """Return what stands behind an instruction, in one stage or in all."""
    found, at = [], -1
    for word, rest in steps():
        at += word == "FROM"
        if word == instruction and stage in {None, at}:
            found.append(rest)
    return found


def copied(stage: int) -> list[str]:
    """Return the paths of this repository that a stage copies."""
    copies = [shlex.split(rest) for rest in of("COPY", stage)]
    return [source for words in copies if not words[0].startswith("--from") for source in words[:-1]]


@pytest.mark.parametrize("source", [*copied(0), *copied(1)])
def test_copied(source: str) -> None:
    """What is copied exists and is not kept out by .dockerignore, which names what may come in."""
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split() if line[0] == "!"]
    assert (ROOT / source).exists()
    assert source in allowed


def test_dockerignore() -> None:
    """Everything that may come in exists, and all else stays out."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    assert [line for line in lines if line[0] == "!" and not (ROOT / line[1:]).exists()] == []


def test_build_input() -> None:
    """The build stage has all that pyproject.toml builds from."""
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {"pyproject.toml", PROJECT["project"]["readme"], *PROJECT["project"]["license-files"], *wheel} <= set(
        copied(0)
    )


def test_base_pinned() -> None:
    """Both stages stand on the same Python, of a full version that the project supports."""
    images = {rest.split()[0] for rest in of("FROM")}
    (image,) = images
    version = re.fullmatch(r"python:(\d+)\.(\d+)\.\d+-slim-[a-z]+", image)
    assert version
    lowest = PROJECT["project"]["requires-python"].removeprefix(">=").split(".")
    assert [int(part) for part in version.groups()] >= [int(part) for part in lowest]


def test_hashes() -> None:
    """Packages come from the lock with their hashes, and ours brings no other."""
    installs = [rest for rest in of("RUN") if "pip install" in rest]
    assert len(installs) == 2
    assert "--require-hashes -r requirements/lock.txt" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]


def test_not_root() -> None:
    """The worker runs as a user by number, so that a cluster can see that it isn't root."""
    (user,) = of("USER", 1)
    assert all(int(part) > 0 for part in user.split(":"))
    assert steps().index(("USER", user)) < steps().index(("ENTRYPOINT", of("ENTRYPOINT")[0]))


def test_safe_path() -> None:
    """A folder named `pipeline` where the worker is started can't shadow the installed one."""
    assert "PYTHONSAFEPATH=1" in of("ENV", 1)[0].split()


def test_start() -> None:
    """The image starts our console script with a command that exists, on a pack that is copied in."""
    (script,) = json.loads(of("ENTRYPOINT")[0])
    command, option, pack = json.loads(of("CMD")[0])
    assert script in PROJECT["project"]["scripts"]
    assert command in COMMANDS
    assert option == "--pack"
    assert "rules /app/rules" in of("COPY", 1)
    assert (ROOT / pack.removeprefix("/app/") / "pack.yaml").is_file()


def test_as_in_compose() -> None:
    """docker-compose.yml starts the worker as the image itself would, and tags it with the project's version."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    worker = compose["services"]["worker"]
    assert worker["command"] == json.loads(of("CMD")[0])
    assert worker["image"] == f"{PROJECT['project']['name']}:{PROJECT['project']['version']}"


def test_port() -> None:
    """The port that the image says it opens is the one that the worker opens."""
    assert of("EXPOSE") == [str(Settings().web_port)]
