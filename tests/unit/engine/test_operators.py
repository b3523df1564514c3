import pytest

from pipeline.engine.operators import OVERSEAS, ascii_form, ready_list, ready_zones


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


@pytest.mark.parametrize("text", ["a" * 300 + ".example", "a..b", ""])
def test_no_ascii_form(text: str) -> None:
    """What is no domain keeps the form it has."""
    assert ascii_form(text) == text
