"""Room on the disk that nothing else can use: given back when the disk is full, so that recording goes on."""

import os
from pathlib import Path


class Reserve:
    """A file of `size` bytes beside the database. Nothing of it is ever read."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size
        self.held = False
        """False: the disk is full, or was and has not got twice the room again."""

    def take(self) -> bool:
        """Take the room, or hold it still. Twice as much must be free, lest it come and go all the time."""
        if not self.held and (self._whole() or self._free() >= 2 * self._size):
            self.held = self._allocate()
        return self.held

    def give_back(self) -> bool:
        """Make room for records; False when it was given back already."""
        held, self.held = self.held, False
        self._path.unlink(missing_ok=True)
        return held

    def _whole(self) -> bool:
        """Another process of this cart took it and died."""
        try:
            status = self._path.stat()
        except OSError:
            return False
        return status.st_size >= self._size and status.st_blocks * 512 >= self._size

    def _free(self) -> int:
        try:
            disk = os.statvfs(self._path.parent)
        except OSError:
            return 0
        return disk.f_bavail * disk.f_frsize

    def _allocate(self) -> bool:
        try:
            opened = os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600)
            try:
                os.posix_fallocate(opened, 0, self._size)
            finally:
                os.close(opened)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True
