"""GPS Leaders: Invoices. Backend, carrier and shipping type are values of taxonomies, named by their ids here."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    INVOICES,
    PAYMENTS,
    EntryKind,
    Sending,
    Voiding,
    page_secret,
    send_invoice,
    signed_agreement,
    sync_record,
    void_invoice,
)
from quintet.dialects.bodies import build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.companies import FACE as COMPANY
from quintet.dialects.gpsleaders.companies import addresses_of
from quintet.dialects.gpsleaders.contacts import FACE as CONTACT
from quintet.dialects.gpsleaders.envelope import Given, Limit, Page, data, page_of
from quintet.dialects.gpsleaders.inventory import FACE as DEVICE
from quintet.dialects.gpsleaders.inventory import shown_device
from quintet.dialects.gpsleaders.invoice_shapes import FACE, OF_TAXONOMIES, STATUS, shown_invoices, words_of
from quintet.dialects.lines import lines_given
from quintet.dialects.records import RecordFace, decimal_of
from quintet.dialects.shapes import day_of, minor_of, moment
from quintet.foundation.access import Actor, allowed
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import Invalid
from quintet.records.public import currency_of

routes = dialect_router("/api/invoices", "Invoices")
MOST_CONTACTS = 200
MOST_DEVICES = 500
METHODS = {word: word.upper() for word in ("cash", "check", "card", "bank_transfer", "paypal", "stripe", "other")}
ACTIONS = ("send", "void", "record_payment", "force_qb_resync")
PAYMENT = RecordFace(service=PAYMENTS, names={"note": "notes"}, words={"method": METHODS}, expand=())


@routes.get("", operation_id="invoices.list")
async def list_(
    request: Request,
    status: Annotated[str | None, Query(max_length=20)] = None,
    company_id: Annotated[str | None, Query(alias="companyId", max_length=36)] = None,
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """The newest first."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at")]
        if status is not None:
            if status not in STATUS.values():
                raise Invalid.one("status", "invalid", f"Must be one of: {', '.join(STATUS.values())}.")
            asked.append(("status", status.lower()))
        if company_id is not None:
            asked.append(("company_id", company_id))
        rows, found = FACE.page(session, actor, asked, page=page, limit=limit)
        return page_of(shown_invoices(session, actor, rows), found)

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
    """With all that belongs to it."""
    return (await door_of(request).read(request, lambda s, a: data(_whole(s, a, id)))).response()


@routes.patch("/{id}", operation_id="invoices.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """By `action`: send, void, record_payment, force_qb_resync, or none for notes and the due date."""

    def work(session: Session, actor: Actor) -> Reply:
        action = body.get("action")
        if action == "send":
            address = {"to": body["recipientEmail"]} if body.get("recipientEmail") else {}
            with in_their_names({"to": "recipientEmail"}):
                send_invoice(session, actor, id, build(Sending, address), known_only=True, at_once=True)
        elif action == "void":
            void_invoice(session, actor, id, Voiding())
        elif action == "record_payment":
            _record_payment(session, actor, id, body)
        elif action == "force_qb_resync":
            sync_record(session, actor, EntryKind.invoice, id)
        elif action is None:
            changes = {name: value for name, value in body.items() if name in ("notes", "dueDate")}
            FACE.update(session, actor, id, _taken(session, actor, changes))
        else:
            raise Invalid.one("action", "invalid", f"Must be one of: {', '.join(ACTIONS)}; or be left out.")
        return data(_whole(session, actor, id))

    return await door_of(request).write(request, work)


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
    devices: list[dict[str, Any]] = []
    if allowed(actor, DEVICE.spec.right("read")):
        theirs = [("invoice_id", id_), ("sort", "serial")]
        devices = DEVICE.page(session, actor, theirs, page=1, limit=MOST_DEVICES)[0]
    return {
        **shown_invoices(session, actor, [invoice])[0],
        "company": company,
        "paymentToken": page_secret(session, actor, id_) if allowed(actor, INVOICES.spec.right("update")) else None,
        "signedName": signed.signed_name if signed else None,
        "signedAt": moment(signed.signed_at) if signed else None,
        "signedIpAddr": signed.ip_address if signed else None,
        "signedUserAgent": signed.user_agent if signed else None,
        "signedAgreementSnapshot": signed.text if signed else None,
        "devices": [shown_device(each) for each in devices],
    }


def _record_payment(session: Session, actor: Actor, id_: str, body: dict[str, Any]) -> None:
    currency = read_record(session, actor, INVOICES.spec, id_, parsed=True)["currency"]
    sum_minor = minor_of(decimal_of(body.get("amount"), "amount"), currency, "amount")
    said = {name: value for name, value in body.items() if name in ("method", "reference", "notes")}
    PAYMENT.create(session, actor, said, invoice_id=id_, amount_minor=sum_minor)


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
