"""The weekly report as the text of a mail: what to do first, then the figures; no markup, lines that any program shows."""

from collections.abc import Iterator
from typing import Final

from babel.numbers import format_decimal, format_percent

from pipeline.history.figures import Cells, Measure
from pipeline.history.pages.render import Language
from pipeline.history.weekly.page import Told, forms, grid, last_day, period, stops

MOST_LINES: Final = 8
"""Of each list; the page has more."""
TEXTS: Final = {
    "fr": {
        "title": "Leadsieve, semaine {week} ({begin} au {end})", "none": "Personne n'a été jugé pour la première fois.",
        "counts": "{leads} nouveaux leads : {qualified} qualifiés ({share}), {excluded} écartés ({out}), {nurture} à cultiver, {open} ouverts.",
        "before": "Les trois semaines d'avant : {share} qualifiés, {out} écartés.",
        "stop": "CAMPAGNES À ARRÊTER (4 semaines)", "no_stop": "aucune ne se détache nettement",
        "stopped": "{campaign} : {leads} leads, {kept} écartés (autres {others}), {qualified} qualifiés (autres {other_qualified})",
        "cost": "COÛT PAR LEAD, AVANT ET APRÈS LE TRI", "costs": "{source} : {cost} par lead, {after} par lead qualifié ({qualified} sur {leads})",
        "no_costs": "inconnu : LEADSIEVE_LEAD_COSTS le dit", "by": "QUI ÉCARTE", "excludes": "{persona} : {total}{campaigns}", "from": " (surtout {campaign} : {count})",
        "due": "PERSONAS À REVOIR", "no_due": "aucune", "no_pack": "inconnu : aucun pack n'est donné",
        "check": "DIX EXCLUSIONS À VÉRIFIER", "fields": "CE QUE LES FORMULAIRES DEVRAIENT DEMANDER",
        "field": "{form} : « {question} » déciderait {settles} leads ouverts sur {open}", "no_field": "rien de plus", "blank": "(sans nom)",
        "never": "aucun qualifié",
    },
    "en": {
        "title": "Leadsieve, week {week} ({begin} to {end})", "none": "Nobody was judged for the first time.",
        "counts": "{leads} new leads: {qualified} qualified ({share}), {excluded} excluded ({out}), {nurture} to nurture, {open} open.",
        "before": "The three weeks before: {share} qualified, {out} excluded.",
        "stop": "CAMPAIGNS TO STOP (4 weeks)", "no_stop": "none stands out clearly",
        "stopped": "{campaign}: {leads} leads, {kept} kept out (others {others}), {qualified} qualified (others {other_qualified})",
        "cost": "COST PER LEAD, BEFORE AND AFTER SIEVING", "costs": "{source}: {cost} per lead, {after} per qualified lead ({qualified} of {leads})",
        "no_costs": "not known: LEADSIEVE_LEAD_COSTS says it", "by": "WHO EXCLUDES", "excludes": "{persona}: {total}{campaigns}", "from": " (most of {campaign}: {count})",
        "due": "PERSONAS DUE FOR REVIEW", "no_due": "none", "no_pack": "not known: no pack is given",
        "check": "TEN EXCLUSIONS TO CHECK", "fields": "WHAT FORMS SHOULD ASK",
        "field": "{form}: “{question}” would settle {settles} of {open} open leads", "no_field": "nothing more", "blank": "(no name)",
        "never": "none qualified",
    },
}  # fmt: skip
"""What the mail says, by language."""


def mail(measures: list[Measure], told: Told, language: Language, *, has_costs: bool) -> str:
    """Return the text, its title as the first line: for the subject."""
    by_name = {measure.name: measure for measure in measures}
    say = TEXTS[language]
    lines = [
        say["title"].format(week=told.week.name, begin=told.week.monday, end=last_day(told.week)),
        "",
        *_counts(by_name, language),
    ]
    for heading, listed in (
        ("stop", _stops(by_name, language)),
        ("cost", _costs(by_name, language) if has_costs else iter([say["no_costs"]])),
        ("by", _excludes(by_name, told, language)),
        ("due", _due(told, language)),
        ("fields", _fields(by_name, language)),
        ("check", _checks(by_name, language)),
    ):
        lines += ["", say[heading], *(f"- {_plain(line)}" for line in listed)]
    return "\n".join(lines) + "\n"


