import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, UploadFile
from fastapi.responses import PlainTextResponse
from starlette.types import Message

from quintet.foundation.bodylimit import BodyLimit

LIMITS = {"/upload": 200_000, "/upload/small": 10}


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/json")
    async def read_json(body: dict[str, str]) -> int:
        return len(body)

    @app.post("/raw")
    @app.post("/upload/raw")
    @app.post("/upload/small")
    async def read_raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/upload/form")
    async def read_form(file: UploadFile) -> int:
        return len(await file.read())

    @app.post("/ignore")
    async def ignore() -> PlainTextResponse:
        return PlainTextResponse("not read")

    return app


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(BodyLimit(application(), 1000, LIMITS), log_level="error", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


async def chunks(count: int, size: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def post(url: str, path: str, content: bytes | AsyncIterator[bytes]) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url) as client:
        return await client.post(path, content=content)


def assert_refused(response: httpx.Response, limit: int) -> None:
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "too_large"
    assert str(limit) in problem["detail"]


class TestOverTheWire:
    def test_what_fits_passes(self, url: str) -> None:
        assert httpx.post(f"{url}/raw", content=b"x" * 1000).json() == 1000
        assert httpx.post(f"{url}/upload/raw", content=b"x" * 200_000).json() == 200_000
        assert httpx.post(f"{url}/raw").json() == 0
        assert asyncio.run(post(url, "/raw", chunks(10, 100))).json() == 1000

    def test_a_declared_length_is_refused_unread(self, url: str) -> None:
        assert_refused(httpx.post(f"{url}/raw", content=b"x" * 1001), 1000)
        assert_refused(httpx.post(f"{url}/ignore", content=b"x" * 1001), 1000)

    def test_a_large_body_in_flight_still_gets_its_answer(self, url: str) -> None:
        for _ in range(5):
            assert_refused(httpx.post(f"{url}/raw", content=b"x" * 8_000_000), 1000)

    def test_chunks_are_counted_while_they_come(self, url: str) -> None:
        assert_refused(asyncio.run(post(url, "/raw", chunks(11, 100))), 1000)
        assert_refused(asyncio.run(post(url, "/json", chunks(100, 1000))), 1000)

    def test_a_form_read_in_pieces(self, url: str) -> None:
        files = {"file": ("a.bin", b"x" * 300_000)}
        assert_refused(httpx.post(f"{url}/upload/form", files=files), 200_000)

    def test_the_longest_prefix_counts(self, url: str) -> None:
        assert_refused(httpx.post(f"{url}/upload/small", content=b"x" * 11), 10)

    def test_a_body_nobody_reads_does_no_harm(self, url: str) -> None:
        assert asyncio.run(post(url, "/ignore", chunks(20, 100))).text == "not read"

    def test_a_client_that_asks_first_sends_nothing(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=1.5) as client:
            head = b"POST /raw HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5000\r\n\r\n"
            client.sendall(head)
            assert client.recv(65536).startswith(b"HTTP/1.1 413")


class TestProtocol:
    def run(self, limit: int, parts: list[bytes], answer_first: bool = False) -> list[Message]:
        sent: list[Message] = []
        messages = [{"type": "http.request", "body": p, "more_body": i + 1 < len(parts)} for i, p in enumerate(parts)]

        async def receive() -> Message:
            return dict(messages.pop(0))

        async def send(message: Message) -> None:
            sent.append(message)

        async def app(scope: object, receive: object, send: object) -> None:
            assert callable(receive)
            assert callable(send)
            if answer_first:
                await send({"type": "http.response.start", "status": 200, "headers": []})
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ConnectionError("gone")
                more = message["more_body"]
            await send({"type": "http.response.body", "body": b"done"})

        scope = {
            "type": "http",
            "path": "/",
            "headers": [(b"transfer-encoding", b"chunked")],
            "state": {"request_id": "r1"},
        }
        asyncio.run(BodyLimit(app, limit)(scope, receive, send))
        return sent

    def test_the_answer_is_given_once_and_names_the_request(self) -> None:
        sent = self.run(3, [b"ab", b"cd", b"ef"])
        assert [message["type"] for message in sent].count("http.response.start") == 1
        assert json.loads(sent[1]["body"])["request_id"] == "r1"

    def test_an_answer_under_way_is_left_alone(self) -> None:
        sent = self.run(3, [b"ab", b"cd"], answer_first=True)
        assert [message.get("status") for message in sent] == [200]

    def test_errors_of_the_application_pass_through(self) -> None:
        async def broken(scope: object, receive: object, send: object) -> None:
            raise KeyError("bug")

        async def nothing(*_: object) -> Message:
            return {}

        async def no_send(_: Message) -> None:
            return None

        scope = {"type": "http", "path": "/", "headers": [(b"content-length", b"1")]}
        with pytest.raises(KeyError, match="bug"):
            asyncio.run(BodyLimit(broken, 10)(scope, nothing, no_send))

    def test_other_protocols_pass(self) -> None:
        seen: list[str] = []

        async def app(scope: Message, receive: object, send: object) -> None:
            seen.append(scope["type"])

        async def nothing(*_: object) -> Message:
            return {}

        async def no_send(_: Message) -> None:
            return None

        asyncio.run(BodyLimit(app, 1)({"type": "lifespan"}, nothing, no_send))
        assert seen == ["lifespan"]
