"""The mapping file: what it may say, and what is wrong with it."""

from typing import Any

import pytest

from pipeline.errors import Problem
from pipeline.intake.forms import NO_FORMS, Forms, Target
from pipeline.intake.forms_file import Path, parse_forms

PLACES: list[Path] = []


def _report(path: Path, code: str, message: str) -> Problem:
    PLACES.append(path)
    return Problem(code, message)


def _parse(*entries: Any) -> tuple[Forms, list[Problem]]:  # noqa: ANN401  anything that YAML holds
    PLACES.clear()
    return parse_forms({"forms": entries}, _report)


def test_mapping() -> None:
    """An entry says which forms, what for, and of each field what it is; names are compared without case."""
    forms, problems = _parse(
        {
            "form": ["A", 7],
            "url": "*/Devis*",
            "purpose": "quote",
            "fields": {
                "Votre  Poste": "job.title",
                "b": {"fact": "budget.declared", "values": {"Aucun ": "none", "1": 2}},
            },
        },
        {"form": "a"},
    )
    assert not problems
    rule = forms.rules[0]
    assert (rule.ids, rule.url, rule.purpose) == ({"a", "7"}, "*/devis*", "quote")
    assert rule.fields == {
        "votre poste": Target("job.title"),
        "b": Target("budget.declared", {"aucun": "none", "1": 2}),
    }
    assert forms.find("tally", "a", "https://nova.example/DEVIS/2") is rule
    assert forms.find("tally", "A", "https://nova.example/demo") is forms.rules[1]
    assert forms.find("tally", "b", None) is None


def test_source() -> None:
    """An entry of one format is about no other's forms."""
    forms, _ = _parse({"form": "7", "source": "gravity_forms"})
    assert forms.find("gravity_forms", "7", None) is not None
    assert forms.find("tally", "7", None) is None


@pytest.mark.parametrize(
    ("entry", "place", "code"),
    [
        (5, (), "bad_mapping"),
        ({}, (), "bad_mapping"),
        ({"form": ""}, ("form",), "bad_mapping"),
        ({"form": []}, (), "bad_mapping"),
        ({"form": [[]]}, ("form",), "bad_mapping"),
        ({"form": True}, ("form",), "bad_mapping"),
        ({"form": "a", "url": 5}, ("url",), "bad_mapping"),
        ({"form": "a", "purpose": []}, ("purpose",), "bad_mapping"),
        ({"form": "a", "feilds": {}}, ("feilds",), "unknown_member"),
        ({"form": "a", "fields": [1]}, ("fields",), "bad_mapping"),
        ({"form": "a", "fields": {"b": 5}}, ("fields", "b"), "bad_mapping"),
        ({"form": "a", "fields": {"b": "job"}}, ("fields", "b"), "unknown_target"),
        ({"form": "a", "fields": {"b": "company.is_school"}}, ("fields", "b"), "unknown_target"),
        ({"form": "a", "fields": {"b": {"fact": "email", "values": {"a": "b"}}}}, ("fields", "b"), "unknown_target"),
        ({"form": "a", "fields": {"b": {"fact": "job.title", "values": []}}}, None, ""),
        (
            {"form": "a", "fields": {"b": {"fact": "job.title", "values": [1]}}},
            ("fields", "b", "values"),
            "bad_mapping",
        ),
        (
            {"form": "a", "fields": {"b": {"fact": "x.y", "values": {"a": None}}}},
            ("fields", "b", "values"),
            "bad_mapping",
        ),
        ({"form": "a", "fields": {"b": {"fact": "x", "value": {}}}}, ("fields", "b"), "bad_mapping"),
        ({"form": "a", "fields": {"b": "ignore", "B": "ignore"}}, ("fields", "B"), "duplicate_field"),
    ],
)
def test_problem(entry: Any, place: Path | None, code: str) -> None:  # noqa: ANN401  anything that YAML holds
    """What is wrong is said with its place, and nothing of such a file is used."""
    forms, problems = _parse(entry)
    if place is None:
        assert not problems
        return
    assert [problem.code for problem in problems] == [code]
    assert ("forms", 0, *place) in PLACES
    assert forms is NO_FORMS


@pytest.mark.parametrize("value", [None, [], {}, {"forms": 5}, {"forms": [], "more": 1}, "forms"])
def test_no_list(value: object) -> None:
    """A file of another shape is one problem."""
    forms, problems = parse_forms(value, _report)
    assert (forms, len(problems)) == (NO_FORMS, 1)


def test_too_many() -> None:
    """So many entries that each form would wait for them are refused."""
    assert _parse(*[{"form": "a"}] * 1001)[1]
