"""The exclusion rate by day of the form: leads with a form, and those excluded at once, for the newest days seen."""

from dataclasses import dataclass, field
from datetime import date

from pipeline.observe.catalogue import FORM_DAY


@dataclass(slots=True)
class Day:
    """One form day: leads with a form, and how many of them their first decision excluded."""

    leads: int = 0
    excluded: int = 0

    @property
    def ratio(self) -> float | None:
        """Excluded ÷ leads, 0 to 1; None before the first lead."""
        return self.excluded / self.leads if self.leads else None


@dataclass(slots=True)
class FormDays:
    """The newest days, by ISO date; `limit` of them."""

    limit: int = FORM_DAY.limit
    days: dict[str, Day] = field(default_factory=dict)

    def add(self, day: str, *, leads: int = 0, excluded: int = 0) -> bool:
        """Count leads of a form day; a day older than the newest ones is dropped. False: that is no ISO date."""
        if not _is_day(day):
            return False
        counts = self.days.setdefault(day, Day())
        counts.leads += leads
        counts.excluded += excluded
        if len(self.days) > self.limit:
            del self.days[min(self.days)]
        return True


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
