"""What `leadsieve pack` says, and how it ends."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.main import leadsieve
from pipeline.cli.packs import read_files, read_pack
from pipeline.errors import LeadsieveError, PackInvalid
from pipeline.personas.parse import sha256_of
from tests.unit.personas.texts import HEAD, files, persona

CASES = """\
- {name: one, facts: {job.seniority: student}, expect: matched}
- {name: two, facts: {job.seniority: manager}, expect: not_matched}
- {name: three, facts: {}, expect: unknown}
- {name: four, facts: {job.seniority: student, company.relation: customer}, expect: lifted}
"""
GOOD = {**files(), "student.test.yaml": CASES}


def _folder(path: Path, given: dict[str, str]) -> Path:
    for name, text in given.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(leadsieve, ["pack", *arguments])


def test_lint_clean(tmp_path: Path) -> None:
    """A pack in order ends in 0 and prints nothing but the count, on standard error."""
    result = _run("lint", str(_folder(tmp_path, GOOD)))
    assert (result.exit_code, result.stdout) == (0, "")


def test_lint_problems(tmp_path: Path) -> None:
    """Every problem is a line with file, line and column, and the command ends in 1."""
    text = persona("{fact: job.senority, is: student, because: x}")
    result = _run("lint", str(_folder(tmp_path, {**GOOD, "student.yaml": text})))
    assert result.exit_code == 1
    assert result.stdout == (
        f"{tmp_path}/student.yaml:16:10: error: there is no fact `job.senority`; "
        "did you mean `job.seniority`? [unknown_fact]\n"
    )


def test_lint_papers(tmp_path: Path) -> None:
    """What a pack owes its readers is told too, each problem an object under --json."""
    result = _run("lint", str(_folder(tmp_path, files())), "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["code"] for line in result.stdout.splitlines()] == [
        "missing_match",
        "missing_no_match",
        "missing_unknown",
    ]


def test_lint_warnings(tmp_path: Path) -> None:
    """Warnings alone end in 0."""
    text = persona().replace("2027-01-31", "2020-01-31")
    result = _run("lint", str(_folder(tmp_path, {**GOOD, "student.yaml": text})))
    assert result.exit_code == 0
    assert "[review_due]" in result.stdout


def test_cases_pass(tmp_path: Path) -> None:
    """Cases that end as they say are counted by persona."""
    result = _run("test", str(_folder(tmp_path, GOOD)))
    assert result.exit_code == 0
    assert "student" in result.stdout


def test_case_fails(tmp_path: Path) -> None:
    """A case that ends otherwise is told with file and line, and the command ends in 1."""
    wrong = CASES.replace("expect: not_matched", "expect: matched")
    folder = _folder(tmp_path, {**GOOD, "student.test.yaml": wrong})
    result = _run("test", str(folder))
    assert result.exit_code == 1
    assert f"{folder}/student.test.yaml:2: error: two: expected matched, got not_matched" in result.stdout
    told = [json.loads(line) for line in _run("test", str(folder), "--json").stdout.splitlines()]
    assert [(case["case"], case["passed"]) for case in told] == [
        ("one", True),
        ("two", False),
        ("three", True),
        ("four", True),
    ]


def test_cases_of_a_broken_pack(tmp_path: Path) -> None:
    """A pack that can't judge is not tested: its problems are told."""
    result = _run("test", str(_folder(tmp_path, {**GOOD, "student.yaml": "id: ["})))
    assert result.exit_code == 1
    assert "[bad_yaml]" in result.stdout


def test_show(tmp_path: Path) -> None:
    """A pack is shown as a list of its personas."""
    result = _run("show", str(_folder(tmp_path, GOOD)), "--json")
    assert [json.loads(line)["persona"] for line in result.stdout.splitlines()] == ["student"]
    (tmp_path / "pack.yaml").unlink()
    assert _run("show", str(tmp_path)).exit_code == 1


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is a plain error that says what to give."""
    result = _run("lint", str(tmp_path / "nowhere"))
    assert isinstance(result.exception, LeadsieveError)
    assert "pack.yaml" in str(result.exception)


def test_read_pack(tmp_path: Path) -> None:
    """What judges is the folder's pack under the digest of its files; one with problems raises them all."""
    folder = _folder(tmp_path, GOOD)
    assert read_pack(folder).sha256 == sha256_of(read_files(folder))
    _folder(tmp_path, {"student.yaml": persona("{fact: consent.email, is: false, because: x}")})
    with pytest.raises(PackInvalid) as raised:
        read_pack(folder)
    assert [problem.code for problem in raised.value.problems] == ["unfair_fact"]


def test_unfair_pack(tmp_path: Path) -> None:
    """A pack that would exclude people for their address alone does not judge, whatever way it says so."""
    text = persona("not: {fact: email.kind, is: business, because: x}")
    with pytest.raises(PackInvalid) as raised:
        read_pack(_folder(tmp_path, files(student=text)))
    assert [problem.code for problem in raised.value.problems] == ["unfair_alone"]


def test_encoding(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named."""
    (_folder(tmp_path, GOOD) / "student.yaml").write_bytes(b"title: \xe9")
    with pytest.raises(PackInvalid, match=r"student\.yaml: error: the file is not UTF-8"):
        read_pack(tmp_path)


def _odd(folder: Path, kind: str) -> None:
    path = folder / "odd.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "large":
        path.write_text("#" * 300_000, encoding="utf-8")
    else:
        path.write_bytes(b"id: caf\xe9\n")


@pytest.mark.parametrize("kind", ["folder", "loop", "pipe", "large", "latin"])
def test_odd_files(tmp_path: Path, kind: str) -> None:
    """What is no readable text file is told with its place, and never waited for, opened whole, or a traceback."""
    (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    _odd(tmp_path, kind)
    result = CliRunner().invoke(leadsieve, ["pack", "lint", str(tmp_path)])
    assert result.exit_code == 1, result.exception
    assert str(tmp_path / "odd.yaml") in result.stdout
    for words in (["test"], ["show"], ["card"], ["lock"]):
        result = CliRunner().invoke(leadsieve, ["pack", *words, str(tmp_path)])
        assert result.exit_code != 0
        assert result.exception is None or isinstance(result.exception, LeadsieveError | SystemExit)


def test_a_file_is_no_pack(tmp_path: Path) -> None:
    """Who names pack.yaml itself is told to name its folder."""
    (tmp_path / "pack.yaml").write_text(HEAD, encoding="utf-8")
    result = CliRunner().invoke(leadsieve, ["pack", "lint", str(tmp_path / "pack.yaml")])
    assert isinstance(result.exception, LeadsieveError)
    assert "is a file" in str(result.exception)
