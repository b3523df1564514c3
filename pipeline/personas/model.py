"""What a persona pack says, as pydantic models: the format's source of truth. docs/persona-guide.md shows it by example."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from pipeline.contracts.model import Effect, Kind, Value
from pipeline.personas.document import Document, Path

HEAD: Final = "pack.yaml"
TEST_SUFFIX: Final = ".test.yaml"
VARIANT: Final = "~"
"""Marks the parts of a validation error's path that stand in no file."""

Identifier = Annotated[str, Field(pattern="^[a-z][a-z0-9-]{0,63}$")]
ReasonCode = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")]
Line = Annotated[str, Field(min_length=1, max_length=2_000)]
FactName = Annotated[str, Field(min_length=3, max_length=200)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Label = Annotated[str, Field(min_length=1, max_length=253)]
Points = Annotated[int, Field(ge=1, le=100)]
Days = Annotated[int, Field(ge=1, le=3_650)]
Day = Annotated[date, BeforeValidator(lambda value: date.fromisoformat(value) if isinstance(value, str) else value)]


class Sheet(BaseModel):
    """A part of a pack: immutable, and strict about types and about members it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", validate_by_name=False, validate_by_alias=True)


class Bilingual(Sheet):
    """One text, in French and in English."""

    fr: Line
    en: Line


class Leaf(Sheet):
    """One fact, one operator with what it expects, and the code a decision gives when this held."""

    fact: FactName
    because: ReasonCode
    is_: str | int | float | bool | None = Field(None, alias="is")
    is_not: str | int | float | bool | None = None
    in_: Annotated[tuple[str, ...], Field(min_length=1)] | None = Field(None, alias="in")
    not_in: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    at_least: int | float | None = None
    at_most: int | float | None = None
    contains: Line | None = None
    in_list: Label | None = None
    in_zone: Label | None = None
    not_in_zone: Label | None = None
    is_known: bool | None = None

    @property
    def operator(self) -> str:
        """The operator's name in the file."""
        return self._given()[0]

    @property
    def expected(self) -> Value:
        """What the operator expects, as written; a list for `in` and `not_in`."""
        value: Any = getattr(self, _OPERATORS[self.operator])
        return list(value) if isinstance(value, tuple) else value

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
    field.alias or name: name for name, field in Leaf.model_fields.items() if name not in {"fact", "because"}
}
OPERATORS: Final = frozenset(_OPERATORS)
"""The names of all operators."""


class All(Sheet):
    """Holds when every one of its criteria holds."""

    criteria: Annotated[tuple["Criterion", ...], Field(alias="all", min_length=1)]


class AnyOf(Sheet):
    """Holds when at least one of its criteria holds."""

    criteria: Annotated[tuple["Criterion", ...], Field(alias="any", min_length=1)]


class Not(Sheet):
    """Holds when its criterion is known not to hold."""

    criterion: Annotated["Criterion", Field(alias="not")]


def _variant(value: object) -> str:
    members = value if isinstance(value, dict) else {}
    return next((VARIANT + key for key in ("all", "any", "not") if key in members), VARIANT + "leaf")


Criterion = Annotated[
    Annotated[All, Tag("~all")]
    | Annotated[AnyOf, Tag("~any")]
    | Annotated[Not, Tag("~not")]
    | Annotated[Leaf, Tag("~leaf")],
    Discriminator(_variant),
]
Node = All | AnyOf | Not | Leaf


class Portrait(Sheet):
    """The portrait robot: who these people are, for people to read; never a criterion. Lint says what must be there."""

    who: Bilingual | None = None
    goals: Bilingual | None = None
    motivations: Bilingual | None = None
    brakes: Bilingual | None = None
    no_opportunity_because: Bilingual | None = None
    comes_to_us_for: Bilingual | None = None
    who_can_veto: Bilingual | None = None
    weighs_how: Bilingual | None = None


class Persona(Sheet):
    """A described kind of person, the criteria that tell them, and what follows."""

    id: Identifier
    version: int = Field(ge=1)
    kind: Kind
    title: Bilingual
    owner: Line
    review_by: Day
    portrait: Portrait = Portrait()
    effect: Effect | None = None
    points: Points | None = None
    route: Literal["none", "hr", "support", "press", "partners", "later"] = "none"
    review_after_days: Days | None = None
    """With `route: later`: when to look at them again."""
    criteria: Criterion
    unless: Criterion | None = None
    may_become_ambassador: Criterion | None = None
    false_positives: tuple[Bilingual, ...] = ()
    references: tuple[Line, ...] = ()


class Thresholds(Sheet):
    """In points: to enter `qualified`, to stay there, and to enter it on fit alone, where no activity is linked."""

    qualify_at: Points
    keep_at: Points
    fit_alone_at: Points

    @model_validator(mode="after")
    def _staying_is_easier(self) -> Self:
        if self.keep_at > self.qualify_at:
            raise PydanticCustomError("thresholds", "`keep_at` lies above `qualify_at`")
        return self


class Engagement(Sheet):
    """Points for what people do, each time they do it; `half_life_days` later they are worth half."""

    half_life_days: Days
    at_most: Points
    points: dict[str, Points]


class ShelfLife(Sheet):
    """How many days facts stay true, by how soon they age."""

    year: Days = 365
    half_year: Days = 182
    slow: Days = 730


class Head(Sheet):
    """What stands in pack.yaml: all that the personas of a pack share."""

    id: Identifier
    version: int = Field(ge=1)
    title: Bilingual
    owner: Line
    zones: dict[str, Annotated[tuple[Country, ...], Field(min_length=1)]] = Field(default_factory=dict)
    reference_lists: dict[str, tuple[Label, ...]] = Field(default_factory=dict)
    lifts: Criterion | None = None
    thresholds: Thresholds
    engagement: Engagement
    shelf_life_days: ShelfLife = ShelfLife()


@dataclass(frozen=True)
class Pack:
    """A pack without problems: its head, its personas in the order of their ids, and where everything stands."""

    head: Head
    personas: tuple[Persona, ...]
    documents: dict[str, Document] = field(default_factory=dict, repr=False)
    """By file name."""


def walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """Yield a criterion and all within it, outermost first, each with its path."""
    yield path, node
    if isinstance(node, Not):
        yield from walk(node.criterion, (*path, "not"))
    elif not isinstance(node, Leaf):
        key = "all" if isinstance(node, All) else "any"
        for at, child in enumerate(node.criteria):
            yield from walk(child, (*path, key, at))


def leaves(node: Node | None, path: Path) -> Iterator[tuple[Path, Leaf]]:
    """Yield the leaves of a criterion in order, each with its path; none of no criterion."""
    if node is not None:
        yield from ((where, found) for where, found in walk(node, path) if isinstance(found, Leaf))


CRITERIA: Final = ("criteria", "unless", "may_become_ambassador")
"""The members of a persona that are criteria."""


def all_leaves(pack: Pack) -> Iterator[tuple[Document, Path, Leaf]]:
    """Yield every leaf of a pack with its document and its path: of the head's lifts, then of each persona."""
    yield from ((pack.documents[HEAD], path, leaf) for path, leaf in leaves(pack.head.lifts, ("lifts",)))
    for persona in pack.personas:
        for member in CRITERIA:
            for path, leaf in leaves(getattr(persona, member), (member,)):
                yield pack.documents[file_of(persona.id)], path, leaf


def file_of(persona: str) -> str:
    """Return the name of the file a persona stands in."""
    return f"{persona}.yaml"


def path_text(path: Path) -> str:
    """Return a path as decisions write it: `criteria.any[0]`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
