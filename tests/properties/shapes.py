"""Strategies: JSON of a contract's shape, right and wrong, made from the contract itself."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "a" * 256, "a" * 257, "seen", "page", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
"""Anything that JSON holds."""

MOMENTS = st.datetimes().map(lambda moment: moment.isoformat() + "Z")


def of_shape(shape: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401, PLR0911  any annotation, one line for each kind
    """Return JSON that mostly fits an annotation of a contract."""
    origin, arguments = get_origin(shape), get_args(shape)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return of_model(shape)
    if origin is Annotated:
        return of_shape(arguments[0])
    if origin in (Union, UnionType):
        return st.one_of([of_shape(part) for part in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is list:
        return st.lists(of_shape(arguments[0]), max_size=3)
    if origin is dict:
        names = st.integers(0, 99).map(str) if arguments[0] is int else st.text(max_size=8)
        return st.dictionaries(names, of_shape(arguments[1]), max_size=3)
    return _PLAIN[shape]


def of_model(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with the members of a model, now and then without one, with a wrong one, or with one too many."""
    names = {name: field.alias or name for name, field in model.model_fields.items()}
    right = {names[name]: _rarely(JSON, _of_field(field)) for name, field in model.model_fields.items()}
    required = {names[name] for name, field in model.model_fields.items() if field.is_required()}
    whole = st.fixed_dictionaries(
        {name: part for name, part in right.items() if name in required},
        optional={name: part for name, part in right.items() if name not in required} | {"unheard_of": JSON},
    )
    return _rarely(st.fixed_dictionaries({}, optional=right), whole)


def _of_field(field: FieldInfo) -> st.SearchStrategy[Any]:
    patterns = [item.pattern for item in field.metadata if hasattr(item, "pattern")]
    return st.from_regex(patterns[0]) if patterns else of_shape(field.annotation)


def _rarely(odd: st.SearchStrategy[Any], usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 19).flatmap(lambda die: odd if die == 19 else usual)


_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(min_size=1, max_size=20),
    int: st.integers(1, 2**63),
    float: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-100, 100),
    bool: st.booleans(),
    NoneType: st.none(),
    Any: JSON,
    AwareDatetime: MOMENTS,
}
