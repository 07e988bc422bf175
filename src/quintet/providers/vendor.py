"""JSON over HTTP with vendors: bounded in time and size, and their failures in our words."""

import ssl
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from quintet.kit.errors import ProviderRejected, ProviderUnavailable

_MOST_BYTES = 1_000_000
_MOST_WAIT = 3_600


class Vendor:
    """One vendor's API. `setting` holds the key; `busy` are the statuses by which it says that we ask too often."""

    def __init__(
        self,
        label: str,
        url: str,
        *,
        setting: str,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        busy: frozenset[int] = frozenset({429}),
    ) -> None:
        self.label = label
        self._url = url.rstrip("/")
        self._setting = setting
        self._timeout = timeout
        self._headers = {"Accept": "application/json", **(headers or {})}
        self._busy = busy

    async def ask(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, body: Any = None
    ) -> tuple[int, dict[str, Any]]:
        """The status (200 to 499) and what the answer says. ProviderUnavailable, or ProviderRejected for the key."""
        try:
            # Only connecting is tried again: a question that arrived may have cost a credit.
            transport = httpx.AsyncHTTPTransport(retries=1, verify=tls())
            async with (
                httpx.AsyncClient(transport=transport, timeout=self._timeout, headers=self._headers) as client,
                client.stream(method, self._url + path, params=params, json=body) as answer,
            ):
                content = await self._read(answer)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ProviderUnavailable(f"{self.label} does not answer. Try again in a while.") from None
        status = answer.status_code
        if status in self._busy:
            message = f"{self.label} is asked too often, or its credits are used up. Try again later."
            raise ProviderUnavailable(message, retry_after=seconds_to_wait(answer))
        if status >= 500:
            raise ProviderUnavailable(f"{self.label} has trouble of its own. Try again in a while.")
        if status in (401, 403):
            raise ProviderRejected(f"{self.label} does not accept our key. Check {self._setting}.", code="provider_key")
        try:
            found = orjson.loads(content)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self.rejected(f"it answered {status} with something unreadable")
        return status, found

    async def download(self, url: str, most: int) -> bytes | None:
        """The bytes at an address that the vendor named, without our key. None when there is nothing.

        ProviderRejected for more than `most` bytes, and for an address that is less safe than the vendor's own.
        """
        if urlsplit(url).scheme not in {"https", urlsplit(self._url).scheme}:
            raise self.rejected("it names an address that is not safe")
        try:
            transport = httpx.AsyncHTTPTransport(retries=1, verify=tls())
            async with (
                httpx.AsyncClient(transport=transport, timeout=self._timeout) as client,
                client.stream("GET", url) as answer,
            ):
                if answer.status_code == 404:
                    return None
                if answer.status_code == 200:
                    return await self._read(answer, most)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ProviderUnavailable(f"{self.label} does not answer. Try again in a while.") from None
        raise ProviderUnavailable(f"{self.label} has trouble of its own. Try again in a while.")

    async def _read(self, answer: httpx.Response, most: int = _MOST_BYTES) -> bytes:
        content = b""
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > most:
                raise self.rejected("its answer is too long")
        return content

    def rejected(self, why: str) -> ProviderRejected:
        return ProviderRejected(f"Asking {self.label} failed: {why[:300]}.")


def seconds_to_wait(answer: httpx.Response) -> int:
    """After how many seconds a vendor that is asked too often wants to be asked again, at most an hour."""
    wait = answer.headers.get("retry-after", "")
    return max(1, min(int(wait), _MOST_WAIT)) if wait.isascii() and wait.isdigit() else 60


def part(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object in an answer; empty when it isn't there."""
    value = found.get(name)
    return value if isinstance(value, dict) else {}


def folded(value: Any, fold: Callable[[str], str]) -> str | None:
    """A text in its folded form; None for what is no such text."""
    try:
        return fold(value) if isinstance(value, str) and 0 < len(value) <= 2_000 else None
    except ValueError:
        return None


def percent(value: Any) -> int | None:
    """A confidence from 0 to 100; None for anything else."""
    return round(value) if isinstance(value, int | float) and 0 <= value <= 100 else None


@cache
def tls() -> ssl.SSLContext:
    """Whom we trust. Reading all certificates takes 30 ms, too long to do for every question."""
    return httpx.create_ssl_context()
