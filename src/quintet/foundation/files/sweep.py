"""Removes what lay in the bin for its time, and blobs without a row: uploads cut short, deletions cut short."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, all_workspaces
from quintet.foundation.files.models import StoredFile
from quintet.foundation.files.service import BIN_DAYS
from quintet.foundation.files.storage import BlobInfo, Storage
from quintet.kit import time

log = logging.getLogger(__name__)

MIN_AGE = timedelta(hours=24)
_BATCH = 500
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Whatever else lies in the bucket is not ours to delete.
_OURS = re.compile(rf"{_UUID}/[0-9a-f]{{2}}/{_UUID}")


@dataclass(frozen=True, slots=True)
class Swept:
    """`removed_bytes` in bytes; `unfinished` counts cut-off writes that storage itself cleared."""

    seen: int
    removed: int
    removed_bytes: int
    unfinished: int


def sweep_orphans(db: Database, storage: Storage, min_age: timedelta = MIN_AGE) -> Swept:
    """Delete blobs that are older than `min_age` and have no row.

    An upload gets its row within minutes of its bytes, so what is old and has none never will. A database without any
    files is taken for the wrong one (a shared bucket, a restore gone astray), and nothing is deleted.
    """
    before = time.now() - min_age
    unfinished = storage.clear_unfinished(before)
    seen = removed = removed_bytes = 0
    if db.read_sync(_knows_no_file):
        return Swept(seen, removed, removed_bytes, unfinished)
    old = (blob for blob in storage.list() if blob.modified_at < before and _OURS.fullmatch(blob.key))
    for batch in _batches(old):
        keys = [blob.key for blob in batch]
        kept = db.read_sync(partial(_with_row, keys=keys))
        seen += len(batch)
        for blob in batch:
            if blob.key not in kept:
                storage.delete(blob.key)
                removed += 1
                removed_bytes += blob.size
    if removed:
        log.info("removed %d files (%d bytes) that belong to nothing", removed, removed_bytes)
    return Swept(seen, removed, removed_bytes, unfinished)


def empty_bin(db: Database, storage: Storage) -> int:
    """Delete up to a thousand files that lay in the bin for its days; returns how many. The sweep takes what stays."""
    before = time.now() - timedelta(days=BIN_DAYS)

    def work(session: Session) -> list[str]:
        with all_workspaces(session):
            old = session.execute(
                select(StoredFile.id, StoredFile.storage_key).where(StoredFile.deleted_at < before).limit(1_000)
            ).all()
            session.execute(delete(StoredFile).where(StoredFile.id.in_([row.id for row in old])))
            return [row.storage_key for row in old]

    keys = db.write_sync(work)
    for key in keys:
        storage.delete(key)
    return len(keys)


def _batches(blobs: Iterator[BlobInfo]) -> Iterator[list[BlobInfo]]:
    while batch := list(islice(blobs, _BATCH)):
        yield batch


def _knows_no_file(session: Session) -> bool:
    with all_workspaces(session):
        return session.scalar(select(StoredFile.id).limit(1)) is None


def _with_row(session: Session, *, keys: list[str]) -> set[str]:
    with all_workspaces(session):
        return set(session.scalars(select(StoredFile.storage_key).where(StoredFile.storage_key.in_(keys))))
