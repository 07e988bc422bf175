"""Storage in a folder of the local disk."""

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from quintet.foundation.files.storage import BlobInfo, BlobMissing, check_key
from quintet.kit.errors import ProviderUnavailable

_CHUNK = 256 * 1024
# Keys never begin with a dot, so this can be no blob.
_UNFINISHED = ".unfinished"


class LocalStorage:
    """A blob is a file that appears under its name only when it is whole and on the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._unfinished = self._root / _UNFINISHED

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        target = self._root / check_key(key)
        draft = self._unfinished / secrets.token_hex(16)
        with self._disk():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._unfinished.mkdir(mode=0o700, exist_ok=True)
            file = draft.open("xb")
        try:
            with file:
                for chunk in chunks:
                    with self._disk():
                        file.write(chunk)
                with self._disk():
                    file.flush()
                    os.fsync(file.fileno())
            with self._disk():
                for folder in _make_folders(target.parent):
                    _sync_folder(folder)
                draft.replace(target)
                _sync_folder(target.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink()
            raise

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        self.size(key)
        return self._chunks(key, start, end)

    def _chunks(self, key: str, start: int, end: int | None) -> Iterator[bytes]:
        try:
            file = (self._root / key).open("rb")
        except FileNotFoundError:
            raise BlobMissing(key) from None
        with file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                with self._disk():
                    chunk = file.read(_CHUNK if left is None else min(left, _CHUNK))
                if not chunk:
                    return
                if left is not None:
                    left -= len(chunk)
                yield chunk

    def size(self, key: str) -> int:
        path = self._root / check_key(key)
        if not path.is_file():
            raise BlobMissing(key)
        return path.stat().st_size

    def exists(self, key: str) -> bool:
        return (self._root / check_key(key)).is_file()

    def delete(self, key: str) -> None:
        path = self._root / check_key(key)
        with self._disk():
            path.unlink(missing_ok=True)

    def list(self) -> Iterator[BlobInfo]:
        for folder, folders, names in os.walk(self._root):
            if _UNFINISHED in folders and Path(folder) == self._root:
                folders.remove(_UNFINISHED)
            for name in names:
                path = Path(folder, name)
                with contextlib.suppress(FileNotFoundError):
                    found = path.stat()
                    key = path.relative_to(self._root).as_posix()
                    yield BlobInfo(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def clear_unfinished(self, before: datetime) -> int:
        removed = 0
        for path in self._unfinished.glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def presigned(self, key: str, lifetime: timedelta) -> str | None:
        return None

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ProviderUnavailable(f"The file storage failed: {error.strerror or error}.") from error


def _make_folders(folder: Path) -> Iterator[Path]:
    """Makes the folder with its parents; gives those whose list of entries changed."""
    if folder.is_dir():
        return
    yield from _make_folders(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
    yield folder.parent


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
