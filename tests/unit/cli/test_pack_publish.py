"""`leadsieve pack publish`: what is said of personas before anything is published."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import leadsieve
from pipeline.errors import BrokerUnavailable, PackInvalid
from tests.flows import PACK

SAID = ["--author", "ann", "--reason", "reviewed"]
NOWHERE = ["--broker", "127.0.0.1:1"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--live", "studnet"], "has no persona 'studnet'"),
        (["--live", "student", "--shadow", "student"], "cannot be both live and shadow"),
        (["--live", "all", "--retire", "student"], "cannot be both live and retired"),
    ],
)
def test_contradictions_are_usage_errors(options: list[str], words: str) -> None:
    """A persona that is not there, or in two standings, is refused before a broker is asked."""
    result = CliRunner().invoke(leadsieve, ["pack", "publish", str(PACK), *SAID, *NOWHERE, *options])
    assert result.exit_code == 2
    assert words in result.output


def test_author_and_reason_are_needed() -> None:
    """Nobody's exclusion goes live without a name and a reason."""
    result = CliRunner().invoke(leadsieve, ["pack", "publish", str(PACK), *NOWHERE, "--live", "student"])
    assert result.exit_code == 2
    assert "--author" in result.output


def test_an_unfit_pack_is_not_published(tmp_path: Path) -> None:
    """What lint refuses never reaches the topic."""
    (tmp_path / "pack.yaml").write_text("id: x\n", encoding="utf-8")
    result = CliRunner().invoke(leadsieve, ["pack", "publish", str(tmp_path), *SAID, *NOWHERE])
    assert result.exit_code != 0
    assert "pack.yaml" in str(result.exception)


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("student.yaml", "version: 1", "version: 1 # same", None),
        ("student.yaml", "is: student,", "is: intern,", "changed_without_version"),
        ("no-budget.yaml", "unless: {fact: budget.declared, is: enough", "unless: {fact: budget.declared, in: [none, enough, below_minimum]", "changed_without_version"),
        ("student.yaml", "owner: content marketing", 'owner: "?"', "no_owner"),
        ("student.test.yaml", "expect: ambassador", "expect: lifted", "test_failed"),
        ("versions.lock.json", "{", "[", "bad_lock"),
    ],
)  # fmt: skip
def test_what_lint_or_tests_refuse_is_not_published(
    tmp_path: Path, file: str, old: str, new: str, code: str | None
) -> None:
    """Versions, logic, papers and tests are looked at before a broker is asked; a comment changes nothing."""
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    for command in (["publish"], ["promote"], ["shadow"]):
        result = CliRunner().invoke(leadsieve, ["pack", *command, str(folder), *SAID, *NOWHERE])
        refused = isinstance(result.exception, PackInvalid)
        assert refused is (code is not None)
        if code is not None:
            assert f"[{code}]" in str(result.exception)


@pytest.mark.parametrize("taking_back", [["student"], ["--withdraw"]])
def test_taking_back_waits_for_nothing(tmp_path: Path, taking_back: list[str]) -> None:
    """Who puts a persona into shadow, or ends a trial, need not put the pack right first: the broker is asked at once."""
    folder = Path(shutil.copytree(PACK, tmp_path / "pack"))
    (folder / "versions.lock.json").write_text("[", encoding="utf-8")
    result = CliRunner().invoke(leadsieve, ["pack", "shadow", str(folder), *taking_back, *SAID, *NOWHERE])
    assert result.exit_code != 0
    assert not isinstance(result.exception, PackInvalid)


@pytest.mark.parametrize(
    "words",
    [
        ["publish", str(PACK), *SAID],
        ["promote", str(PACK), "student", *SAID],
        ["shadow", str(PACK), "student", *SAID],
        ["release", "student", *SAID],
        ["history", "b2b-software"],
    ],
    ids=lambda words: words[0],
)
def test_no_broker(words: list[str]) -> None:
    """Where no broker answers, that is said with what to do, and nothing of its client's is shown."""
    result = CliRunner().invoke(leadsieve, [*NOWHERE, "pack", *words])
    assert isinstance(result.exception, BrokerUnavailable)
    assert "no Apache Kafka answers at 127.0.0.1:1" in str(result.exception)
