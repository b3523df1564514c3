"""A persona that goes wrong, in several partitions without a broker; `make scenarios` runs it with 50,000 events."""

from tests.parity.braking import PERSONA, run


def test_brake_and_release() -> None:
    """Braked within the bound, nobody excluded anew by it while it is, some again after; every log gives the same again."""
    found = run(3, 5_000)
    assert found.findings == []
    assert found.parting.counts["brakes", PERSONA, "budget"] == 1
