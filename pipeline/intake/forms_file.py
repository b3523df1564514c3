"""The mapping file's values -> `forms.Forms`: what is wrong is said with its place, and keeps the file from being used."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pipeline.contracts.model import Value
from pipeline.errors import Problem
from pipeline.intake.forms import CANONICAL, CONSENT, NO_FORMS, PLAIN_TARGETS, FormRule, Forms, Target, fold

Path = tuple[str | int, ...]
"""Where a value stands: `("forms", 0, "fields", "1.3")`."""
Report = Callable[[Path, str, str], Problem]
"""Makes a problem with the value at a path: whoever read the file knows line and column."""

MOST_FORMS: Final = 1_000
_KEYS: Final = frozenset({"form", "source", "url", "purpose", "fields", "name"})
_LISTED_ALONE: Final = PLAIN_TARGETS - frozenset(CANONICAL) - CONSENT


def parse_forms(value: object, report: Report) -> tuple[Forms, list[Problem]]:
    """Return the mapping in a file's values, and all that is wrong with it; with problems, it holds nothing."""
    if not isinstance(value, Mapping) or set(value) != {"forms"} or not isinstance(value["forms"], (list, tuple)):
        return NO_FORMS, [report((), "bad_mapping", "the file is one list: `forms:`, with an entry for each form")]
    if len(value["forms"]) > MOST_FORMS:
        return NO_FORMS, [report(("forms",), "bad_mapping", f"more than {MOST_FORMS} entries")]
    problems: list[Problem] = []
    rules = [_rule(entry, ("forms", at), report, problems) for at, entry in enumerate(value["forms"])]
    return (NO_FORMS if problems else Forms(tuple(rules))), problems


def _rule(entry: object, path: Path, report: Report, problems: list[Problem]) -> FormRule:
    if not isinstance(entry, Mapping):
        problems.append(report(path, "bad_mapping", "an entry has members: form, url, purpose, fields"))
        return FormRule()
    problems += [
        report((*path, name), "unknown_member", f"no entry has `{name}`") for name in entry if name not in _KEYS
    ]
    if entry.get("form") in (None, (), []) and entry.get("url") is None:
        problems.append(report(path, "bad_mapping", "say which forms it is about: `form` (their id) or `url`"))
    fields = entry.get("fields") or {}
    if not isinstance(fields, Mapping):
        problems.append(report((*path, "fields"), "bad_mapping", "`fields` says of each field what it is"))
        fields = {}
    return FormRule(
        ids=frozenset(fold(one) for one in _texts(entry, "form", path, report, problems)),
        source=_text(entry, "source", path, report, problems),
        url=fold(text) if (text := _text(entry, "url", path, report, problems)) else None,
        purpose=_text(entry, "purpose", path, report, problems),
        fields=dict(_targets(fields, (*path, "fields"), report, problems)),
    )


def _targets(
    fields: Mapping[object, object], path: Path, report: Report, problems: list[Problem]
) -> Iterator[tuple[str, Target]]:
    seen: set[str] = set()
    for name, said in fields.items():
        here = (*path, str(name))
        if fold(str(name)) in seen:
            problems.append(report(here, "duplicate_field", f"`{name}` stands twice, in another spelling"))
        seen.add(fold(str(name)))
        target = Target(said) if isinstance(said, str) else _listed(said, here, report, problems)
        if target is None:
            continue
        if not target.values and target.fact not in PLAIN_TARGETS:
            problems.append(report(here, "unknown_target", _no_target(target.fact)))
        elif target.values and target.fact in _LISTED_ALONE:
            problems.append(report(here, "unknown_target", f"`{target.fact}` takes no values"))
        yield fold(str(name)), target


def _no_target(fact: str) -> str:
    known = ", ".join(sorted(PLAIN_TARGETS))
    return f"`{fact}` is not what a field can be without `values`; one of: {known}"


def _listed(said: object, path: Path, report: Report, problems: list[Problem]) -> Target | None:
    if not isinstance(said, Mapping) or not isinstance(said.get("fact"), str) or set(said) - {"fact", "values"}:
        problems.append(report(path, "bad_mapping", "a field is a fact, or `fact:` with `values:`"))
        return None
    values = said.get("values") or {}
    if not isinstance(values, Mapping) or not all(_is_value(value) for value in values.values()):
        problems.append(report((*path, "values"), "bad_mapping", "`values` says of each answer which value it is"))
        return None
    return Target(said["fact"], {fold(str(answer)): _as_value(value) for answer, value in values.items()})


def _is_value(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return bool(value) and all(isinstance(part, str) for part in value)
    return isinstance(value, (str, int, float)) and value != ""


def _as_value(value: object) -> Value:
    return list(value) if isinstance(value, (list, tuple)) else value  # type: ignore[return-value]  # `_is_value` has looked


def _texts(entry: Mapping[str, object], name: str, path: Path, report: Report, problems: list[Problem]) -> list[str]:
    value = entry.get(name)
    listed = value if isinstance(value, (list, tuple)) else [] if value is None else [value]
    texts = [
        str(one) for one in listed if isinstance(one, (str, int)) and not isinstance(one, bool) and str(one).strip()
    ]
    if len(texts) != len(listed):
        problems.append(report((*path, name), "bad_mapping", f"`{name}` is a text, or a list of texts"))
    return texts


def _text(entry: Mapping[str, object], name: str, path: Path, report: Report, problems: list[Problem]) -> str | None:
    value = entry.get(name)
    if value is not None and not (isinstance(value, str) and value.strip()):
        problems.append(report((*path, name), "bad_mapping", f"`{name}` is a text"))
        return None
    return value if isinstance(value, str) else None
