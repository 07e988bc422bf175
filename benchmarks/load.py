"""A closed-loop HTTP client that costs little itself: a few keep-alive connections, each asking as soon as answered."""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import uvloop


@dataclass(frozen=True, slots=True)
class Result:
    """One run: answers per second, latencies in milliseconds, answers that were not 2xx."""

    rate: float
    p50: float
    p99: float
    failures: int
    answers: int


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Callable[[], bytes], until: float, done: asyncio.Future[None]) -> None:
        self.latencies: list[float] = []
        self.failures = 0
        self._requests = requests
        self._until = until
        self._done = done
        self._buffer = bytearray()
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self._ask()

    def _ask(self) -> None:
        assert self._transport is not None
        self._sent = time.perf_counter()
        if self._sent >= self._until:
            self._transport.close()
            if not self._done.done():
                self._done.set_result(None)
            return
        self._transport.write(self._requests())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        self.latencies.append(time.perf_counter() - self._sent)
        if head[9:10] != b"2":
            self.failures += 1
        del self._buffer[: end + 4 + length]
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server closed the connection"))


def run(port: int, requests: Callable[[], bytes], *, connections: int = 8, seconds: float = 5.0) -> Result:
    """Ask for some seconds; `requests` gives the bytes of the next request."""

    async def go() -> Result:
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        opened = []
        waits = []
        for _ in range(connections):
            done: asyncio.Future[None] = loop.create_future()
            _, protocol = await loop.create_connection(
                lambda done=done: _Connection(requests, started + seconds, done), "127.0.0.1", port
            )
            opened.append(protocol)
            waits.append(done)
        await asyncio.gather(*waits)
        took = time.perf_counter() - started
        latencies = sorted(latency for protocol in opened for latency in protocol.latencies)
        return Result(
            rate=len(latencies) / took,
            p50=statistics.median(latencies) * 1000,
            p99=latencies[int(len(latencies) * 0.99)] * 1000,
            failures=sum(protocol.failures for protocol in opened),
            answers=len(latencies),
        )

    return uvloop.run(go())


def request(method: str, path: str, *, token: str = "", body: bytes = b"") -> bytes:
    """The bytes of one request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body
