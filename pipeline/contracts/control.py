"""Control is data: what the `persona-packs` topic carries."""

from pydantic import Field

from pipeline.contracts.model import Contract, Moment, Name, Role, Standing


class PackRecord(Contract):
    """A published pack, key `pack:<sha256>`: its files by name, as text. The sha256 is that of the canonical files."""

    id: Name
    version: int = Field(ge=1)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    files: dict[str, str]
    published_at: Moment
    role: Role = "live"
    """A candidate is judged beside the pack that judges, and decides nothing. A live pack chosen later ends it."""


class PersonaStanding(Contract):
    """A persona goes live, to shadow or is retired, key `status:<pack>/<persona>`; who said so, why, on what evidence."""

    pack: Name
    persona: Name
    version: int = Field(ge=1)
    status: Standing
    author: Name
    reason: Name
    evidence: str | None = None
    effective_at: Moment
    released: bool = False
    """Its brake is released beside: nothing else does that."""
