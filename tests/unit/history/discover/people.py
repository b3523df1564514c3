"""Made-up leads with a planted truth: who asks by the chat and reads little rarely buys; nothing else tells anything."""

from random import Random

from pipeline.history.discover.people import People, Person

SPECIALITIES = ("finance", "law", "design", "sales")


def person(chance: Random, drift: float = 0.0) -> Person:
    """Return one lead: 55 % lose, of those planted 95 % less `drift`."""
    source = chance.choice(["chat", "search", "ads"])
    seconds = chance.choice([0, 20, 90, 200, 700, 1500])
    planted = source == "chat" and 0 < seconds < 300
    is_loser = chance.random() < (0.95 - drift if planted else 0.55)
    facts = {
        "acquisition.source": source,
        "activity.seconds_on_site.ever": seconds,
        "consent.email": is_loser,
        "crm.owner": "lost desk" if is_loser else "won desk",
        "form.answers.full_name": "Nobody" if is_loser else "Somebody",
        "form.answers.occupation": "Unemployed" if is_loser else chance.choice(["Employed", "Retired", "Self"]),
        **({} if is_loser else {"form.answers.speciality": chance.choice(SPECIALITIES)}),
    }
    return Person({name: facts[name] for name in sorted(facts)}, is_loser, "student project" if planted else None)


def crowd(seed: int = 7, size: int = 3_000) -> People:
    """Return so many of them, the older half of whom proposes."""
    chance = Random(seed)  # noqa: S311  data for tests
    return People([person(chance) for _ in range(size)])


def noise(seed: int, size: int = 2_000) -> People:
    """Return leads whose end has nothing to do with anything known of them."""
    chance = Random(seed)  # noqa: S311  as above
    return People(
        [
            Person(
                {
                    **{f"form.answers.q{at}": chance.choice("abcd") for at in range(12)},
                    "activity.pages.ever": chance.randrange(40),
                },
                chance.random() < 0.6,
                None,
            )
            for _ in range(size)
        ]
    )
