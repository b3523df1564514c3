"""Where personal data would show in text that operators read: patterns, and what stands in their place.

A name can't be told from a campaign by its letters: what is here catches addresses, numbers and tokens, and is the
second line. The first is that no code gives personal data to a log or a label.
"""

import re

_EMAIL = r"[^\s@\"'<>(),;:=]{1,64}(?:@|%40)[^\s@\"'<>(),;=]{1,255}"
_IPV4 = r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
_IPV6 = r"(?<![\w:])(?:(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])"
_DIALLED = r"(?<![\w.:-])(?:\+|0)\d(?:[ ./()-]{0,2}\d){7,13}(?!\w)"

_SHOWN = re.compile(
    f"(?P<email>{_EMAIL})|(?P<ip>{_IPV4}|{_IPV6})|(?P<phone>{_DIALLED})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d(?:[ ./()-]{0,2}\d){8,}")
"""Nine digits or more, however spaced: a phone number, or an id that somebody could be found by."""
_TOKEN = re.compile(r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f]{4}-|(?=[a-z]*\d)[0-9a-z]{20,}", re.IGNORECASE)
"""The hash or the id of one person, device or click."""


def redact(text: str) -> str:
    """Return the text with email addresses, IP addresses and dialled phone numbers replaced by `<email>`, `<ip>`, `<phone>`."""
    return _SHOWN.sub(lambda match: f"<{match.lastgroup}>", text)


def looks_personal(text: str) -> bool:
    """Return whether a label's value could point at one person; stricter than `redact`, for a label is kept for years."""
    return bool(_SHOWN.search(text) or _NUMBER.search(text) or _TOKEN.search(text))
