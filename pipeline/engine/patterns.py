"""Patterns of words, in place of regular expressions: what matching costs is bounded by the pattern times the text.

`*` within a word stands for any letters, `*` alone for any words, none included. Everything else is a word, accents and
case aside. There is nothing to backtrack into: the first place where a part fits is as good as any later one.
"""

from typing import Final, NamedTuple

from pipeline.personas.spelling import plain_of

_STAR: Final = "\N{CYRILLIC LETTER MULTIOCULAR O}"
"""Stands for `*` while signs are taken out: a letter, so that it stays, and one that nobody writes."""

MOST_WORDS: Final = 200
"""Of a text so many words are looked at."""


class Pattern(NamedTuple):
    """Runs of words, between which anything may stand; each word as the parts between its stars."""

    runs: tuple[tuple[tuple[str, ...], ...], ...]


def ready_pattern(text: str) -> Pattern:
    """Return the pattern that a text is."""
    runs: list[list[tuple[str, ...]]] = [[]]
    for word in plain_of(text.replace("*", _STAR)).split():
        parts = tuple(word.split(_STAR))
        if any(parts):
            runs[-1].append(parts)
        else:
            runs.append([])
    return Pattern(tuple(tuple(run) for run in runs if run))


def finds(pattern: Pattern, plain: str) -> bool:
    """Tell whether a text, as `plain_of` writes it, has the pattern's runs one after the other."""
    words, start = plain.split(maxsplit=MOST_WORDS)[:MOST_WORDS], 0
    for run in pattern.runs:
        start = _after(run, words, start)
        if start < 0:
            return False
    return bool(pattern.runs)


def _after(run: tuple[tuple[str, ...], ...], words: list[str], start: int) -> int:
    """Return where the first place ends at which the run fits, from `start` on; -1: nowhere."""
    for at in range(start, len(words) - len(run) + 1):
        if all(_fits(parts, word) for parts, word in zip(run, words[at : at + len(run)], strict=True)):
            return at + len(run)
    return -1


def _fits(parts: tuple[str, ...], word: str) -> bool:
    if len(parts) == 1:
        return word == parts[0]
    first, *middle, last = parts
    at, end = len(first), len(word) - len(last)
    if end < at or not word.startswith(first) or not word.endswith(last):
        return False
    for part in middle:
        found = word.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
