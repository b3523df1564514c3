"""Blocks of IP addresses, merged and sorted, so that one is found among a hundred thousand in a moment."""

import ipaddress
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Blocks(NamedTuple):
    """Blocks of one version of IP: where each begins and where it ends, both within it."""

    starts: Sequence[int]
    ends: Sequence[int]


class Networks(NamedTuple):
    """Blocks of both versions."""

    v4: Blocks
    v6: Blocks

    def __contains__(self, address: object) -> bool:
        """Say whether an address stands in one of the blocks."""
        if not isinstance(address, Address):
            return False
        blocks = self.v4 if address.version == 4 else self.v6  # noqa: PLR2004  the version of IP
        at = bisect_right(blocks.starts, int(address)) - 1
        return at >= 0 and int(address) <= blocks.ends[at]


def merge_networks(blocks: Iterable[str]) -> Networks:
    """Return blocks given as CIDR, merged; raises `ValueError` where one is none."""
    distinct = set(blocks)
    v6 = {block for block in distinct if ":" in block}
    return Networks(_merge(map(_v4, distinct - v6)), _merge(map(_v6, v6)))


def _v4(block: str) -> tuple[int, int]:
    text, _, bits = block.partition("/")
    start = int(ipaddress.IPv4Address(text))
    return start, start + (1 << (32 - int(bits or 32))) - 1


def _v6(block: str) -> tuple[int, int]:
    text, _, bits = block.partition("/")
    start = int(ipaddress.IPv6Address(text))
    return start, start + (1 << (128 - int(bits or 128))) - 1


def _merge(ranges: Iterable[tuple[int, int]]) -> Blocks:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(ranges):
        if ends and start <= ends[-1] + 1:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return Blocks(tuple(starts), tuple(ends))
