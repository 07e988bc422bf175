"""CRM Backend: payments of an invoice, paying one online, and where the card provider tells of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import INVOICES, PAYMENTS, begin_form, cards_of
from quintet.dialects.bodies import CamelBody
from quintet.dialects.crmbackend.envelope import Given, success
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace, decimal_of
from quintet.dialects.shapes import amount, day_of, midnight, minor_of
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.inbound.endpoints import take_call
from quintet.foundation.objects.reading import Row, read_record
from quintet.kit.errors import Invalid

routes = dialect_router("/invoices", "Invoices")
PAYMENT = RecordFace(
    service=PAYMENTS,
    names={"method": "paymentMethod", "paid_on": "paymentDate", "note": "notes"},
    words={"method": {"card": "credit_card"}},
    expand=(),
    without=frozenset({"applied_minor", "refund_of_id", "provider", "provider_id", "charge_id"}),
)


class Paying(CamelBody):
    amount: Decimal | None = None
    currency: str | None = None


@routes.get("/{id}/payments", operation_id="invoices.payments.list")
async def list_(request: Request, id: str) -> Response:
    """The first one first; what went back is below 0."""

    def work(session: Session, actor: Actor) -> Reply:
        invoice = _invoice(session, actor, id)
        return success({"payments": payments_of(session, actor, id), "summary": _summary(invoice)})

    return (await door_of(request).read(request, work)).response()


@routes.post("/{id}/payments", operation_id="invoices.payments.create")
async def create(request: Request, id: str, body: Given) -> Response:
    """Money that came some other way than through the card provider."""

    def work(session: Session, actor: Actor) -> Reply:
        currency = _invoice(session, actor, id)["currency"]
        sum_minor = minor_of(decimal_of(body.get("amount"), "amount"), currency, "amount")
        given = {name: value for name, value in body.items() if name not in ("amount", "invoiceId")}
        given["paymentDate"] = day_of(body.get("paymentDate"), "paymentDate")
        made = PAYMENT.create(session, actor, given, invoice_id=id, amount_minor=sum_minor)
        return success({"payment": _shown(made), "summary": _summary(_invoice(session, actor, id))}, 201)

    return await door_of(request).write(request, work)


@routes.post("/{id}/pay", operation_id="invoices.pay")
async def pay(request: Request, id: str, body: Paying) -> Response:
    """All that is open, or the amount, in the invoice's currency: another is refused before anybody is asked."""

    def work(session: Session, actor: Actor) -> tuple[Row, int | None]:
        invoice = _invoice(session, actor, id)
        currency, balance = invoice["currency"], invoice["balance_minor"]
        if body.currency is not None and body.currency.upper() != currency:
            raise Invalid.one("currency", "invalid", f"This invoice is in {currency}.")
        if body.amount is None:
            return invoice, None
        part = minor_of(body.amount, currency, "amount")
        if part <= 0 or part > balance > 0:
            raise Invalid.one(
                "amount", "invalid", f"More than 0, and not more than is open: {amount(balance, currency)}."
            )
        return invoice, part

    invoice, part = await door_of(request).read(request, work)
    row, form = await begin_form(request, id, part)
    return success(
        {
            "clientSecret": form.client_secret,
            "paymentIntentId": row.provider_id,
            "amount": amount(form.amount_minor, form.currency),
            "currency": form.currency.lower(),
            "publishableKey": form.publishable_key,
            "invoice": {
                "id": id,
                "number": invoice["number"],
                "total": amount(invoice["total_minor"], form.currency),
                "remainingAmount": amount(invoice["balance_minor"], form.currency),
            },
        }
    ).response()


@routes.post("/webhook/stripe", operation_id="invoices.webhook.stripe")
async def stripe(request: Request) -> Response:
    """Taken in like what comes to the canonical address."""
    return await take_call(request, cards_of(request).name)


def payments_of(session: Session, actor: Actor, invoice_id: str) -> list[dict[str, Any]]:
    """An invoice's payments that the actor sees. One statement."""
    rows = every(session, actor, PAYMENTS.spec, [("invoice_id", invoice_id), ("sort", "created_at")])
    return [_shown(PAYMENT.shown(row)) for row in rows]


def _invoice(session: Session, actor: Actor, id_: str) -> Row:
    return read_record(session, actor, INVOICES.spec, id_, parsed=True)


def _shown(payment: Mapping[str, Any]) -> dict[str, Any]:
    return {**payment, "paymentDate": midnight(payment["paymentDate"])}


def _summary(invoice: Row) -> dict[str, Any]:
    currency = invoice["currency"]
    return {
        "total": amount(invoice["total_minor"], currency),
        "paidAmount": amount(invoice["paid_minor"], currency),
        "remainingAmount": amount(invoice["balance_minor"], currency),
        "currency": currency,
    }
