"""`leadsieve account`: the buying committee of a company, as far as it was seen; or all companies with a signal."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click
import msgspec

from pipeline.cli.dead_letter_view import printable
from pipeline.cli.terminal import Terminal, output_options
from pipeline.contracts.account import AccountSignal, Seen, Signal
from pipeline.enrichment.domains import ascii_domain, host_of, parents
from pipeline.errors import LeadsieveError
from pipeline.personas.vocabulary import LANGUAGES
from pipeline.runtime.account_signals import signals
from pipeline.settings import from_environment
from pipeline.state.time import rfc3339

SIGNALS: Final[Mapping[Signal, tuple[str, str]]] = {
    "detractor": ("détracteur", "detractor"),
    "may_veto": ("droit de veto", "may veto"),
    "competitor": ("concurrent", "competitor"),
    "committee": ("comité d'achat", "buying committee"),
}
"""What a signal is called: fr, en."""
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("compte", "account"),
    "signals": ("signaux", "signals"),
    "relation": ("relation", "relation"),
    "leads": ("leads, au moins", "leads, at least"),
    "functions": ("fonctions", "functions"),
    "seniorities": ("niveaux", "seniorities"),
    "engaged": ("engagés", "engaged"),
    "may_veto": ("peuvent bloquer", "may veto"),
    "detractors": ("détracteurs", "detractors"),
    "occurred_at": ("dernier changement", "last change"),
}
COLUMNS: Final = ("account", "signals", "leads", "detractors", "may_veto", "occurred_at")


@output_options
@click.command
@click.argument("domain", required=False)
@click.option("--signal", type=click.Choice(sorted(SIGNALS)), help="Only accounts with this signal, without DOMAIN.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headings.")
@click.pass_obj
def account(terminal: Terminal, domain: str | None, signal: Signal | None, lang: str) -> None:
    """Show what is known of a company from its leads: functions, who is engaged, who may veto, detractors with evidence.

    Without DOMAIN: every account with a signal. People on freemail have no account.

    \b
    Examples:
      leadsieve account acme.example
      leadsieve account --signal detractor --lang fr
      leadsieve account acme.example --json
    """  # noqa: D301  click reads the sign itself
    if domain is not None and signal is not None:
        raise click.UsageError("say DOMAIN or --signal")
    settings = from_environment(broker=terminal.needed_broker())
    language = LANGUAGES.index(lang)
    if domain is None:
        _show_all(terminal, list(asyncio.run(signals(settings)).values()), signal, language)
        return
    names = list(names_of(domain))
    found = asyncio.run(signals(settings, names))
    told = next((found[name] for name in names if name in found), None)
    if told is None:
        raise LeadsieveError(
            f"{printable(domain)}: no account of that name has leads; people on freemail or school addresses have none"
        )
    if terminal.as_json:
        terminal.record(msgspec.to_builtins(told))
    else:
        terminal.table("", ("", printable(told.account_id)), _lines(told, language))


def names_of(text: str) -> Iterator[str]:
    """Yield the accounts that a domain, a host or an address may belong to, the nearest first.

    Raises `click.UsageError` on what is none.
    """
    host = ascii_domain(host_of(text.strip().rpartition("@")[2]))
    if host is None:
        raise click.UsageError(f"{printable(text)!r} is no domain: say acme.example")
    return parents(host)


def _show_all(terminal: Terminal, found: Sequence[AccountSignal], signal: Signal | None, language: int) -> None:
    chosen = [told for told in found if (signal in told.signals if signal else told.signals)]
    if terminal.as_json:
        for told in chosen:
            terminal.record(msgspec.to_builtins(told))
        return
    rows = [
        (
            printable(told.account_id),
            _named(told.signals, language),
            told.leads,
            len(told.detractors),
            len(told.may_veto),
            rfc3339(told.occurred_at),
        )
        for told in chosen
    ]
    if rows:
        terminal.table("", [WORDS[column][language] for column in COLUMNS], rows)
    terminal.note(f"{len(chosen)} of {len(found)} accounts")


def _lines(told: AccountSignal, language: int) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        ("signals", _named(told.signals, language)),
        ("relation", told.relation or "-"),
        ("leads", told.leads),
        ("functions", _seen(told.functions)),
        ("seniorities", _seen(told.seniorities)),
        ("engaged", "\n".join(told.engaged) or "-"),
        ("may_veto", "\n".join(told.may_veto) or "-"),
        ("detractors", "\n".join(_detractors(told)) or "-"),
        ("occurred_at", rfc3339(told.occurred_at)),
    ]
    return [(WORDS[name][language], value) for name, value in rows]


def _named(told: Sequence[Signal], language: int) -> str:
    return ", ".join(SIGNALS[signal][language] for signal in told) or "-"


def _seen(seen: Sequence[Seen]) -> str:
    return ", ".join(f"{item.name} {item.leads}" for item in seen) or "-"


def _detractors(told: AccountSignal) -> Iterator[str]:
    for detractor in told.detractors:
        evidence = "; ".join(f"{item.code}: {item.fact} = {item.observed}" for item in detractor.evidence)
        yield printable(f"{detractor.lead_id} ({evidence})")
