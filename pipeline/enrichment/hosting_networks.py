"""Networks of hosting companies that the package of cloud ranges leaves out, most of them European: from a public list.

`hosting_networks.txt` is made by `tests/corpus/hosting_networks.py` of a package of another registry, whose version and
digest stand in its head; what is missing there is unknown, never "no host".
"""

from importlib.resources import files
from typing import NamedTuple


class HostingNetworks(NamedTuple):
    """What the file says of itself, and its blocks."""

    package: str
    version: str
    of: str
    """The day the data are of."""
    sha512: str
    """Of the package they were taken from."""
    blocks: tuple[str, ...]
    """As CIDR."""


def hosting_networks() -> HostingNetworks:
    """Return the networks that were installed with Leadsieve."""
    lines = files("pipeline.enrichment").joinpath("hosting_networks.txt").read_text(encoding="utf-8").splitlines()
    said = dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))
    blocks = tuple(line for line in lines if line and not line.startswith("#"))
    return HostingNetworks(said["package"], said["version"], said["of"], said["sha512"], blocks)
