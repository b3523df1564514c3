import pytest

from pipeline.observe.personal import looks_personal, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("lead ana.lima@example.org refused", "lead <email> refused"),
        ("mailto:ana@example.org, bob@example.org", "mailto:<email>, <email>"),
        ("utm=ana%40example.org", "utm=<email>"),
        ("from 192.0.2.17 to 2001:db8::17", "from <ip> to <ip>"),
        ("call +33 6 12 34 56 78 or 06.12.34.56.78", "call <phone> or <phone>"),
    ],
)
def test_redact(text: str, shown: str) -> None:
    """Addresses and dialled numbers are replaced by what they were."""
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "committed offset 123456789012 at 2026-11-22 13:04:05,123",
        "lead-log/3: 10000 records in 0.012 s",
        "Python 3.13.14, leadsieve 0.1.0",
        "pack 8c0d5b4a9e7f1d238c0d5b4a9e7f1d238c0d5b4a9e7f1d238c0d5b4a9e7f1d23",
        "std::string at 127:0",
    ],
)
def test_untouched(text: str) -> None:
    """What operators need stays: offsets, times, versions, digests."""
    assert redact(text) == text


@pytest.mark.parametrize(
    "text", ["spring-2026", "Webinar 2026-11-22 Lyon", "google", "b2b_industrie_nord-est", "Q3/2026"]
)
def test_campaigns(text: str) -> None:
    """Ordinary campaigns pass."""
    assert not looks_personal(text)


def test_long_text() -> None:
    """A long text without a space is searched in linear time."""
    text = "a" * 100_000
    assert redact(text) == text
