"""Settings: what an operator sets is parsed, bounded, and refused with the name of the variable."""

import pytest

from pipeline.errors import LeadsieveError
from pipeline.settings import Settings, from_environment


def test_environment_then_arguments() -> None:
    """A variable overrides a default, an argument a variable; an argument of None overrides nothing."""
    environ = {"LEADSIEVE_PARTITIONS": "12", "LEADSIEVE_BROKER": "a:1"}
    settings = from_environment(environ, broker="b:2", app_id=None)
    assert (settings.partitions, settings.broker, settings.app_id) == (12, "b:2", Settings().app_id)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARTITIONS", "many"),
        ("PARTITIONS", "0"),
        ("REPLICATION", "-1"),
        ("MAX_RECORD_BYTES", "0"),
        ("SESSION_TIMEOUT", "0.1"),
        ("TRANSACTION_TIMEOUT", "5000"),
        ("PROCESSING", "exactly_once"),
        ("PROCESSING", ""),
        ("STORE", "rocks"),
        ("STORE", "disk"),
        ("IDENTITY_KEY", ""),
        ("IDENTITY_KEY", "x" * 65),
    ],
)
def test_what_could_not_work_is_refused_by_name(name: str, value: str) -> None:
    """A wrong value stops before anything is built on it, and says which variable holds it."""
    with pytest.raises(LeadsieveError, match=f"LEADSIEVE_{name}"):
        from_environment({f"LEADSIEVE_{name}": value})


def test_the_identity_key_is_not_shown() -> None:
    """A secret does not stand in logs by way of the settings."""
    assert "secret" not in repr(Settings(identity_key="secret"))
