"""What Stripe says, in our words. Everything here comes from outside, so every field may be missing."""

from collections.abc import Mapping
from typing import Any

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
from quintet.providers.stripe.amounts import from_stripe, known_currency

WORKSPACE, INVOICE, INTENT = "quintet_workspace", "quintet_invoice", "quintet_intent"
_STATUS = {
    "requires_action": IntentStatus.needs_action,
    "processing": IntentStatus.processing,
    "requires_capture": IntentStatus.processing,
    "succeeded": IntentStatus.succeeded,
    "canceled": IntentStatus.cancelled,
}
_DISPUTES = {
    "won": DisputeStatus.won,
    "warning_closed": DisputeStatus.won,
    "prevented": DisputeStatus.won,
    "lost": DisputeStatus.lost,
}
Found = Mapping[str, Any]


def metadata_of(marks: Marks) -> dict[str, str]:
    """Our marks as Stripe keeps them."""
    return {WORKSPACE: marks.workspace_id, INVOICE: marks.invoice_id, INTENT: marks.intent_id}


def intent_of(found: Found) -> Intent:
    """A PaymentIntent, with its charge where that is expanded."""
    currency = known_currency(found["currency"])
    charge = found.get("latest_charge")
    card = _card(charge) if isinstance(charge, Mapping) else {}
    error = found.get("last_payment_error") or {}
    return Intent(
        id=found["id"],
        status=_STATUS.get(found["status"], IntentStatus.open),
        amount_minor=from_stripe(found["amount"], currency),
        currency=currency,
        marks=_marks(found),
        client_secret=found.get("client_secret"),
        charge_id=_id(charge),
        brand=card.get("brand"),
        last4=card.get("last4"),
        error=error.get("message"),
        received_minor=from_stripe(found.get("amount_received") or 0, currency),
    )


def event_of(found: Found) -> CardEvent:
    """A webhook; without a report when it is about nothing that we need."""
    kind, about = found["type"], found["data"]["object"]
    return CardEvent(id=found["id"], type=kind, report=_report(kind, about))


def _report(kind: str, about: Found) -> Report | None:
    if kind == "checkout.session.completed":
        return _checkout(about)
    if kind.startswith("payment_intent."):
        return intent_of(about)
    if kind.startswith("charge.dispute."):
        return _dispute(about)
    if kind in ("charge.succeeded", "charge.refunded", "charge.updated"):
        return _charge(about)
    return None


def _checkout(about: Found) -> Intent | None:
    """A page of Stripe's own on which somebody paid, as payment links are."""
    intent_id = _id(about.get("payment_intent"))
    if intent_id is None or about.get("payment_status") != "paid":
        return None
    currency = known_currency(about["currency"])
    paid = from_stripe(about["amount_total"], currency)
    return Intent(intent_id, IntentStatus.succeeded, paid, currency, _marks(about), received_minor=paid)


def _charge(about: Found) -> ChargeReport | None:
    intent_id = _id(about.get("payment_intent"))
    if intent_id is None or not about.get("paid") or not about.get("captured", True):
        return None
    currency = known_currency(about["currency"])
    card = _card(about)
    return ChargeReport(
        intent_id=intent_id,
        charge_id=about["id"],
        paid_minor=from_stripe(about.get("amount_captured") or about["amount"], currency),
        refunded_minor=from_stripe(about.get("amount_refunded") or 0, currency),
        currency=currency,
        marks=_marks(about),
        brand=card.get("brand"),
        last4=card.get("last4"),
    )


def _dispute(about: Found) -> DisputeReport | None:
    intent_id = _id(about.get("payment_intent"))
    if intent_id is None:
        return None
    currency = known_currency(about["currency"])
    return DisputeReport(
        dispute_id=about["id"],
        intent_id=intent_id,
        amount_minor=from_stripe(about["amount"], currency),
        status=_DISPUTES.get(about["status"], DisputeStatus.open),
        reason=str(about.get("reason") or "")[:100],
    )


def _card(charge: Found) -> Found:
    details = charge.get("payment_method_details") or {}
    return details.get("card") or {}


def _marks(found: Found) -> Marks:
    written = found.get("metadata") or {}
    return Marks(*(str(written.get(name) or "")[:36] for name in (WORKSPACE, INVOICE, INTENT)))


def _id(value: Any) -> str | None:
    """The id of what is named, whether or not it is expanded."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else None
