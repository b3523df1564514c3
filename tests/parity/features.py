"""What people say of leads, made up: each feature returns (topic, value) of what it adds beside one form of one lead."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final, NamedTuple

from pipeline.state.time import moment_at

MINUTE: Final = 60_000
OVERRIDDEN: Final = 0.25
"""Share of forms near which a person decides something."""


ASKING: Final = 0.1
"""Share of forms whose lead asks something of us."""
KNOWN_OF: Final = 0.4
"""Share of forms of whose lead the CRM says what became."""


class Leading(NamedTuple):
    """A lead who filled in a form."""

    lead_id: str
    at: int
    user_id: str | None
    email: str | None


Feature = Callable[[Random, Leading], Iterator[tuple[str, bytes]]]


def _written(**members: Any) -> bytes:  # noqa: ANN401  whatever a record holds
    return json.dumps({name: value for name, value in members.items() if value is not None}).encode()


def _moment(at: int) -> str:
    return moment_at(at).isoformat()


def _whom(rng: Random, lead: Leading) -> dict[str, str]:
    """Return one of the ways to name the lead that all lead to the same id."""
    ours = {"lead_id": lead.lead_id}
    if lead.user_id:
        return rng.choice((ours, {"user_id": lead.user_id}))
    return rng.choice((ours, {"email": lead.email})) if lead.email else ours


def overrides(rng: Random, lead: Leading) -> Iterator[tuple[str, bytes]]:
    """Yield up to three words of a person: some end within the hour, some are revoked, some before they were heard."""
    if rng.random() > OVERRIDDEN:
        return
    for _ in range(rng.randint(1, 3)):
        at = lead.at + rng.randint(-30, 240) * MINUTE
        told = {
            "override_id": f"{rng.getrandbits(128):032x}",
            "occurred_at": _moment(at),
            "author": "ann",
            "reason": "met",
        }
        if rng.random() < 0.3:
            yield "lead-overrides", _written(action="revoke", **told, **_whom(rng, lead))
            continue
        end = rng.choice((None, at + 20 * MINUTE, at + 600 * MINUTE, at + 4000 * MINUTE))
        yield (
            "lead-overrides",
            _written(
                action="set",
                status=rng.choice(("qualified", "excluded")),
                expires_at=end and _moment(end),
                **told,
                **_whom(rng, lead),
            ),
        )


def outcomes(rng: Random, lead: Leading) -> Iterator[tuple[str, bytes]]:
    """Yield what became of the lead: often lost first and won later, now and then by our own write."""
    if rng.random() > KNOWN_OF:
        return
    for result in rng.choice((("won",), ("lost",), ("lost", "won"), ("recycled", "disqualified"), ("won", "lost"))):
        at = lead.at + rng.randint(-10, 400) * MINUTE
        told = {"outcome_id": f"{rng.getrandbits(128):032x}", "occurred_at": _moment(at), "result": result}
        author = rng.choice(("ann", None, "Leadsieve"))
        yield "crm-outcomes", _written(author=author, **told, **_whom(rng, lead))


def review_of(rng: Random, lead_id: str, decision_id: str, at: int) -> tuple[str, bytes]:
    """Return what sales found of a decision, some time after it."""
    told = {"review_id": f"{rng.getrandbits(128):032x}", "occurred_at": _moment(at + rng.randint(0, 90) * MINUTE)}
    verdict = rng.choice(("right", "wrong", "unsure"))
    return "lead-reviews", _written(lead_id=lead_id, decision_id=decision_id, verdict=verdict, author="ann", **told)


def requests(rng: Random, lead: Leading) -> Iterator[tuple[str, bytes]]:
    """Yield what a person asks of us: to be forgotten, often before or amid what they do, not to be judged, to be put right."""
    if rng.random() > ASKING:
        return
    for _ in range(rng.choice((1, 1, 2))):
        at = lead.at + rng.randint(-300, 600) * MINUTE
        told = {"request_id": f"{rng.getrandbits(128):032x}", "occurred_at": _moment(at), "author": "ann"}
        kind = rng.choice(("erase", "erase", "erase", "object", "rectify", "export"))
        facts = {"job.title": rng.choice(("Étudiante", "CTO"))} if kind == "rectify" else None
        yield "privacy-requests", _written(kind=kind, facts=facts, **told, **_whom(rng, lead))


FEATURES: Final[tuple[Feature, ...]] = (overrides, outcomes, requests)
