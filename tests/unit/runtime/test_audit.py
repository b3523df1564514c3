"""What the audit makes of an event's coordinates."""

import pytest

from pipeline.runtime.audit import record_of


@pytest.mark.parametrize("origin", ["web-activity/0/42", "web-activity/0/42/3"])
def test_record_of(origin: str) -> None:
    """An event of several in a record leads to that record."""
    assert record_of(origin) == "web-activity/0/42"
