"""GPS Leaders: payments, charging by administrators, and Stripe's webhook."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    CardFormRead,
    PaymentDetails,
    begin_form,
    cards_of,
    payment_details,
    session_of,
)
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.dialects.shapes import amount, midnight, moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.inbound.endpoints import take_call
from quintet.foundation.objects.reading import Row
from quintet.kit.errors import BadRequest, Conflict

routes = dialect_router("/api/payments", "Payments")
charging = dialect_router("/api/invoices", "Invoices")
webhooks = dialect_router("/api/webhooks", "Webhooks")
_REFUSED = ("not_payable", "not_signed")


@routes.get("/{id}/details", operation_id="payments.details")
async def details(request: Request, id: str) -> Response:
    """With what the provider says of it; `partialData` when it does not answer."""
    await door_of(request).read(request, _admins)
    return data(_shown(await payment_details(request, id))).response()


@charging.post("/{id}/admin-charge-intent", operation_id="invoices.adminChargeIntent")
async def admin_charge(request: Request, id: str) -> Response:
    """For all that is open; the one that was begun is gone on with."""
    await door_of(request).read(request, _admins)
    try:
        row, form = await begin_form(request, id)
    except Conflict as conflict:
        raise not_payable(conflict) from None
    shown = shown_form(form, await session_of(request, row, all_cards=True))
    return Reply.json({**shown, "hasCustomer": row.customer_id is not None}).response()


@webhooks.post("/stripe", operation_id="webhooks.stripe")
async def stripe(request: Request) -> Response:
    """Taken in like what comes to the canonical address."""
    return await take_call(request, cards_of(request).name)


def _admins(_: Session, actor: Actor) -> None:
    admin_only(actor)


def not_payable(conflict: Conflict) -> Exception:
    """Here an invoice that waits for no money, or for a signature first, is 400."""
    return BadRequest(conflict.message, code=conflict.code) if conflict.code in _REFUSED else conflict


def shown_form(form: CardFormRead, session: str | None) -> dict[str, Any]:
    """What Stripe's form needs; `session` offers the saved cards of whoever pays."""
    secret, key = form.client_secret, form.publishable_key
    return {"clientSecret": secret, "publishableKey": key, "customerSessionClientSecret": session}


def shown_payment(row: Row) -> dict[str, Any]:
    """A payment, as far as we know it ourselves."""
    return {
        "id": row["id"],
        "invoiceId": row["invoice_id"],
        "amount": amount(row["amount_minor"], row["currency"]),
        "method": "STRIPE" if row["provider"] else row["method"].upper(),
        "reference": row["reference"],
        "notes": row["note"],
        "stripePaymentId": row["provider_id"],
        "paidAt": midnight(row["paid_on"]),
        "createdAt": moment(row["created_at"]),
        "cardBrand": row["card_brand"],
        "cardLast4": row["card_last4"],
    }


def _shown(found: PaymentDetails) -> dict[str, Any]:
    row, said = found.row, found.said
    return {
        **shown_payment(row),
        "cardBrand": (said.brand if said else None) or row["card_brand"],
        "cardLast4": (said.last4 if said else None) or row["card_last4"],
        "approvalId": (said.charge_id if said else None) or row["charge_id"],
        "partialData": found.partial,
    }
