from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from pipeline.contracts.decision import PersonaVerdict
from pipeline.enrichment.facts import CATALOGUE, WHATS, WINDOWS
from pipeline.personas import vocabulary
from pipeline.personas.criterion import OPERATORS, Criterion, Node
from pipeline.personas.model import Portrait
from pipeline.personas.portrait import NEEDED, QUESTIONS
from pipeline.personas.wording import lines, say

_ADAPTER: TypeAdapter[Node] = TypeAdapter(Criterion)


def _said(value: dict[str, Any], language: str) -> list[tuple[int, str]]:
    return list(lines(say(_ADAPTER.validate_python(value), language)))


def test_every_fact_has_a_name() -> None:
    """Facts, counts and windows all have their French and English names; nothing is named that is not there."""
    assert set(vocabulary.FACTS) == set(CATALOGUE)
    assert set(vocabulary.WHATS) == set(WHATS)
    assert set(vocabulary.WINDOWS) == set(WINDOWS)
    assert set(vocabulary.VALUES) <= {choice for spec in CATALOGUE.values() for choice in spec.choices}
    for fact in (*CATALOGUE, "activity.pages.7d", "form.answers.team_size"):
        assert all(vocabulary.fact_name(fact, language) != fact for language in ("fr", "en"))


def _expected(operator: str) -> Any:  # noqa: ANN401  any value
    if operator in {"in", "not_in", "contains_any", "contains_all"}:
        return ("aa", "bb", "cc")
    return (
        True if operator == "is_known" else 7 if operator in {"at_least", "at_most", "more_than", "less_than"} else "aa"
    )


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_every_operator_has_words(operator: str, language: str) -> None:
    """Every operator is said in both languages, with the fact and all that it expects."""
    expected = _expected(operator)
    ((_, text),) = _said({"fact": "job.title", operator: expected, "because": "x"}, language)
    assert vocabulary.FACTS["job.title"][language == "en"] in text
    if expected is not True:
        assert all(str(part) in text for part in (expected if isinstance(expected, tuple) else (expected,)))


def test_combined() -> None:
    """What combines criteria is said, and what stands in it one step deeper; evidence says what it weighs."""
    student = {"fact": "job.seniority", "is": "student", "because": "x"}
    recent = {"fact": "email.kind", "in": ("alias", "freemail"), "within_days": 9, "because": "x", "weight": 2}
    value = {"all": ({"not": student}, {"at_least": 2, "of": (recent, student)})}
    assert _said(value, "fr") == [
        (0, "Tout ceci à la fois"),
        (1, "Rien de ceci"),
        (2, "niveau hiérarchique : étudiant"),
        (1, "Des indices qui, ensemble, pèsent au moins 2"),
        (2, "type d'adresse e-mail : alias ou messagerie gratuite, dit il y a 9 jours au plus (pèse 2)"),
        (2, "niveau hiérarchique : étudiant (pèse 1)"),
    ]
    assert [text for _, text in _said(value, "en")][3:] == [
        "Evidence that together weighs at least 2",
        "kind of email address: alias or free mailbox, told at most 9 days ago (weighs 2)",
        "seniority: student (weighs 1)",
    ]


def _kinds() -> Iterator[str]:
    yield from get_args(PersonaVerdict.model_fields["kind"].annotation)


def test_every_part_is_asked() -> None:
    """The portrait's every part is a question, and every kind of persona says which it needs."""
    assert set(QUESTIONS) == set(Portrait.model_fields) - {"objections"}
    assert set(NEEDED) == set(_kinds())
    assert all(set(parts) <= set(QUESTIONS) for parts in NEEDED.values())
