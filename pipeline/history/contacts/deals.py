"""Deals, or opportunities, from their own export: who won something, and how that was told."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from pipeline.enrichment.email import normalise
from pipeline.enrichment.text import fold
from pipeline.errors import LeadsieveError
from pipeline.history.contacts.headings import DEAL_HEADINGS, YES
from pipeline.history.contacts.mapping import Result, known_result, rank_in
from pipeline.history.contacts.people import Contact
from pipeline.history.contacts.table import Row, Table

By = Literal["contact", "company"]
"""How a deal was found to be somebody's: it names them, or only their company."""
_APART: Final = re.compile(r"[\s;,<>()\[\]\"]+")
_IDS: Final = re.compile(r"[^;,|\s]+")
_THOUSANDS: Final = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3})")


@dataclass(frozen=True, slots=True)
class Dealt:
    """What deals say of a contact."""

    result: Result
    by: By
    amount: float | None
    """Of what was won, the sum; None where no deal says."""


@dataclass
class Deals:
    """Results and amounts by record id, by address and by the company's folded name."""

    ids: dict[str, list[tuple[Result, float | None]]] = field(default_factory=dict)
    addresses: dict[str, list[tuple[Result, float | None]]] = field(default_factory=dict)
    companies: dict[str, list[tuple[Result, float | None]]] = field(default_factory=dict)
    decided: int = 0
    """Deals that are won or lost."""

    def of(self, contact: Contact) -> Dealt | None:
        """Return what they say of a contact; a deal that names people is nobody else's."""
        address = normalise(contact.event.email or "")
        named = [*self.ids.get(contact.contact_id or "", ()), *self.addresses.get(address or "", ())]
        if named:
            return _sum(named, "contact")
        company = self.companies.get(_company(contact.company)) if contact.company else None
        return _sum(company, "company") if company else None


def read_deals(table: Table) -> Deals:
    """Return what an export of deals says; raises `LeadsieveError` where its columns don't tell who or what."""
    columns = {name: _columns(table, names) for name, names in DEAL_HEADINGS.items()}
    if not columns["stage"] and not columns["won"]:
        raise LeadsieveError(f"{table.path}: no column says how a deal ended; one called “Deal stage” or “Étape” would")
    if not (columns["contact_ids"] or columns["contacts"] or columns["company"]):
        raise LeadsieveError(
            f"{table.path}: no column says whose a deal is: associated contact ids, contact or company"
        )
    deals = Deals()
    for row in table.rows:
        result = _result(row, columns)
        if result is not None:
            deals.decided += 1
            _file(deals, row, columns, (result, amount_of(_first(row, columns["amount"]))))
    return deals


def amount_of(text: str) -> float | None:
    """Return an amount as it is written in either language: "12 500,50 €", "$12,500.50"; None where it is none."""
    digits = re.sub(r"[^\d.,-]", "", _THOUSANDS.sub("", text))
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0 and len(digits) - last - 1 != 3:  # noqa: PLR2004  three digits behind a mark are thousands
        digits = re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :]
    else:
        digits = re.sub(r"[.,]", "", digits)
    try:
        return float(digits)
    except ValueError:
        return None


def _file(deals: Deals, row: Row, columns: Mapping[str, list[str]], deal: tuple[Result, float | None]) -> None:
    """Put a deal under everybody it names; under its company only where it names nobody."""
    ids = [found for heading in columns["contact_ids"] for found in _IDS.findall(row.cells.get(heading, ""))]
    parts = [part for heading in columns["contacts"] for part in _APART.split(row.cells.get(heading, ""))]
    addresses = {address for part in parts if "@" in part and (address := normalise(part)) is not None}
    for name in dict.fromkeys(ids):
        deals.ids.setdefault(name, []).append(deal)
    if not ids:  # the same people, named twice, would count twice
        for address in sorted(addresses):
            deals.addresses.setdefault(address, []).append(deal)
    if not ids and not addresses and (company := _first(row, columns["company"])):
        deals.companies.setdefault(_company(company), []).append(deal)


def _sum(found: Iterable[tuple[Result, float | None]], by: By) -> Dealt:
    told = list(found)
    won = [amount for result, amount in told if result == "won"]
    amounts = [amount for amount in won if amount is not None]
    return Dealt("won" if won else told[-1][0], by, sum(amounts) if amounts else None)


def _result(row: Row, columns: Mapping[str, list[str]]) -> Result | None:
    for heading in columns["won"]:
        if fold(row.cells.get(heading, "")) in YES:
            return "won"
    return next(
        (
            result
            for heading in columns["stage"]
            if (result := known_result(row.cells.get(heading, ""))) in {"won", "lost"}
        ),
        None,
    )


def _columns(table: Table, names: tuple[str, ...]) -> list[str]:
    ranked = [(rank, heading) for heading in table.headings if (rank := rank_in(names, heading)) is not None]
    return [heading for _, heading in sorted(ranked)]


def _first(row: Row, headings: Iterable[str]) -> str:
    return next((row.cells[heading] for heading in headings if heading in row.cells), "")


def _company(name: str) -> str:
    return " ".join(fold(name).split())
