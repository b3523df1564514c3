"""`leadsieve account`: which accounts a domain, a host or an address may mean, before any broker is asked."""

import pytest
from click.testing import CliRunner

from pipeline.cli.account import names_of
from pipeline.cli.main import leadsieve

NOWHERE = ["--broker", "127.0.0.1:1"]


@pytest.mark.parametrize(
    "text",
    ["acme.example", " ACME.example. ", "ann@acme.example", "https://www.acme.example/about", "acme.example:443"],
)
def test_what_people_paste(text: str) -> None:
    """A domain, an address or a link name the same account."""
    assert next(names_of(text)) == "acme.example"


def test_a_host_of_the_company() -> None:
    """The account is looked for from the host up."""
    assert list(names_of("eu.acme.example"))[:2] == ["eu.acme.example", "acme.example"]


@pytest.mark.parametrize("text", ["", "acme", "a b.example", "\x1b[31m.example", "..", "x" * 300 + ".example"])
def test_what_is_no_domain(text: str) -> None:
    """Is a usage error, and steers no terminal."""
    result = CliRunner().invoke(leadsieve, ["account", *NOWHERE, "--", text])
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_one_or_all() -> None:
    """A domain and a filter at once mean nothing."""
    result = CliRunner().invoke(leadsieve, ["account", *NOWHERE, "acme.example", "--signal", "detractor"])
    assert result.exit_code == 2
