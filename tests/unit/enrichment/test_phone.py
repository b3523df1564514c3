"""Numbers that are read without a closer look are read as by the closer look."""

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrichment.phone import parse_phone

NUMBERS = st.from_regex(r"\+(?:33|32|41)[ .-]?[0-9][0-9 .-]{5,13}", fullmatch=True) | st.builds(
    "+{}{:09}".format, st.sampled_from((33, 32, 41)), st.integers(0, 999_999_999)
)


def _closely(text: str) -> tuple[str, str | None] | None:
    try:
        parsed = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    form = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return form, phonenumbers.region_code_for_number(parsed)


@given(NUMBERS)
def test_plain(text: str) -> None:
    """Plain numbers give what the library gives."""
    assert parse_phone(text, None) == _closely(text)
