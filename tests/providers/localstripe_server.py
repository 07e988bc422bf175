"""localstripe, somebody else's stateful server of Stripe's API, run untouched in a process of its own.

It speaks an older version of the API than Stripe's library does. `Bridge` stands between the two and translates what
was renamed since; what localstripe decides and keeps is its own.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.providers.stripe_wire import listening

KEY = "sk_test_of_localstripe"
# Its own way to start listens on every address and keeps what it knows in a file that all its processes share.
_RUN = """
import socket, sys
from aiohttp import web
from localstripe.resources import Store
Store.dump_to_disk = lambda store: None
from localstripe.server import app
web.run_app(app, sock=socket.socket(fileno=int(sys.argv[1])), print=None)
"""
_UNKNOWN_THEN = ("description", "setup_future_usage")


class Bridge:
    """Requests of today's API as localstripe takes them, and its answers as they are given today."""

    def __init__(self, target: httpx.Client) -> None:
        self._target = target
        self.app = Starlette(routes=[Route("/v1/{path:path}", self._serve, methods=["GET", "POST"])])

    async def _serve(self, request: Request) -> Response:
        path, body = request.path_params["path"], await request.body()
        query = dict(request.query_params)
        kind, _, rest = path.partition("/")
        if kind == "customers" and rest.endswith("/payment_methods"):
            path, query["customer"] = "payment_methods", rest.partition("/")[0]
        form = [
            (name.replace("allowed_payment_method_types", "payment_method_types"), value)
            for name, value in parse_qsl(body.decode(), keep_blank_values=True)
            if kind != "payment_intents" or name not in _UNKNOWN_THEN
        ]
        headers = {"Authorization": request.headers["authorization"]}
        if request.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = await run_in_threadpool(
            self._target.request,
            request.method,
            f"/v1/{path}",
            params=query,
            content=urlencode(form) if request.method == "POST" else None,
            headers=headers,
        )
        told = answer.json()
        if answer.status_code == 404:
            told["error"]["code"] = "resource_missing"
        return Response(orjson.dumps(told), answer.status_code, media_type="application/json")


class LocalStripe:
    """The server, and what a browser with a card and the account's owner do at it."""

    def __init__(self, http: httpx.Client, bridge_url: str) -> None:
        self._http, self.bridge_url = http, bridge_url

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self._http.post(path, json=body, headers={"Authorization": f"Bearer {KEY}"})

    def card(self, number: str) -> dict[str, Any]:
        return {"type": "card", "card": {"number": number, "exp_month": "12", "exp_year": "2040", "cvc": "123"}}

    def save(self, secret: str, customer_id: str, number: str) -> httpx.Response:
        """Save a card as Stripe's form does, and keep it for the customer, which localstripe leaves to its script."""
        setup = secret.partition("_secret_")[0]
        path = f"/v1/setup_intents/{setup}/confirm"
        answer = self.post(path, client_secret=secret, payment_method_data=self.card(number))
        if answer.is_success:
            self.post(f"/v1/payment_methods/{answer.json()['payment_method']}/attach", customer=customer_id)
        return answer

    def pay(self, secret: str, number: str) -> httpx.Response:
        """Confirm a payment with a card, as Stripe's form does."""
        path = f"/v1/payment_intents/{secret.partition('_secret_')[0]}"
        card = self.post("/v1/payment_methods", **self.card(number)).json()["id"]
        self.post(path, payment_method=card).raise_for_status()
        return self.post(f"{path}/confirm")

    def confirm_at_bank(self, secret: str) -> None:
        """What the card's holder does where the bank asks."""
        path = f"/v1/payment_intents/{secret.partition('_secret_')[0]}/_authenticate"
        self.post(path, client_secret=secret, success=True).raise_for_status()

    def tell(self, name: str, url: str, secret: str) -> None:
        """Have webhooks sent there."""
        self.post(f"/_config/webhooks/{name}", url=url, secret=secret).raise_for_status()


@contextmanager
def running() -> Iterator[LocalStripe]:
    """localstripe on a free port of the loopback interface, from nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, fd = listener.getsockname()[1], listener.fileno()
        process = subprocess.Popen([sys.executable, "-c", _RUN, str(fd)], pass_fds=[fd])
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            bridge = Bridge(http)
            with listening(bridge.app) as url:
                yield LocalStripe(http, url)
    finally:
        process.terminate()
        process.wait(10)
