"""The account list: what companies are to us, by the domains they own. It comes from the CRM, as a file of two columns.

A relation holds for a domain and all below it, never for one that merely ends alike, and is not inherited from a parent
company: who is to have it stands on the list.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.contracts.model import Value
from pipeline.enrichment.domains import ascii_domain, parents, registrable
from pipeline.enrichment.email import domain_kind
from pipeline.enrichment.facts import RELATIONS
from pipeline.enrichment.tables import Tables
from pipeline.errors import Problem

COLUMNS = ("domain", "relation")
PERSONAL = frozenset({"freemail", "disposable", "alias"})
"""Kinds of mailboxes whose domain names no company: one line would make customers of half the world."""


def parse_accounts(name: str, lines: Iterable[str], tables: Tables) -> tuple[dict[str, str], list[Problem]]:
    """Return (domain -> relation, all that is wrong) of a CSV with a header; other columns are passed over."""
    rows = csv.DictReader(lines)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        return {}, [Problem("missing_column", f"no column {' and no '.join(missing)} in the header", file=name, line=1)]
    accounts: dict[str, str] = {}
    problems: list[Problem] = []
    for row in rows:
        domain, wrong = _row(row, tables)
        if wrong is None and accounts.setdefault(domain, _text(row, "relation")) != _text(row, "relation"):
            wrong = f"{domain} stands above with another relation: {accounts[domain]}"
        if wrong is not None:
            problems.append(Problem("invalid_account", wrong, file=name, line=rows.line_num))
    return accounts, problems


def _row(row: Mapping[str, str | None], tables: Tables) -> tuple[str, str | None]:
    """Return (domain, what is wrong with the row)."""
    domain = ascii_domain(_text(row, "domain").removeprefix("www.")) or ""
    if not domain or registrable(domain, tables) is None:
        return "", f"{_text(row, 'domain')[:80]!r} is no domain that somebody owns"
    if domain_kind(domain, tables) in PERSONAL:
        return "", f"{domain} holds mailboxes of people, not of one company"
    if _text(row, "relation") not in RELATIONS:
        return "", f"relation {_text(row, 'relation')[:40]!r}: one of {', '.join(RELATIONS)}"
    return domain, None


def _text(row: Mapping[str, str | None], column: str) -> str:
    return (row.get(column) or "").strip().lower()


def with_accounts(tables: Tables, accounts: Mapping[str, str]) -> Tables:
    """Return tables that hold this account list: caches know them from the others."""
    return replace(tables, accounts=dict(accounts))


def relation_facts(domains: Iterable[Value | None], tables: Tables) -> dict[str, Value]:
    """Return `company.relation` of the first of the ASCII domains that stands on the list, or under one that does."""
    if not tables.accounts:
        return {}
    found = (tables.accounts[name] for name in _names(domains) if name in tables.accounts)
    return {"company.relation": relation} if (relation := next(found, None)) is not None else {}


def _names(domains: Iterable[Value | None]) -> Iterator[str]:
    for domain in domains:
        if isinstance(domain, str):
            yield from parents(domain)
