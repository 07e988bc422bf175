"""One contract for both storages; S3 is spoken to moto's server over a real socket."""

import asyncio
import io
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from quintet.foundation.files import FileStore
from quintet.foundation.files.local import LocalStorage
from quintet.foundation.files.s3 import S3Storage
from quintet.foundation.files.settings import FilesSettings
from quintet.foundation.files.storage import BlobMissing, Storage
from quintet.kit.errors import ProviderRejected, ProviderUnavailable, TooLarge
from quintet.kit.ids import new_id

MB = 1024 * 1024
BUCKET = "quintet-files"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def s3_settings(endpoint: str) -> FilesSettings:
    return FilesSettings(
        s3_endpoint=endpoint, s3_access_key_id="key", s3_secret_access_key="secret", s3_path_style=True, _env_file=None
    )


@pytest.fixture
def bucket(endpoint: str) -> Iterator[str]:
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    )
    client.create_bucket(Bucket=BUCKET)
    yield BUCKET
    uploads = client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    for blob in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=blob["Key"])
    client.delete_bucket(Bucket=BUCKET)
    client.close()
    assert not uploads, "an upload was left unfinished"


@pytest.fixture
def s3(endpoint: str, bucket: str) -> S3Storage:
    return S3Storage(bucket, "some/prefix", s3_settings(endpoint), retries=1, patience=5)


@pytest.fixture
def local(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files")


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest) -> Storage:
    found: Storage = request.getfixturevalue(request.param)
    return found


def content(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(storage.read(key, start, end))


class TestStorageContract:
    def test_gives_back_what_it_was_given(self, storage: Storage) -> None:
        storage.put("a/b", [b"hello ", b"", b"world"])
        assert content(storage, "a/b") == b"hello world"
        assert storage.size("a/b") == 11
        assert storage.exists("a/b")

    def test_an_empty_blob(self, storage: Storage) -> None:
        storage.put("empty", [])
        assert content(storage, "empty") == b""
        assert storage.size("empty") == 0

    def test_a_large_blob_streams_in_pieces(self, storage: Storage) -> None:
        parts = [os.urandom(MB) for _ in range(12)]
        storage.put("large", iter(parts))
        chunks = list(storage.read("large"))
        assert b"".join(chunks) == b"".join(parts)
        assert len(chunks) > 10

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (0, 3, b"012"),
            (4, 6, b"45"),
            (7, None, b"789"),
            (0, 99, b"0123456789"),
            (9, 10, b"9"),
            (3, 3, b""),
            (10, None, b""),
        ],
    )
    def test_ranges(self, storage: Storage, start: int, end: int | None, expected: bytes) -> None:
        storage.put("digits", [b"0123456789"])
        assert content(storage, "digits", start, end) == expected

    def test_putting_again_replaces(self, storage: Storage) -> None:
        storage.put("k", [b"a long old text"])
        storage.put("k", [b"new"])
        assert content(storage, "k") == b"new"

    def test_missing(self, storage: Storage) -> None:
        assert not storage.exists("none")
        storage.delete("none")
        for attempt in (
            lambda: storage.size("none"),
            lambda: storage.read("none"),
            lambda: storage.read("none", 1, 2),
            lambda: storage.read("none", 1, 1),
            lambda: storage.read("none", 5),
        ):
            with pytest.raises(BlobMissing):
                attempt()

    def test_deleting(self, storage: Storage) -> None:
        storage.put("x/1", [b"1"])
        storage.put("x/2", [b"2"])
        storage.delete("x/1")
        assert not storage.exists("x/1")
        assert content(storage, "x/2") == b"2"

    def test_lists_all_with_size_and_time(self, storage: Storage) -> None:
        for number in range(5):
            storage.put(f"w{number}/aa/{number}", [b"x" * number])
        found = {blob.key: blob for blob in storage.list()}
        assert {key: blob.size for key, blob in found.items()} == {f"w{n}/aa/{n}": n for n in range(5)}
        assert all(abs(blob.modified_at - datetime.now(UTC)) < timedelta(minutes=1) for blob in found.values())

    def test_an_empty_storage_lists_nothing(self, storage: Storage) -> None:
        assert list(storage.list()) == []
        assert storage.clear_unfinished(datetime.now(UTC)) == 0

    @pytest.mark.parametrize("size", [1, 6 * MB])
    def test_a_failing_source_leaves_nothing_and_the_old_blob(self, storage: Storage, size: int) -> None:
        def source() -> Iterator[bytes]:
            yield b"y" * size
            raise ConnectionResetError("the client went away")

        storage.put("old", [b"old"])
        for key in ("old", "new"):
            with pytest.raises(ConnectionResetError, match="went away"):
                storage.put(key, source())
        assert content(storage, "old") == b"old"
        assert not storage.exists("new")
        assert [blob.key for blob in storage.list()] == ["old"]

    @pytest.mark.parametrize(
        "key",
        ["", "/", "/etc/passwd", "a/../b", "../a", "a//b", "a/", "./a", "a/.hidden", ".unfinished/x", "a\\..\\b",
         "a\x00b", "a b", "é", "a\n", "a/%2e%2e/b", "x" * 401],
    )  # fmt: skip
    def test_unsafe_keys_are_refused(self, storage: Storage, key: str) -> None:
        attempts: list[Callable[[], object]] = [
            lambda: storage.put(key, [b"x"]),
            lambda: storage.read(key),
            lambda: storage.size(key),
            lambda: storage.exists(key),
            lambda: storage.delete(key),
        ]
        for attempt in attempts:
            with pytest.raises(ValueError, match="not a storage key"):
                attempt()

    def test_many_at_once(self, storage: Storage) -> None:
        failures: list[BaseException] = []

        def work(number: int) -> None:
            try:
                storage.put(f"same/{number % 4}", [bytes([65 + number]) * 10_000])
                assert len(set(content(storage, f"same/{number % 4}"))) == 1
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []


