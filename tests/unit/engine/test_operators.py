import pytest

from pipeline.engine.operators import OVERSEAS, ascii_form, is_listed, ready_list, ready_zones


def test_overseas() -> None:
    """FR stands for all its overseas territories."""
    assert ready_zones({"market": ("FR",)})["market"] == {"FR", *OVERSEAS}
    assert len(OVERSEAS) == 11


def test_overseas_apart() -> None:
    """A territory that any zone lists is apart from FR in all of them."""
    zones = ready_zones({"market": ("FR", "BE"), "indian-ocean": ("RE", "YT")})
    assert zones["indian-ocean"] == {"RE", "YT"}
    assert zones["market"] == {"FR", "BE", *OVERSEAS} - {"RE", "YT"}


def test_lists() -> None:
    """Entries are compared in lower case, without outer dots and blanks, in Unicode and in ASCII."""
    assert ready_list((" .Acme.COM. ", "Société.example")) == (
        {"acme.com", "société.example", "xn--socit-esab.example"},
        frozenset(),
    )


def test_lists_by_todays_rules() -> None:
    """A sharp s stays one, as in facts: `faß.de` and `fass.de` belong to two owners. Stars and signs of addresses go."""
    domains = ready_list(("Faß.DE", "@acme.com", "*.nova.com"))
    assert [is_listed(name, domains) for name in ("xn--fa-hia.de", "mail.xn--fa-hia.de", "FASS.de")] == [
        True,
        True,
        False,
    ]
    assert [is_listed(name, domains) for name in ("acme.com", "eu.nova.com", "notacme.com")] == [True, True, False]


@pytest.mark.parametrize("text", ["a" * 300 + ".example", "a..b", ""])
def test_no_ascii_form(text: str) -> None:
    """What is no domain keeps the form it has."""
    assert ascii_form(text) == text
