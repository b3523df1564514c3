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
    author: str | None = None
    reason: str | None = None
    evidence: str | None = None
    """As of a standing."""


class FormerStanding(Contract):
    """What was said of a persona before: its record goes when its topic is compacted."""

    version: int = Field(ge=1)
    status: Standing
    author: Name
    reason: Name
    evidence: str | None = None
    effective_at: Moment
    released: bool = False


class PersonaStanding(Contract):
    """A persona goes live, to shadow or is retired, key `status:<pack>/<persona>`; who said so, why, on what evidence."""

    pack: Name
    persona: Name
    version: int = Field(ge=1)
    status: Standing
    author: Name
    reason: Name
    evidence: str | None = None
    """On what: JSON of the figures that a backtest or a discovery had of it, and of which file; or words."""
    effective_at: Moment
    released: bool = False
    """Its brake is released beside: nothing else does that."""
    former: list[FormerStanding] = Field(default_factory=list)
    """What was said before, the oldest first; the newest hundred."""
