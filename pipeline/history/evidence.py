"""Evidence for a standing: what a backtest or a discovery found of a persona, as few figures and no name of anybody."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, NamedTuple

_BACKTEST: Final = (
    "leads kept kept_losers good_lost precision precision_low precision_high recall recall_low recall_high "
    "good_lost_share good_lost_low good_lost_high"
).split()
_WHOLE: Final = "leads losers good base"
_DISCOVERY: Final = ("leads", "proposed_by", "judged_by", "hypotheses", "most_lost")


class Paper(NamedTuple):
    """A file that somebody puts forward."""

    name: str
    """Without its folder."""
    content: bytes


def of_personas(papers: Iterable[Paper], personas: Iterable[str]) -> dict[str, str]:
    """Return the evidence by persona as JSON, and under "" of the pack as a whole; nothing where there are no papers.

    Of each paper: its name, its sha256 and, of a backtest's or discovery's JSON, the figures that concern the persona.
    Anything else, as a note or minutes, is named alone.
    """
    read = [(paper, _document(paper.content)) for paper in papers]
    if not read:
        return {}
    return {
        persona: json.dumps([_said(paper, document, persona) for paper, document in read], ensure_ascii=False)
        for persona in ("", *personas)
    }


def _said(paper: Paper, document: Mapping[str, Any], persona: str) -> dict[str, Any]:
    named = {"file": paper.name, "sha256": sha256(paper.content).hexdigest()}
    if isinstance(document.get("measures"), dict):
        return named | {"kind": "backtest", **_backtest(document, persona)}
    if isinstance(document.get("personas"), list) and "hypotheses" in document:
        return named | {"kind": "discovery", **_discovery(document, persona)}
    return named


def _backtest(document: Mapping[str, Any], persona: str) -> dict[str, Any]:
    overall = next(iter(_rows(document, "overall")), {})
    told: dict[str, Any] = {"all": _numbers(overall, (*_WHOLE.split(), *_BACKTEST))}
    row = next((row for row in _rows(document, "personas") if row.get("persona") == persona), None)
    if persona:
        told["persona"] = _numbers(row, _BACKTEST) if row is not None else None
    return told


def _rows(document: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    measure = document["measures"].get(name)
    rows = measure.get("rows") if isinstance(measure, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _discovery(document: Mapping[str, Any], persona: str) -> dict[str, Any]:
    told: dict[str, Any] = _numbers(document, _DISCOVERY)
    if not persona:
        return told | {"together": _figures(document.get("together"))}
    found = [one for one in document["personas"] if isinstance(one, dict) and one.get("persona") == persona]
    told["persona"] = {"holds": bool(found[0].get("holds")), **_figures(found[0].get("newer"))} if found else None
    standing = document.get("standing")
    for one in standing if isinstance(standing, list) else ():
        if isinstance(one, dict) and one.get("persona") == persona and isinstance(one.get("verdict"), str):
            told["standing"] = one["verdict"][:40]
    return told


def _figures(found: object) -> dict[str, Any]:
    """Return counts and shares, one level deep."""
    if not isinstance(found, dict):
        return {}
    plain = _numbers(found, found)
    deeper = {
        name: _numbers(value, ("value", "low", "high")) for name, value in found.items() if isinstance(value, dict)
    }
    return plain | deeper


def _numbers(found: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: found[name] for name in names if isinstance(found.get(name), (int, float))}


def _document(content: bytes) -> Mapping[str, Any]:
    """Return what a paper holds as JSON, also as its first line alone; nothing where it is none."""
    for text in (content, content.partition(b"\n")[0]):
        try:
            read = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(read, dict):
            return read
    return {}
