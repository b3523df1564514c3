"""A YAML text as plain values that remember their line and column. Never raises, whatever the text.

Less than YAML, on purpose: one document, no anchors, aliases or tags, keys are text and stand once. `true` and `false`
are the only flags (so that NO is Norway, not false), digits are numbers, everything else is text. Lists are tuples.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from pipeline.errors import Problem

Path = tuple[str | int, ...]
"""Where a value stands: `("criteria", "any", 0, "fact")`."""

MAX_BYTES: Final = 262_144
MAX_DEPTH: Final = 24
MAX_NODES: Final = 20_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,15}\Z")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,15}\.[0-9]{1,15}\Z")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Document:
    """A file's values, and where each value and each key stands: (line, column), counted from 1."""

    file: str
    value: Any = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def problem(self, path: Path, code: str, message: str, severity: str = "error") -> Problem:
        """Return a problem with the value at `path`, or with the nearest thing around it that exists."""
        while path and path not in self.values:
            path = path[:-1]
        return Problem(code, message, self.file, *self.values.get(path, (1, 1)), severity)

    def key_problem(self, path: Path, code: str, message: str) -> Problem:
        """Return a problem with the key that ends `path`."""
        return Problem(code, message, self.file, *self.keys.get(path, (1, 1)))


def read_document(file: str, text: str) -> tuple[Document, list[Problem]]:
    """Return the document and all that is wrong with it as YAML; with problems, its values are not to be used."""
    document = Document(file)
    try:
        problems = list(_unwanted(file, text))
        if problems:
            return document, problems
        return _compose(file, text)
    except yaml.YAMLError as error:
        return document, [_syntax(file, error)]
    except UnicodeError:
        return document, [Problem("bad_yaml", "the text holds characters that are not Unicode", file, 1, 1)]


def _unwanted(file: str, text: str) -> Iterator[Problem]:
    """Yield what we refuse before any tree is built: too much, too deep, anchors, aliases, tags, a second document."""
    if len(text.encode()) > MAX_BYTES:
        yield Problem("too_large", f"the file is larger than {MAX_BYTES} bytes", file, 1, 1)
        return
    depth = documents = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        place = _place(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            yield Problem("too_large", f"more than {MAX_DEPTH} levels or {MAX_NODES} values", file, *place)
            return
        if wrong := _refused(event, documents):
            yield Problem("bad_yaml", wrong, file, *place)


def _refused(event: yaml.Event, documents: int) -> str:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "anchors (&) and aliases (*) are not allowed: write it out"
    if getattr(event, "tag", None):
        return "tags (!) are not allowed"
    if isinstance(event, yaml.DocumentStartEvent) and documents > 1:
        return "one document a file: remove the second `---`"
    return ""


def _compose(file: str, text: str) -> tuple[Document, list[Problem]]:
    root = yaml.compose(text, Loader=_LOADER)
    if root is None:
        return Document(file), [Problem("bad_yaml", "the file is empty", file, 1, 1)]
    document = Document(file)
    problems: list[Problem] = []
    value = _build(root, (), document, problems)
    return Document(file, value, document.values, document.keys), problems


def _build(node: yaml.Node, path: Path, document: Document, problems: list[Problem]) -> Any:  # noqa: ANN401  any YAML
    document.values[path] = _place(node)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, problems)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_build(item, (*path, at), document, problems) for at, item in enumerate(node.value))
    return _scalar(node) if isinstance(node, yaml.ScalarNode) else None


def _mapping(node: yaml.MappingNode, path: Path, document: Document, problems: list[Problem]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _scalar(key_node) if isinstance(key_node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            problems.append(Problem("bad_key", "a key must be text", document.file, *_place(key_node)))
        elif key in members:
            problems.append(Problem("duplicate_key", f"`{key}` stands twice", document.file, *_place(key_node)))
        else:
            document.keys[*path, key] = _place(key_node)
            members[key] = _build(value_node, (*path, key), document, problems)
    return members


def _scalar(node: yaml.ScalarNode) -> str | int | float | bool | None:
    text = str(node.value)
    if node.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _DECIMAL.match(text) else text


def _place(found: yaml.Node | yaml.Event) -> tuple[int, int]:
    mark = found.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem("bad_yaml", f"not YAML: {said}", file, *place)
