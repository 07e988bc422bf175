"""The adapter of SMS Gateway for Android, at a server that speaks its format."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from quintet.kit.errors import Invalid, ProviderRejected, ProviderUnavailable
from quintet.messaging.sms_gateways.ports import Gateway, TextMessage
from quintet.providers.android_sms.sender import AndroidSms
from tests.providers.stripe_wire import listening

HELLO = TextMessage("key-1", "workspace", "+15550100002", "Hello")
seen: list[tuple[str, Any]] = []


async def message(request: Request) -> Response:
    body = await request.json()
    seen.append((request.headers["authorization"], body))
    status = {"busy": 429, "broken": 500, "odd": 418}.get(body["textMessage"]["text"], 202)
    if request.headers["authorization"] != "Basic b2ZmaWNlOnNlY3JldA==":
        return Response(status_code=401)
    return JSONResponse({"id": "theirs-1", "state": "Pending"}, status)


APP = Starlette(routes=[Route("/api/message", message, methods=["POST"])])


@pytest.mark.anyio
async def test_a_message_goes_by_the_telephone() -> None:
    sender = AndroidSms(timeout=5, private=True)
    with listening(APP) as url:
        gateway = Gateway(f"{url}/api/", "office", "secret", "+15550100001")
        assert await sender.send(gateway, HELLO) == "theirs-1"
        assert seen[-1][1] == {"id": "key-1", "textMessage": {"text": "Hello"}, "phoneNumbers": ["+15550100002"]}
        wrong = Gateway(f"{url}/api", "office", "guess", "+15550100001")
        with pytest.raises(ProviderRejected) as refused:
            await sender.send(wrong, HELLO)
        assert refused.value.code == "provider_key"
        for text, error in (("busy", ProviderUnavailable), ("broken", ProviderUnavailable), ("odd", ProviderRejected)):
            with pytest.raises(error):
                await sender.send(gateway, TextMessage("key-2", "workspace", "+15550100002", text))
    with pytest.raises(ProviderUnavailable):
        await sender.send(gateway, HELLO)


@pytest.mark.anyio
async def test_nothing_inside_is_reached() -> None:
    careful = AndroidSms(timeout=5, private=False)
    for address in ("https://127.0.0.1:9", "https://10.0.0.1", "https://[::1]:9", "https://169.254.169.254"):
        with pytest.raises(ProviderRejected):
            await careful.send(Gateway(address, "a", "b", "+15550100001"), HELLO)
    for address in ("http://sms.example.com", "https://a:b@sms.example.com", "sms.example.com", "ftp://x", "https://"):
        with pytest.raises(Invalid):
            careful.check(address)
    AndroidSms(timeout=5, private=True).check("http://192.168.1.20:8080")
