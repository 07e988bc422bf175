"""Bytes on their way in and out: measured, hashed, bounded, and off the event loop."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import unquote, urlsplit

from quintet.foundation.files.local import LocalStorage
from quintet.foundation.files.s3 import S3Storage
from quintet.foundation.files.settings import FilesSettings
from quintet.foundation.files.sniffing import HEAD_BYTES
from quintet.foundation.files.storage import Storage
from quintet.kit.errors import TooLarge
from quintet.kit.ids import new_id

T = TypeVar("T")
log = logging.getLogger(__name__)

_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that are in storage but have no row yet; without one they are swept away after a day."""

    id: str
    """The id of the file to come."""
    key: str
    size: int
    sha256: str
    """In hex."""
    head: bytes
    """The first bytes, to see what it is."""


def make_storage(settings: FilesSettings, data_dir: Path) -> Storage:
    """The storage that the settings name. ValueError for a URL that names none."""
    url = settings.url or (data_dir.absolute() / "files").as_uri()
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and parts.path:
        return LocalStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        return S3Storage(parts.netloc, parts.path.strip("/"), settings)
    raise ValueError(f"QUINTET_FILES_URL must be file:///folder or s3://bucket/prefix, not {url!r}")


def key_of(workspace_id: str, file_id: str) -> str:
    """Where a file's bytes lie. The middle part keeps folders small."""
    return f"{workspace_id}/{file_id[-2:]}/{file_id}"


class FileStore:
    """Storage for requests (`async`, on a few threads of its own) and for jobs (`…_sync`)."""

    def __init__(self, storage: Storage, settings: FilesSettings) -> None:
        self.storage = storage
        self.settings = settings
        self._pool = ThreadPoolExecutor(settings.threads, thread_name_prefix="files")

    async def save(self, workspace_id: str, file: BinaryIO, max_bytes: int) -> Blob:
        """Put an open file into storage. Raises TooLarge, and what storage raises."""
        return await self._run(lambda: self.save_sync(workspace_id, _chunks(file), max_bytes))

    def save_sync(self, workspace_id: str, chunks: Iterable[bytes], max_bytes: int) -> Blob:
        """`save` on the calling thread, chunk by chunk: a generator may make them on the way."""
        file_id = new_id()
        meter = _Meter(max_bytes)
        key = key_of(workspace_id, file_id)
        self.storage.put(key, meter.measure(chunks))
        return Blob(file_id, key, meter.size, meter.digest.hexdigest(), meter.head)

    async def open(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`. Raises BlobMissing at once. The iterator has to be run or closed."""
        return self._stream(await self._run(lambda: self.storage.read(key, start, end)))

    def open_sync(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self.storage.read(key, start, end)

    def discard(self, key: str) -> None:
        """Delete soon, in the background; what fails is left to the sweep."""
        self._pool.submit(self._discard, key)

    def presigned(self, key: str, lifetime: timedelta) -> str | None:
        """A URL for an outside service to fetch the bytes from; None where storage serves none."""
        return self.storage.presigned(key, lifetime)

    def close(self) -> None:
        """Finish what is under way."""
        self._pool.shutdown(wait=True)

    def _discard(self, key: str) -> None:
        try:
            self.storage.delete(key)
        except Exception:
            log.warning("a blob could not be deleted yet", exc_info=True)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._pool.submit(work))

    async def _stream(self, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
        pending = None
        try:
            while True:
                pending = self._pool.submit(next, chunks, None)
                chunk = await asyncio.wrap_future(pending)
                if chunk is None:
                    return
                yield chunk
        finally:
            # When the client left, a thread may still be reading: it closes the file when it is done.
            if pending is not None and isinstance(chunks, Generator):
                pending.add_done_callback(lambda _: chunks.close())


class _Meter:
    def __init__(self, max_bytes: int) -> None:
        self._max = max_bytes
        self.size = 0
        self.digest = hashlib.sha256()
        self.head = b""

    def measure(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            if self.size > self._max:
                raise TooLarge(f"The file is larger than {self._max} bytes.")
            if len(self.head) < HEAD_BYTES:
                self.head += chunk[: HEAD_BYTES - len(self.head)]
            self.digest.update(chunk)
            yield chunk


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
