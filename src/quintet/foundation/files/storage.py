"""The storage port: bytes under keys. Blocking; `FileStore` brings it to the event loop."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_MAX_KEY = 400


class BlobMissing(Exception):
    """There is nothing under this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no blob {key}")
        self.key = key


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """A blob as storage lists it; `size` in bytes."""

    key: str
    size: int
    modified_at: datetime


class Storage(Protocol):
    """Keeps blobs. Keys are path-like ASCII, checked by `check_key` (ValueError).

    All methods raise ProviderUnavailable when storage cannot be reached or is full, and ProviderRejected when it
    refuses us.
    """

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        """Store the chunks, durably and whole or not at all. What `chunks` raises passes through."""
        ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises BlobMissing at once, not on the first chunk."""
        ...

    def size(self, key: str) -> int:
        """In bytes. Raises BlobMissing."""
        ...

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Missing is fine."""
        ...

    def list(self) -> Iterator[BlobInfo]:
        """All blobs, in no particular order."""
        ...

    def clear_unfinished(self, before: datetime) -> int:
        """Remove what interrupted `put`s left behind before that time; returns how many."""
        ...

    def presigned(self, key: str, lifetime: timedelta) -> str | None:
        """A URL under which anybody may fetch the blob for a while; None where storage serves no URLs."""
        ...


def check_key(key: str) -> str:
    """The key, if it is one. No part begins with a dot, so none climbs out or hides."""
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[:_MAX_KEY]!r}")
    return key
