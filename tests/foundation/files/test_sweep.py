import asyncio
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy.orm import Session

from quintet.foundation.access import system_actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events import Ref
from quintet.foundation.files import ATTACHMENT, Blob, FilesSettings, FileStore, StoredFile, service
from quintet.foundation.files.jobs import sweep_orphaned_files
from quintet.foundation.files.local import LocalStorage
from quintet.foundation.files.sweep import sweep_orphans
from quintet.foundation.jobs import REGISTRY, JobContext
from quintet.kit.errors import NotFound, TooLarge
from quintet.kit.ids import new_id

WORKSPACE = new_id()
ACTOR = system_actor(WORKSPACE)


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "blobs")


@pytest.fixture
def store(storage: LocalStorage) -> Iterator[FileStore]:
    made = FileStore(storage, FilesSettings(_env_file=None))
    yield made
    made.close()


def record(db: Database, blob: Blob, related: Ref | None = None) -> StoredFile:
    def work(session: Session) -> StoredFile:
        bind_workspace(session, WORKSPACE)
        file = service.store_file(session, ACTOR, blob, purpose=ATTACHMENT, name="a.txt")
        if related is not None:
            file.related_type, file.related_id = related
        return file

    return db.write_sync(work)


def age(tmp_path: Path, key: str, hours: float) -> None:
    stamp = datetime.now(UTC).timestamp() - hours * 3600
    os.utime(tmp_path / "blobs" / key, (stamp, stamp))


class TestSweep:
    def test_removes_what_is_old_and_has_no_row(
        self, db: Database, store: FileStore, storage: LocalStorage, tmp_path: Path
    ) -> None:
        kept, orphan, fresh = (store.save_sync(WORKSPACE, [b"12345"], 100) for _ in range(3))
        record(db, kept)
        storage.put("somebody/elses", [b"x"])
        for key in (kept.key, orphan.key, "somebody/elses"):
            age(tmp_path, key, 25)
        age(tmp_path, fresh.key, 23)
        swept = sweep_orphans(db, storage)
        assert (swept.seen, swept.removed, swept.removed_bytes) == (2, 1, 5)
        assert {blob.key for blob in storage.list()} == {kept.key, fresh.key, "somebody/elses"}
        assert sweep_orphans(db, storage).removed == 0

    def test_goes_through_more_than_one_batch(
        self, db: Database, store: FileStore, storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("quintet.foundation.files.sweep._BATCH", 3)
        kept = [store.save_sync(WORKSPACE, [b"k"], 100) for _ in range(4)]
        for blob in kept:
            record(db, blob)
        for _ in range(7):
            store.save_sync(WORKSPACE, [b"o"], 100)
        assert sweep_orphans(db, storage, timedelta(0)).removed == 7
        assert {blob.key for blob in storage.list()} == {blob.key for blob in kept}

    def test_a_rolled_back_upload_is_swept(self, db: Database, store: FileStore, storage: LocalStorage) -> None:
        record(db, store.save_sync(WORKSPACE, [b"k"], 100))
        blob = store.save_sync(WORKSPACE, [b"o"], 100)

        def work(session: Session) -> None:
            bind_workspace(session, WORKSPACE)
            service.store_file(session, ACTOR, blob, purpose=ATTACHMENT, name="a")
            raise RuntimeError("crash")

        with pytest.raises(RuntimeError, match="crash"):
            db.write_sync(work)
        assert sweep_orphans(db, storage, timedelta(0)).removed == 1

    def test_runs_every_night(self, db: Database, store: FileStore, storage: LocalStorage, tmp_path: Path) -> None:
        record(db, store.save_sync(WORKSPACE, [b"k"], 100))
        orphan = store.save_sync(WORKSPACE, [b"o"], 100)
        age(tmp_path, orphan.key, 25)
        context = SimpleNamespace(db=db, service=lambda kind: {FileStore: store}[kind])
        REGISTRY.schedules["files.sweep_orphans"].job.run(cast("JobContext", context))
        assert not storage.exists(orphan.key)
        assert sweep_orphaned_files.name in REGISTRY.jobs

    def test_an_empty_database_is_taken_for_the_wrong_one(
        self, db: Database, store: FileStore, storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.save_sync(WORKSPACE, [b"o"], 100)
        monkeypatch.setattr("quintet.foundation.files.sweep._knows_no_file", lambda session: True)
        assert sweep_orphans(db, storage, timedelta(0)).removed == 0
        assert len(list(storage.list())) == 1


class TestStore:
    def test_measures_while_it_streams(self, store: FileStore) -> None:
        blob = store.save_sync(WORKSPACE, (bytes([65]) * 10 for _ in range(3)), 30)
        assert (blob.size, blob.head) == (30, b"A" * 16)
        assert b"".join(store.open_sync(blob.key, 28)) == b"AA"

    def test_stops_at_the_limit(self, store: FileStore, storage: LocalStorage) -> None:
        taken: list[int] = []

        def endless() -> Iterator[bytes]:
            while True:
                taken.append(1)
                yield b"x" * 10

        with pytest.raises(TooLarge):
            store.save_sync(WORKSPACE, endless(), 95)
        assert len(taken) == 10
        assert list(storage.list()) == []

    def test_a_deletion_that_is_rolled_back_keeps_the_bytes(self, db: Database, store: FileStore) -> None:
        file = record(db, store.save_sync(WORKSPACE, [b"keep"], 100))

        def work(session: Session) -> None:
            bind_workspace(session, WORKSPACE)
            service.delete_file(session, ACTOR, store, file.id)
            raise RuntimeError("crash")

        with pytest.raises(RuntimeError, match="crash"):
            db.write_sync(work)
        store.close()
        assert b"".join(store.open_sync(file.storage_key)) == b"keep"

    def test_the_files_of_a_record_go_with_it(self, db: Database, store: FileStore, storage: LocalStorage) -> None:
        contact = Ref("contact", new_id())
        files = [record(db, store.save_sync(WORKSPACE, [b"x"], 100), contact) for _ in range(2)]
        other = record(db, store.save_sync(WORKSPACE, [b"x"], 100))

        def delete(session: Session) -> int:
            bind_workspace(session, WORKSPACE)
            return service.delete_files_of(session, ACTOR, store, contact)

        def read(session: Session) -> None:
            bind_workspace(session, WORKSPACE)
            service.get_file(session, ACTOR, other.id)
            with pytest.raises(NotFound):
                service.get_file(session, ACTOR, files[0].id)

        assert db.write_sync(delete) == 2
        db.read_sync(read)
        store.close()
        assert [blob.key for blob in storage.list()] == [other.storage_key]

    def test_on_the_event_loop(self, store: FileStore) -> None:
        async def there_and_back() -> bytes:
            blob = await store.save(WORKSPACE, io.BytesIO(b"abc" * 200_000), 1_000_000)
            return b"".join([chunk async for chunk in await store.open(blob.key)])

        assert asyncio.run(there_and_back()) == b"abc" * 200_000
