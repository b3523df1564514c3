"""What people do, part by part, as one line each: `page*3 form:demo identify known*2 outcome:won`.

page       a page, while nothing in the event names them        known      a page that carries their user id
form:X     a form of purpose X                                  identify   the site's call that says who they are
action:X   a download, a share, a referral                      outcome:X  what the CRM says became of them
A step ends in `@2` where it is done on their second device.
"""

from typing import NamedTuple

SLOTS = {
    "page": "anonymous",
    "known": "known",
    "form": "forms",
    "identify": "actions",
    "action": "actions",
    "outcome": "outcomes",
}
"""Step -> the share of the mix that it is taken from."""


class Step(NamedTuple):
    """One step: what is done, how (a purpose, an action, a result), and on which device."""

    what: str
    how: str
    device: int


def parsed(script: str) -> tuple[Step, ...]:
    """Return the steps of one line; raises `KeyError` on a word that is none."""
    steps: list[Step] = []
    for word in script.split():
        step, _, device = word.partition("@")
        step, _, times = step.partition("*")
        what, _, how = step.partition(":")
        SLOTS[what]
        steps += [Step(what, how, int(device or 1) - 1)] * int(times or 1)
    return tuple(steps)


_LINES: dict[str, tuple[str, ...]] = {
    "buyer": (
        "page*3 form:demo identify known*2 outcome:won",
        "page*2 form:content action:download page known*2 form:demo known outcome:won",
        "page*4 form:quote identify known*2 outcome:lost",
        "page*3 form:demo known*2 outcome:recycled",
        "page*2 form:trial identify known*4 page@2 form:quote@2 known@2",
        "page form:contact known*2",
        "page*3 form:event identify known*2 known*2@2",
        "page*2 form:newsletter page form:content action:download known*3",
    ),
    "competitor": (
        "page*3 form:content action:download known*2",
        "page*2 form:event identify known*2",
        "page*4 form:demo outcome:disqualified",
        "page*2 form:content page*2@2 form:content@2",
    ),
    "student": (
        "page*2 form:content action:download page*2",
        "page form:newsletter page",
        "page*2 form:event identify known",
        "page*3 form:content form:content outcome:disqualified",
    ),
    "intern": (
        "page*3 form:content action:download page*2",
        "page*2 form:event identify known",
    ),
    "ambassador": (
        "page*3 form:content action:download action:share known*2 action:share action:referral known*3 action:share",
        "page*2 form:newsletter identify known*3 action:share action:referral known*2@2 action:referral action:share",
    ),
    "no_budget": (
        "page*2 form:content action:download page",
        "page*2 form:event identify known",
        "page*2 form:content outcome:disqualified",
        "page form:content page*2 outcome:won",
    ),
    "later": (
        "page*3 form:content action:download known*2 outcome:recycled",
        "page*2 form:event known",
    ),
    "no_need": (
        "page*2 form:content action:download",
        "page form:event page",
        "page*2 form:content outcome:disqualified",
    ),
    "out_of_zone": (
        "page*3 form:content action:download page",
        "page*2 form:event identify known",
        "page*3 form:content known outcome:disqualified",
        "page*2 form:quote outcome:lost",
    ),
    "detractor": (
        "page*2 form:event known",
        "page*2 form:content outcome:lost",
    ),
    "hand_raiser": (
        "page*3 form:demo known*2",
        "page*2 form:contact",
        "page*2 form:content page form:demo identify known",
    ),
    "unknown": (
        "page form:newsletter page",
        "page*2 form:newsletter page*2@2",
        "form:content",
        "page*2 form:newsletter page form:event",
    ),
}
SCRIPTS: dict[str, tuple[tuple[Step, ...], ...]] = {
    part: tuple(parsed(line) for line in lines) for part, lines in _LINES.items()
}
