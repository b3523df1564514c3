"""What share of the traffic is what."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of all records, 0 to 1, drawn record by record; the rest are pages of people whom nothing names."""

    forms: float = 0.0
    """Forms of leads."""
    known: float = 0.0
    """Pages of people whose user id the site knows."""
    actions: float = 0.0
    """What leads do beside: identify calls, downloads, shares, referrals."""
    servers: float = 0.0
    """Events that the product itself sends of its users."""
    outcomes: float = 0.0
    """What the CRM says became of leads."""
    bots: float = 0.0
    scanners: float = 0.0
    """Mail gateways that open every link before the reader does."""
    tests: float = 0.0
    """Leads that the company's own people send to try their forms."""
    malformed: float = 0.0
    duplicates: float = 0.0
    """A record again, byte by byte, a few moments later."""
    delayed: float = 0.0
    """Events that arrive minutes to hours after they happened."""
    late: float = 0.0
    """Events that arrive so long after that they are counted, and judged no more."""
    oversized: int = 0
    """How many records of 5 MB there are, spread over the traffic: a number, not a share."""

    def __post_init__(self) -> None:
        shares = self.shares().values()
        if min(shares) < 0 or sum(shares) > 1:
            raise ValueError("the shares of a mix are 0 or more, and 1 together at most")

    def shares(self) -> dict[str, float]:
        """Return the shares by name, in one fixed order, without `oversized`."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "oversized"}


DEMO = Mix(
    forms=0.03,
    known=0.035,
    actions=0.025,
    servers=0.003,
    outcomes=0.004,
    bots=0.015,
    scanners=0.004,
    tests=0.002,
    malformed=0.003,
    duplicates=0.006,
    delayed=0.006,
    late=0.001,
)
"""Rich in leads and in trouble: 20,000 records hold some 600 forms."""

BENCH = Mix(forms=0.01, known=0.04)
"""The product mix that throughput is measured on: 95 % anonymous pages, 4 % known pages, 1 % forms."""
