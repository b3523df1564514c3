"""How one says which dead letters are meant: by place, or by code, stage and time."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from pipeline.contracts.dead_letter import CODES
from pipeline.runtime.dead_letters import Letter, Mailbox, Place

STAGES = ("route", "visitors", "leads", "accounts")
_AGO = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Since(click.ParamType):
    """A moment: so long ago (`30m`, `2h`, `3d`), or RFC 3339, in UTC where no zone is said."""

    name = "2h|TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment; fails as click does on what is none."""
        text = str(value)
        try:
            if ago := _AGO.fullmatch(text):
                return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
            moment = datetime.fromisoformat(text)
        except (ValueError, OverflowError):
            self.fail(f"{text!r} is no moment: say 2h, 3d or 2026-01-31T08:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class PlaceType(click.ParamType):
    """Where a dead letter stands: partition and offset, as the list shows them."""

    name = "PARTITION/OFFSET"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        """Return the place; fails as click does on what is none."""
        if not (found := re.fullmatch(r"(\d{1,9})/(\d{1,18})", str(value), re.ASCII)):
            self.fail(f"{value!r} is no place: say PARTITION/OFFSET, as in 0/42", param, ctx)
        return Place(int(found[1]), int(found[2]))


@dataclass(frozen=True)
class Wanted:
    """Which letters are meant; None: any."""

    code: str | None = None
    stage: str | None = None
    since: datetime | None = None
    replayed: bool = False
    """True: also those that were replayed already."""

    def choose(self, mailbox: Mailbox) -> list[Letter]:
        """Return the letters that are meant, the oldest first."""
        since = self.since.timestamp() * 1000 if self.since else 0.0
        found = [
            letter
            for letter in mailbox.letters.values()
            if letter.facts.code == (self.code or letter.facts.code)
            and letter.facts.stage == (self.stage or letter.facts.stage)
            and letter.at >= since
            and (self.replayed or not mailbox.times_replayed(letter.place))
        ]
        return sorted(found, key=lambda letter: (letter.at, letter.place))


CODE = click.option("--code", type=click.Choice(CODES), help="Only those with this code.")
STAGE = click.option("--stage", type=click.Choice(STAGES), help="Only those of this stage.")
SINCE = click.option(
    "--since", type=Since(), metavar="2h|TIME", help="Only those since then: 30m, 2h, 3d, or 2026-01-31T08:00:00Z."
)
