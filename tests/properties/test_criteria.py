from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pipeline.engine.compile import compile_pack
from pipeline.engine.criteria import carriers, compile_criterion, leaves_of, reasons, unknown
from pipeline.engine.evaluate import outcome
from pipeline.engine.operators import References, ready_list, ready_zones
from pipeline.engine.source import carriers_of, function_of
from pipeline.personas.criterion import Criterion, Node
from pipeline.personas.document import read_document
from pipeline.personas.parse import parse_pack
from pipeline.personas.testing import parse_tests
from tests.unit.personas.texts import files, persona

RELAXED = settings(deadline=None)
"""A busy machine fails no test."""

FACTS = ("a.a", "b.b", "c.c", "d.d")
REFERENCES = References(lists={"rivals": ready_list(("x.y", "x"))}, zones=ready_zones({"market": ("FR", "BE")}))

texts = st.sampled_from(["x", "y", "x.y", "z.x.y", "FR", "RE", "", "étudiant"]) | st.text(max_size=5)
numbers = st.integers(-3, 3) | st.floats(allow_nan=False)
values = texts | numbers | st.booleans() | st.lists(texts, max_size=3)
fact_maps = st.dictionaries(st.sampled_from(FACTS), values)


def _leaf(operator: str, expected: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"fact": st.sampled_from(FACTS), "because": st.just("so"), operator: expected},
    )


some = st.lists(texts, min_size=1, max_size=3).map(tuple)
words = st.lists(texts.filter(bool), min_size=1, max_size=3).map(tuple)
leaves = st.one_of(
    _leaf("is", texts | numbers | st.booleans()),
    _leaf("is_not", texts | numbers | st.booleans()),
    _leaf("in", some),
    _leaf("not_in", some),
    _leaf("at_least", numbers),
    _leaf("at_most", numbers),
    _leaf("more_than", numbers),
    _leaf("less_than", numbers),
    _leaf("contains", texts.filter(bool)),
    _leaf("contains_any", words),
    _leaf("contains_all", words),
    _leaf("like", texts.filter(bool) | st.text("ab* -", min_size=1, max_size=6)),
    _leaf("in_list", st.just("rivals")),
    _leaf("in_zone", st.just("market")),
    _leaf("not_in_zone", st.just("market")),
    _leaf("is_known", st.booleans()),
)


def _weighed(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(inner, st.builds(_weigh, inner, st.integers(1, 4)))


def _weigh(piece: dict[str, Any], weight: int) -> dict[str, Any]:
    return {**piece, "weight": weight}


def _compound(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"all": some}),
        st.fixed_dictionaries({"any": some}),
        st.lists(_weighed(inner), min_size=1, max_size=4).flatmap(_evidence),
    )


