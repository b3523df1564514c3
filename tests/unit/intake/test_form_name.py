"""Which names of tracked events are those of submitted forms."""

import pytest

from pipeline.intake.form_name import submits_form


@pytest.mark.parametrize(
    "name",
    [
        "Form Submitted",
        "form_submitted",
        "formSubmitted",
        "FORM SUBMIT",
        "Contact Form Submission",
        "Form Completed",
        "Lead",
        "Lead Created",
        "generate_lead",
        "Demo Requested",
        "Request a demo",
        "Book a Demo",
        "Quote Requested",
        "Contact Us",
        "Formulaire",
        "Formulaire envoyé",
        "Formulaire de contact soumis",
        "Demande de devis",
        "Demande d'essai",
        "Démo demandée",
        "Inscription newsletter",
    ],
)  # fmt: skip  one name after the other reads best
def test_submitted(name: str) -> None:
    """Forms are known by what such events are called, in French and English, in any spelling."""
    assert submits_form(name)


@pytest.mark.parametrize(
    "name",
    [
        "Form Viewed",
        "Form Started",
        "Form Abandoned",
        "Form Submission Failed",
        "Form Not Submitted",
        "Platform Completed",
        "Formulaire vu",
        "Formulaire non envoyé",
        "Whitepaper Downloaded",
        "Leadership Article Read",
        "Order Completed",
        "Demo Video Watched",
        "",
        "Form Submitted " * 10,
    ],
)  # fmt: skip  as above
def test_not_submitted(name: str) -> None:
    """What only looks like a form, or was never sent, is an action."""
    assert not submits_form(name)
