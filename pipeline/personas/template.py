"""A new persona, and a new pack, to be filled in: files whose comments ask the questions of the portrait robot."""

from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.contracts.model import Kind
from pipeline.personas.model import HEAD, TEST_SUFFIX, file_of
from pipeline.personas.portrait import NEEDED, QUESTIONS, Both
from pipeline.personas.vocabulary import LANGUAGES

SCHEMAS: Final = "../../schemas"
"""Where a pack's files look for their schemas."""
_HINT: Final = f"# yaml-language-server: $schema={SCHEMAS}/{{}}.v1.json\n"
_EFFECTS: Final[Mapping[Kind, str]] = {
    "negative": "effect: exclude\nroute: none\n",
    "buyer": "points: 30\n",
    "detractor": "effect: flag\n",
}
_EXAMPLES: Final[Mapping[Kind, tuple[str, str, str, str]]] = {
    "negative": ("job.seniority", "is: student", "job.seniority: student", "job.seniority: director"),
    "buyer": ("job.seniority", "in: [executive, owner]", "job.seniority: executive", "job.seniority: student"),
    "detractor": (
        "crm.buying_role",
        "contains_any: [BLOCKER, blocker]",
        "crm.buying_role: [BLOCKER]",
        "crm.buying_role: [CHAMPION]",
    ),
}
"""Fact, operator, facts that match, facts that don't."""
_REASONS: Final[Mapping[Kind, str]] = {
    "negative": "says_student",
    "buyer": "leads_the_company",
    "detractor": "crm_says_blocker",
}
_ASKS: Final[Mapping[str, Both]] = {
    "version": (
        "À augmenter à chaque changement qui juge autrement.",
        "Raise it with every change that judges otherwise.",
    ),
    "title": ("Comment les appelle-t-on chez vous ?", "What do you call them?"),
    "owner": ("Qui répond de ce persona ?", "Who answers for this persona?"),
    "pack_owner": ("Qui répond de ce paquet de personas ?", "Who answers for this pack of personas?"),
    "review_by": ("Quand le revoit-on ?", "When will somebody look at it again?"),
    "effect_negative": (
        "Que fait-on d'eux ? exclude, penalize (avec points), flag. route : none, hr, support, press, partners, later.",
        "What do we do with them? exclude, penalize (with points), flag. route: none, hr, support, press, partners, later.",
    ),
    "effect_buyer": ("Combien de points valent-ils, de 1 à 100 ?", "How many points are they worth, from 1 to 100?"),
    "effect_detractor": ("Un détracteur est signalé, jamais écarté.", "A detractor is flagged, never kept away."),
    "criteria": (
        "À quoi les reconnaît-on, preuves en main ? Un exemple, à remplacer.",
        "How do we recognise them, on what evidence? An example, to be replaced.",
    ),
    "unless": (
        "Qui faut-il laisser passer, même s'ils leur ressemblent ?",
        "Who should be let through, even though they look like them?",
    ),
    "ambassador": (
        "Peuvent-ils nous recommander ? À quoi le voit-on ?",
        "Might they recommend us? How would we see it?",
    ),
    "objections": (
        "Que nous oppose-t-on, et que répondre ?",
        "What objections do they raise, and what should we answer?",
    ),
    "false_positives": ("Qui leur ressemble sans en être ?", "Who looks like them but is not one of them?"),
    "references": (
        "D'où le sait-on : entretiens, ventes perdues, études ?",
        "How do we know: interviews, lost deals, studies?",
    ),
    "tests": (
        "Qui doit être reconnu, qui ne doit pas l'être, de qui ne peut-on rien dire ?",
        "Who must match, who must not, and about whom can we not tell?",
    ),
    "zones": (
        "Où vendez-vous ? FR comprend l'outre-mer, sauf si une zone le cite à part.",
        "Where do you sell? FR covers its overseas territories, unless a zone lists them apart.",
    ),
    "lists": (
        "Qui sont vos concurrents ? Leurs domaines ou leurs noms.",
        "Who are your competitors? Their domains or names.",
    ),
    "lifts": ("Qui n'écartez-vous jamais ?", "Who must never be kept away?"),
    "thresholds": (
        "Combien de points pour être qualifié, pour le rester, et sans activité connue ?",
        "How many points to be qualified, to stay so, and without known activity?",
    ),
    "engagement": ("Que vaut ce que font les gens, à chaque fois ?", "What is each thing people do worth, each time?"),
}