def _evidence(pieces: list[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    heaviest = sum(piece.get("weight", 1) for piece in pieces)
    return st.fixed_dictionaries({"at_least": st.integers(1, heaviest), "of": st.just(tuple(pieces))})


criteria = st.recursive(leaves, _compound, max_leaves=12)
_adapter: TypeAdapter[Node] = TypeAdapter(Criterion)


def _held(value: dict[str, Any], facts: dict[str, Any]) -> bool | None:
    node = _adapter.validate_python(value)
    held: bool | None = function_of(node, REFERENCES)(facts)
    assert compile_criterion(node, "criteria", REFERENCES).matches(facts) is held
    return held


@RELAXED
@given(criteria, fact_maps)
def test_total(value: dict[str, Any], facts: dict[str, Any]) -> None:
    """Any criterion says True, False or None of any facts, and so do its closures: never an exception."""
    assert _held(value, facts) in (True, False, None)


@RELAXED
@given(criteria, fact_maps)
def test_explanations(value: dict[str, Any], facts: dict[str, Any]) -> None:
    """A match has reasons and nothing unknown; what is unknown names facts; what does not match has neither."""
    criterion = compile_criterion(_adapter.validate_python(value), "criteria", REFERENCES)
    held = criterion.matches(facts)
    assert bool(reasons(criterion, "p", facts)) == (held is True)
    assert bool(unknown(criterion, facts)) == (held is None)


@settings(max_examples=300, deadline=None)
@given(criteria, fact_maps)
def test_carriers(value: dict[str, Any], facts: dict[str, Any]) -> None:
    """The flat function names the same leaves as carrying a match as its parts do."""
    node = _adapter.validate_python(value)
    criterion = compile_criterion(node, "criteria", REFERENCES)
    if criterion.matches(facts):
        bits = carriers_of(node, REFERENCES)(facts)
        told = [leaf.path for at, leaf in enumerate(leaves_of(criterion)) if bits >> at & 1]
        assert told == [leaf.path for leaf in carriers(criterion, facts)]


@RELAXED
@given(criteria, criteria, fact_maps)
def test_de_morgan(one: dict[str, Any], other: dict[str, Any], facts: dict[str, Any]) -> None:
    """`not all` is `any not`, `not any` is `all not`, and twice not is nothing."""
    assert _held({"not": {"all": (one, other)}}, facts) is _held({"any": ({"not": one}, {"not": other})}, facts)
    assert _held({"not": {"any": (one, other)}}, facts) is _held({"all": ({"not": one}, {"not": other})}, facts)
    assert _held({"not": {"not": one}}, facts) is _held(one, facts)


@RELAXED
@given(criteria, criteria, st.integers(1, 3), fact_maps)
def test_evidence(one: dict[str, Any], other: dict[str, Any], weight: int, facts: dict[str, Any]) -> None:
    """Evidence of which one piece suffices is `any`; of which every piece is needed, `all`."""
    pieces = ({**one, "weight": weight}, {**other, "weight": weight})
    assert _held({"at_least": 1, "of": pieces}, facts) is _held({"any": (one, other)}, facts)
    assert _held({"at_least": 2 * weight, "of": pieces}, facts) is _held({"all": (one, other)}, facts)


@RELAXED
@given(st.lists(criteria, min_size=1, max_size=4), fact_maps, st.randoms(use_true_random=False))
def test_order(parts: list[dict[str, Any]], facts: dict[str, Any], chance: Any) -> None:  # noqa: ANN401  a Random
    """The order within `all` and `any` changes nothing."""
    shuffled = chance.sample(parts, len(parts))
    for kind in ("all", "any"):
        assert _held({kind: tuple(parts)}, facts) is _held({kind: tuple(shuffled)}, facts)


def _settled_by_values(value: dict[str, Any]) -> bool:
    return "is_known" not in str(value)


@RELAXED
@given(criteria.filter(_settled_by_values), fact_maps)
def test_knowing_more(value: dict[str, Any], facts: dict[str, Any]) -> None:
    """What was settled stays settled when more becomes known; and nothing known settles nothing."""
    assert _held(value, {}) is None
    for name in facts:
        fewer = {other: known for other, known in facts.items() if other != name}
        before = _held(value, fewer)
        assert before is None or _held(value, facts) is before


@RELAXED
@given(criteria, fact_maps, values)
def test_unrelated(value: dict[str, Any], facts: dict[str, Any], more: Any) -> None:  # noqa: ANN401  any value
    """A fact that no criterion reads changes nothing."""
    assert _held(value, {**facts, "z.z": more}) is _held(value, facts)


@RELAXED
@given(st.dictionaries(st.sampled_from(["job.seniority", "company.relation"]), values))
def test_packs_judge_all(facts: dict[str, Any]) -> None:
    """A pack says of any facts what becomes of each persona."""
    pack, _ = parse_pack(files(student=persona()))
    assert pack is not None
    compiled = compile_pack(pack, "")
    for found in compiled.personas:
        assert outcome(compiled, found, facts) in {"matched", "not_matched", "unknown", "lifted"}


yaml_like = st.text(st.sampled_from("ab:-[]{}&*!?|>'\"#%@`, \n\t0.~\x00\ud800é"), max_size=60) | st.text(max_size=60)


@settings(max_examples=300, deadline=None)
@given(yaml_like)
def test_any_text(text: str) -> None:
    """Any text whatsoever as a file of a pack gives located problems or a pack, never an exception."""
    document, problems = read_document("pack.yaml", text)
    assert document.file == "pack.yaml"
    for given_files in ({"pack.yaml": text}, files(student=text), {**files(), "student.test.yaml": text}):
        problems = parse_pack(given_files)[1] + parse_tests(given_files)[1]
        assert all(problem.file and problem.code for problem in problems)
