"""What a phone number tells: whether it can be dialled, and the country it belongs to."""

import re
from collections.abc import Mapping

import phonenumbers

from pipeline.contracts.model import Value
from pipeline.enrichment.cache import cached_with

MAX_PHONE = 40
"""Characters: no number is longer, extensions included."""
_ONE_REGION: Mapping[str, str] = {"33": "FR", "32": "BE", "41": "CH"}
"""Calling codes of one country each, where nothing but a "0" can stand before the number."""
_PLAIN = re.compile(r"\+(33|32|41)[1-9][0-9]{7,9}")
_SPACES = str.maketrans("", "", " .-")
MIN_DIGITS, MAX_DIGITS = 6, 15
"""Of a number that somebody could have."""


@cached_with(8192, longest=41)
def parse_phone(number: str, region: str | None) -> tuple[str, str | None] | None:
    """Return (E.164 form, ISO country or None) of a number; None where it can't be dialled.

    `region` (ISO alpha-2) is where the writer lives; without it only international numbers can be read.
    """
    if len(number) > MAX_PHONE:
        return None
    text = _international(number)
    plain = _plain(text)
    if plain is not None:
        return plain if phonenumbers.is_valid_number_for_region(*_number(plain)) else None
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    country = phonenumbers.region_code_for_number(parsed)
    if country is None or not phonenumbers.is_valid_number_for_region(parsed, country):
        return None
    form = f"+{parsed.country_code}{phonenumbers.national_significant_number(parsed)}"
    return form, country if country.isalpha() else None


def _plain(text: str) -> tuple[str, str] | None:
    """Return (E.164 form, country) of what can only be that, as nearly all our numbers are; whether valid is to be seen."""
    digits = text.translate(_SPACES)
    found = _PLAIN.fullmatch(digits)
    return None if found is None else (digits, _ONE_REGION[found[1]])


def _number(plain: tuple[str, str]) -> tuple[phonenumbers.PhoneNumber, str]:
    digits, country = plain
    return phonenumbers.PhoneNumber(country_code=int(digits[1:3]), national_number=int(digits[3:])), country


def _international(number: str) -> str:
    text = number.strip().removeprefix("tel:").strip()
    return f"+{text[2:]}" if text.startswith("00") else text


def normalise_phone(number: str, region: str | None = None) -> str | None:
    """Return the number in E.164, the one spelling that identity is built on; None where it can't be told."""
    parsed = parse_phone(number, region)
    return None if parsed is None else parsed[0]


def is_doubtful(number: str, region: str | None) -> bool:
    """Return whether a number that can't be read may still be one: national, and nobody said of which country."""
    digits = sum(char.isdigit() for char in number)
    return region is None and not _international(number).startswith("+") and MIN_DIGITS <= digits <= MAX_DIGITS


@cached_with(8192, longest=41)
def phone_facts(number: str, region: str | None) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """Return the phone's (derived, guessed) facts: `phone.valid`, and `phone.country`. Both empty where unknown."""
    if not number.strip():
        return {}, {}
    parsed = parse_phone(number, region)
    if parsed is None:
        return ({} if is_doubtful(number, region) else {"phone.valid": False}), {}
    country = parsed[1]
    return {"phone.valid": True}, ({} if country is None else {"phone.country": country})
