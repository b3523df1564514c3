"""The data folder of a worker: its own, nobody else's, and writable; said at the start, not when it is too late."""

import fcntl
import os
from pathlib import Path

from pipeline.errors import LeadsieveError


class Folder:
    """A folder that this process has locked, until it ends."""

    def __init__(self, path: Path) -> None:
        """Make the folder if need be, lock it, and sweep out what a crash has left; raises `LeadsieveError`."""
        self.path = path
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in (*path.glob("*.new"), *path.glob("*.scratch*")):
                left.unlink()
        except BlockingIOError:
            os.close(self._lock)
            raise LeadsieveError(
                f"data folder {path}: another worker uses it; give each worker a LEADSIEVE_DATA_DIR of its own"
            ) from None
        except OSError as error:
            raise LeadsieveError(
                f"data folder {path}: {error.strerror}; mend its rights or its disk, or set another LEADSIEVE_DATA_DIR"
            ) from error

    def close(self) -> None:
        """Let somebody else have it."""
        os.close(self._lock)
