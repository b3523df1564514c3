"""Texts of small packs for tests."""

import textwrap

HEAD = """\
id: small
version: 1
title: {fr: Petit, en: Small}
owner: somebody
zones:
  market: [FR, BE]
reference_lists:
  rivals: [rival.example]
lifts: {fact: company.relation, is: customer, because: is_customer}
thresholds: {qualify_at: 50, keep_at: 40, fit_alone_at: 45}
engagement: {half_life_days: 30, at_most: 40, points: {pages: 1, pricing_pages: 5}}
"""

PORTRAIT = """\
portrait:
  who: {fr: a, en: b}
  goals: {fr: a, en: b}
  motivations: {fr: a, en: b}
  brakes: {fr: a, en: b}
  no_opportunity_because: {fr: a, en: b}
  comes_to_us_for: {fr: a, en: b}
"""


def persona(
    criteria: str = "{fact: job.seniority, is: student, because: says_student}",
    more: str = "effect: exclude",
    name: str = "student",
    kind: str = "negative",
) -> str:
    """Return a persona's text; `criteria` and `more` may hold several lines."""
    return (
        f"id: {name}\nversion: 1\nkind: {kind}\ntitle: {{fr: a, en: b}}\nowner: somebody\nreview_by: 2027-01-31\n"
        f"{PORTRAIT}{textwrap.dedent(more).strip()}\ncriteria:\n{textwrap.indent(textwrap.dedent(criteria), '  ')}\n"
    )


def files(**personas: str) -> dict[str, str]:
    """Return the files of a pack with these personas, by name with `_` for `-`."""
    named = {f"{name.replace('_', '-')}.yaml": text for name, text in personas.items()}
    return {"pack.yaml": HEAD, **(named or {"student.yaml": persona()})}
