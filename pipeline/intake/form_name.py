"""What the name of a tracked event says of a form, FR and EN, in any spelling."""

import re
from functools import lru_cache

from pipeline.intake.spelling import spell

_LONGEST = 64
"""Characters of a name worth remembering, and more than any name of an event needs."""
_LEAD = re.compile(r"(new_)?lead(_(created|submitted|generated))?|generate_lead|form|formulaire")
_WANTED = r"(demo|quote|contact|callback|trial|devis|rappel|essai)"
_REQUEST = re.compile(
    rf"{_WANTED}_(requested|request|booked|demandee?)|(request|book)_(a_)?{_WANTED}|demande_(de|d)_{_WANTED}"
    r"|contact_us|contactez_nous|newsletter_subscribed|inscription_newsletter|webinar_registered|inscription_webinaire"
)
_FORM = re.compile(r"(?<![^_])(forms?|formulaire)(?![^_])")
_SUBMITTED = re.compile(
    r"(?<![^_])(submitted|submit|submission|completed?|sent|filled|soumis|soumission|envoye|envoi|rempli|valide)(?![^_])"
)
_REFUSED = re.compile(r"(?<![^_])(not|non|pas|error|erreur|failed|failure|echec|echoue|abandoned|abandonne)(?![^_])")


def submits_form(name: str) -> bool:
    """Say whether an event of this name is a submitted form: `Form Submitted`, `Formulaire envoyé`, `Demo Requested`.

    A form seen, begun, left or refused is not: its name holds no word of submission, or one of refusal.
    """
    return len(name) <= _LONGEST and _read(name)[0]


def purpose_of(name: str) -> str | None:
    """Return the name of an event where it tells what the form was for, as `Demo Requested` and not `Form Submitted`."""
    return name if len(name) <= _LONGEST and _read(name)[1] else None


@lru_cache(maxsize=4096)
def _read(name: str) -> tuple[bool, bool]:
    """Return whether a name is that of a submitted form, and whether it tells the form's purpose."""
    spelt = spell(name)
    if _REQUEST.fullmatch(spelt):
        return True, True
    submitted = _FORM.search(spelt) and _SUBMITTED.search(spelt) and not _REFUSED.search(spelt)
    return bool(submitted or _LEAD.fullmatch(spelt)), False
