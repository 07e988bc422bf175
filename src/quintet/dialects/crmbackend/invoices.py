"""CRM Backend: Invoices. A partly paid one is "sent" here, a void one "cancelled"."""

import re
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    INVOICES,
    PAYMENT_TERMS,
    Sending,
    Voiding,
    invoice_stats,
    invoice_words,
    mark_sent,
    render,
    send_invoice,
    today,
    void_invoice,
)
from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.crmbackend.envelope import Given, Page, PageSize, page_of, success
from quintet.dialects.crmbackend.payments import payments_of
from quintet.dialects.dialect import dialect_router
from quintet.dialects.lines import lines_given, lines_shown
from quintet.dialects.lists import every
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import amount, day_of, midnight
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import Conflict, Invalid
from quintet.records.public import currency_of

routes = dialect_router("/invoices", "Invoices")
STATUS = {word: word for word in ("draft", "sent", "paid", "overdue")} | {"partial": "sent", "void": "cancelled"}
Status = Literal["draft", "sent", "paid", "overdue", "cancelled"]
RECORDS = RecordFace(
    service=INVOICES,
    names={
        "lines": "items",
        "issued_on": "issueDate",
        "due_on": "dueDate",
        "paid_minor": "paidAmount",
        "balance_minor": "remainingAmount",
        "payment_term": "paymentTerms",
    },
    expand=("contact", "company", "payment_term"),
    parsed=frozenset({"lines"}),
)
_NET = re.compile(r"net\s*(\d{1,3})", re.IGNORECASE)


class Template(CamelBody):
    subject: str | None = None
    content: str | None = None


class Mailing(CamelBody):
    channels: list[Literal["email"]] = ["email"]
    custom_message: str | None = None
    template: Template | None = None


@routes.get("", operation_id="invoices.list")
async def list_(
    request: Request,
    status: Status | None = None,
    contact_id: Annotated[str | None, Query(alias="contactId", max_length=36)] = None,
    search: Annotated[str, Query(max_length=200)] = "",
    date_from: Annotated[str | None, Query(alias="dateFrom", max_length=40)] = None,
    date_to: Annotated[str | None, Query(alias="dateTo", max_length=40)] = None,
    page: Page = 1,
    page_size: PageSize = 25,
) -> Response:
    """The newest first; dates are those of issue."""

    def work(session: Session, actor: Actor) -> Reply:
        asked = [("sort", "-created_at"), ("q", search)]
        if status is not None:
            asked.append(("status[in]", ",".join(ours for ours, theirs in STATUS.items() if theirs == status)))
        if contact_id is not None:
            asked.append(("contact_id", contact_id))
        days = (("issued_on[gte]", day_of(date_from, "dateFrom")), ("issued_on[lte]", day_of(date_to, "dateTo")))
        asked += [(name, day) for name, day in days if day is not None]
        rows, found = RECORDS.page(session, actor, asked, page=page, limit=page_size)
        return page_of("invoices", [_shown(row) for row in rows], found)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/stats", operation_id="invoices.stats")
async def stats(
    request: Request,
    date_from: Annotated[str | None, Query(alias="dateFrom", max_length=40)] = None,
    date_to: Annotated[str | None, Query(alias="dateTo", max_length=40)] = None,
) -> Response:
    """Of those issued in the period; amounts in the organization's currency, others under `totals`."""
    since, until = (
        date.fromisoformat(day) if (day := day_of(given, field)) else None
        for given, field in ((date_from, "dateFrom"), (date_to, "dateTo"))
    )

    def work(session: Session, actor: Actor) -> Reply:
        found = invoice_stats(session, actor, since=since, until=until)
        counts = dict.fromkeys(STATUS.values(), 0)
        for status, number in found.by_status.items():
            counts[STATUS[status]] += number
        totals = [
            {
                "currency": each.currency,
                "totalAmount": amount(each.billed_minor, each.currency),
                "paidAmount": amount(each.paid_minor, each.currency),
                "outstandingAmount": amount(each.outstanding_minor, each.currency),
                "overdueAmount": amount(each.overdue_minor, each.currency),
            }
            for each in found.totals
        ]
        usual = currency_of(session)
        names = ("totalAmount", "paidAmount", "outstandingAmount", "overdueAmount")
        mine = next((each for each in totals if each["currency"] == usual), dict.fromkeys(names, 0))
        return success(
            {
                "stats": {
                    "totalInvoices": found.count,
                    "byStatus": counts,
                    **mine,
                    "currency": usual,
                    "totals": totals,
                }
            }
        )

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}", operation_id="invoices.get")
async def get(request: Request, id: str) -> Response:
    """With its payments, the first one first."""

    def work(session: Session, actor: Actor) -> Reply:
        return success({"invoice": _one(session, actor, id)})

    return (await door_of(request).read(request, work)).response()


@routes.post("", operation_id="invoices.create")
async def create(request: Request, body: Given) -> Response:
    """For the contact `contactId`, who has to be named."""

    def work(session: Session, actor: Actor) -> Reply:
        if not body.get("contactId"):
            raise Invalid.one("contactId", "required", "Say whom it bills.")
        currency = str(body.get("currency") or currency_of(session)).upper()
        taken = _taken(session, actor, {**body, "items": body.get("items")}, currency, today(session))
        return success({"invoice": _one(session, actor, RECORDS.create(session, actor, taken)["id"])}, 201)

    return await door_of(request).write(request, work)


