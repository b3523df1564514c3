"""`leadsieve list`: what is asked for, before any broker is, and cells that are safe in a spreadsheet."""

import pytest
from click.testing import CliRunner

from pipeline.cli.list_leads import harmless
from pipeline.cli.main import leadsieve
from tests.flows import PACK

NOWHERE = ["--broker", "127.0.0.1:1"]
SAID = ["--author", "ann", "--reason", "tried"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "say which persona"),
        (["--moved", "--differences"], "say --moved or --differences"),
        (["student", "--since", "2h"], "--since goes with --moved"),
    ],
)
def test_contradictions_are_usage_errors(arguments: list[str], words: str) -> None:
    """Nothing is read where it is not clear what for."""
    result = CliRunner().invoke(leadsieve, ["list", *NOWHERE, *arguments])
    assert result.exit_code == 2
    assert words in result.output


@pytest.mark.parametrize("text", ["=1+1", "+33612", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """What a lead wrote must not run in the sheet of whoever opens it."""
    assert harmless(text) == f"'{text}"


def test_a_plain_cell_stays() -> None:
    """As it is."""
    assert harmless("ana@brume.example") == "ana@brume.example"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shadow", str(PACK), "studnet", *SAID], "has no persona 'studnet'"),
        (["promote", str(PACK), "studnet", *SAID], "has no persona 'studnet'"),
        (["shadow", str(PACK), "student", "--withdraw", *SAID], "name no personas"),
        (["promote", str(PACK), "--author", "ann"], "--reason"),
    ],
)
def test_standing_needs_known_personas_and_reasons(arguments: list[str], words: str) -> None:
    """A slip of the pen is told before anything is published."""
    result = CliRunner().invoke(leadsieve, ["pack", *arguments, *NOWHERE])
    assert result.exit_code == 2
    assert words in result.output
