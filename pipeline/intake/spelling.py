"""One spelling for the names of free-form members: `Job Title`, `jobTitle`, `job-title` and `JOB_TITLE` are one."""

import re
import unicodedata

_LONGEST = 512
"""Characters of a set of names worth remembering: what is longer is nobody's form, and must not fill our memory."""
_MOST = 4096
"""Sets of names to remember; then we begin anew."""
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAP = re.compile(r"[\W_]+")


def spell(name: str) -> str:
    """Return a name in snake_case without accents: `Téléphone (pro)` is `telephone_pro`. Without letters: as it is."""
    folded = "".join(part for part in unicodedata.normalize("NFKD", name) if not unicodedata.combining(part))
    return _GAP.sub("_", _HUMP.sub("_", folded)).strip("_").lower() or name


def respell(members: dict[str, object]) -> dict[str, object]:
    """Return the members under one spelling; the same dict where they have it already.

    Of two that come to share a name, a blank one gives way, else the first stays.
    """
    names = tuple(members)
    spelt = _known.get(names)
    if spelt is None:
        spelt = _learn(names)
    if not spelt:
        return members
    respelt: dict[str, object] = {}
    for name, value in zip(spelt, members.values(), strict=True):
        if respelt.get(name) in (None, ""):
            respelt[name] = value
    return respelt


_known: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Names -> their spelling, empty where they have it already: records of one source have the same few sets of names."""


def _learn(names: tuple[str, ...]) -> tuple[str, ...]:
    spelt = tuple(spell(name) for name in names)
    spelt = () if spelt == names else spelt
    if sum(map(len, names)) <= _LONGEST:
        if len(_known) >= _MOST:
            _known.clear()
        _known[names] = spelt
    return spelt
