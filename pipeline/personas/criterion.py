"""Criteria as a pack writes them: leaves on one fact each, and what combines them."""

from collections.abc import Iterator
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from pipeline.contracts.model import Value
from pipeline.personas.document import Path

VARIANT: Final = "~"
"""Marks the parts of a validation error's path that stand in no file."""

ReasonCode = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")]
FactName = Annotated[str, Field(min_length=3, max_length=200)]
Label = Annotated[str, Field(min_length=1, max_length=253)]
Words = Annotated[str, Field(min_length=1, max_length=200)]
"""What a text is searched for: short, for the search costs its length."""
Text = Annotated[str, Field(max_length=2_000)]
Texts = Annotated[tuple[Text, ...], Field(min_length=1, max_length=500)]
SomeWords = Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
Days = Annotated[int, Field(ge=1, le=3_650)]
Weight = Annotated[int, Field(ge=1, le=100)]
Number = int | float


class Sheet(BaseModel):
    """A part of a pack: immutable, and strict about types and about members it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_by_name=False, validate_by_alias=True)


class Part(Sheet):
    """What every criterion may have."""

    weight: Weight | None = None
    """Under `of` alone: what this piece of evidence weighs; 1 where nothing is said."""


class Leaf(Part):
    """One fact, one operator with what it expects, and the code a decision gives when this held."""

    fact: FactName
    """Its name in the catalogue of facts."""
    because: ReasonCode
    """The reason code that decisions give."""
    within_days: Days | None = None
    """The fact counts only where it was told so many days ago at most; else it is unknown here."""
    is_: Text | Number | bool | None = Field(None, alias="is")
    """The value is exactly this."""
    is_not: Text | Number | bool | None = None
    """The value is known, and another."""
    in_: Texts | None = Field(None, alias="in")
    """The value is one of these texts."""
    not_in: Texts | None = None
    """The value is known, and none of these."""
    at_least: Number | None = None
    """The number is this or more."""
    at_most: Number | None = None
    """The number is this or less."""
    more_than: Number | None = None
    """The number is greater than this."""
    less_than: Number | None = None
    """The number is smaller than this."""
    contains: Words | None = None
    """A set has this member; a text has these words, whole, in this order, accents and case aside."""
    contains_any: SomeWords | None = None
    """As `contains`, for one of these at least."""
    contains_all: SomeWords | None = None
    """As `contains`, for every one of these."""
    like: Words | None = None
    """A text has these words; `*` in a word stands for any letters, `*` alone for any words."""
    in_list: Label | None = None
    """The pack's reference list has the value or, for a domain, one above it."""
    in_zone: Label | None = None
    """The country is in this zone of the pack."""
    not_in_zone: Label | None = None
    """The country is known, and not in this zone."""
    is_known: bool | None = None
    """Whether there is a value."""

    @property
    def operator(self) -> str:
        """The operator's name in the file."""
        return self._given()[0]

    @property
    def expected(self) -> Value:
        """What the operator expects, as written; a list where it is several."""
        value: Any = getattr(self, _OPERATORS[self.operator])
        return list(value) if isinstance(value, tuple) else value

    @property
    def reads(self) -> str:
        """The name it is looked up by among the facts: the fact's own, or with `within_days` `fact@days`."""
        return self.fact if self.within_days is None else f"{self.fact}@{self.within_days}"

    def _given(self) -> list[str]:
        return [name for name, attribute in _OPERATORS.items() if getattr(self, attribute) is not None]

    @model_validator(mode="after")
    def _has_one_operator(self) -> Self:
        given = self._given()
        if len(given) != 1:
            told = " and ".join(f"`{name}`" for name in given) or "none"
            known = ", ".join(_OPERATORS)
            raise PydanticCustomError("operator", f"one operator a criterion, here {told}; there are {known}")
        return self


_OPERATORS: Final = {
    field.alias or name: name
    for name, field in Leaf.model_fields.items()
    if name not in {"fact", "because", "within_days", "weight"}
}
OPERATORS: Final = frozenset(_OPERATORS)
"""The names of all operators."""


class All(Part):
    """Holds when every one of its criteria holds."""

    criteria: Annotated[tuple["Criterion", ...], Field(alias="all", min_length=1)]


class AnyOf(Part):
    """Holds when at least one of its criteria holds."""

    criteria: Annotated[tuple["Criterion", ...], Field(alias="any", min_length=1)]


class Not(Part):
    """Holds when its criterion is known not to hold."""

    criterion: Annotated["Criterion", Field(alias="not")]


class Evidence(Part):
    """Holds when those of its criteria that hold weigh so much together; unknown while what is unknown could tip it."""

    at_least: Annotated[int, Field(ge=1, le=10_000)]
    criteria: Annotated[tuple["Criterion", ...], Field(alias="of", min_length=1)]


_KEYS: Final[dict[type, str]] = {All: "all", AnyOf: "any", Evidence: "of"}


def _variant(value: object) -> str:
    """Return which kind of criterion a file's members are, or one that was read: it is written by the same rule."""
    if isinstance(value, Not):
        return "~not"
    if isinstance(value, Part):
        return VARIANT + _KEYS.get(type(value), "leaf")
    members = value if isinstance(value, dict) else {}
    return next((VARIANT + key for key in ("all", "any", "not", "of") if key in members), VARIANT + "leaf")


Criterion = Annotated[
    Annotated[All, Tag("~all")]
    | Annotated[AnyOf, Tag("~any")]
    | Annotated[Not, Tag("~not")]
    | Annotated[Evidence, Tag("~of")]
    | Annotated[Leaf, Tag("~leaf")],
    Discriminator(_variant),
]
Node = All | AnyOf | Not | Evidence | Leaf


def children(node: Node) -> Iterator[tuple[Path, Node]]:
    """Yield what a criterion is made of, each with the end of its path: `("any", 0)`; nothing of a leaf."""
    if isinstance(node, Not):
        yield ("not",), node.criterion
    elif not isinstance(node, Leaf):
        key = _KEYS[type(node)]
        yield from (((key, at), child) for at, child in enumerate(node.criteria))


def walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Yield a criterion and all within it, outermost first, each with its path."""
    yield path, node
    for end, child in children(node):
        yield from walk(child, (*path, *end))


def leaves(node: Node | None, path: Path) -> Iterator[tuple[Path, Leaf]]:
    """Yield the leaves of a criterion in order, each with its path; none of no criterion."""
    if node is not None:
        yield from ((where, found) for where, found in walk(node, path) if isinstance(found, Leaf))


def path_text(path: Path) -> str:
    """Return a path as decisions write it: `criteria.any[0]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
