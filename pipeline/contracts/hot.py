"""The fast face of the contracts: msgspec Structs derived from the pydantic models, never a second definition.

    NewSeen = hot.of(Seen)                  # a Struct; to the type checker still `type[Seen]`
    read = hot.decoder(Seen)                # Callable[[bytes], Seen]
    hot.encode(NewSeen(event_id="e1", at=0, origin="t/0/0", visitor_id="v1"))

What a Struct is beside its model: keyword-only, mutable, compared by value. A model's `kind: Literal["seen"] = "seen"`
becomes the Struct's tag: readable as an attribute, always written, never an argument of the constructor. Constructors
check nothing (decoders do): who builds a value answers for its types.

A call with more than 15 keywords costs 1.5 microseconds instead of 0.3, for CPython then makes a dict of them: where
that matters, leave out those whose default will do.

A decoder accepts what the model's `model_validate_json` accepts, and gives equal values, with these exceptions, in
each of which it is nearer to the standards:

- `NaN`, `Infinity` and numbers beyond a double, as `1e999`, are refused. pydantic reads them, as infinite.
- A moment is RFC 3339: `2024-01-01T00:00Z`, `2024-01-01_00:00:00Z`, `2024-01-01T00:00:00,5Z` and `"1704067200"` are
  refused. pydantic reads them. A seventh digit of a second rounds; pydantic cuts it off.
- An integer as the name of a member is written plainly: `"+1"`, `"01"` and `" 1"` are refused. pydantic reads them.
- Members that the contract does not name are skipped, not decoded: they may hold bytes that are not UTF-8, and may be
  nested up to the interpreter's recursion limit. pydantic refuses both, the latter beyond 200 levels.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, overload

import annotated_types
import msgspec
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

M = TypeVar("M", bound=BaseModel)

_PLAIN = (str, int, float, bool, NoneType, Any)
_CONTAINERS = (list, dict, tuple)
_encoder = msgspec.json.Encoder()
_canonical = msgspec.json.Encoder(order="sorted")


def of(model: type[M]) -> type[M]:
    """Return the Struct of a model, under the model's type: constructed and read like it, at a tenth of its cost."""
    return cast("type[M]", struct_of(model))


def joined(*pieces: bytes) -> bytes:
    """Return the JSON object with the members of all these objects, none of them empty, in this order."""
    return b"{" + b",".join([piece[1:-1] for piece in pieces]) + b"}"


@overload
def decoder(shape: type[M]) -> Callable[[bytes], M]: ...
@overload
def decoder(shape: object) -> Callable[[bytes], Any]: ...
def decoder(shape: object) -> Callable[[bytes], Any]:
    """Return the function that reads JSON as this model, union of models or any other annotation over them.

    It raises `msgspec.ValidationError` (JSON of another shape), `msgspec.DecodeError` (not JSON), both `ValueError`s
    as `UnicodeDecodeError` is, and `RecursionError` (nested beyond the interpreter's limit).
    """
    return msgspec.json.Decoder(_translate(shape)).decode


def encode(value: object) -> bytes:
    """Return the JSON of a Struct, or of plain values that hold Structs: UTF-8, no blanks.

    The tag comes first, then members as the contract defines them; dicts keep the order they were filled in. Left out:
    a member that equals its default, where that default says nothing (null, false, zero, empty); one that says
    something (`retracted: true`) is always written. A member without a default is always written, as null if need be.
    Not-a-number and the infinities become null.
    """
    return _encoder.encode(value)


def canonical(value: object) -> bytes:
    """Return `encode`'s JSON with the members of every object in the order of their names: the bytes to hash.

    Raises `TypeError` on a dict whose keys are no strings.
    """
    return _canonical.encode(value)


