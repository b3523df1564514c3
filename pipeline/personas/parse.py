"""The texts of a pack -> a `Pack`, or all that is wrong with it at once. Takes texts, reads no files, never raises."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.contracts import hot
from pipeline.errors import Problem
from pipeline.personas import coherence
from pipeline.personas.criterion import VARIANT, Sheet, path_text
from pipeline.personas.document import Document, Path, read_document
from pipeline.personas.model import HEAD, TEST_SUFFIX, Head, Pack, Persona, file_of
from pipeline.personas.spelling import suggest

S = TypeVar("S", bound=BaseModel)

MAX_FILES: Final = 200
MAX_CHARACTERS: Final = 2_097_152
MAX_PROBLEMS: Final = 1_000
"""So many are told at once; whoever has more has another problem."""
_SAYINGS: Final[Mapping[str, str]] = {
    "model_type": "it should hold `key: value` lines",
    "dict_type": "it should hold `key: value` lines",
    "tuple_type": "it should be a list",
    "too_short": "it should have at least one item",
}
_SCALARS: Final = {"string_type", "int_type", "float_type", "bool_type"}


def sha256_of(files: Mapping[str, str]) -> str:
    """Return the pack's sha256: over the canonical JSON of its files by name, tests left out, one kind of line end."""
    judging = {name: text.replace("\r\n", "\n") for name, text in files.items() if not name.endswith(TEST_SUFFIX)}
    return hashlib.sha256(hot.canonical(judging)).hexdigest()


def parse_pack(files: Mapping[str, str]) -> tuple[Pack | None, list[Problem]]:
    """Return the pack that these files are (file name -> text), or None and every problem, each with its place.

    Files that end in `.test.yaml` belong to `testing.parse_tests` and are passed over.
    """
    names = sorted(name for name in files if not name.endswith(TEST_SUFFIX))
    if len(names) > MAX_FILES:
        return None, [Problem("too_large", f"a pack has at most {MAX_FILES} files")]
    if sum(len(files[name]) for name in names) > MAX_CHARACTERS:
        return None, [Problem("too_large", f"a pack has at most {MAX_CHARACTERS} characters")]
    if HEAD not in names:
        return None, [Problem("missing_file", f"a pack needs a {HEAD}", HEAD)]
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    sheets: list[Sheet] = []
    for name in names:
        document, sheet, wrong = _parse_file(name, files[name])
        documents[file_of(sheet.id) if isinstance(sheet, Persona) else name] = document
        problems += wrong
        sheets += [sheet] if sheet else []
        if len(problems) > MAX_PROBLEMS:
            return None, _first(problems)
    personas = tuple(sheet for sheet in sheets if isinstance(sheet, Persona))
    head = next((sheet for sheet in sheets if isinstance(sheet, Head)), None)
    if head is None:
        return None, problems
    pack = Pack(head, personas, documents)
    problems += coherence.of_pack(pack)
    return (None if problems else pack), _first(problems)


def _first(problems: list[Problem]) -> list[Problem]:
    """Return the problems, or the first of too many and a word of that."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    said = f"more than {MAX_PROBLEMS} problems: put these right, then look again"
    return [*problems[:MAX_PROBLEMS], Problem("too_many", said, problems[MAX_PROBLEMS].file)]


def _parse_file(name: str, text: str) -> tuple[Document, Sheet | None, list[Problem]]:
    document, problems = read_document(name, text)
    if problems:
        return document, None, problems
    if name == HEAD:
        return document, *read_sheet(Head, document)
    if not name.endswith(".yaml"):
        return document, None, [Problem("bad_name", "the files of a pack are named <persona>.yaml", name)]
    persona, problems = read_sheet(Persona, document)
    return document, persona, problems + list(coherence.of_persona(document))


def read_sheet(sheet: type[S], document: Document) -> tuple[S | None, list[Problem]]:
    """Return the document as this model, or None and what does not fit, each with its place."""
    try:
        return sheet.model_validate(document.value), []
    except ValidationError as error:
        known = frozenset(_keys(sheet))
        problems = [
            _explain(detail, document, known) for detail in error.errors(include_url=False) if not _follows(detail)
        ]
        return None, list(dict.fromkeys(problems))


def _follows(detail: ErrorDetails) -> bool:
    """Tell whether an error only says that a list has no valid member left: its members' own errors say it better."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _keys(sheet: type[BaseModel]) -> Iterator[str]:
    """Yield all keys that may stand in a sheet, at any depth: where the nearest right name is looked up."""
    pending, seen = [sheet], {sheet}
    while pending:
        for name, field in pending.pop().model_fields.items():
            yield field.alias or name
            found = {part for part in _parts(field.annotation) if part not in seen}
            seen |= found
            pending += found


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  any type annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def _explain(detail: ErrorDetails, document: Document, known: frozenset[str]) -> Problem:
    path = _path(detail, document)
    name = path_text(path) or document.file
    if detail["type"] == "extra_forbidden":
        return document.key_problem(path, "unknown_key", f"unknown key `{path[-1]}`{suggest(str(path[-1]), known)}")
    if detail["type"] == "missing":
        return document.problem(path, "missing_key", f"`{name}` is missing")
    while path and path not in document.values:
        path = path[:-1]  # the member of a union that was tried
    return document.problem(path, "wrong_value", f"`{path_text(path) or document.file}`: {_said(detail)}")


def _path(detail: ErrorDetails, document: Document) -> Path:
    """Return where an error lies, less the names of the variants that were tried; a key may look like one."""
    path: Path = ()
    for part in detail["loc"]:
        if not str(part).startswith(VARIANT) or (*path, part) in document.values:
            path = (*path, part)
    return path


def _said(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in _SCALARS:
        return f"{str(detail['input'])[:60]!r} is of the wrong type here (a number, text in quotes, true or false)"
    if kind == "string_pattern_mismatch":
        return f"{str(detail['input'])[:60]!r} should look like {context['pattern']}"
    said = _SAYINGS.get(kind) or detail["msg"].replace("Input should be", "it should be").removeprefix("Value error, ")
    if kind == "literal_error":
        said += suggest(str(detail["input"]), re.findall(r"'([^']*)'", str(context["expected"])))
    return said
