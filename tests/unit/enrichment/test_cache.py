"""Caches: bounded in number and in length, whatever upstream sends."""

from pipeline.enrichment.cache import SIZES, cached, cached_with


def test_bounds() -> None:
    """Every cache of texts keeps at most 16,384 answers, and all keys together stay below 64 MiB."""
    assert len(SIZES) > 20
    assert max(kept for kept, _ in SIZES.values()) <= 16_384
    assert sum(kept * longest for kept, longest in SIZES.values()) < 64 * 2**20


def test_cut() -> None:
    """A text is read up to its limit, and texts that agree so far share one answer."""
    read: list[str] = []

    @cached(2, longest=3)
    def first(text: str) -> str:
        read.append(text)
        return text.upper()

    assert [first("abcd"), first("abcx"), first("abc")] == ["ABC", "ABC", "ABC"]
    assert read == ["abc"]


def test_with() -> None:
    """The other argument keys the answer as well."""

    @cached_with(2, longest=3)
    def both(text: str, other: int) -> str:
        return f"{text}{other}"

    assert [both("abcd", 1), both("abcd", 2)] == ["abc1", "abc2"]
    assert both.__name__ == "both"


def test_bytes() -> None:
    """Bytes key answers as texts do."""

    @cached_with(2, longest=3)
    def both(text: bytes, other: int) -> bytes:
        return text * other

    assert [both(b"abcd", 2), both(b"abc", 2)] == [b"abcabc", b"abcabc"]
