"""How the tests upload files and look at what became of them."""

import time
from collections.abc import Callable

import httpx

from quintet.foundation.files.local import LocalStorage
from tests.foundation.files.conftest import Team

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
FILES = "/api/v1/files"


def upload(
    client: httpx.Client,
    content: bytes = b"some text",
    name: str = "notes.txt",
    content_type: str = "text/plain",
    key: str | None = None,
    **fields: str,
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(FILES, files={"file": (name, content, content_type)}, data=fields, headers=headers)


def uploaded(client: httpx.Client, content: bytes = b"some text", **fields: str) -> str:
    response = upload(client, content, **fields)
    assert response.status_code == 201, response.text
    file_id: str = response.json()["id"]
    return file_id


def fields_of(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.status_code == 422, response.text
    return [(error["field"], error["code"]) for error in response.json()["errors"]]


def blobs_of(disk: LocalStorage, team: Team) -> list[str]:
    return [blob.key for blob in disk.list() if blob.key.startswith(team.workspace_id)]


def eventually(condition: Callable[[], bool]) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("did not come about")
