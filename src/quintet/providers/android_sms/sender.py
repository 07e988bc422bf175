"""Text messages through SMS Gateway for Android (https://docs.sms-gate.app): `POST /message` with a name and password.

The address is what people enter: nothing inside our own network is reached by it unless the installation says so.
"""

import asyncio
import socket
from ipaddress import ip_address

import httpx

from quintet.kit.errors import Invalid, ProviderRejected, ProviderUnavailable
from quintet.messaging.sms_gateways.ports import Gateway, TextMessage
from quintet.providers.vendor import seconds_to_wait

_MOST_BYTES = 100_000


class AndroidSms:
    """Sends to any address outside, over TLS; to private ones, also without, where they are allowed."""

    def __init__(self, *, timeout: float, private: bool) -> None:
        self._timeout = timeout
        self._private = private

    def check(self, url: str) -> None:
        parsed = _parsed(url)
        if parsed is None or parsed.userinfo or parsed.fragment or not parsed.host:
            raise Invalid.one("url", "invalid", "Give the address of the gateway, such as https://sms.example.com.")
        if parsed.scheme != "https" and not (self._private and parsed.scheme == "http"):
            raise Invalid.one("url", "invalid", "The address has to begin with https://.")

    async def send(self, gateway: Gateway, message: TextMessage) -> str:
        self.check(gateway.url)
        address = await self._reachable(httpx.URL(gateway.url))
        body = {"id": message.key, "textMessage": {"text": message.text}, "phoneNumbers": [message.to]}
        unavailable = ProviderUnavailable("The SMS gateway does not answer.")
        try:
            async with (
                httpx.AsyncClient(
                    timeout=self._timeout, auth=(gateway.username, gateway.password), transport=_Pinned(address)
                ) as client,
                client.stream("POST", f"{gateway.url.rstrip('/')}/message", json=body) as answer,
            ):
                content = b""
                async for piece in answer.aiter_bytes():
                    content += piece
                    if len(content) > _MOST_BYTES:
                        break
        except httpx.HTTPError:
            raise unavailable from None
        if answer.status_code == 429 or answer.status_code >= 500:
            raise ProviderUnavailable(
                "The SMS gateway has trouble of its own.",
                retry_after=seconds_to_wait(answer) if answer.status_code == 429 else None,
            )
        if answer.status_code in (401, 403):
            raise ProviderRejected("The SMS gateway does not take this name and password.", code="provider_key")
        if answer.status_code not in (200, 201, 202):
            raise ProviderRejected(f"The SMS gateway answered {answer.status_code}.", code="sms_refused")
        try:
            found = httpx.Response(200, content=content).json()
        except ValueError:
            found = {}
        named = found.get("id") if isinstance(found, dict) else None
        return str(named or message.key)[:100]

    async def _reachable(self, url: httpx.URL) -> str:
        """The address that the name has now: what is checked is what is asked."""
        try:
            port = url.port or (443 if url.scheme == "https" else 80)
            found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except OSError:
            raise ProviderUnavailable("The SMS gateway's address leads nowhere.") from None
        address = str(found[0][4][0])
        if not ip_address(address).is_global and not self._private:
            raise ProviderRejected("The SMS gateway is in a private network, which this installation does not allow.")
        return address


class _Pinned(httpx.AsyncHTTPTransport):
    """Connects to one address, whatever the name would say a moment later; the name is what TLS is about."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        name = request.url.host
        request.headers["Host"] = request.url.netloc.decode()
        request.extensions = {**request.extensions, "sni_hostname": name}
        request.url = request.url.copy_with(host=self._address)
        return await super().handle_async_request(request)


def _parsed(url: str) -> httpx.URL | None:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        return None
