"""Free ports on loopback."""

import itertools
import os
import socket

FIRST, COUNT = 20_000, 10_000
"""Below the range that outgoing connections take theirs from: a stopped broker finds its ports free again."""
_next = itertools.count(os.getpid() * 16)
"""Where to look next: processes begin apart, and two brokers of one process never look at the same port."""


def find_free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now; raises `OSError` where there are not that many."""
    candidates = (FIRST + next(_next) % COUNT for _ in range(COUNT))
    ports = list(itertools.islice((port for port in candidates if is_free(port)), count))
    if len(ports) < count:
        raise OSError("no free ports on 127.0.0.1")
    return ports


def is_free(port: int) -> bool:
    """Return whether the port can be listened on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Kafka does: closing connections don't count
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
