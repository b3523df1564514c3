"""Whatever a pack's files hold: located problems or a pack that judges anything; never an exception."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.packs import FACTS
from pipeline.contracts.model import Standing, Value
from pipeline.engine.advice import advise
from pipeline.engine.compile import compile_pack
from pipeline.engine.judge import judge_by
from pipeline.engine.panel import panel_of
from pipeline.engine.trials import Trials
from pipeline.engine.view import told
from pipeline.personas.lint import lint
from pipeline.personas.model import TEST_SUFFIX
from pipeline.personas.parse import parse_pack
from pipeline.personas.testing import parse_tests
from tests.properties.shapes import JSON

RELAXED = settings(deadline=None)
RULES = Path(__file__).parents[2] / "rules"
NOW = 1_795_348_800_000
WORDS = (
    "all any not of at_least weight fact because is in contains_any like in_list in_zone within_days is_known job.seniority "
    "email.kind activity.pages.7d student freemail exclude penalize flag buyer negative detractor later competitors market"
).split()
VALUES = st.one_of(JSON, st.sampled_from(WORDS), st.integers(-5, 120), st.dictionaries(st.sampled_from(WORDS), JSON))
FACT_VALUES = st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.lists(st.text(max_size=6)))


@cache
def _shipped() -> dict[str, Any]:
    # Everything but flags and numbers is text in a pack: a date too.
    return {
        path.name: json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
        for path in sorted((RULES / "b2b-software").glob("*.yaml"))
    }


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  any JSON
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in inner for place in _places(part, (*path, key)))]


class Files(dict[str, str]):
    """A pack's files, told by their names: hypothesis shows what fails, and refuses to show megabytes."""

    def __repr__(self) -> str:
        """Return the names of the files that differ from the shipped ones, with what they hold."""
        shipped = {name: json.dumps(sheet, ensure_ascii=False) for name, sheet in _shipped().items()}
        return f"Files({ {name: held for name, held in self.items() if shipped.get(name) != held} })"[:20_000]


@st.composite
def spoiled(draw: st.DrawFn) -> Files:
    """Return the files of a shipped pack in which up to three members were changed, taken out, or put elsewhere."""
    sheets = deepcopy(_shipped())
    for _ in range(draw(st.integers(1, 3))):
        sheet = sheets[draw(st.sampled_from(sorted(sheets)))]
        *way, last = draw(st.sampled_from([place for place in _places(sheet) if place]))
        holder = sheet
        for key in way:
            holder = holder[key]
        change = draw(st.sampled_from(["replace", "drop", "wrap", "add"]))
        if change == "replace":
            holder[last] = draw(VALUES)
        elif change == "drop":
            del holder[last]
        elif change == "wrap":
            holder[last] = draw(st.sampled_from([{"not": holder[last]}, {"any": [holder[last]]}, [holder[last]]]))
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from(WORDS) | st.text(max_size=5))] = draw(VALUES)
        if not _places(sheet)[1:]:
            break
    return Files({name: json.dumps(sheet, ensure_ascii=False) for name, sheet in sheets.items()})


def _judge_anything(files: dict[str, str], facts: dict[str, Value]) -> None:
    pack, problems = parse_pack(files)
    assert (pack is None) == bool(problems)
    assert all(problem.code and problem.message and problem.file for problem in problems)
    if pack is None:
        return
    compiled = compile_pack(pack, "")
    personas = {persona.id: persona for persona in compiled.personas}
    found = lint(pack, FACTS, lambda name, known: personas[name].matches(told(compiled, known)))
    assert all(problem.file and problem.line for problem in found)
    live: dict[str, Standing] = dict.fromkeys(personas, "live")
    panel, known = panel_of(compiled, live), told(compiled, facts)
    judgement = judge_by(panel, known, None, NOW)
    assert judgement.status in {"qualified", "excluded", "nurture", "open"}
    assert advise(Trials(panel, known, None, NOW), judgement)


@RELAXED
@given(spoiled(), st.dictionaries(st.sampled_from(sorted(FACTS.names)), FACT_VALUES, max_size=6))
def test_spoiled(files: dict[str, str], facts: dict[str, Value]) -> None:
    """A pack changed at random still gives problems with their places, or a pack that judges any facts."""
    _judge_anything(files, facts)
    cases, problems = parse_tests(files)
    assert all(problem.code and problem.file for problem in problems)
    assert all(case.line for case in cases)


@RELAXED
@given(st.dictionaries(st.sampled_from(["pack.yaml", "student.yaml", f"student{TEST_SUFFIX}"]), JSON))
def test_any_json(sheets: dict[str, Any]) -> None:
    """Any JSON as a pack's files gives problems with their places."""
    files = {name: json.dumps(sheet) for name, sheet in sheets.items()}
    _judge_anything(files, {})
    assert all(problem.file for problem in parse_tests(files)[1])