@routes.patch("/{id}", operation_id="invoices.update")
async def update(request: Request, id: str, body: Given) -> Response:
    """`status` may say "sent" of a draft, and "cancelled". The others follow from what was paid and when it is due."""

    def work(session: Session, actor: Actor) -> Reply:
        was = read_record(session, actor, INVOICES.spec, id, parsed=True)
        taken = _taken(session, actor, body, was["currency"], date.fromisoformat(was["issued_on"]))
        status = taken.pop("status", None)
        if taken or status is None:
            RECORDS.update(session, actor, id, taken)
        if status is not None:
            _move(session, actor, id, status)
        return success({"invoice": _one(session, actor, id)})

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="invoices.delete")
async def delete(request: Request, id: str) -> Response:
    """To the bin, from which `/api/v1` restores."""

    def work(session: Session, actor: Actor) -> Reply:
        INVOICES.delete(session, actor, id)
        return success({"id": id})

    return await door_of(request).write(request, work)


@routes.post("/{id}/send", operation_id="invoices.send")
async def send(request: Request, id: str, body: Mailing) -> Response:
    """By e-mail, with its PDF. Words that are given may have variables."""

    def work(session: Session, actor: Actor) -> Reply:
        template = body.template or Template()
        known = _words(session, actor, id)
        texts = {
            "subject": ("template.subject", template.subject),
            "message": ("customMessage", body.custom_message or template.content),
        }
        said = {name: render(text, known, field) for name, (field, text) in texts.items() if text}
        with in_their_names({"to": "contactId", "subject": "template.subject", "message": "customMessage"}):
            mail = send_invoice(session, actor, id, build(Sending, said), at_once=True)
        return success({"invoice": _one(session, actor, id), "sentTo": mail.to_address})

    return await door_of(request).write(request, work)


def _one(session: Session, actor: Actor, id_: str) -> dict[str, Any]:
    return {**_shown(RECORDS.one(session, actor, id_)), "payments": payments_of(session, actor, id_)}


def _shown(invoice: dict[str, Any]) -> dict[str, Any]:
    days = (date.fromisoformat(invoice["dueDate"]) - date.fromisoformat(invoice["issueDate"])).days
    term = invoice["paymentTerms"]
    return {
        **invoice,
        "status": STATUS[invoice["status"]],
        "items": lines_shown(invoice["items"], invoice["currency"]),
        "issueDate": midnight(invoice["issueDate"]),
        "dueDate": midnight(invoice["dueDate"]),
        "paymentTerms": term["name"] if term is not None else f"Net {days}",
    }


def _taken(session: Session, actor: Actor, body: dict[str, Any], currency: str, issued_on: date) -> dict[str, Any]:
    """A body in what the face takes: lines and days as ours, payment terms by their name or as "Net 30"."""
    taken = {name: value for name, value in body.items() if name != "paymentTerms"}
    if "items" in body:
        taken["items"] = lines_given(session, actor, body["items"], currency, field="items")
    for name in ("dueDate", "issueDate"):
        if name in body:
            taken[name] = day_of(body[name], name)
    said = body.get("paymentTerms")
    if said is None:
        return taken
    if not isinstance(said, str) or len(said) > 100:
        raise Invalid.one("paymentTerms", "invalid", "Must be the name of a payment term, or like Net 30.")
    terms = every(session, actor, PAYMENT_TERMS.spec, [])
    term = next((row for row in terms if row["name"].casefold() == said.strip().casefold()), None)
    net = _NET.fullmatch(said.strip())
    if term is not None:
        taken["paymentTermId"] = term["id"]
    elif net is None:
        raise Invalid.one("paymentTerms", "unknown_reference", "There is no such payment term; say it like Net 30.")
    elif not taken.get("dueDate"):
        taken["dueDate"] = (issued_on + timedelta(days=int(net[1]))).isoformat()
    return taken


def _move(session: Session, actor: Actor, id_: str, status: Any) -> None:
    now = STATUS[read_record(session, actor, INVOICES.spec, id_, parsed=True)["status"]]
    if status not in STATUS.values():
        raise Invalid.one("status", "invalid", f"Must be one of: {', '.join(dict.fromkeys(STATUS.values()))}.")
    if status == now:
        return
    if status == "sent" and now == "draft":
        mark_sent(session, actor, id_)
    elif status == "cancelled":
        void_invoice(session, actor, id_, Voiding())
    else:
        raise Conflict(f"An invoice that is {now} does not become {status} by saying so.", code="status_follows")


def _words(session: Session, actor: Actor, id_: str) -> dict[str, Any]:
    """The variables of Quintet's own texts, and those that this reference names."""
    words = dict(invoice_words(session, actor, id_))
    contact, invoice = words["contact"], words["invoice"]
    return {
        **words,
        "contactFirstName": contact["first_name"],
        "contactLastName": contact["last_name"],
        "contactName": contact["full_name"],
        "contactEmail": contact["email"],
        "companyName": words["company"]["name"],
        "invoiceNumber": invoice["number"],
        "invoiceTotal": invoice["total"],
        "remainingAmount": invoice["open"],
        "organizationName": words["workspace"]["name"],
        "dueDateFormatted": invoice["due_on"],
    }
