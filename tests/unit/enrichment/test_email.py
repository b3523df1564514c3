"""Addresses that are read without a closer look are read as by the closer look."""

from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrichment.domains import ascii_domain, is_plain
from pipeline.enrichment.email import parse_email

LOCAL = st.from_regex(r"[a-z0-9_+.-]{1,70}", fullmatch=True)
DOMAIN = st.from_regex(r"(?:[a-z0-9-]{1,66}\.){0,3}[a-z0-9]{1,5}", fullmatch=True) | st.sampled_from(
    ["acme.test", "a.local", "b.onion", "x.arpa", "localhost", "a--b.fr", "xn--bcher-kva.de", f"{'a.' * 126}fr"]
)


def _closely(text: str) -> tuple[str, str] | None:
    try:
        parsed = validate_email(text.strip(" .;,"), check_deliverability=False)
    except EmailNotValidError:
        return None
    return parsed.local_part, parsed.ascii_domain.lower()


@given(LOCAL, DOMAIN)
def test_plain(local: str, domain: str) -> None:
    """Plain addresses give what the validator gives."""
    text = f"{local}@{domain}"
    assert parse_email(text) == _closely(text)


@given(DOMAIN)
def test_plain_domain(domain: str) -> None:
    """A plain domain is one for the validator too, and stays as it is."""
    if is_plain(domain):
        assert validate_email(f"a@{domain}", check_deliverability=False).ascii_domain == ascii_domain(domain) == domain
