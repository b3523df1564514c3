"""Which of a form's fields hold the person's own address and number: that much intake must know, to say whose it is."""

from functools import lru_cache
from typing import Literal

from pipeline.intake.spelling import spell

Contact = Literal["email", "phone"]

_LONGEST = 96
"""Characters of a label worth remembering; a longer one is a question of another kind."""
_EMAIL = frozenset("email emails mail courriel mel emailaddress e_mail".split())
_PHONE = frozenset("phone telephone tel mobile portable gsm phonenumber cellphone cell".split())
_FRAME = frozenset(
    """
    votre vos your le la les l the de du des d a my mon ma notre our adresse address numero number no num work business
    professionnel professionnelle pro personal personnel personnelle company entreprise field contact hs lead user
    customer input what is s quel quelle est et and e full direct fixe please enter saisissez entrez
    """.split()
)
"""Words that may stand around: with any other word the field asks for something else, as `email_opt_in` does."""


def contact_kind(name: str) -> Contact | None:
    """Return what a field of this name or label holds: `Adresse e-mail` an email, `Work phone` a phone; else None."""
    return _read(name) if len(name) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _read(name: str) -> Contact | None:
    spelt = spell(name)
    words = set(spelt.replace("e_mail", "email").split("_"))
    if words & _EMAIL and words <= _EMAIL | _FRAME:
        return "email"
    return "phone" if words & _PHONE and words <= _PHONE | _FRAME else None
