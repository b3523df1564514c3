"""The committed JSON Schemas: what the contracts give, and what messages already written still keep."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter, ValidationError

from pipeline.cli.main import leadsieve
from pipeline.cli.schemas import all_schemas, drift
from pipeline.contracts import hot
from pipeline.contracts.schema import SHAPES, schemas

FOLDER = Path(__file__).parents[2] / "schemas"
EXAMPLES = sorted(FOLDER.glob("examples/*/*.json"))
NAMES = [f"{path.parent.name}/{path.stem}" for path in EXAMPLES]


SCHEMAS = schemas()
VALIDATORS = {name: jsonschema.Draft202012Validator(SCHEMAS[f"{name}.json"]) for name in SHAPES}
MODELS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(shape) for name, shape in SHAPES.items()}


def _accepts(name: str, value: object) -> bool:
    try:
        MODELS[name].validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def test_no_drift() -> None:
    """What stands in schemas/ is what the contracts give: whoever changes a contract sees what it does to others."""
    assert [str(problem) for problem in drift(FOLDER)] == []


def test_same_every_time() -> None:
    """Schemas do not depend on the order in which a process hashes: drift is always a change of ours."""
    script = "import json; from pipeline.contracts.schema import schemas; print(json.dumps(schemas(), sort_keys=True))"
    runs = [
        subprocess.run([sys.executable, "-Ic", script], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)  # noqa: S603  our own interpreter
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout != b""


@pytest.mark.parametrize("name", SHAPES)
def test_is_a_schema(name: str) -> None:
    """Each is a valid JSON Schema that says which contract and version it is."""
    schema = SCHEMAS[f"{name}.json"]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"leadsieve:{name}"


@pytest.mark.parametrize("name", SHAPES)
def test_has_examples(name: str) -> None:
    """Every contract is shown by two messages at least."""
    assert len(list((FOLDER / "examples" / name).glob("*.json"))) >= 2


def test_examples_have_a_contract() -> None:
    """No version that has examples is ever taken away: somebody may still send such messages."""
    assert {path.parent.name for path in EXAMPLES} == set(SHAPES)


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_example_is_valid(path: Path) -> None:
    """An example keeps its schema, its model and its hot decoder; one that no longer does was broken by a change."""
    name, value = path.parent.name, json.loads(path.read_bytes())
    VALIDATORS[name].validate(value)
    model = MODELS[name].validate_json(path.read_bytes())
    again = hot.encode(hot.decoder(SHAPES[name])(path.read_bytes()))
    assert MODELS[name].validate_json(again) == model


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_examples_bite(path: Path) -> None:
    """Schema and model refuse the same example with a member of another type, and with a needed one gone."""
    name, value = path.parent.name, json.loads(path.read_bytes())
    for member in value:
        wrong: dict[str, Any] = value | {member: {"of": ["another", {"type": 1}]}}
        less = {key: value[key] for key in value if key != member}
        assert VALIDATORS[name].is_valid(wrong) == _accepts(name, wrong)
        assert VALIDATORS[name].is_valid(less) == _accepts(name, less)
    assert not VALIDATORS[name].is_valid({})


def test_written_and_checked(tmp_path: Path) -> None:
    """What is written is without drift; a file changed, gone or too many is each a problem and exit code 1."""
    run = CliRunner().invoke
    assert run(leadsieve, ["schemas", "--write", "--dir", str(tmp_path)]).exit_code == 0
    assert run(leadsieve, ["schemas", "--check", "--dir", str(tmp_path)]).exit_code == 0
    (tmp_path / "event.v1.json").write_text("{}")
    (tmp_path / "outcome.v1.json").unlink()
    (tmp_path / "old.v1.json").write_text("{}")
    result = run(leadsieve, ["schemas", "--check", "--dir", str(tmp_path)])
    assert result.exit_code == 1
    assert [line.rsplit(" ", 1)[1] for line in result.stdout.splitlines()] == [
        "[schema_drifted]",
        "[schema_missing]",
        "[schema_unknown]",
    ]


def test_printed() -> None:
    """Without a directory to write or check, all are printed as one JSON object, for people or in one line."""
    run = CliRunner().invoke
    assert json.loads(run(leadsieve, ["schemas"]).stdout) == all_schemas()
    line = run(leadsieve, ["schemas", "--json"]).stdout
    assert json.loads(line) == all_schemas()
    assert SCHEMAS.items() <= all_schemas().items()
    assert line.count("\n") == 1


def test_write_or_check() -> None:
    """Writing and checking at once would always be well: a usage error."""
    assert CliRunner().invoke(leadsieve, ["schemas", "--write", "--check"]).exit_code == 2
