"""What a persona pack says, as pydantic models: the format's source of truth. docs/persona-guide.md shows it by example."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from pipeline.contracts.model import Effect, Kind
from pipeline.personas.criterion import Criterion, Days, Label, Leaf, Node, ReasonCode, Sheet, walk
from pipeline.personas.document import Document, Path

HEAD: Final = "pack.yaml"
IDENTIFIER: Final = "^[a-z][a-z0-9-]{0,63}$"
"""What a pack or a persona may be called."""
TEST_SUFFIX: Final = ".test.yaml"
NEVER_SPARED: Final = frozenset({"competitor", "solicitor"})
"""Personas whom raising a hand does not spare, who are live without a status record and never held out."""

Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
Line = Annotated[str, Field(min_length=1, max_length=2_000)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Points = Annotated[int, Field(ge=1, le=100)]
Percent = Annotated[int | float, Field(ge=0, le=100)]
Day = Annotated[date, BeforeValidator(lambda value: date.fromisoformat(value) if isinstance(value, str) else value)]


class Bilingual(Sheet):
    """One text, in French and in English."""

    fr: Line
    en: Line


class Objection(Sheet):
    """What a detractor says against us, and what to answer."""

    says: Bilingual
    answer: Bilingual


class Portrait(Sheet):
    """The portrait robot: who these people are, for people to read; never a criterion. Lint says what must be there."""

    who: Bilingual | None = None
    """Socio-demographics: age, studies, job, place, organisation. A description, never a criterion."""
    goals: Bilingual | None = None
    """What they want to get done."""
    motivations: Bilingual | None = None
    """What drives them."""
    brakes: Bilingual | None = None
    """What holds them back."""
    no_opportunity_because: Bilingual | None = None
    """Why no opportunity would come of them."""
    comes_to_us_for: Bilingual | None = None
    """Why they come to our content, and how they find it."""
    who_can_veto: Bilingual | None = None
    """Of a detractor: who in the buying committee can say no."""
    weighs_how: Bilingual | None = None
    """Of a detractor: why and how they weigh on the decision."""
    objections: tuple[Objection, ...] = ()
    """Of a detractor: what they object, and what to answer."""


class Fading(Sheet):
    """So many days after the newest of the facts that its criteria read was told, a penalty is worth half."""

    half_life_days: Days


class Persona(Sheet):
    """A described kind of person, the criteria that tell them, and what follows."""

    id: Identifier
    """The file's name without .yaml."""
    version: int = Field(ge=1)
    """Grows whenever the persona judges otherwise."""
    kind: Kind
    title: Bilingual
    owner: Line
    """Who answers for it."""
    review_by: Day
    """When somebody looks at it again, YYYY-MM-DD."""
    portrait: Portrait = Portrait()
    effect: Effect | None = None
    """What a match does: exclude, penalize or flag; a buyer has none."""
    points: Points | None = None
    """Of a buyer the fit it adds, of `penalize` what it takes."""
    fading: Fading | None = None
    """With `penalize`: how the points fade."""
    flag: ReasonCode | None = None
    """With `flag`: the flag that decisions carry; the persona's id where nothing is said."""
    route: Literal["none", "hr", "support", "press", "partners", "later"] = "none"
    """With `exclude`: where else they go."""
    review_after_days: Days | None = None
    """With `route: later`: when to look at them again."""
    criteria: Criterion
    unless: Criterion | None = None
    """Who is lifted from it."""
    may_become_ambassador: Criterion | None = None
    """Who of those it matches is cultivated instead."""
    false_positives: tuple[Bilingual, ...] = ()
    """Who looks like them and is not."""
    references: tuple[Line, ...] = ()
    """Where all this is known from."""


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


class Shares(Sheet):
    """A percentage for every excluding persona, and those of the personas that have their own."""

    default: Percent
    personas: dict[Identifier, Percent] = Field(default_factory=dict)


class Head(Sheet):
    """What stands in pack.yaml: all that the personas of a pack share."""

    id: Identifier
    version: int = Field(ge=1)
    title: Bilingual
    owner: Line
    zones: dict[str, Annotated[tuple[Country, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """ISO 3166 countries by the zone's name; FR covers its overseas territories, unless a zone lists them apart."""
    reference_lists: dict[str, tuple[Label, ...]] = Field(default_factory=dict)
    """Domains or names, by the list's name."""
    lifts: Criterion | None = None
    """Who is lifted from every persona that excludes."""
    thresholds: Thresholds
    engagement: Engagement
    shelf_life_days: ShelfLife = ShelfLife()
    holdout_percent: Shares = Shares(default=5)
    """How many would-be exclusions are let through unseen, to measure mistakes; competitor and solicitor 0."""
    exclusion_budget_percent: Shares = Shares(default=50)
    """Of the leads with a form so many a persona may exclude before it is braked."""
    false_exclusion_percent: Shares = Shares(default=10)
    """Of those it would exclude so many may be worth selling to, before it is braked; told from those held out."""
    confirm_exclusions: bool = True
    """Excluding a freelancer, or by a persona that few reviews bear out, asks for a person's confirmation."""


@dataclass(frozen=True)
class Pack:
    """A pack without problems: its head, its personas in the order of their ids, and where everything stands."""

    head: Head
    personas: tuple[Persona, ...]
    documents: dict[str, Document] = field(default_factory=dict, repr=False)
    """By file name."""


def holdout_percent(head: Head, persona: str) -> float:
    """Return the share of a persona's would-be exclusions that are let through."""
    default = 0 if persona in NEVER_SPARED else head.holdout_percent.default
    return head.holdout_percent.personas.get(persona, default)


def exclusion_budget_percent(head: Head, persona: str) -> float:
    """Return the share of the leads with a form that a persona may exclude."""
    return head.exclusion_budget_percent.personas.get(persona, head.exclusion_budget_percent.default)


def false_exclusion_percent(head: Head, persona: str) -> float:
    """Return the share of a persona's exclusions that may be mistakes."""
    return head.false_exclusion_percent.personas.get(persona, head.false_exclusion_percent.default)


CRITERIA: Final = ("criteria", "unless", "may_become_ambassador")
"""The members of a persona that are criteria."""


def all_nodes(pack: Pack) -> Iterator[tuple[Document, Path, Node]]:
    """Yield every criterion of a pack with its document and its path: of the head's lifts, then of each persona."""
    if pack.head.lifts is not None:
        yield from ((pack.documents[HEAD], path, node) for path, node in walk(pack.head.lifts, ("lifts",)))
    for persona in pack.personas:
        for member in CRITERIA:
            criterion = getattr(persona, member)
            if criterion is not None:
                document = pack.documents[file_of(persona.id)]
                yield from ((document, path, node) for path, node in walk(criterion, (member,)))


def all_leaves(pack: Pack) -> Iterator[tuple[Document, Path, Leaf]]:
    """Yield every leaf of a pack with its document and its path, in the order of `all_nodes`."""
    yield from ((document, path, node) for document, path, node in all_nodes(pack) if isinstance(node, Leaf))


def file_of(persona: str) -> str:
    """Return the name of the file a persona stands in."""
    return f"{persona}.yaml"
