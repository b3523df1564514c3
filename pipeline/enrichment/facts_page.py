"""The catalogue of facts as a page of the documentation, and the data behind them: made, never written by hand."""

from collections.abc import Iterable, Iterator

from pipeline.contracts.fact import FactSpec
from pipeline.enrichment.data_sources import SOURCES
from pipeline.enrichment.facts import CATALOGUE, WHATS, WINDOWS

HEAD = """# Facts

<!-- Made by `leadsieve facts --catalogue > docs/facts.md`; a test compares. -->

What can be known of a lead, by family. A pack's criteria name these and no others. A fact is known or unknown; unknown
is never negative. `leadsieve facts FILES…` shows what is read in your own events.

A fact comes from the best source that has it: what the person declared (and what we read in it), then the CRM, then
what follows from something sure, as a company's country from its domain, then hints.

**Ages**: *year*, *half a year*, *two years*: past it the fact is unknown again. *never*: it stays what it was.
"""
AGES = {
    "year": "student, intern and apprentice a year, else two",
    "half_year": "half a year",
    "slow": "two years",
    "never": "never",
}
FORMS = f"""
## Answers and activity

| fact | holds | ages | meaning |
|---|---|---|---|
| `form.answers.<field>` | as answered | two years | The answer to a field, its name in snake case. Names, addresses, phone numbers and postcodes never. |
| `activity.<what>.<window>` | number | never | How often; what: {", ".join(f"`{what}`" for what in WHATS)}; window: {", ".join(f"`{window}`" for window in WINDOWS)}. |

`company.relation` is told by the account list, `account.*` by the account's other leads, `crm.*` by the CRM. A zone is no
fact but the pack's word for countries: `in_zone` asks whether `geo.country` is in it. A country known by phone or address
of a machine alone only flags.

`activity.shares` counts acts of sharing, and visits that an unpaid social post brought; `activity.referrals` invitations,
and visits by a link that says who sent it (`?ref=ana`). Both are what an ambassador brings about; an advertisement on a
social network is neither.

## The account list

What companies are to us comes from the CRM, as a CSV of two columns, `domain` and `relation` (`customer`, `competitor`,
`partner`, `supplier`, `own`); others are passed over. `LEADSIEVE_ACCOUNTS` names it for workers and commands, `leadsieve
facts --accounts` tries it. It is read when a command starts: write the CRM's new export over it and restart the workers,
one after the other. What was written into a log stays as it was; later events of a lead bring the new relation.

A relation holds for a domain and all below it (`eu.acme.com` under `acme.com`, never `notacme.com` nor
`acme.com.evil.example`), for the email's domain, else for the declared site's. It is not inherited from a parent company.
A list that names a provider of personal mailboxes, no domain, or a domain twice with two relations is refused, with line.

## The device, and which check said so

`device.source` names the check: `scanner_list` (mail gateways that open every link), `crawler_words` (a word such as
*bot* or *crawler*), `server_list` (our upstreams' own servers and plain HTTP libraries, which carry people's acts and
count), `signature` (an address of a site or a mailbox in the agent), `crawlerdetect` (the package's patterns),
`no_browser` (nothing of a browser in it: some program; the form or the act it sends is a person's and counts, a page
that it opened nobody saw: there it is a bot). Bots and scanners count for nobody.
No user agent tells nothing.

`hosting_networks` says that the address of the machine is a hosting company's (`device.hosting`), where no check of the
user agent said anything. It is a hint: behind such an address stands a program, or somebody at work whose firm sends all
through a cloud. The event counts.

## The country of an address

`geo.ip_country` is where the network was given out, by the five regional registries: right for the lines of homes and
firms, and for a cloud the seat of its company, so a hosting company's address tells no country. It is `geo.country` only
where no declaration, company or phone names one, with `geo.country_source` `ip`, which may flag and never exclude.
Anonymous pages are not looked up.

## What it costs

`make bench ARGS="--cases enrichment"` says what an event costs in CPU: `cold`, its values never seen before, and `warm`,
the same values again; for a page of somebody unknown, a page of a known person with traits, and a form of a dozen
answers. 400 and 3 microseconds are the most that are allowed. Warm is what
fifty events in turn cost whose values are all known: where two thousand different people come in turn, forms cost two to
three times as much, for the answers that are kept must come from farther away than the processor's own memory. Every cache is bounded in number and in length.

## Job titles, measured

{{titles}}

## Data

`leadsieve facts --data` says which versions are installed, of what date and how many entries.

| package | holds | for | licence | say |
|---|---|---|---|---|
"""


def facts_page(titles: str) -> str:
    """Return the page, in Markdown; `titles` says how job titles were measured."""
    return "".join((HEAD, *_families(), FORMS.replace("{titles}", titles.strip()), *_data()))


def _families() -> Iterator[str]:
    families: dict[str, list[FactSpec]] = {}
    for spec in CATALOGUE.values():
        families.setdefault(spec.name.partition(".")[0], []).append(spec)
    for family, specs in families.items():
        yield f"\n## {family}\n\n| fact | holds | ages | meaning |\n|---|---|---|---|\n"
        yield from (f"| `{spec.name}` | {_holds(spec)} | {AGES[spec.ages]} | {spec.doc} |\n" for spec in specs)


def _holds(spec: FactSpec) -> str:
    if not spec.choices:
        return {"flag": "yes or no"}.get(spec.type, spec.type)
    return f"{'any of ' if spec.type == 'set' else ''}{_listed(spec.choices)}"


def _listed(choices: Iterable[str]) -> str:
    return ", ".join(f"`{choice}`" for choice in choices)


def _data() -> Iterator[str]:
    for source in SOURCES:
        yield f"| {source.package} | {source.holds} | {source.facts} | {source.licence} | {source.notice} |\n"
