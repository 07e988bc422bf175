"""GPS Leaders: Invoices. Backend, carrier and shipping type are values of taxonomies, named by their ids here."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    INVOICES,
    Sending,
    Voiding,
    page_secret,
    send_invoice,
    signed_agreement,
    void_invoice,
)
from quintet.dialects.bodies import build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.companies import FACE as COMPANY
from quintet.dialects.gpsleaders.companies import addresses_of
from quintet.dialects.gpsleaders.contacts import FACE as CONTACT
from quintet.dialects.gpsleaders.envelope import Given, Limit, Page, data, page_of
from quintet.dialects.lines import lines_given, lines_shown
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import day_of, midnight, moment
from quintet.foundation.access import Actor, allowed
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid
from quintet.records.public import TAXONOMIES, TaxonomyKind, currency_of

routes = dialect_router("/api/invoices", "Invoices")
STATUS = {word: word.upper() for word in ("draft", "sent", "partial", "paid", "overdue", "void")}
FACE = RecordFace(
    service=INVOICES,
    names={
        "lines": "lineItems",
        "issued_on": "issuedAt",
        "due_on": "dueDate",
        "shipping_minor": "shippingCost",
        "paid_minor": "amountPaid",
        "balance_minor": "balance",
        "number": "invoiceNumber",
    },
    expand=("company", "lead"),
    words={"status": STATUS},
)
OF_TAXONOMIES = {
    "backend": ("backendId", TaxonomyKind.backend),
    "carrier": ("carrierId", TaxonomyKind.cellular_carrier),
    "shipping_type": ("shippingTypeId", TaxonomyKind.shipping_type),
}
MOST_CONTACTS = 200
Words = dict[tuple[str, str], str]
"""The ids of taxonomy values, by kind and value."""


@routes.get("", operation_id="invoices.list")
async def list_(
    request: Request,
    status: Annotated[str | None, Query(max_length=20)] = None,
    company_id: Annotated[str | None, Query(alias="companyId", max_length=36)] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """The newest first. Payments and fulfillment orders are empty: there are none yet."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at")]
        if status is not None:
            if status not in STATUS.values():
                raise Invalid.one("status", "invalid", f"Must be one of: {', '.join(STATUS.values())}.")
            asked.append(("status", status.lower()))
        if company_id is not None:
            asked.append(("company_id", company_id))
        rows, found = FACE.page(session, actor, asked, page=page, limit=limit)
        words = words_of(session, actor)
        return page_of([shown_invoice(row, words) for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("", operation_id="invoices.create")
async def create(request: Request, body: Given) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        if not body.get("companyId"):
            raise Invalid.one("companyId", "required", "Say who pays.")
        taken = _taken(session, actor, {**body, "lineItems": body.get("lineItems")})
        made = FACE.create(session, actor, taken, **_texts(session, actor, body))
        return data(_whole(session, actor, made["id"]), 201)

    return await door_of(request).write(request, work)


@routes.get("/{id}", operation_id="invoices.get")
async def get(request: Request, id: str) -> Response:
    """Payments, devices and fulfillment orders are empty: there are none yet."""
    return (await door_of(request).read(request, lambda s, a: data(_whole(s, a, id)))).response()


@routes.patch("/{id}", operation_id="invoices.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """By `action`: send, void, or none for notes and the due date."""

    def work(session: Session, actor: Actor) -> Reply:
        action = body.get("action")
        if action == "send":
            address = {"to": body["recipientEmail"]} if body.get("recipientEmail") else {}
            with in_their_names({"to": "recipientEmail"}):
                send_invoice(session, actor, id, build(Sending, address), known_only=True, at_once=True)
        elif action == "void":
            void_invoice(session, actor, id, Voiding())
        elif action is None:
            changes = {name: value for name, value in body.items() if name in ("notes", "dueDate")}
            FACE.update(session, actor, id, _taken(session, actor, changes))
        else:
            raise Invalid.one("action", "invalid", "Must be send or void, or be left out.")
        return data(_whole(session, actor, id))

    return await door_of(request).write(request, work)


def shown_invoice(invoice: dict[str, Any], words: Words) -> dict[str, Any]:
    """An invoice as lists show it."""
    more: dict[str, Any] = {}
    for name, (theirs, kind) in OF_TAXONOMIES.items():
        shown = "shippingType" if name == "shipping_type" else name
        more[theirs] = words.get((kind.value, invoice[shown] or ""))
    return {
        **invoice,
        **more,
        "lineItems": lines_shown(invoice["lineItems"], invoice["currency"], "productCode"),
        "issuedAt": midnight(invoice["issuedAt"]),
        "dueDate": midnight(invoice["dueDate"]),
        "qbInvoiceId": None,
        "payments": [],
        "fulfillmentOrders": [],
    }


def words_of(session: Session, actor: Actor) -> Words:
    """The values of taxonomies that invoices bear. One statement."""
    kinds = ",".join(kind.value for _, kind in OF_TAXONOMIES.values())
    rows = every(session, actor, TAXONOMIES.spec, [("kind[in]", kinds)])
    return {(row["kind"], row["value"]): row["id"] for row in rows}


def _whole(session: Session, actor: Actor, id_: str) -> dict[str, Any]:
    invoice = FACE.one(session, actor, id_)
    company = None
    if invoice["companyId"] and invoice["company"]:
        theirs = [("company_id", invoice["companyId"]), ("sort", "-created_at")]
        company = {
            **COMPANY.one(session, actor, invoice["companyId"]),
            "contacts": CONTACT.page(session, actor, theirs, page=1, limit=MOST_CONTACTS)[0],
            "addresses": addresses_of(session, actor, invoice["companyId"]),
        }
    signed = signed_agreement(session, id_)
    return {
        **shown_invoice(invoice, words_of(session, actor)),
        "company": company,
        "paymentToken": page_secret(session, actor, id_) if allowed(actor, INVOICES.spec.right("update")) else None,
        "signedName": signed.signed_name if signed else None,
        "signedAt": moment(signed.signed_at) if signed else None,
        "signedIpAddr": signed.ip_address if signed else None,
        "signedUserAgent": signed.user_agent if signed else None,
        "signedAgreementSnapshot": signed.text if signed else None,
        "devices": [],
    }


def _taken(session: Session, actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    taken = {name: value for name, value in body.items() if name not in ("carrier", "backend", "shippingType")}
    if "lineItems" in body:
        currency = currency_of(session)
        lines = lines_given(session, actor, body["lineItems"], currency, field="lineItems", code="productCode")
        taken |= {"lineItems": lines, "currency": currency}
    if "dueDate" in body:
        taken["dueDate"] = day_of(body["dueDate"], "dueDate")
    return taken


def _texts(session: Session, actor: Actor, body: dict[str, Any]) -> dict[str, str]:
    """What the ids of taxonomy values say. Invalid, naming the field, for one there is not."""
    said = {}
    by_id = {id_: place for place, id_ in words_of(session, actor).items()}
    for ours, (theirs, kind) in OF_TAXONOMIES.items():
        if body.get(theirs) is None:
            continue
        found = by_id.get(body[theirs]) if isinstance(body[theirs], str) else None
        if found is None or found[0] != kind.value:
            raise Invalid.one(theirs, "unknown_reference", "There is no such value.")
        said[ours] = found[1]
    return said
