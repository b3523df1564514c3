"""Which fields hold the person's own address and number."""

import pytest

from pipeline.intake.contact_field import contact_kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("email", "email"),
        ("Adresse e-mail", "email"),
        ("Votre adresse e-mail professionnelle *", "email"),
        ("E-Mail", "email"),
        ("workEmail", "email"),
        ("Courriel", "email"),
        ("What is your business email?", "email"),
        ("contact[email]", "email"),
        ("phone_number", "phone"),
        ("Téléphone portable", "phone"),
        ("Numéro de téléphone", "phone"),
        ("Mobile", "phone"),
        ("email_opt_in", None),
        ("Recevoir nos e-mails chaque mois", None),
        ("email du parrain", None),
        ("Mobile app or web?", None),
        ("Phone system in use", None),
        ("name", None),
        ("", None),
        ("email " * 100, None),
    ],
)
def test_kind(name: str, kind: str | None) -> None:
    """A field of nothing but such a word and what frames it is the person's own; with any other word it is not."""
    assert contact_kind(name) == kind