@cache
def struct_of(model: type[BaseModel]) -> type[msgspec.Struct]:
    """Return the Struct of a model, derived once; raises `TypeError` on an annotation that has no counterpart."""
    tag = _tag(model)
    fields = {name: field for name, field in model.model_fields.items() if name != tag}
    return msgspec.defstruct(
        model.__name__,
        [(name, _translate_field(field), _default(field)) for name, field in fields.items()],
        kw_only=True,
        omit_defaults=True,
        gc=any(_holds_containers(field.annotation) for field in fields.values()),
        module=model.__module__,
        rename={name: field.alias for name, field in fields.items() if field.alias} or None,
        tag_field=tag,
        tag=model.model_fields[tag].default if tag else None,
        namespace={"__doc__": model.__doc__} | ({tag: model.model_fields[tag].default} if tag else {}),
    )


def _tag(model: type[BaseModel]) -> str | None:
    """Return the name of the member that can hold one text only: what tells the models of a union apart."""
    for name, field in model.model_fields.items():
        if get_origin(field.annotation) is Literal and get_args(field.annotation) == (field.default,):
            return name
    return None


def _default(field: FieldInfo) -> Any:  # noqa: ANN401  msgspec.field is typed so
    if field.is_required():
        return msgspec.field()
    factory: Any = field.default_factory
    if factory is None and field.default:
        # msgspec leaves out what equals a plain default, never what a function made.
        return msgspec.field(default_factory=lambda: field.default)
    if factory is None:
        return msgspec.field(default=field.default)
    return msgspec.field(default_factory=struct_of(factory) if _is_model(factory) else factory)


def _translate_field(field: FieldInfo) -> Any:  # noqa: ANN401  any type there is
    return _constrain(_translate(field.annotation), field.metadata)


def _translate(shape: Any) -> Any:  # noqa: ANN401  any type there is, in and out
    origin, arguments = get_origin(shape), get_args(shape)
    if shape is AwareDatetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    if _is_model(shape):
        return struct_of(shape)
    if shape in _PLAIN or origin is Literal:
        return shape
    if origin is Annotated:
        return _constrain(_translate(arguments[0]), arguments[1:])
    if origin in (Union, UnionType):
        return Union[tuple(_translate(member) for member in arguments)]  # noqa: UP007  made of a tuple: has no other form
    if origin in _CONTAINERS:
        return origin[tuple(part if part is Ellipsis else _translate(part) for part in arguments)]
    raise TypeError(f"no Struct can hold {shape!r}: teach contracts/hot.py, or choose another annotation")


def _constrain(shape: Any, metadata: Any) -> Any:  # noqa: ANN401  any type there is, and pydantic's metadata
    limits: dict[str, Any] = {}
    for item in metadata:
        for part in item.metadata if isinstance(item, FieldInfo) else [item]:
            limits |= _limits(part)
    return Annotated[shape, msgspec.Meta(**limits)] if limits else shape


def _limits(part: Any) -> dict[str, Any]:  # noqa: ANN401  pydantic's metadata are of many classes
    match part:
        case annotated_types.MinLen(length):
            return {"min_length": length}
        case annotated_types.MaxLen(length):
            return {"max_length": length}
        case annotated_types.Ge(bound):
            return {"ge": bound}
        case annotated_types.Le(bound):
            return {"le": bound}
        case object(pattern=str(pattern)):
            # Python's `$` also stands before a last newline; pydantic's does not.
            return {"pattern": pattern[:-1] + r"\Z" if pattern.endswith("$") else pattern}
        case _:
            raise TypeError(f"no Struct can keep {part!r}: teach contracts/hot.py, or choose another constraint")


def _holds_containers(shape: Any) -> bool:  # noqa: ANN401  any type there is
    """Say whether values of this shape can hold others, so that the garbage collector has to know of them."""
    if _is_model(shape):
        return any(_holds_containers(field.annotation) for field in shape.model_fields.values())
    if get_origin(shape) in _CONTAINERS:
        return True
    return get_origin(shape) is not Literal and any(_holds_containers(part) for part in get_args(shape))


def _is_model(shape: Any) -> bool:  # noqa: ANN401  any type there is
    return isinstance(shape, type) and issubclass(shape, BaseModel)
