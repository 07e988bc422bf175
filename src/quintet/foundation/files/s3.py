"""Storage in a bucket of S3 or of anything that speaks its protocol."""

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from quintet.foundation.files.settings import FilesSettings
from quintet.foundation.files.storage import BlobInfo, BlobMissing, check_key
from quintet.kit.errors import ProviderRejected, ProviderUnavailable

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import ClientConfig, S3Config

_CHUNK = 256 * 1024
_PART = 5 * 1024 * 1024


class S3Storage:
    """Large blobs go up in parts; a failed upload is aborted and never seen.

    Parts of an upload whose process died stay hidden in the bucket until its lifecycle rule
    (`AbortIncompleteMultipartUpload`) removes them.
    """

    def __init__(
        self, bucket: str, prefix: str, settings: FilesSettings, *, retries: int = 4, patience: float = 30.0
    ) -> None:
        """`patience` is how many seconds one request may take, and how long is tried again."""
        config: S3Config = {
            "region": settings.s3_region,
            "virtual_hosted_style_request": not settings.s3_path_style,
        }
        if settings.s3_endpoint:
            config["endpoint"] = settings.s3_endpoint
        if settings.s3_access_key_id and settings.s3_secret_access_key:
            config["access_key_id"] = settings.s3_access_key_id
            config["secret_access_key"] = settings.s3_secret_access_key
        client: ClientConfig = {
            "allow_http": (settings.s3_endpoint or "").startswith("http://"),
            "timeout": timedelta(seconds=patience),
            "connect_timeout": timedelta(seconds=min(patience, 5.0)),
        }
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            config=config,
            client_options=client,
            retry_config={"max_retries": retries, "retry_timeout": timedelta(seconds=patience)},
        )

    def put(self, key: str, chunks: Iterable[bytes]) -> None:
        check_key(key)
        try:
            with _answers(key):
                obstore.put(self._store, key, iter(chunks), chunk_size=_PART, max_concurrency=2)
        except BlobMissing as error:
            raise ProviderRejected("The file storage knows no such bucket.") from error

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        check_key(key)
        if end is not None and end <= start:
            self.size(key)
            return iter(())
        with _answers(key):
            if end is not None:
                found = obstore.get(self._store, key, options={"range": (start, end)})
            elif start:
                if start >= self.size(key):
                    return iter(())
                found = obstore.get(self._store, key, options={"range": {"offset": start}})
            else:
                found = obstore.get(self._store, key)
        return _chunks(key, found)

    def size(self, key: str) -> int:
        with _answers(check_key(key)):
            return obstore.head(self._store, key)["size"]

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except BlobMissing:
            return False
        return True

    def delete(self, key: str) -> None:
        with contextlib.suppress(BlobMissing), _answers(check_key(key)):
            obstore.delete(self._store, key)

    def list(self) -> Iterator[BlobInfo]:
        batches = iter(obstore.list(self._store, chunk_size=1000))
        while True:
            with _answers("*"):
                batch = next(batches, None)
            if batch is None:
                return
            for meta in batch:
                yield BlobInfo(meta["path"], meta["size"], meta["last_modified"].astimezone(UTC))

    def clear_unfinished(self, before: datetime) -> int:
        return 0

    def presigned(self, key: str, lifetime: timedelta) -> str | None:
        with _answers(check_key(key)):
            return obstore.sign(self._store, "GET", key, lifetime)


def _chunks(key: str, found: "GetResult") -> Iterator[bytes]:
    stream = iter(found.stream(min_chunk_size=_CHUNK))
    while True:
        with _answers(key):
            chunk = next(stream, None)
        if chunk is None:
            return
        yield bytes(chunk)


@contextlib.contextmanager
def _answers(key: str) -> Iterator[None]:
    """Storage's errors as ours; their text names hosts and keys of ours and stays in the cause."""
    try:
        yield
    except FileNotFoundError:
        raise BlobMissing(key) from None
    except (PermissionDeniedError, UnauthenticatedError) as error:
        raise ProviderRejected("The file storage refuses our credentials.") from error
    except BaseError as error:
        raise ProviderUnavailable("The file storage did not answer.") from error
