"""Whether a job title names a young person, and which kind; the words stand in `title_young`."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.enrichment.title_young import (
    ADVISERS,
    BESIDE,
    COURSES,
    DIPLOMAS,
    EITHER,
    ENGLISH,
    FAR,
    FOR_WHOM,
    FORMING,
    HEADINGS,
    IN_TRAINING,
    LEADERS,
    MISSIONS,
    NOT_AFTER,
    NOT_FOLLOWED,
    PERIODS,
    PERSONS,
    REGULATED,
    ROLES,
    SCHOOLING,
    SEEKERS,
    SEEKING,
    SOUGHT,
    STARTERS,
    STATES,
    STUDENT_WORK,
    SUBJECTS,
    WORKS,
    YEARS,
)

LONGEST = 4
"""Words of the longest phrase."""


STARTS = frozenset(
    {"student", "en", "au", *PERSONS, *PERIODS, *STARTERS, *SEEKING, *DIPLOMAS}
    | {phrase.partition(" ")[0] for phrases in (STATES, HEADINGS) for phrase in phrases}
)
"""Words that any of the below begins with; a title that has none is not looked at again."""


def young_at(words: Sequence[str], index: int, *, guarded: bool) -> tuple[str, int] | None:
    """Return (student, intern or apprentice; words used) if such a person is named at `index` of a segment.

    A trainee of a regulated profession is a junior.

    `guarded`: the whole title speaks of work for the young, so only words for persons count.
    """
    if words[index] not in STARTS:
        return None
    return (None if guarded else _state(words, index) or _seeking(words, index)) or (
        _person(words, index) or _studying(words, index)
    )


def _studying(words: Sequence[str], index: int) -> tuple[str, int] | None:
    """Return a student for a segment that is a diploma with the year somebody is in, or in course: "BTS MCO 2e année"."""
    if index or words[0] not in DIPLOMAS:
        return None
    in_year = any((pair[0] in YEARS and pair[1] == "annee") or pair == ("en", "cours") for pair in pairwise(words))
    return ("student", len(words)) if in_year else None


def is_guarded(segments: Sequence[Sequence[str]]) -> bool:
    """Return whether a title is a leader's, adviser's or teacher's whose work is for the young."""
    flat = {word for segment in segments for word in segment}
    if not flat.isdisjoint(FORMING) or _advises_on(segments):
        return True
    if flat.isdisjoint(SCHOOLING):
        return not flat.isdisjoint(LEADERS) and "recrutement" in flat
    if "charge" in flat:
        return not (flat & SCHOOLING <= MISSIONS and _is_in_training(segments))
    return not flat.isdisjoint(LEADERS)


def _is_in_training(segments: Sequence[Sequence[str]]) -> bool:
    """Return whether a segment says outright that its holder learns beside the work: "en alternance"."""
    return any(pair in IN_TRAINING for segment in segments for pair in pairwise(segment))


def _advises_on(segments: Sequence[Sequence[str]]) -> bool:
    """Return whether a segment of a title says, after an adviser's or a teacher's, what the advice is about."""
    first, *later = segments
    return not ADVISERS.isdisjoint(first) and any(tuple(segment) in SUBJECTS for segment in later)


def _state(words: Sequence[str], index: int) -> tuple[str, int] | None:
    found = _phrase(words, index, STATES) or (_phrase(words, index, HEADINGS) if index == 0 else None)
    if found is None or (index and words[index - 1] in ADVISERS):
        return None
    if found[0] == "student" and not LEADERS.isdisjoint(words):
        return None
    last, after = words[index + found[1] - 1], _word(words, index + found[1])
    if last == "stage" and after == "de" and _word(words, index + found[1] + 1) not in COURSES:
        return None
    return None if after in NOT_FOLLOWED.get(last, ()) else found


def _seeking(words: Sequence[str], index: int) -> tuple[str, int] | None:
    """Return a student for who looks for an internship or an apprenticeship: the rest of the segment is about these."""
    if words[index] in {"en", "au"}:
        return _seeking(words, index + 1) if _word(words, index + 1) in SEEKING else None
    if words[index] not in SEEKING or not (index == 0 or words[index - 1] in SEEKERS):
        return None
    sought = next((word for word in words[index + 1 : index + 1 + FAR] if word in SOUGHT or word in WORKS), "")
    return ("student", len(words) - index) if sought in SOUGHT and LEADERS.isdisjoint(words) else None


def _phrase(words: Sequence[str], index: int, phrases: Mapping[str, str]) -> tuple[str, int] | None:
    for length in range(min(LONGEST, len(words) - index), 0, -1):
        kind = phrases.get(" ".join(words[index : index + length]))
        if kind is not None:
            return kind, length
    return None


def _person(words: Sequence[str], index: int) -> tuple[str, int] | None:
    word, before, after = words[index], _word(words, index - 1), _word(words, index + 1)
    if before in NOT_AFTER or after in NOT_FOLLOWED.get(word, ()) or _is_for(words, index):
        return None
    if word == "student":
        worked = after in STUDENT_WORK and _word(words, index + 2) not in ROLES
        return ("student", 1) if not after or worked or after.isdigit() else None
    if word in PERSONS:
        return ("junior" if word == "stagiaire" and not REGULATED.isdisjoint(words[:index]) else PERSONS[word]), 1
    if word in PERIODS and not after:
        return PERIODS[word], 1
    if word in STARTERS and (index == 0 or before in BESIDE):
        return STARTERS[word], 1
    return None


def _is_for(words: Sequence[str], index: int) -> bool:
    """Return whether an English word for the young names whom the work is for: "Intern Supervisor"."""
    after, then = _word(words, index + 1), _word(words, index + 2)
    return words[index] in ENGLISH and after in FOR_WHOM and (after not in EITHER or then in ROLES)


def _word(words: Sequence[str], index: int) -> str:
    return words[index] if 0 <= index < len(words) else ""
