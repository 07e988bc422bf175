"""A server that speaks Stripe's wire format: forms in, JSON out, idempotency keys kept, cards with magic numbers."""

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

WEBHOOK_SECRET = "whsec_only_for_tests"
BRANDS = {"4": "visa", "5": "mastercard"}
DECLINED = {"4000000000000002": "card_declined", "4000000000009995": "insufficient_funds", "4000000000000341": "x"}


class Refused(Exception):
    def __init__(self, status: int, **error: Any) -> None:
        self.status, self.error = status, {"type": "invalid_request_error", "message": "Refused.", **error}


class StripeWire:
    """What Stripe would know. Tests play the browser by `pay` and `save`, and read `webhooks`."""

    def __init__(self) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, tuple[bytes, int, dict[str, Any]]] = {}
        self.events: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str, str]] = []
        self.fail_with: int | None = None
        self.lose_answers = False
        self.url = ""
        self.app = Starlette(routes=[Route("/v1/{path:path}", self._serve, methods=["GET", "POST", "DELETE"])])

    async def _serve(self, request: Request) -> Response:
        path, body = request.path_params["path"], await request.body()
        key = request.headers.get("idempotency-key", "")
        self.calls.append((request.method, path, key))
        if request.headers.get("authorization") != "Bearer sk_test_1":
            return JSONResponse({"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}, 401)
        if self.fail_with:
            return JSONResponse({"error": {"type": "api_error", "message": "Oh"}}, self.fail_with)
        form = _nested(parse_qsl(body.decode() if request.method == "POST" else request.url.query))
        print_ = hashlib.sha256(path.encode() + body).digest()
        if request.method == "POST" and key in self.answers:
            before, status, answer = self.answers[key]
            if before != print_:
                return JSONResponse({"error": {"type": "idempotency_error", "message": "Another request."}}, 400)
        else:
            try:
                status, answer = 200, self._do(request.method, path, form)
            except Refused as refused:
                status, answer = refused.status, {"error": refused.error}
            if request.method == "POST" and key and status < 500:
                self.answers[key] = print_, status, answer
        if self.lose_answers and request.method == "POST":
            return JSONResponse({"error": {"type": "api_error", "message": "Lost"}}, 500)
        return JSONResponse(answer, status)

    def _do(self, method: str, path: str, form: dict[str, Any]) -> dict[str, Any]:
        kind, _, rest = path.partition("/")
        id_, _, verb = rest.partition("/")
        if kind == "customers" and verb == "payment_methods":
            cards = [each for each in self.things.values() if each["object"] == "payment_method"]
            return _list([each for each in reversed(cards) if each["customer"] == id_])
        if method == "GET" and not id_:
            found = [each for each in self.things.values() if each["object"] == kind[:-1]]
            return _list([self._shown(each, {}) for each in reversed(found)])
        if method == "GET":
            return self._shown(self._get(id_), form)
        if verb == "detach":
            self._get(id_)["customer"] = None
            return self._get(id_)
        if verb == "cancel":
            intent = self._get(id_)
            if intent["status"] in ("succeeded", "canceled"):
                raise Refused(400, code="payment_intent_unexpected_state", message="It is over.")
            intent["status"] = "canceled"
            self._tell("payment_intent.canceled", intent)
            return intent
        made: dict[str, Any] = getattr(self, f"_create_{kind}")(form)
        return self._shown(made, form)

    def _create_customers(self, form: dict[str, Any]) -> dict[str, Any]:
        settings = {"default_payment_method": None}
        return self._add("customer", "cus", name=form["name"], metadata=form["metadata"], invoice_settings=settings)

    def _create_setup_intents(self, form: dict[str, Any]) -> dict[str, Any]:
        customer = self._get(form["customer"])
        return self._add("setup_intent", "seti", secret=True, customer=customer["id"], status="requires_payment_method")

    def _create_customer_sessions(self, form: dict[str, Any]) -> dict[str, Any]:
        customer, element = self._get(form["customer"]), form["components"]["payment_element"]
        assert element["enabled"] == "true"
        shown = element["features"]["payment_method_allow_redisplay_filters"].values()
        made = self._add("customer_session", "cuss", secret=True, customer=customer["id"], shown=[*shown])
        return made

    def _create_payment_intents(self, form: dict[str, Any]) -> dict[str, Any]:
        amount = int(form["amount"])
        if amount < 1:
            raise Refused(400, code="parameter_invalid_integer", message="Too little.")
        intent = self._add(
            "payment_intent",
            "pi",
            secret=True,
            amount=amount,
            amount_received=0,
            currency=form["currency"],
            customer=form.get("customer"),
            metadata=form.get("metadata", {}),
            status="requires_payment_method",
            latest_charge=None,
            last_payment_error=None,
        )
        if form.get("confirm") == "true":
            card = self._get(form["payment_method"])
            if card["customer"] != form.get("customer"):
                raise Refused(400, code="resource_missing", message="No such card.")
            self._charge(intent, card["number"], confirmed=False)
            if intent["status"] != "succeeded":
                asks = intent["status"] == "requires_action"
                code = "authentication_required" if asks else "card_declined"
                if asks:
                    intent["status"] = "requires_payment_method"
                raise Refused(402, type="card_error", code=code, message="Not taken.", payment_intent=dict(intent))
        return intent

    def _create_refunds(self, form: dict[str, Any]) -> dict[str, Any]:
        intent, amount = self._get(form["payment_intent"]), int(form["amount"])
        charge = self._get(intent["latest_charge"]) if intent["latest_charge"] else None
        if charge is None or charge["amount_refunded"] + amount > charge["amount"]:
            raise Refused(400, code="charge_already_refunded", message="Not so much.")
        charge["amount_refunded"] += amount
        self._tell("charge.refunded", charge)
        return self._add("refund", "re", amount=amount)

    def pay(self, secret: str, number: str, *, confirmed: bool = False) -> None:
        """Confirm a payment with a card, as Stripe's form in a browser does."""
        self._charge(self._get(secret.partition("_secret_")[0]), number, confirmed=confirmed)

    def save(self, secret: str, number: str) -> None:
        """Save a card, as Stripe's form in a browser does."""
        setup = self._get(secret.partition("_secret_")[0])
        card = {"brand": BRANDS[number[0]], "last4": number[-4:], "exp_month": 12, "exp_year": 2040}
        self._add("payment_method", "pm", customer=setup["customer"], card=card, number=number)

    def dispute(self, intent_id: str, status: str) -> None:
        """Tell that the card's holder disputes a payment, or how that ended."""
        intent = self._get(intent_id)
        about = {"id": f"dp_{intent_id}", "object": "dispute", "payment_intent": intent_id, "reason": "fraudulent"}
        about |= {"amount": intent["amount"], "currency": intent["currency"], "status": status}
        self._tell("charge.dispute.created" if status == "needs_response" else "charge.dispute.closed", about)

    def webhooks(self) -> list[tuple[bytes, dict[str, str]]]:
        """All that was told until now, as it is sent."""
        return [signed(json.dumps(event).encode()) for event in self.events]

    def _charge(self, intent: dict[str, Any], number: str, *, confirmed: bool) -> None:
        assert intent["status"] not in ("succeeded", "canceled")
        if number == "4000002500003155" and not confirmed:
            intent["status"] = "requires_action"
            self._tell("payment_intent.requires_action", intent)
        elif number in DECLINED:
            intent["status"] = "requires_payment_method"
            intent["last_payment_error"] = {"code": DECLINED[number], "message": "Your card was declined."}
            self._tell("payment_intent.payment_failed", intent)
        else:
            card = {"brand": BRANDS[number[0]], "last4": number[-4:]}
            charge = self._add(
                "charge",
                "ch",
                payment_intent=intent["id"],
                amount=intent["amount"],
                amount_captured=intent["amount"],
                amount_refunded=0,
                currency=intent["currency"],
                paid=True,
                captured=True,
                metadata=intent["metadata"],
                payment_method_details={"type": "card", "card": card},
            )
            intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
            intent["last_payment_error"] = None
            self._tell("payment_intent.succeeded", intent)
            self._tell("charge.succeeded", charge)

    def _tell(self, type: str, about: Mapping[str, Any]) -> None:
        event_id = f"evt_{len(self.events) + 1}"
        data = {"object": {name: value for name, value in about.items() if name != "client_secret"}}
        self.events.append({"id": event_id, "object": "event", "type": type, "data": json.loads(json.dumps(data))})

    def _add(self, object: str, prefix: str, *, secret: bool = False, **values: Any) -> dict[str, Any]:
        id_ = f"{prefix}_{len(self.things) + 1}"
        made = {"id": id_, "object": object, "created": int(time.time()), **values}
        if secret:
            made["client_secret"] = f"{id_}_secret_x"
        self.things[id_] = made
        return made

    def _get(self, id_: str) -> dict[str, Any]:
        if id_ not in self.things:
            raise Refused(404, code="resource_missing", message=f"No such thing: {id_}")
        return self.things[id_]

    def _shown(self, thing: dict[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
        if "latest_charge" in form.get("expand", {}).values() and thing.get("latest_charge"):
            return {**thing, "latest_charge": self.things[thing["latest_charge"]]}
        return thing


def signed(body: bytes, *, at: int | None = None, secret: str = WEBHOOK_SECRET) -> tuple[bytes, dict[str, str]]:
    """A webhook with Stripe's signature."""
    moment = str(int(time.time()) if at is None else at)
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return body, {"stripe-signature": f"t={moment},v1={mac}"}


@contextmanager
def listening(app: ASGIApp) -> Iterator[str]:
    """The application on a free port of the loopback interface."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@contextmanager
def serving() -> Iterator[StripeWire]:
    """The server on a free port."""
    wire = StripeWire()
    with listening(wire.app) as wire.url:
        yield wire


def _list(data: list[dict[str, Any]]) -> dict[str, Any]:
    return {"object": "list", "data": data, "has_more": False, "url": "/v1/things"}


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`a[b]=c` as {"a": {"b": "c"}}."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        first, *rest = re.findall(r"[^\[\]]+", name)
        place = found
        for part in (first, *rest)[:-1]:
            place = place.setdefault(part, {})
        place[(first, *rest)[-1]] = value
    return found
