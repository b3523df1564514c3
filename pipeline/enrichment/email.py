"""What an email address tells: whether it is one, whose domain it is, and what kind of mailbox."""

import re
from collections.abc import Mapping
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email

from pipeline.contracts.model import Value
from pipeline.enrichment import mail_domains
from pipeline.enrichment.cache import cached, cached_with
from pipeline.enrichment.domains import is_plain, is_under, parents, registrable
from pipeline.enrichment.tables import Tables

_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
MAX_LOCAL = 64
"""Characters: what stands before the @ of an address that needs no closer look."""
MAX_PLAIN = 254
_ROLE_TAIL = re.compile(r"[._-][a-z]{2}$|[._-]?\d{1,4}$")


@cached(8192, longest=320)
def parse_email(email: str) -> tuple[str, str] | None:
    """Return (local part, ASCII domain) of an address, `"Name" <a@b>` and spaces around it allowed; None if it is none."""
    text = email.strip().removeprefix("mailto:")
    local, _, domain = text.partition("@")
    if _is_plain(local) and is_plain(domain) and len(text) <= MAX_PLAIN:
        return local, domain
    if "<" in text:
        text = parseaddr(text)[1]
    try:
        parsed = validate_email(text.strip(" .;,"), check_deliverability=False)
    except EmailNotValidError:
        return None
    return parsed.local_part, parsed.ascii_domain.lower()


def _is_plain(local: str) -> bool:
    return len(local) <= MAX_LOCAL and _PLAIN_LOCAL.fullmatch(local) is not None


@cached(8192, longest=320)
def normalise(email: str) -> str | None:
    """Return the one spelling of a mailbox that identity is built on; None where it is no address.

    Lower case, ASCII domain, without `+tag`; for Gmail also without dots, under `gmail.com`.
    """
    parsed = parse_email(email)
    if parsed is None:
        return None
    local, domain = parsed[0].casefold(), parsed[1]
    local = local.partition("+")[0] or local
    if domain in mail_domains.DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


@cached_with(8192, longest=320)
def email_facts(email: str, tables: Tables) -> Mapping[str, Value]:
    """Return the `email.*` facts of an address; not to be changed by the caller. Empty where the text is blank."""
    if not email.strip():
        return {}
    parsed = parse_email(email)
    if parsed is None:
        return {"email.valid": False}
    local, domain = parsed
    facts: dict[str, Value] = {"email.valid": True, "email.domain": domain, "email.kind": domain_kind(domain, tables)}
    owner = registrable(domain, tables)
    if owner is not None:
        facts["email.registrable_domain"] = owner
    if domain in mail_domains.TYPOS:
        facts["email.typo"] = mail_domains.TYPOS[domain]
    facts["email.role"] = is_role(local)
    return facts


@cached_with(8192, longest=256)
def domain_kind(domain: str, tables: Tables) -> str:
    """Return what kind of mailboxes an ASCII domain holds: alias, disposable, freemail, academic or business.

    One that misses a provider's by a key is that provider's. In this order, for lists overlap: hundreds of disposable domains also stand on lists of free providers.
    """
    if domain in mail_domains.TYPOS:
        return "freemail"
    if is_under(domain, tables.alias):
        return "alias"
    if is_under(domain, tables.disposable):
        return "disposable"
    if is_under(domain, tables.freemail) or _has_label(domain, mail_domains.ALUMNI_LABELS):
        return "freemail"
    if is_academic(domain, tables):
        return "academic"
    return "business"


@cached_with(8192, longest=256)
def is_academic(domain: str, tables: Tables) -> bool:
    """Return whether a school owns the ASCII domain. Its staff are customers like others: a hint, no verdict."""
    if is_under(domain, tables.not_academic):
        return False
    owner = registrable(domain, tables) or domain
    named = owner.startswith(("univ-", "universite-", "lycee-", "ecole-"))
    return named or _has_label(domain, mail_domains.STUDENT_LABELS) or is_under(domain, tables.academic)


def is_role(local: str) -> bool:
    """Return whether a local part belongs to a desk: `info`, `contact-fr`, `sales2`; not `ines.contat`."""
    name = local.casefold().partition("+")[0]
    return name in mail_domains.ROLES or _ROLE_TAIL.sub("", name) in mail_domains.ROLES


def _has_label(domain: str, labels: frozenset[str]) -> bool:
    """Return whether a label below the last two is one of these: `alumni.x.edu`, never `alumni.com` itself."""
    return any(name.partition(".")[0] in labels for name in parents(domain) if name.count(".") > 1)
