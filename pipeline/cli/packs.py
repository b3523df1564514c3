"""Packs from folders: what every command that takes `--pack DIR` reads them with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.contracts.model import Value
from pipeline.engine.compile import CompiledPack, compile_pack
from pipeline.engine.criteria import Matcher
from pipeline.engine.operators import References, ascii_form, ready_list, ready_zones
from pipeline.engine.source import function_of
from pipeline.engine.view import told
from pipeline.enrichment.email import domain_kind
from pipeline.enrichment.facts import CATALOGUE, WHATS, find
from pipeline.enrichment.tables import load_tables
from pipeline.errors import LeadsieveError, PackInvalid, Problem
from pipeline.personas.criterion import Node
from pipeline.personas.document import MAX_BYTES
from pipeline.personas.lint import Catalogue, lint
from pipeline.personas.lock import LOCK
from pipeline.personas.model import Head, Pack
from pipeline.personas.parse import parse_pack, sha256_of


def _kind_of(domain: str) -> str:
    return domain_kind(ascii_form(domain), load_tables())


FACTS = Catalogue(find, CATALOGUE, WHATS, _kind_of)


@dataclass(frozen=True)
class OpenedPack:
    """A folder's pack as far as it could be read: its texts, and where nothing is wrong with them the pack, compiled."""

    files: Mapping[str, str]
    problems: tuple[Problem, ...]
    """Of parsing and, where that left none, of `lint`: with one among them the pack must not judge."""
    pack: Pack | None = None
    compiled: CompiledPack | None = None

    def matches(self, persona: str, facts: Mapping[str, Value]) -> bool | None:
        """Return whether a persona's criteria hold of facts that were told today; for a pack without problems."""
        assert self.compiled is not None  # noqa: S101  the caller's mistake
        found = next(known for known in self.compiled.personas if known.id == persona)
        return found.matches(told(self.compiled, facts))


def compiler_of(compiled: CompiledPack, head: Head) -> Callable[[Node], Matcher]:
    """Return what makes a matcher of a criterion, on facts that were told today."""
    references = References(
        lists={name: ready_list(labels) for name, labels in head.reference_lists.items()}, zones=ready_zones(head.zones)
    )

    def compile_node(node: Node) -> Matcher:
        matches = function_of(node, references)
        return lambda facts: matches(told(compiled, facts))

    return compile_node


def read_files(folder: Path) -> dict[str, str]:
    """Return the texts of a pack's folder by file name, tests included.

    Raises `LeadsieveError` where there is no such folder, `PackInvalid` where a file cannot be read.
    """
    files, problems = _read(folder)
    if problems:
        raise PackInvalid(problems)
    return files


def _read(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return the texts by file name, and why others could not be read."""
    if folder.is_file():
        raise LeadsieveError(f"{folder} is a file; say the folder that holds it")
    if not folder.is_dir():
        raise LeadsieveError(f"{folder}: there is no such folder; say the folder that holds pack.yaml")
    files: dict[str, str] = {}
    problems = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in {".yaml", ".yml"}):
        wrong = _unreadable(path)
        try:
            files |= {} if wrong else {path.name: path.read_text(encoding="utf-8")}
        except UnicodeDecodeError:
            wrong = "the file is not UTF-8", "bad_encoding"
        except OSError as error:
            wrong = f"the file cannot be read: {error.strerror}", "unreadable"
        if wrong:
            problems.append(Problem(wrong[1], wrong[0], str(path)))
    return files, problems


def _unreadable(path: Path) -> tuple[str, str] | None:
    """Return what is wrong with a path, and its code, where it should not even be opened: a pipe would never end."""
    if not path.is_file():
        return "this is no file: only the files of a pack are named so", "unreadable"
    if path.stat().st_size > MAX_BYTES:
        return f"the file is larger than {MAX_BYTES} bytes", "too_large"
    return None


def read_lock(folder: Path) -> str | None:
    """Return the text of a pack's versions.lock.json; None where it has none."""
    path = folder / LOCK
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None


def parsed_pack(folder: Path) -> Pack:
    """Return the folder's pack as a document; raises `PackInvalid` with all its problems where it does not parse."""
    pack, problems = parse_pack(read_files(folder))
    if pack is None:
        raise PackInvalid(located(folder, problems))
    return pack


def open_pack(folder: Path) -> OpenedPack:
    """Return what the folder holds and all that keeps it from judging; raises where there is no such folder."""
    files, unread = _read(folder)
    pack, problems = parse_pack(files)
    if pack is None or unread:
        return OpenedPack(files, (*unread, *located(folder, problems)))
    opened = OpenedPack(files, (), pack, compile_pack(pack, sha256_of(files)))
    return replace(opened, problems=located(folder, lint(pack, FACTS, opened.matches)))


def read_pack(folder: Path) -> CompiledPack:
    """Return the folder's pack, fit to judge; raises `PackInvalid` with all its problems where it is not."""
    opened = open_pack(folder)
    if opened.problems or opened.compiled is None:
        raise PackInvalid(opened.problems)
    return opened.compiled


def located(folder: Path, problems: list[Problem]) -> tuple[Problem, ...]:
    """Return the problems with their files as paths one can open."""
    return tuple(replace(problem, file=str(folder / problem.file)) for problem in problems)