def _counts(by_name: dict[str, Measure], language: Language) -> Iterator[str]:
    say, now, before = TEXTS[language], period(by_name, "week"), period(by_name, "before")
    if not now["leads"]:
        yield say["none"]
        return
    parts = {name: now[name] for name in ("leads", "qualified", "excluded", "nurture", "open")}
    yield say["counts"].format(**parts, **_two(now, language))
    if before["leads"]:
        yield say["before"].format(**_two(before, language))


def _two(row: Cells, language: Language) -> dict[str, str]:
    return {"share": _percent(row["qualified_share"], language), "out": _percent(row["share"], language)}


def _stops(by_name: dict[str, Measure], language: Language) -> Iterator[str]:
    say, found = TEXTS[language], stops(by_name)
    for row in found[:MOST_LINES]:
        yield say["stopped"].format(
            campaign=row["campaign"], leads=row["leads"], kept=_percent(row["kept_share"], language),
            others=_percent(row["others_kept"], language), qualified=_percent(row["qualified_share"], language),
            other_qualified=_percent(row["others_qualified"], language),
        )  # fmt: skip
    if not found:
        yield say["no_stop"]


def _costs(by_name: dict[str, Measure], language: Language) -> Iterator[str]:
    say = TEXTS[language]
    for row in by_name["sources"].rows[:MOST_LINES]:
        after = row["cost_per_qualified"]
        yield say["costs"].format(
            source=row["source"] or say["blank"], cost=_number(row["cost"], language), qualified=row["qualified"],
            leads=row["leads"], after=say["never"] if after is None else _number(after, language),
        )  # fmt: skip


def _excludes(by_name: dict[str, Measure], told: Told, language: Language) -> Iterator[str]:
    say, found = TEXTS[language], grid(by_name["exclusions"].rows)
    for line in found.personas[:MOST_LINES]:
        title = told.titles.get(line.persona, {}).get(language, line.persona)
        count, campaign = max(zip(line.counts, found.campaigns, strict=True), default=(0, ""))
        most = say["from"].format(campaign=campaign or say["blank"], count=count) if count else ""
        yield say["excludes"].format(persona=title, total=line.total, campaigns=most)
    if not found.personas:
        yield say["no_due"]


def _due(told: Told, language: Language) -> Iterator[str]:
    say = TEXTS[language]
    for one in told.due[:MOST_LINES]:
        yield f"{told.titles.get(one.persona, {}).get(language, one.persona)} ({one.owner}, {one.review_by})"
    if not told.due:
        yield say["no_due"] if told.pack else say["no_pack"]


def _fields(by_name: dict[str, Measure], language: Language) -> Iterator[str]:
    say = TEXTS[language]
    found = [sheet for sheet in forms(by_name) if sheet.best is not None]
    for sheet in found[:MOST_LINES]:
        best = sheet.best or {}
        yield say["field"].format(
            form=sheet.form or say["blank"], question=best[language], settles=best["settles"], open=sheet.open
        )
    if not found:
        yield say["no_field"]


def _checks(by_name: dict[str, Measure], language: Language) -> Iterator[str]:
    found = by_name["checks"].rows
    for row in found:
        yield f"{row['who']}: {row[language]} [{row['decision_id']}]"
    if not found:
        yield TEXTS[language]["no_due"]


def _percent(value: float | None, language: Language) -> str:
    return "–" if value is None else format_percent(value, "0\u00a0%" if language == "fr" else "0%", locale=language)  # noqa: RUF001  a dash


def _number(value: float, language: Language) -> str:
    return format_decimal(value, "#,##0.00", locale=language)


def _plain(line: str) -> str:
    """Return one line, whatever upstream wrote: what a line break or a control character would begin stays in it."""
    return "".join(char if char.isprintable() or char == "\u00a0" else " " for char in line)
