"""What fits member by member and yet does not go together: within a persona, and between the files of a pack."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, get_args

from pipeline.contracts.model import Effect
from pipeline.errors import Problem
from pipeline.personas.criterion import Evidence, Leaf, Node
from pipeline.personas.document import Document, Path
from pipeline.personas.model import HEAD, Pack, all_leaves, all_nodes, file_of
from pipeline.personas.spelling import suggest, words_of

MAX_COST: Final = 5_000
"""So much may all criteria of a pack cost: bounds what judging one lead takes, whatever is known of them."""
WORD_COST: Final = 10
_EFFECTS: Final[Mapping[str, tuple[str | None, ...]]] = {
    "negative": ("exclude", "penalize", "flag"),
    "detractor": ("flag",),
    "buyer": (None,),
}
"""What a persona of each kind may do to whom it matches."""


def of_persona(document: Document) -> Iterator[Problem]:
    """Yield the members of a persona that do not go together, as far as they are there."""
    if not isinstance(document.value, dict):
        return
    name, kind, effect = (document.value.get(member) for member in ("id", "kind", "effect"))
    if isinstance(name, str) and document.file != file_of(name):
        yield document.problem(("id",), "wrong_id", f"`{name}` must stand in {file_of(name)}")
    if not isinstance(kind, str) or kind not in _EFFECTS or effect not in (None, *get_args(Effect)):
        return
    if effect not in _EFFECTS[kind]:
        told = " or ".join(str(allowed) for allowed in _EFFECTS[kind] if allowed)
        rule = f"needs `effect: {told}`" if told else "has no effect: it adds points"
        yield document.problem(("effect",), "wrong_effect", f"a {kind} persona {rule}")
    else:
        yield from _points(document, kind, effect)
        yield from _belongings(document, effect)
        yield from _route(document, effect)


def _points(document: Document, kind: str, effect: str | None) -> Iterator[Problem]:
    with_points = kind == "buyer" or effect == "penalize"
    if with_points != (document.value.get("points") is not None):
        told = "buyer personas" if kind == "buyer" else f"personas with `effect: {effect}`"
        rule = "need `points` from 1 to 100" if with_points else "take no points"
        yield document.problem(("points",), "wrong_points", f"{told} {rule}")


def _belongings(document: Document, effect: str | None) -> Iterator[Problem]:
    if document.value.get("fading") is not None and effect != "penalize":
        yield document.problem(("fading",), "wrong_points", "only `effect: penalize` has points that fade")
    if document.value.get("flag") is not None and effect != "flag":
        yield document.problem(("flag",), "wrong_effect", "only `effect: flag` raises a flag")


def _route(document: Document, effect: str | None) -> Iterator[Problem]:
    route, review = document.value.get("route", "none"), document.value.get("review_after_days")
    if route != "none" and effect != "exclude":
        yield document.problem(("route",), "wrong_route", "only excluding personas send people elsewhere")
    if (route == "later") != (review is not None):
        rule = "`route: later` needs `review_after_days`, and no other route has it"
        yield document.problem(("review_after_days",), "wrong_route", rule)


def of_pack(pack: Pack) -> Iterator[Problem]:
    """Yield what one file says of another that is not so, and criteria whose parts do not go together."""
    yield from _unknown_references(pack)
    yield from _unknown_personas(pack)
    yield from _too_costly(pack)
    for document, path, node in all_nodes(pack):
        yield from _stray(document, path, node)


def _unknown_references(pack: Pack) -> Iterator[Problem]:
    """Yield the criteria that name a reference list or a zone which the head does not have."""
    known: dict[str, tuple[str, Collection[str]]] = {
        "in_list": ("unknown_list", pack.head.reference_lists),
        "in_zone": ("unknown_zone", pack.head.zones),
        "not_in_zone": ("unknown_zone", pack.head.zones),
    }
    for document, path, leaf in all_leaves(pack):
        if leaf.operator in known and leaf.expected not in known[leaf.operator][1]:
            code, names = known[leaf.operator]
            message = f"pack.yaml has no `{leaf.expected}`{suggest(str(leaf.expected), names)}"
            yield document.problem((*path, leaf.operator), code, message)


def _unknown_personas(pack: Pack) -> Iterator[Problem]:
    """Yield the personas that the head gives percentages to and that there are not, or that exclude nobody."""
    excluding = [persona.id for persona in pack.personas if persona.effect == "exclude"]
    broken = {file.removesuffix(".yaml") for file in pack.documents} - {persona.id for persona in pack.personas}
    for member in ("holdout_percent", "exclusion_budget_percent", "false_exclusion_percent"):
        for name in getattr(pack.head, member).personas:
            if name not in excluding and name not in broken:
                message = f"no persona `{name}` excludes anybody{suggest(name, excluding)}"
                yield pack.documents[HEAD].key_problem((member, "personas", name), "unknown_persona", message)


def _too_costly(pack: Pack) -> Iterator[Problem]:
    """Yield the criterion with which judging one lead begins to cost more than it may."""
    spent = 0
    for document, path, node in all_nodes(pack):
        spent += _cost(node)
        if spent > MAX_COST:
            message = f"the pack's criteria cost more than {MAX_COST}: a word or star of a pattern costs {WORD_COST}"
            yield document.problem(path, "too_large", message)
            return


def _cost(node: Node) -> int:
    if not isinstance(node, Leaf):
        return 1
    if node.like is not None:
        return WORD_COST * max(1, len(words_of(node.like)) + node.like.count("*"))
    return len(node.contains_any or node.contains_all or (node,))


def _stray(document: Document, path: Path, node: Node) -> Iterator[Problem]:
    if node.weight is not None and path[-2:-1] != ("of",):
        yield document.problem((*path, "weight"), "stray_weight", "only what stands under `of` has a weight")
    if isinstance(node, Leaf) and node.within_days is not None and node.fact.startswith("activity."):
        message = f"`{node.fact}` has a window of its own: leave `within_days` out"
        yield document.problem((*path, "within_days"), "stray_window", message)
    if isinstance(node, Evidence) and sum(child.weight or 1 for child in node.criteria) < node.at_least:
        message = f"all its evidence together weighs less than {node.at_least}: this never holds"
        yield document.problem((*path, "at_least"), "impossible", message)