def new_persona(name: str, kind: Kind, language: str, review_by: str) -> dict[str, str]:
    """Return the two files of a persona to be filled in, by file name; lint names what is still to be said."""
    return {
        file_of(name): _HINT.format("persona") + "".join(_persona(name, kind, language, review_by)),
        name + TEST_SUFFIX: _HINT.format("persona-test") + _tests(kind, language),
    }


def _persona(name: str, kind: Kind, language: str, review_by: str) -> Iterator[str]:
    title = name.replace("-", " ").capitalize()
    yield f"id: {name}\n{_ask('version', language)}version: 1\nkind: {kind}\n"
    yield f'{_ask("title", language)}title: {{fr: "{title}", en: "{title}"}}\n'
    yield f'{_ask("owner", language)}owner: "?"\n{_ask("review_by", language)}review_by: {review_by}\nportrait:\n'
    for part in (part for part in QUESTIONS if part in NEEDED[kind]):
        yield f'  # {QUESTIONS[part].asks[LANGUAGES.index(language)]}\n  {part}:\n    # fr: ""\n    # en: ""\n'
    if kind == "detractor":
        yield f'{_ask("objections", language, "  ")}  # objections:\n  #   - says: {{fr: "", en: ""}}\n  #     answer: {{fr: "", en: ""}}\n'
    fact, operator, *_ = _EXAMPLES[kind]
    yield _ask(f"effect_{kind}", language) + _EFFECTS[kind] + _ask("criteria", language)
    yield f"criteria: {{fact: {fact}, {operator}, because: {_REASONS[kind]}}}\n"
    yield from _spared(kind, language)


def _spared(kind: Kind, language: str) -> Iterator[str]:
    yield _ask("unless", language) + "# unless: {fact: job.freelance, is: true, because: works_for_themselves}\n"
    if kind == "negative":
        shares = "{fact: activity.shares.90d, at_least: 1, because: shares_our_content}"
        yield f"{_ask('ambassador', language)}# may_become_ambassador: {shares}\n"
    yield f'{_ask("false_positives", language)}# false_positives:\n#   - {{fr: "", en: ""}}\n'
    yield f'{_ask("references", language)}# references: [""]\n'


def _tests(kind: Kind, language: str) -> str:
    *_, right, wrong = _EXAMPLES[kind]
    return (
        f"{_ask('tests', language)}- name: says so\n  facts: {{{right}}}\n  expect: matched\n"
        f"- name: trap, says otherwise\n  facts: {{{wrong}}}\n  expect: not_matched\n"
        "- name: nothing known\n  facts: {}\n  expect: unknown\n"
    )


def new_pack(name: str, language: str) -> dict[str, str]:
    """Return the head of a pack to be filled in, by its file name: no personas yet."""
    title = name.replace("-", " ").capitalize()
    lines = (
        f'{_HINT.format("pack")}id: {name}\nversion: 1\ntitle: {{fr: "{title}", en: "{title}"}}\n',
        f'{_ask("pack_owner", language)}owner: "?"\n',
        f"{_ask('zones', language)}zones:\n  market: [FR, BE, CH, LU]\n",
        f"{_ask('lists', language)}reference_lists:\n  competitors: []\n",
        f"{_ask('lifts', language)}lifts: {{fact: company.relation, in: [customer, partner], because: customer_or_partner}}\n",
        f"{_ask('thresholds', language)}thresholds: {{qualify_at: 50, keep_at: 40, fit_alone_at: 50}}\n",
        f"{_ask('engagement', language)}engagement: {{half_life_days: 30, at_most: 40, points: {{pages: 1, pricing_pages: 5}}}}\n",
    )
    return {HEAD: "".join(lines)}


def _ask(name: str, language: str, indent: str = "") -> str:
    return f"{indent}# {_ASKS[name][LANGUAGES.index(language)]}\n"
