"""What the sandbox's card provider sends back: signed, and taken in at the door where real webhooks come in."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import orjson

from quintet.commerce.payments.ports import (
    CardEvent,
    ChargeReport,
    DisputeReport,
    DisputeStatus,
    Intent,
    IntentStatus,
    Marks,
    Report,
)
from quintet.commerce.payments.sandbox import SandboxCardThing
from quintet.foundation.inbound import InboundProviders, InboundRequest
from quintet.foundation.inbound.service import take_in
from quintet.foundation.jobs import JobContext, Retry, job, queue
from quintet.kit.crypto import BadSignature, Keyring, same_secret
from quintet.kit.errors import Unauthenticated

NAME = "sandbox-cards"
HEADER = "sandbox-signature"
FRESH = timedelta(minutes=5)
queue("sandbox_cards", concurrency=2)


class CardSigner:
    """Signs webhooks, and knows its own while they are fresh."""

    def __init__(self, keyring: Keyring) -> None:
        self._signer = keyring.signer("sandbox card webhooks")

    def sign(self, body: bytes) -> str:
        return self._signer.sign(hashlib.sha256(body).hexdigest(), FRESH)

    def check(self, signature: str, body: bytes) -> None:
        """Unauthenticated unless it is ours and fresh."""
        try:
            signed = self._signer.read(signature)
        except BadSignature:
            signed = ""
        if not same_secret(signed, hashlib.sha256(body).hexdigest()):
            raise Unauthenticated("The signature is wrong, or too old.")


def event_data(event_id: str, type: str, report: Report) -> dict[str, Any]:
    """An event as the sandbox sends it."""
    return {"id": event_id, "type": type, "kind": _KIND[report.__class__], "report": asdict(report)}


def event_from(body: bytes) -> CardEvent:
    """The event that a body is. KeyError, TypeError or ValueError when it is none."""
    found = orjson.loads(body)
    said = found["report"]
    report: Report
    if found["kind"] == "intent":
        report = Intent(**{**said, "status": IntentStatus(said["status"]), "marks": Marks(**said["marks"])})
    elif found["kind"] == "charge":
        report = ChargeReport(**{**said, "marks": Marks(**said["marks"])})
    else:
        report = DisputeReport(**{**said, "status": DisputeStatus(said["status"])})
    return CardEvent(found["id"], found["type"], report)


@job("sandbox_cards.send_event", queue="sandbox_cards", retry=Retry(attempts=5, first_delay=1.0), timeout=60)
def send_event(ctx: JobContext, event_id: str) -> None:
    """Send an event to ourselves: all that is not done is going through the network."""
    event = ctx.read(lambda session: session.get(SandboxCardThing, event_id))
    if event is None:
        return
    body = orjson.dumps(event.data)
    headers = {HEADER: CardSigner(ctx.service(Keyring)).sign(body)}
    request = InboundRequest("POST", f"/api/v1/inbound/{NAME}", "", body, headers)
    provider = ctx.service(InboundProviders).named(NAME)
    verified = ctx.read(lambda session: provider.verify(session, request))
    ctx.write(lambda session: take_in(session, provider, request, verified))


_KIND: Mapping[type, str] = {Intent: "intent", ChargeReport: "charge", DisputeReport: "dispute"}
