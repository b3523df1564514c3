"""The samples of every format, read from the YAML files beside this one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from pipeline.errors import Problem
from pipeline.intake.forms import NO_FORMS, Forms
from pipeline.intake.forms_file import parse_forms

FOLDER: Final = Path(__file__).parent
FILES: Final = sorted(path.stem for path in FOLDER.glob("*.yaml"))
RECEIVED: Final = "2026-11-22T08:30:05Z"


@dataclass(frozen=True)
class Sample:
    """A record as its upstream writes it, and what is to become of it."""

    id: str
    value: bytes
    headers: Sequence[tuple[str, bytes | None]] = ()
    format: str = ""
    """Where the topic is fixed to one."""
    forms: Forms = NO_FORMS
    received: int = -1
    events: list[dict[str, Any]] = field(default_factory=list)
    problem: dict[str, str] = field(default_factory=dict)


def samples() -> Iterator[Sample]:
    """Yield all samples, file by file."""
    for name in FILES:
        for case in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")):
            yield _sample(f"{name}:{case['name']}", case)


def _sample(name: str, case: dict[str, Any]) -> Sample:
    received = case.get("received", RECEIVED)
    return Sample(
        id=name,
        value=case["raw"].encode() if "raw" in case else json.dumps(case["record"], ensure_ascii=False).encode(),
        headers=[(key, value.encode()) for key, value in case.get("headers", {}).items()],
        format=case.get("format", ""),
        forms=_forms(case["forms"]) if "forms" in case else NO_FORMS,
        received=-1 if received is None else round(datetime.fromisoformat(received).timestamp() * 1000),
        events=case.get("events", []),
        problem=case.get("problem", {}),
    )


def _forms(value: object) -> Forms:
    forms, problems = parse_forms(value, lambda _, code, message: Problem(code, message))
    assert not problems
    return forms
