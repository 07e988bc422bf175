"""GPS Leaders: the public page of an invoice, and signing what is agreed with it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    OpenAgreement,
    PayPage,
    Signature,
    checkout_form,
    printed_receipt,
    session_of,
    sign_agreement,
    signer_of,
    viewed_page,
)
from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import data
from quintet.dialects.gpsleaders.payments import not_payable, shown_form
from quintet.dialects.shapes import amount, midnight, moment
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import BadRequest, Conflict

pay = dialect_router("/api/pay", "Pay (public)")
proposals = dialect_router("/api/proposals", "Pay (public)")


class Signing(CamelBody):
    signed_name: str = ""


@pay.get("/{token}", operation_id="pay.get")
async def page(request: Request, token: str) -> Response:
    """The invoice and what is to be signed with it; whoever is signed in here is not counted."""
    return data(_page(await viewed_page(request, token))).response()


@pay.post("/{token}/checkout", operation_id="pay.checkout")
async def checkout(request: Request, token: str) -> Response:
    """What Stripe's form needs, for all that is open."""
    try:
        row, form = await checkout_form(request, token)
    except Conflict as conflict:
        raise not_payable(conflict) from None
    return Reply.json(shown_form(form, await session_of(request, row, all_cards=False))).response()


@pay.get("/{token}/receipt", operation_id="pay.receipt")
async def receipt(request: Request, token: str) -> Response:
    """The invoice on paper, once it is paid."""
    try:
        return await printed_receipt(request, token)
    except Conflict as conflict:
        raise _refused(conflict, "not_paid") from None


@proposals.post("/{token}/sign", operation_id="proposals.sign")
async def sign(request: Request, token: str, body: Signing) -> Response:
    """Once, with the text as it is now."""
    door = door_of(request)
    door.refuse_cross_site(request)
    name = build(Signature, {"name": body.signed_name}, {"name": "signedName"})
    try:
        signed = await sign_agreement(door.db, token, name, signer_of(request))
    except Conflict as conflict:
        raise _refused(conflict, "already_signed", "invoice_void") from None
    return data(_agreement(signed)).response()


def _refused(conflict: Conflict, *codes: str) -> Exception:
    """400, where it is documented so."""
    return BadRequest(conflict.message, code=conflict.code) if conflict.code in codes else conflict


def _agreement(agreement: OpenAgreement) -> dict[str, Any]:
    return {
        "text": agreement.text,
        "signed": agreement.signed,
        "signedName": agreement.signed_name,
        "signedAt": moment(agreement.signed_at),
    }


def _page(page: PayPage) -> dict[str, Any]:
    def money(minor: int) -> int | float:
        return amount(minor, page.currency)

    return {
        "number": page.number,
        "status": page.status.value.upper(),
        "currency": page.currency,
        "issuedAt": midnight(page.issued_on.isoformat()),
        "dueDate": midnight(page.due_on.isoformat()),
        "subtotal": money(page.subtotal_minor),
        "discount": money(page.discount_minor),
        "tax": money(page.tax_minor),
        "shippingCost": money(page.shipping_minor),
        "total": money(page.total_minor),
        "amountPaid": money(page.paid_minor),
        "balance": money(page.balance_minor),
        "notes": page.notes,
        "terms": page.terms,
        "company": {"name": page.company or page.contact},
        "lineItems": [
            {
                "description": line.description,
                "productCode": line.code,
                "quantity": line.quantity,
                "unitPrice": money(line.unit_price_minor),
                "total": money(line.total_minor),
            }
            for line in page.lines
        ],
        "payments": [
            {
                "amount": amount(payment.amount_minor, payment.currency),
                "paidAt": midnight(payment.paid_on.isoformat()),
                "method": payment.method.value.upper(),
                "cardBrand": payment.card_brand,
                "cardLast4": payment.card_last4,
            }
            for payment in page.payments
        ],
        "agreement": _agreement(page.agreement) if page.agreement is not None else None,
    }
