import pytest

from pipeline.personas.testing import parse_tests, run_tests

TESTS = """\
- name: one
  facts: {intent.text: [thesis], company.size: 3}
  expect: matched
- name: two
  facts: {}
  expect: unknown
"""


def test_cases() -> None:
    """Cases come with their persona, facts as judging knows them, and their line."""
    cases, problems = parse_tests({"student.yaml": "", "student.test.yaml": TESTS})
    assert problems == []
    assert [(case.persona, case.facts, case.expect, case.line) for case in cases] == [
        ("student", {"intent.text": ["thesis"], "company.size": 3}, "matched", 1),
        ("student", {}, "unknown", 4),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "it should have at least one item"),
        ("a: 1", "it should be a list"),
        ("- {name: x, facts: {}}", "missing_key"),
        ("- {name: x, facts: {}, expect: match}", "did you mean `matched`?"),
        ("- {name: x, fact: {}, expect: matched}", "did you mean `facts`?"),
        ("- {name: x, facts: {a.b: null}, expect: unknown}", "wrong_value"),
        ("- [", "bad_yaml"),
    ],
)
def test_wrong_files(text: str, told: str) -> None:
    """What is wrong with a test file is told as with any other."""
    cases, problems = parse_tests({"student.yaml": "", "student.test.yaml": text})
    assert cases == []
    assert any(told in str(problem) for problem in problems)


def test_lone() -> None:
    """Tests beside which no persona stands would never be run."""
    _, problems = parse_tests({"studnet.test.yaml": TESTS})
    assert [problem.code for problem in problems] == ["lone_test"]


def test_run() -> None:
    """A case passes when the judge says what it expects; else its problem says what came instead, and where."""
    cases, _ = parse_tests({"student.yaml": "", "student.test.yaml": TESTS})
    first, second = run_tests(cases, lambda case: "matched" if case.facts else "not_matched")
    assert first.passed
    assert not second.passed
    assert str(second.problem) == "student.test.yaml:4: error: two: expected unknown, got not_matched [test_failed]"


def test_ages() -> None:
    """A fact may say how long ago it was told; its value is the same."""
    text = "- {name: one, facts: {job.seniority: {value: student, days_ago: 40}, company.size: 3}, expect: matched}"
    (case,), problems = parse_tests({"student.yaml": "", "student.test.yaml": text})
    assert problems == []
    assert case.facts == {"job.seniority": "student", "company.size": 3}
    assert case.days_ago == {"job.seniority": 40}
