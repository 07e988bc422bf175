"""A real server, because only that can stream."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx
import pytest
import uvicorn
from fastapi import FastAPI

from quintet.foundation.realtime.endpoints import streams_of
from quintet.foundation.realtime.serving import StreamingServer
from quintet.foundation.realtime.settings import RealtimeSettings
from quintet.foundation.realtime.streams import Streams
from tests.world import Person


@dataclass
class Message:
    """One server-sent event; `data` is None where only the id moved on."""

    id: str
    event: str
    data: Any


class Stream:
    """An open stream, read line by line."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.comments = 0
        self._lines = response.iter_lines()

    def next(self) -> Message:
        """The next message. StopIteration at the end of the stream."""
        found: dict[str, str] = {}
        while True:
            line = next(self._lines)
            if line.startswith(":"):
                self.comments += 1
            elif line:
                name, _, value = line.partition(": ")
                found[name] = value
            elif found:
                data = json.loads(found["data"]) if "data" in found else None
                return Message(found.get("id", ""), found.get("event", "message"), data)

    def event(self) -> Message:
        """The next message that has something to say."""
        while (message := self.next()).data is None:
            pass
        return message

    def until_heartbeat(self) -> None:
        before = self.comments
        while self.comments == before:
            line = next(self._lines)
            self.comments += line.startswith(":")


Opener = Callable[..., Any]


@pytest.fixture
def realtime_settings() -> RealtimeSettings:
    return RealtimeSettings(heartbeat_seconds=0.4, poll_seconds=0.2, pause_seconds=0.01, connections_per_user=3)


@pytest.fixture
def streams(app: FastAPI, realtime_settings: RealtimeSettings) -> Streams:
    app.state.streams = Streams(app.state.door.db, realtime_settings)
    return streams_of(app)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application behind a real server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, lifespan="off", log_config=None, timeout_graceful_shutdown=5)
        server = StreamingServer(config, app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def address(app: FastAPI, streams: Streams) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def follow(address: str) -> Iterator[Opener]:
    """Opens somebody's stream and waits until it has begun."""
    with httpx.Client(base_url=address, timeout=10) as client:

        @contextmanager
        def open_(person: Person, headers: dict[str, str] | None = None, **parameters: str) -> Iterator[Stream]:
            sent = {"Authorization": f"Bearer {person.token}", **(headers or {})}
            with client.stream("GET", "/api/v1/events/stream", params=parameters, headers=sent) as response:
                if response.status_code != 200:
                    response.read()
                    raise AssertionError(response.text)
                yield Stream(response)

        yield open_
