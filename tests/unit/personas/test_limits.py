"""What no pack may be: too large, too deep, too dear, or wrong in more ways than anybody reads."""

import pytest

from pipeline.errors import Problem
from pipeline.personas.coherence import MAX_COST, WORD_COST
from pipeline.personas.document import MAX_BYTES, MAX_DEPTH, MAX_NODES
from pipeline.personas.parse import MAX_CHARACTERS, MAX_FILES, MAX_PROBLEMS, parse_pack
from tests.unit.personas.texts import HEAD, files, persona


def _problems(given: dict[str, str]) -> list[Problem]:
    pack, problems = parse_pack(given)
    assert (pack is None) == bool(problems)
    return problems


def _many(leaf: str, times: int) -> dict[str, str]:
    return files(student=persona("any: [" + ", ".join([leaf] * times) + "]"))


@pytest.mark.parametrize(
    "given",
    [
        files(student="# " + "x" * MAX_BYTES),
        files(student="a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)),
        files(student="a: " + "[" * 100_000),
        files(student="[" + "x," * MAX_NODES + "x]"),
        {"pack.yaml": HEAD, **{f"p{at}.yaml": persona(name=f"p{at}") for at in range(MAX_FILES)}},
        {"pack.yaml": HEAD, **{f"p{at}.yaml": "# " + "x" * 240_000 for at in range(MAX_CHARACTERS // 240_000 + 1)}},
    ],
    ids=["bytes", "depth", "very deep", "values", "files", "characters"],
)
def test_too_large(given: dict[str, str]) -> None:
    """A pack beyond a limit is refused with that word, not read."""
    assert "too_large" in {problem.code for problem in _problems(given)}


@pytest.mark.parametrize(
    ("leaf", "cost"),
    [
        ("{fact: job.title, like: one two* * four, because: x}", 5 * WORD_COST),
        ("{fact: job.title, contains_any: [a, b, c, d, e, f, g, h, i, j], because: x}", 10),
        ("{fact: job.title, contains_all: [a, b, c, d, e, f, g, h, i, j], because: x}", 10),
    ],
)
def test_too_dear(leaf: str, cost: int) -> None:
    """What all criteria of a pack may cost is bounded, and the first one beyond is named."""
    fit = (MAX_COST - 2) // cost
    assert _problems(_many(leaf, fit)) == []
    (problem,) = _problems(_many(leaf, fit + 1))
    assert (problem.code, problem.file, problem.line) == ("too_large", "student.yaml", 16)


@pytest.mark.parametrize(
    "given",
    [
        files(student="".join(f"versoin{at}: 1\n" for at in range(MAX_PROBLEMS + 1))),
        files(student="a: 1\n" * (MAX_PROBLEMS + 2)),
        files(student="".join(f"a{at}: &a{at} 1\n" for at in range(MAX_PROBLEMS + 1))),
        _many("{fact: a.b, in_list: rivls, because: x}", MAX_PROBLEMS + 1),
    ],
    ids=["keys", "twice", "anchors", "lists"],
)
def test_too_many(given: dict[str, str]) -> None:
    """Of very many problems the first are told, and that there are more."""
    problems = _problems(given)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].code == "too_many"


def test_bombs() -> None:
    """Aliases that would unfold to billions, and keys that merge, are refused where they stand."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{last}, *{last}]\n" for last, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert {problem.code for problem in _problems(files(student=bomb))} == {"bad_yaml"}
    assert "bad_yaml" in {problem.code for problem in _problems(files(student="a: &a {b: c}\n<<: *a\n"))}
