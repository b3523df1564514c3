"""What a process has used, as Linux tells it; None where the system does not say.

Not `getrusage`: the largest size it gives of a child begins with that of the process that started it.
"""

import os
from pathlib import Path


def cpu_seconds(pid: int) -> float | None:
    """Return what a process has used so far, user and system."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int) -> int | None:
    """Return the largest resident size of a process so far."""
    found = _status(pid, "VmHWM")
    return found and found // 1024


def resident_kib(pid: int) -> int | None:
    """Return the resident size of a process now."""
    return _status(pid, "VmRSS")


def _status(pid: int, name: str) -> int | None:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))
