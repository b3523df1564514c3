"""Makes `pipeline/enrichment/hosting_networks.txt` of a package of the npm registry, without npm's toolchain.

    npm pack @ip-location-db/asn@2.3.2026061719
    .venv/bin/python -Im tests.corpus.hosting_networks ip-location-db-asn-2.3.2026061719.tgz

The same package makes the same file. A newer one: change `VERSION` and `SHA512`, and look at what became of the blocks.
"""

import csv
import ipaddress
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha512
from io import TextIOWrapper
from pathlib import Path

PACKAGE, VERSION, OF = "@ip-location-db/asn", "2.3.2026061719", "2026-06-17"
SHA512 = (
    "3e9a988bbc321325b0ba75c1b65fb2dd58b8d374af372c28b56c2f9a2602394b"
    "44d1256897f49fe3dd847be784ac4ce79866a9c44401d9201fae95ee67d6bebd"
)
NOTICE = "CC-BY-4.0: routeviews.org, nro.net, and IP Geolocation by DB-IP (db-ip.com); changed: some companies', merged"
COMPANIES = {
    16276: "OVHcloud", 35540: "OVHcloud", 24940: "Hetzner", 213230: "Hetzner", 212317: "Hetzner", 12876: "Scaleway",
    63949: "Linode", 20473: "Vultr", 51167: "Contabo", 8560: "IONOS", 29169: "Gandi", 29222: "Infomaniak",
    50474: "o2switch", 21409: "Ikoula", 60781: "Leaseweb", 28753: "Leaseweb", 16265: "Leaseweb", 30633: "Leaseweb",
    197540: "netcup", 47583: "Hostinger", 202053: "UpCloud", 61098: "Exoscale", 60068: "Datacamp", 212238: "Datacamp",
    36351: "IBM Cloud", 34119: "Wildcard", 24961: "WIIT", 29066: "velia", 199883: "Aruba Cloud", 20738: "Heart Internet",
}  # fmt: skip
"""Number of an autonomous system -> whose it is. Companies that rent out machines, and carry no lines of homes or firms."""
TARGET = Path(__file__).parents[2] / "pipeline" / "enrichment" / "hosting_networks.txt"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def main(archive: Path) -> None:
    """Write the file anew; raises `ValueError` where the package is another than the one that is pinned."""
    if sha512(archive.read_bytes()).hexdigest() != SHA512:
        raise ValueError(f"{archive} is not {PACKAGE} {VERSION}")
    with tarfile.open(archive) as package:
        v4, v6 = (_merged(list(_networks(package, version))) for version in (4, 6))
    said = {"package": PACKAGE, "version": VERSION, "of": OF, "sha512": SHA512, "notice": NOTICE}
    head = [f"# {name}: {value}" for name, value in said.items()]
    TARGET.write_text("\n".join([*head, *v4, *v6, ""]), encoding="utf-8")


def _networks(package: tarfile.TarFile, version: int) -> Iterator[Network]:
    held = package.extractfile(f"package/asn-ipv{version}.csv")
    assert held is not None
    for first, last, number, _ in csv.reader(TextIOWrapper(held, encoding="utf-8")):
        if int(number) in COMPANIES:
            yield from ipaddress.summarize_address_range(ipaddress.ip_address(first), ipaddress.ip_address(last))


def _merged(networks: list[Network]) -> list[str]:
    return [str(network) for network in ipaddress.collapse_addresses(networks)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
