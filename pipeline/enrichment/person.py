"""What a person told of themselves and their company, gathered from its answers and traits."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.contracts.model import Scalar, Value
from pipeline.enrichment.company import bare_name, employees, is_school_name, website_domain
from pipeline.enrichment.form import Answer, Answered, as_text, read_answers
from pipeline.enrichment.form_fields import SALUTATIONS
from pipeline.enrichment.geography import country_code
from pipeline.enrichment.job_title import job_facts, read_title
from pipeline.enrichment.junk import name_facts
from pipeline.enrichment.tables import Tables
from pipeline.enrichment.text import words

MAX_NAME = 200
"""Characters kept of a name."""

Told = Mapping[str, Scalar]
"""Kind of field -> what was said; the first that said it."""


def told_by(answers: Sequence[Answered], traits: Mapping[str, Answer | Mapping[str, Scalar]]) -> Told:
    """Return what is said of a person, by kind of field: the form's answers before standing traits."""
    told: dict[str, Scalar] = {}
    for answer in (*answers, *(read_answers(_flat(traits)) if traits else ())):
        if answer.kind == "name" and answer.kind in told:
            told["name"] = f"{told['name']} {answer.scalar}"[:MAX_NAME]  # first and last name are one name
        elif answer.kind is not None:
            told.setdefault(answer.kind, answer.scalar)
    return told


def _flat(traits: Mapping[str, Answer | Mapping[str, Scalar]]) -> Iterator[tuple[str, Answer]]:
    """Yield traits with those of nested objects under joined names: `company_name`, `address_country`."""
    for name, value in traits.items():
        if isinstance(value, Mapping):
            for part, scalar in value.items():
                yield (part if name == "address" else f"{name}_{part}"), scalar
        else:
            yield name, value


def person_facts(told: Told) -> dict[str, Value]:
    """Return the `job.*` facts of a job title; of a mere status ("Vous êtes : étudiant") what it adds, where it is read."""
    title, status = _text(told, "job"), _text(told, "status")
    facts = {} if not title or SALUTATIONS.issuperset(words(title)) else dict(job_facts(title))
    reading = read_title(status)
    if reading.seniority is not None and "job.seniority" not in facts:
        return {**job_facts(status), **facts}
    if reading.function is not None:
        facts.setdefault("job.function", reading.function)
    return facts


def name_hints(told: Told) -> Mapping[str, Value]:
    """Return `contact.gibberish` where the name is plainly junk."""
    return name_facts(_text(told, "name"))


def company_facts(told: Told, tables: Tables) -> dict[str, Value]:
    """Return the `company.*` facts that the person declared."""
    name, industry = _text(told, "company"), _text(told, "industry")
    domain = website_domain(_text(told, "website"), tables)
    size, country = _size(told.get("size")), country_code(_text(told, "company_country"), tables)
    facts: dict[str, Value | None] = {
        "company.name": bare_name(name[:MAX_NAME]) or None,
        "company.industry": industry[:MAX_NAME] or None,
        "company.domain": domain,
        "company.size": size,
        "company.country": country,
        "company.is_school": True if is_school_name(name) else None,
    }
    return {fact: value for fact, value in facts.items() if value is not None}


def _size(answer: Scalar) -> int | None:
    if isinstance(answer, bool) or answer is None:
        return None
    return employees(as_text(answer))


def _text(told: Told, kind: str) -> str:
    answer = told.get(kind)
    return answer if isinstance(answer, str) else ""