class TestLocal:
    def test_nothing_unfinished_shows(self, local: LocalStorage) -> None:
        seen: list[list[str]] = []

        def source() -> Iterator[bytes]:
            yield b"half"
            seen.append([blob.key for blob in local.list()])
            assert not local.exists("k")
            yield b"whole"

        local.put("k", source())
        assert seen == [[]]

    def test_leftovers_of_a_crash_are_cleared_when_old(self, local: LocalStorage, tmp_path: Path) -> None:
        local.put("k", [b"x"])
        for name, age in (("crashed", 7200), ("running", 0)):
            path = tmp_path / "files" / ".unfinished" / name
            path.write_bytes(b"half")
            stamp = datetime.now(UTC).timestamp() - age
            os.utime(path, (stamp, stamp))
        assert local.clear_unfinished(datetime.now(UTC) - timedelta(hours=1)) == 1
        assert [path.name for path in (tmp_path / "files" / ".unfinished").iterdir()] == ["running"]
        assert [blob.key for blob in local.list()] == ["k"]

    def test_a_disk_that_fails_is_said_to_be_unavailable(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(ProviderUnavailable, match="storage failed"):
            LocalStorage(tmp_path / "file").put("k", [b"x"])

    def test_serves_no_urls(self, local: LocalStorage) -> None:
        assert local.presigned("k", timedelta(minutes=1)) is None


class TestS3:
    def test_presigned(self, s3: S3Storage) -> None:
        s3.put("a/b", [b"hello"])
        url = s3.presigned("a/b", timedelta(minutes=5))
        assert url is not None
        assert httpx.get(url).content == b"hello"

    def test_behind_the_file_store(self, s3: S3Storage, endpoint: str) -> None:
        store = FileStore(s3, s3_settings(endpoint))
        content = os.urandom(6 * MB)

        async def there_and_back() -> bytes:
            blob = await store.save(new_id(), io.BytesIO(content), 10 * MB)
            return b"".join([chunk async for chunk in await store.open(blob.key, 1000, 5 * MB)])

        try:
            assert asyncio.run(there_and_back()) == content[1000 : 5 * MB]
            with pytest.raises(TooLarge):
                store.save_sync(new_id(), [content, content], 10 * MB)
            assert len(list(s3.list())) == 1
        finally:
            store.close()

    def test_keys_lie_below_the_prefix(self, s3: S3Storage, endpoint: str, bucket: str) -> None:
        s3.put("a", [b"x"])
        whole = S3Storage(bucket, "", s3_settings(endpoint))
        assert [blob.key for blob in whole.list()] == ["some/prefix/a"]

    def test_a_bucket_that_is_not_there(self, endpoint: str) -> None:
        storage = S3Storage("no-such-bucket", "", s3_settings(endpoint), retries=0, patience=2)
        with pytest.raises(ProviderRejected, match="bucket"):
            storage.put("k", [b"x"])

    def test_a_server_that_does_not_answer(self) -> None:
        storage = S3Storage("files", "", s3_settings("http://127.0.0.1:9"), retries=0, patience=1)
        attempts: list[Callable[[], object]] = [
            lambda: storage.put("k", [b"x"]),
            lambda: storage.read("k"),
            lambda: storage.size("k"),
            lambda: storage.delete("k"),
            lambda: list(storage.list()),
        ]
        for attempt in attempts:
            with pytest.raises(ProviderUnavailable) as caught:
                attempt()
            assert "127.0.0.1" not in caught.value.message
