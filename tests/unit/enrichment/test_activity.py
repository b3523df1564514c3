"""What events add to activity."""

import pytest

from pipeline.contracts.event import Page
from pipeline.enrichment.activity import acts
from pipeline.enrichment.facts import WHATS
from tests.unit.enrichment.events import event, form


@pytest.mark.parametrize(
    ("path", "kinds"),
    [("/", {"pages"}), ("/pricing", {"pages", "pricing_pages"}), ("/fr/tarifs/", {"pages", "pricing_pages"}),
     ("/nos-prix", {"pages", "pricing_pages"}), ("/careers/sales", {"pages", "careers_pages"}),
     ("/nous-rejoindre", {"pages", "careers_pages"}), ("/offres-emploi", {"pages", "careers_pages"}),
     ("/enterprise", {"pages"}), ("/blog?from=/pricing", {"pages"}), ("/surprise", {"pages"})],
)  # fmt: skip
def test_pages(path: str, kinds: set[str]) -> None:
    """A page counts as one, and as one of the kind that a whole word of its path names."""
    assert acts(event(page=Page(path=path))) == dict.fromkeys(kinds, 1)
    assert acts(event(page=Page(url=f"https://acme.example{path}"))) == dict.fromkeys(kinds, 1)


@pytest.mark.parametrize(
    ("seconds", "counted"), [(24.4, 24), (1.0, 1), (0.4, None), (-5.0, None), (None, None), (9e9, 3600), (3600.0, 3600)]
)
def test_seconds(seconds: float | None, counted: int | None) -> None:
    """Time on a page counts in whole seconds, up to an hour; a page left open is no reading."""
    assert acts(event(seconds_on_page=seconds)).get("seconds_on_site") == counted


@pytest.mark.parametrize("seconds", [float("nan"), float("inf")])
def test_no_seconds(seconds: float) -> None:
    """What is no number of seconds counts as none."""
    assert acts(event().model_copy(update={"seconds_on_page": seconds})) == {"pages": 1}


@pytest.mark.parametrize(
    ("name", "whats"),
    [("Whitepaper Downloaded", {"actions", "downloads"}), ("brochure_download", {"actions", "downloads"}),
     ("Article Shared", {"actions", "shares"}), ("partage", {"actions", "shares"}), ("Friend Invited", {"actions", "referrals"}),
     ("Video Played", {"actions"}), (None, {"actions"}), ("Shareholder met", {"actions"})],
)  # fmt: skip
def test_actions(name: str | None, whats: set[str]) -> None:
    """An action counts as one, and as what a whole word of its name says."""
    assert acts(event("action", name=name)) == dict.fromkeys(whats, 1)


@pytest.mark.parametrize(
    ("channel", "shares"), [("social", 1), ("paid_social", None), ("referral", None), (None, None)]
)
def test_shared(channel: str | None, shares: int | None) -> None:
    """A visit that a shared post brought is a share; one that was paid for is none."""
    assert acts(event(page=Page(path="/")), channel).get("shares") == shares


@pytest.mark.parametrize(
    ("url", "referrals"),
    [
        ("https://acme.example/?ref=ana", 1),
        ("https://acme.example/a?x=1&ref=ana#top", 1),
        ("https://acme.example/?ref=", None),
        ("https://acme.example/?href=ana", None),
        ("https://acme.example/ref=ana", None),
        ("https://acme.example/?x=%26ref=ana", None),
    ],
)
def test_referred(url: str, referrals: int | None) -> None:
    """A visit by a link that says who sent it is a referral."""
    assert acts(event(page=Page(url=url))).get("referrals") == referrals


def test_others() -> None:
    """A form counts as a form; being identified counts as nothing."""
    assert acts(form({})) == {"forms": 1}
    assert acts(event("identify")) == {}


def test_known_whats() -> None:
    """All that is counted is in the catalogue."""
    counted = {what for name in ("download", "share", "refer") for what in acts(event("action", name=name))}
    counted |= {
        *acts(event(page=Page(path="/prix"), seconds_on_page=9.0)),
        *acts(event(page=Page(path="/jobs"))),
        *acts(form({})),
    }
    assert counted == set(WHATS) - {"visits"}


def test_fresh() -> None:
    """Each event's counts are its own to change."""
    acts(event())["pages"] = 99
    assert acts(event()) == {"pages": 1}


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("Email Opened", {}),
        ("email_open", {}),
        ("Ouverture e-mail", {}),
        ("Newsletter delivered", {}),
        ("Email Link Clicked", {"actions": 1}),
        ("Opened the calculator", {"actions": 1}),
        ("Message sent", {"actions": 1}),
        ("Email Opened Whitepaper Download", {}),
    ],
)
def test_a_mail_that_was_opened_is_no_act(name: str, counts: dict[str, int]) -> None:
    """Nobody can tell who opened it, a person or a program: it counts as nothing, and prolongs no retention."""
    assert acts(event("action", name=name)) == counts
