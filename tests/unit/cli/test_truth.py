"""`leadsieve simulate` and `leadsieve truth`: made-up people, and how right a pack is about them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.errors import LeadsieveError
from tests.flows import PACK


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["--quiet", *arguments])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of made-up traffic."""
    folder = tmp_path_factory.mktemp("world") / "new"
    result = _run("simulate", str(folder), "--events", "1500", "--seed", "5", "--surges", "2", "--json")
    assert result.exit_code == 0, result.output
    assert sum(json.loads(result.stdout)["records"].values()) == 1_500
    return folder


def test_the_same_seed_writes_the_same_files(world: Path, tmp_path: Path) -> None:
    """Files are a function of the options; another seed gives others; a folder that holds something is left alone."""
    again, other = tmp_path / "again", tmp_path / "other"
    _run("simulate", str(again), "--events", "1500", "--seed", "5", "--surges", "2")
    _run("simulate", str(other), "--events", "1500", "--seed", "6", "--surges", "2")
    names = sorted(path.relative_to(world) for path in world.rglob("*.ndjson"))
    assert len(names) == 4
    assert all((again / name).read_bytes() == (world / name).read_bytes() for name in names)
    assert all((other / name).read_bytes() != (world / name).read_bytes() for name in names)
    assert isinstance(_run("simulate", str(again)).exception, LeadsieveError)


def test_everybody_is_counted_once(world: Path) -> None:
    """Figures add up: each person of the truth has one verdict or none, and shares are those of the counts."""
    told = json.loads(_run("truth", str(world), "--pack", str(PACK), "--json").stdout)
    people = [json.loads(line) for line in (world / "truth/people.ndjson").read_text().splitlines()]
    assert sum(sum(found.values()) for found in told["parts"].values()) == len(people)
    kept = told["kept_from_sales"][0]
    assert kept["found"] == sum(found.get("excluded", 0) + found.get("nurture", 0) for found in told["parts"].values())
    assert kept["meant"] <= sum(bool(person["personas"]) for person in people)
    for count in [*told["personas"], *told["kept_from_sales"]]:
        assert count["right"] <= min(count["meant"], count["found"])
        assert count["precision"] == (count["right"] / count["found"] if count["found"] else None)
        assert count["recall"] == (count["right"] / count["meant"] if count["meant"] else None)
    by_name = {count["name"]: count for count in told["personas"]}
    assert by_name["competitor"]["right"] == by_name["competitor"]["meant"] > 3


def test_a_wrong_truth_shows(world: Path, tmp_path: Path) -> None:
    """Where the truth says another thing of somebody, precision and recall fall by just that person."""
    lines = [json.loads(line) for line in (world / "truth/people.ndjson").read_text().splitlines()]
    before = json.loads(_run("truth", str(world), "--pack", str(PACK), "--json").stdout)["personas"]
    found = {count["name"]: count for count in before}["competitor"]
    for name in ("web-activity.ndjson", "form-submissions.ndjson"):
        (tmp_path / name).write_bytes((world / name).read_bytes())
    (tmp_path / "truth").mkdir()
    for line in lines:
        line["personas"] = [] if line["part"] == "competitor" else line["personas"]
    (tmp_path / "truth/people.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    after = json.loads(_run("truth", str(tmp_path), "--pack", str(PACK), "--json").stdout)["personas"]
    changed = {count["name"]: count for count in after}["competitor"]
    assert (changed["meant"], changed["found"], changed["right"]) == (0, found["found"], 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--drift", "astronaut=2"], "the part one of buyer"),
        (["--turn", "student=2"], "a number from 0 to 1"),
        (["--drift", "student=nan"], "a number from 0 to 10"),
        (["--start", "today"], "--start='today'"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    """An option that makes no sense ends in an error that says what would; nothing is written."""
    result = _run("simulate", str(tmp_path / "new"), *arguments)
    assert said in f"{result.output}{result.exception}"
    assert not (tmp_path / "new").exists()


def test_no_truth(tmp_path: Path) -> None:
    """A folder without its truth, or with a line that is nobody, is told."""
    assert "simulate" in str(_run("truth", str(tmp_path), "--pack", str(PACK)).exception)
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth/people.ndjson").write_text('{"person":1}\n')
    assert "people.ndjson:1: no person" in str(_run("truth", str(tmp_path), "--pack", str(PACK)).exception)
