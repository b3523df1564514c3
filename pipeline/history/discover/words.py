"""What a draft says in French and English: data and questions, never invention. What no data tells is asked of sales."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.engine.intervals import Share
from pipeline.history.discover.findings import NAMELESS, Figures, Proposal
from pipeline.history.discover.people import People
from pipeline.personas.criterion import Leaf
from pipeline.personas.fairness import is_protected_answer
from pipeline.personas.vocabulary import LANGUAGES, fact_name, value_name
from pipeline.personas.wording import say

Texts = dict[str, str]
"""By language: fr, en."""
_WHO: Final = ("job.seniority", "job.function", "company.industry", "form.answers.")
_WAYS: Final = ("acquisition.source", "form.id", "form.purpose")
_ASKED: Final[Mapping[str, Texts]] = {
    "goals": {
        "fr": "À demander aux vendeurs : que voulaient obtenir ces personnes ?",
        "en": "To ask sales: what did these people want to get done?",
    },
    "motivations": {
        "fr": "À demander aux vendeurs : qu'est-ce qui les poussait ?",
        "en": "To ask sales: what drove them?",
    },
}
_LITTLE: Final = {"fr": "Peu d'engagement", "en": "Little engagement"}
_UNTOLD: Final = {"fr": "Les données n'en disent rien.", "en": "The data say nothing of it."}


def title(proposal: Proposal) -> Texts:
    """Return what to call a draft until somebody finds a better name."""
    named = described(proposal)
    if proposal.little_engagement:
        named = {language: f"{_LITTLE[language]} ({named[language]})" for language in LANGUAGES}
    return {language: text[:1].upper() + text[1:] for language, text in named.items()}


def described(proposal: Proposal) -> Texts:
    """Return the criteria in one line."""
    return {
        language: " · ".join(_asked([leaf for leaf in trait.leaves if not _is_beside(leaf)], language) for trait in proposal.traits)
        for language in LANGUAGES
    }  # fmt: skip


def _asked(leaves: Sequence[Leaf], language: str) -> str:
    if len(leaves) == 1:
        return say(leaves[0], language).text
    low, high = (value_name(leaf.expected, language) for leaf in leaves)
    between = {"fr": "de {} à moins de {}", "en": "{} to less than {}"}[language].format(low, high)
    return f"{fact_name(leaves[0].fact, language)} : {between}" if language == "fr" else f"{fact_name(leaves[0].fact, language)}: {between}"  # fmt: skip


def _is_beside(leaf: Leaf) -> bool:
    """Tell whether a criterion only says how another one must be known."""
    return leaf.fact == "geo.country_source"


def portrait(proposal: Proposal, people: People) -> dict[str, Texts]:
    """Return the portrait as far as data go; what they don't tell is a question."""
    older = proposal.members & people.older
    told = [person.facts for person in people.of(older)]
    return {
        "who": _common(told, _WHO),
        **_ASKED,
        "brakes": _reasons(proposal),
        "no_opportunity_because": {language: _figures(proposal.judged, language) for language in LANGUAGES},
        "comes_to_us_for": _common(told, _WAYS),
    }


def _common(told: Sequence[Mapping[str, object]], families: Sequence[str]) -> Texts:
    """Return the most frequent value of each fact of these families, of as many as say it; never of fewer than five."""
    counted: dict[str, Counter[str]] = {}
    for facts in told:
        for name, value in facts.items():
            if name.startswith(tuple(families)) and isinstance(value, str) and not is_protected_answer(name):
                counted.setdefault(name, Counter())[value] += 1
    found = [
        (name, value, count, sum(values.values()))
        for name, values in sorted(counted.items())
        for value, count in values.most_common(1)
        if count >= NAMELESS
    ]
    return {
        language: "; ".join(
            f"{fact_name(name, language)} : {value_name(value, language)} ({count} / {whole})"
            if language == "fr"
            else f"{fact_name(name, language)}: {value_name(value, language)} ({count} of {whole})"
            for name, value, count, whole in found
        )[:2000]
        or _UNTOLD[language]
        for language in LANGUAGES
    }


def _reasons(proposal: Proposal) -> Texts:
    ask = {"fr": "À demander aux vendeurs : qu'est-ce qui les retenait ?", "en": "To ask sales: what held them back?"}
    if not proposal.reasons:
        return ask
    said = ", ".join(f"“{reason}” ({count})" for reason, count in proposal.reasons.items())
    return {
        "fr": f"Ce que les vendeurs ont noté le plus souvent : {said}. {ask['fr']}"[:2000],
        "en": f"What sales noted most often: {said}. {ask['en']}"[:2000],
    }


def _figures(judged: Figures, language: str) -> str:
    losers = judged.precision
    if language == "fr":
        return f"Sur des données plus récentes, {losers.part:.0f} sur {losers.whole:.0f} ont été perdus ({percent(losers, 'fr')})."
    return f"On later data {losers.part:.0f} of {losers.whole:.0f} were lost ({percent(losers, 'en')})."


def percent(found: Share, language: str = "en") -> str:
    """Return a share with its bounds: `90 % (86 to 93)`."""
    if found.value is None or found.low is None or found.high is None:
        return "–"  # noqa: RUF001  a dash, not a minus
    to = {"fr": "à", "en": "to"}[language]
    mark = " %" if language == "fr" else "%"
    return f"{found.value * 100:.1f}{mark} ({found.low * 100:.1f} {to} {found.high * 100:.1f})"


def questions(proposal: Proposal) -> dict[str, list[str]]:
    """Return what is still to be asked of sales before anybody switches the draft on."""
    bought = int(proposal.proposed.precision.whole - proposal.proposed.precision.part + proposal.judged.good_lost.part)
    what = described(proposal)
    french = [
        f"Reconnaissez-vous ces personnes ({what['fr']}) ? Comment les appelez-vous ?",
        "Que voulaient-elles obtenir, et qu'est-ce qui les a retenues ?",
        f"{bought} d'entre elles ont acheté : à quoi les aurait-on reconnues ?",
        "Ont-elles été rappelées comme les autres ? Sinon, leur perte ne prouve rien.",
    ]
    english = [
        f"Do you know these people ({what['en']})? What do you call them?",
        "What did they want to get done, and what held them back?",
        f"{bought} of them bought: by what could they have been told?",
        "Were they called back like all others? If not, losing them proves nothing.",
    ]
    if proposal.little_engagement:
        french.append("Ce ne sont que des gens peu actifs : faut-il les écarter, ou les relancer plus tard ?")
        english.append("They are no more than people who did little: keep them out, or come back to them later?")
    return {"fr": french, "en": english}
