"""versions.lock.json: which version judged how, so that nothing judges otherwise under a version that was in use."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import Field, ValidationError

from pipeline.contracts import hot
from pipeline.errors import Problem
from pipeline.personas.criterion import Sheet
from pipeline.personas.model import HEAD, Head, Pack, Persona, file_of

LOCK: Final = "versions.lock.json"
_PERSONA: Final = frozenset(
    "kind effect points fading flag route review_after_days criteria unless may_become_ambassador".split()
)
"""What a persona judges by: its words may be put better under the same version."""
_HEAD: Final = frozenset("zones lifts thresholds engagement shelf_life_days confirm_exclusions".split())
"""The same of pack.yaml. Reference lists grow under one version, and so do the measures of mistakes."""


class Locked(Sheet):
    """A version, and the digest of what it judges by."""

    version: int = Field(ge=1)
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class LockSheet(Sheet):
    """The whole of versions.lock.json: files by name."""

    files: dict[str, Locked]


def digest_of(sheet: Head | Persona) -> str:
    """Return the digest of what a sheet judges by, whatever its wording, its comments and the order of its keys."""
    members = _HEAD if isinstance(sheet, Head) else _PERSONA
    judging = sheet.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(members))
    return hashlib.sha256(hot.canonical(judging)).hexdigest()


def lock_of(pack: Pack) -> str:
    """Return the text of versions.lock.json for a pack as it is."""
    files = {
        name: {"version": sheet.version, "sha256": digest_of(sheet)} for name, sheet in sorted(_sheets(pack).items())
    }
    return json.dumps({"files": files}, indent=2) + "\n"


def _sheets(pack: Pack) -> dict[str, Head | Persona]:
    return {HEAD: pack.head, **{file_of(persona.id): persona for persona in pack.personas}}


def check_lock(pack: Pack, text: str) -> Iterator[Problem]:
    """Yield what the pack and its versions.lock.json disagree on."""
    try:
        locked = LockSheet.model_validate_json(text).files
    except ValidationError as error:
        said = error.errors()[0]["msg"]
        yield Problem("bad_lock", f"not a list of versions ({said}): `leadsieve pack lock` makes it anew", LOCK, 1, 1)
        return
    for name, sheet in _sheets(pack).items():
        yield from _check(name, sheet, locked, pack)


def _check(name: str, sheet: Head | Persona, locked: Mapping[str, Locked], pack: Pack) -> Iterator[Problem]:
    document, was = pack.documents[name], locked.get(name)
    if was is None or sheet.version > was.version:
        said = f"version {sheet.version} is not in {LOCK}: `leadsieve pack lock` puts it there"
        yield document.problem(("version",), "not_locked", said, "warning")
    elif sheet.version < was.version:
        said = f"version {was.version} is in {LOCK} already: a version never goes back"
        yield document.problem(("version",), "version_went_back", said)
    elif digest_of(sheet) != was.sha256:
        said = f"it judges otherwise than version {was.version} did: make it version {was.version + 1}"
        yield document.problem(("version",), "changed_without_version", said)
