"""A disk that is soon full: a real small file system where we may mount one, else a limit on what a process may write.

Both are the kernel's own refusal in the middle of writing: ENOSPC, or EFBIG. Which one it was is in `how`.
"""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

KIB: Final = 1024
_AMPLE: Final = 256 * 1024
"""KiB of a disk that has been given room."""


@dataclass(frozen=True)
class SmallDisk:
    """A folder that takes so much. A process is put on it by `cramp`, for a limit is the process's own."""

    folder: Path
    kib: int
    how: str

    def cramp(self, process: int) -> None:
        """Let the process have no more than the disk's size."""
        if self.how == "limit":
            self._limit(process, self.kib * KIB)

    def relieve(self, process: int) -> None:
        """Give the disk room."""
        if self.how == "limit":
            self._limit(process, resource.RLIM_INFINITY)
        else:
            _mount(self.folder, f"remount,size={_AMPLE}k")

    @staticmethod
    def _limit(process: int, size: int) -> None:
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def small_disk(folder: Path, kib: int, *, may_mount: bool = True) -> Iterator[SmallDisk]:
    """Yield a folder on a disk of so many KiB."""
    folder.mkdir()
    if may_mount and _mount(folder, f"size={kib}k"):
        try:
            yield SmallDisk(folder, kib, "tmpfs")
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607  the system's own
    else:
        yield SmallDisk(folder, kib, "limit")


def _mount(folder: Path, options: str) -> bool:
    """Mount, or mount anew, and tell whether we may."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603  as above
    except FileNotFoundError:
        return False
