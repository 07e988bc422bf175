"""What can be done with invoices. What their lines come to: `lines`; what follows from a request: `drawing_up`."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.billing.service import next_number, today
from quintet.commerce.invoices.drawing_up import due_of, payer_of
from quintet.commerce.invoices.facts import (
    InvoicePaid,
    InvoicePaymentApplied,
    InvoiceResent,
    InvoiceSent,
    InvoiceVoided,
)
from quintet.commerce.invoices.models import Invoice, InvoiceLine
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.schemas import InvoiceCreate, InvoiceUpdate, Voiding
from quintet.commerce.invoices.status import PAYABLE, InvoiceStatus, standing
from quintet.commerce.lines.drawing_up import CUSTOMER, lines_anew, lines_of, tax_of, totals_of
from quintet.commerce.lines.schemas import Line
from quintet.commerce.lines.totals import Totals
from quintet.commerce.lines.usual import Tax, Usual, usual_of
from quintet.commerce.templates.choosing import check_template
from quintet.commerce.templates.models import TemplateType
from quintet.foundation.access import Actor, require
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    links_of,
    record_to_change,
    restore_record,
)
from quintet.kit import time
from quintet.kit.crypto import new_token
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import new_id

_BESIDE = {"custom", "lines"}


def draft_invoice(session: Session, actor: Actor, data: InvoiceCreate, *, agreed: Tax | None = None) -> Draft[Invoice]:
    """An invoice to be added, with the next number, its lines and totals. Without an owner it belongs to whoever adds
    it. A tax that was `agreed` is not looked up again. The series is locked until the transaction ends."""
    require(actor, INVOICE.right("create"))
    values: dict[str, Any] = data.model_dump(mode="json", exclude=_BESIDE)
    usual = usual_of(session)
    payer = payer_of(session, actor, values)
    values |= {**payer, "currency": data.currency or payer["currency"] or usual.currency}
    issued_on = data.issued_on or usual.today
    term_id, due_on = due_of(session, usual, issued_on, data.payment_term_id)
    tax = agreed or tax_of(session, actor, usual, values["company_id"], data.tax_rate_id)
    id_ = new_id()
    rows = lines_of(session, actor, {"invoice_id": id_}, values["currency"], data.lines)
    totals = totals_of(
        rows, tax_percent=tax.tax_percent, discount_minor=data.discount_minor, shipping_minor=data.shipping_minor
    )
    due_on = data.due_on or due_on
    _check_days(issued_on, due_on)
    values |= _amounts(totals, 0) | tax.columns
    values |= {
        "id": id_,
        "status": InvoiceStatus.draft.value,
        "owner_id": values["owner_id"] if "owner_id" in data.model_fields_set else actor.user_id,
        "issued_on": issued_on,
        "due_on": due_on,
        "payment_term_id": term_id,
        "agreement_template_id": _agreement(session, usual, data),
        "paid_minor": 0,
        "notes": data.notes if "notes" in data.model_fields_set else usual.invoice_notes or None,
        "terms": data.terms if "terms" in data.model_fields_set else usual.invoice_terms or None,
        "public_token": new_token(),
        # Last, so that others wait for the series as short as can be.
        "number": next_number(session, usual.invoice_prefix, issued_on),
    }
    return Draft(Invoice, values, data.custom, [(InvoiceLine, row) for row in rows])


def create_invoice(session: Session, actor: Actor, data: InvoiceCreate, *, agreed: Tax | None = None) -> Invoice:
    """Draw up an invoice, taxed as was `agreed` where something was."""
    return add_draft(session, actor, INVOICE, draft_invoice(session, actor, data, agreed=agreed))


def update_invoice(session: Session, actor: Actor, invoice_id: str, data: InvoiceUpdate) -> Invoice:
    """Change an invoice. Conflict when it is paid or void; Invalid when it would come to less than was paid."""
    invoice = invoice_to_change(session, actor, invoice_id)
    _refuse_closed(invoice, "changed")
    given = data.model_fields_set
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    if given & {*CUSTOMER}:
        payer = payer_of(session, actor, {**_payer(invoice), **values})
        values |= {name: payer[name] for name in _payer(invoice)}
    for name in ("discount_minor", "shipping_minor"):
        if name in given and values[name] is None:
            values[name] = 0
    values |= _dated(session, invoice, data)
    if given & {"tax_rate_id", *CUSTOMER}:
        company = values.get("company_id", invoice.company_id)
        asked = values["tax_rate_id"] if "tax_rate_id" in given else invoice.tax_rate_id
        values |= tax_of(session, actor, usual_of(session), company, asked).columns
    if data.agreement_template_id is not None:
        check_template(session, TemplateType.agreement, data.agreement_template_id, "agreement_template_id")
    values |= _with_lines(session, actor, invoice, data, values)
    settled = values.get("status") == InvoiceStatus.paid
    if settled:
        values["paid_at"] = time.now()
    change_record(session, actor, INVOICE, invoice, values, custom=data.custom)
    if settled:
        tell(session, actor, invoice, InvoicePaid(invoice.number, invoice.total_minor, invoice.currency))
    return invoice


def delete_invoice(session: Session, actor: Actor, invoice_id: str) -> None:
    """Move an invoice to the bin; its number is not given again. Conflict when money came for it, or it is void."""
    invoice = invoice_to_change(session, actor, invoice_id, "delete")
    _refuse_closed(invoice, "deleted")
    if invoice.paid_minor:
        raise Conflict("Money came for this invoice. Take the payment back first.", code="has_payments")
    delete_record(session, actor, INVOICE, invoice)


def restore_invoice(session: Session, actor: Actor, invoice_id: str) -> Invoice:
    """Bring an invoice back from the bin."""
    invoice: Invoice = record_to_change(session, actor, INVOICE, invoice_id, "delete", deleted=True)
    restore_record(session, actor, INVOICE, invoice)
    return invoice


def mark_sent(session: Session, actor: Actor, invoice_id: str) -> Invoice:
    """Have a draft wait for money: somebody sent it, by whatever means. Conflict when it is none any more."""
    invoice = invoice_to_change(session, actor, invoice_id)
    if invoice.status != InvoiceStatus.draft:
        raise Conflict(f"This invoice is {invoice.status} already.", code="not_a_draft")
    note_sent(session, actor, invoice, None)
    return invoice


def note_sent(session: Session, actor: Actor, invoice: Invoice, to: str | None) -> None:
    """Note that an invoice, which is locked, went out: a draft waits for money from then on. `to` is the address it
    was mailed to. Rights are for callers to check."""
    values: dict[str, Any] = {"sent_at": time.now(), "sent_to": to}
    if invoice.status != InvoiceStatus.draft:
        noted(session, actor, invoice, values, InvoiceResent(invoice.number, to or ""))
        return
    status = standing(invoice.total_minor, invoice.paid_minor, invoice.due_on, today(session))
    values["status"] = status.value
    if status == InvoiceStatus.paid:
        values["paid_at"] = time.now()
    fact = InvoiceSent(invoice.number, invoice.total_minor, invoice.currency, to)
    change_record(session, actor, INVOICE, invoice, values, fact=fact)
    if status == InvoiceStatus.paid:
        tell(session, actor, invoice, InvoicePaid(invoice.number, invoice.total_minor, invoice.currency))


def void_invoice(session: Session, actor: Actor, invoice_id: str, data: Voiding) -> Invoice:
    """Have an invoice no longer paid. Conflict when money came for it: that has to be taken back first."""
    invoice = invoice_to_change(session, actor, invoice_id)
    if invoice.status == InvoiceStatus.void:
        return invoice
    if invoice.paid_minor or invoice.status == InvoiceStatus.paid:
        raise Conflict("Money came for this invoice. Take the payment back first.", code="has_payments")
    values = {"status": InvoiceStatus.void.value, "voided_at": time.now(), "void_reason": data.reason}
    fact = InvoiceVoided(invoice.number, invoice.total_minor, invoice.currency, data.reason)
    change_record(session, actor, INVOICE, invoice, values, fact=fact)
    return invoice


def duplicate_invoice(session: Session, actor: Actor, invoice_id: str) -> Invoice:
    """A new draft that says the same, issued today."""
    invoice = invoice_to_change(session, actor, invoice_id)
    kept = (
        "agreement_template_id",
        "tax_rate_id",
        "payment_term_id",
        "contract_term_id",
        "carrier",
        "backend",
        "shipping_type",
    )
    said = {name: getattr(invoice, name) for name in (*_payer(invoice), *kept, "reference", "notes", "terms")}
    said |= {name: getattr(invoice, name) for name in ("owner_id", "currency", "discount_minor", "shipping_minor")}
    fields = Line.model_fields
    lines = [Line(**{name: getattr(row, name) for name in fields}) for row in lines_in(session, invoice_id)]
    return create_invoice(session, actor, InvoiceCreate(**said, lines=lines, custom=invoice.custom))


def apply_payment(session: Session, actor: Actor, invoice_id: str, amount_minor: int) -> Invoice:
    """Note that money came for an invoice, or (below 0) went back: what is open, its status, and the facts of it.

    For the payments, which see to it that each is noted once; rights are theirs to check. The invoice is locked.
    NotFound when it is not there; Conflict `not_payable` for a draft or a void one; Invalid, naming `amount_minor`,
    for more than is open or more back than came.
    """
    invoice = locked_invoice(session, invoice_id)
    if amount_minor > 0 and invoice.status not in PAYABLE:
        raise Conflict(f"This invoice is {invoice.status}: it can't be paid.", code="not_payable")
    if amount_minor > invoice.balance_minor:
        raise Invalid.one("amount_minor", "too_much", "This is more than is open.")
    if invoice.paid_minor + amount_minor < 0:
        raise Invalid.one("amount_minor", "too_much", "This is more than was paid.")
    paid_minor = invoice.paid_minor + amount_minor
    status = standing(invoice.total_minor, paid_minor, invoice.due_on, today(session))
    was_paid = invoice.status == InvoiceStatus.paid
    is_paid = status == InvoiceStatus.paid
    balance_minor = invoice.total_minor - paid_minor
    values = {"status": status.value, "paid_minor": paid_minor, "balance_minor": balance_minor}
    paid_at = (invoice.paid_at or time.now()) if is_paid else None
    fact = InvoicePaymentApplied(invoice.number, amount_minor, balance_minor, invoice.currency)
    noted(session, actor, invoice, {**values, "paid_at": paid_at}, fact)
    if is_paid and not was_paid:
        tell(session, actor, invoice, InvoicePaid(invoice.number, invoice.total_minor, invoice.currency))
    return invoice


def invoice_by_token(session: Session, token: str) -> Invoice:
    """The invoice whose page a secret opens, for those who are nobody here; drafts have none. NotFound otherwise.

    The session must be allowed to look into all workspaces.
    """
    shown = select(Invoice).where(Invoice.public_token == token, Invoice.deleted_at.is_(None))
    invoice = session.scalar(shown.where(Invoice.status != InvoiceStatus.draft.value)) if len(token) >= 32 else None
    if invoice is None:
        raise NotFound("invoice")
    return invoice


def page_path(token: str) -> str:
    """The path of an invoice's page in the web app. The secret is behind the #, which browsers send to no server and no
    log."""
    return f"/pay#{quote(token)}"


def page_secret(session: Session, actor: Actor, invoice_id: str) -> str:
    """What opens the invoice's page. Forbidden without the right to change it, NotFound when the actor does not see
    it."""
    invoice: Invoice = record_to_change(session, actor, INVOICE, invoice_id)
    return invoice.public_token


def invoice_to_change(session: Session, actor: Actor, invoice_id: str, verb: str = "update") -> Invoice:
    """The invoice, locked. Forbidden without the right, NotFound when the actor does not see it."""
    record_to_change(session, actor, INVOICE, invoice_id, verb)
    return locked_invoice(session, invoice_id)


def lines_in(session: Session, invoice_id: str) -> list[InvoiceLine]:
    """The lines of an invoice, in their order."""
    own = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.position)
    return list(session.scalars(own))


def noted(session: Session, actor: Actor, invoice: Invoice, values: Mapping[str, Any], fact: Event) -> None:
    """Change what services alone set, with a fact of its own: whoever pays needs no right to change the invoice."""
    for name, value in values.items():
        setattr(invoice, name, value)
    session.flush()
    tell(session, actor, invoice, fact)


def tell(session: Session, actor: Actor, invoice: Invoice, fact: Event) -> None:
    """Emit a fact about an invoice, on the timelines of those it is about."""
    emit(session, actor, fact, subject=Ref(INVOICE.name, invoice.id), links=links_of(INVOICE, invoice))


def locked_invoice(session: Session, invoice_id: str) -> Invoice:
    """The invoice, locked, whoever asks. NotFound when it is not there."""
    wanted = select(Invoice).where(Invoice.id == invoice_id, Invoice.deleted_at.is_(None))
    invoice = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if invoice is None:
        raise NotFound("invoice")
    return invoice


def _agreement(session: Session, usual: Usual, data: InvoiceCreate) -> str | None:
    """What a new invoice is agreed on: what is said, else the default agreement."""
    if "agreement_template_id" not in data.model_fields_set:
        return usual.agreement_template_id
    if data.agreement_template_id is not None:
        check_template(session, TemplateType.agreement, data.agreement_template_id, "agreement_template_id")
    return data.agreement_template_id


def _refuse_closed(invoice: Invoice, verb: str) -> None:
    if invoice.status in (InvoiceStatus.paid, InvoiceStatus.void):
        raise Conflict(f"A {invoice.status} invoice can't be {verb}.", code=f"invoice_{invoice.status}")


def _payer(invoice: Invoice) -> dict[str, Any]:
    return {name: getattr(invoice, name) for name in CUSTOMER}


def _amounts(totals: Totals, paid_minor: int) -> dict[str, int]:
    return {
        "subtotal_minor": totals.subtotal_minor,
        "discount_minor": totals.discount_minor,
        "tax_minor": totals.tax_minor,
        "shipping_minor": totals.shipping_minor,
        "total_minor": totals.total_minor,
        "balance_minor": totals.total_minor - paid_minor,
    }


def _dated(session: Session, invoice: Invoice, data: InvoiceUpdate) -> dict[str, Any]:
    """The days of a changed invoice. Another payment term moves the day on which it is due, unless that is given."""
    given = data.model_fields_set & {"issued_on", "due_on", "payment_term_id"}
    if not given:
        return {}
    values: dict[str, Any] = {}
    issued_on = data.issued_on or invoice.issued_on
    due_on = data.due_on or invoice.due_on
    if "payment_term_id" in given and data.payment_term_id is not None:
        _, by_term = due_of(session, usual_of(session), issued_on, data.payment_term_id)
        due_on = data.due_on or by_term
    _check_days(issued_on, due_on)
    values |= {"issued_on": issued_on, "due_on": due_on}
    if invoice.status != InvoiceStatus.draft:
        status = standing(invoice.total_minor, invoice.paid_minor, due_on, today(session))
        values["status"] = status.value
    return values


def _check_days(issued_on: Any, due_on: Any) -> None:
    if due_on < issued_on:
        raise Invalid.one("due_on", "invalid", "It can't be due before it is issued.")


def _with_lines(
    session: Session, actor: Actor, invoice: Invoice, data: InvoiceUpdate, values: Mapping[str, Any]
) -> dict[str, Any]:
    """New lines in the place of the old ones, and what all comes to then."""
    lines = data.lines if "lines" in data.model_fields_set else None
    totals = lines_anew(session, actor, InvoiceLine, {"invoice_id": invoice.id}, invoice, lines, values)
    if totals is None:
        return {}
    if totals.total_minor < invoice.paid_minor:
        raise Invalid.one("lines", "too_little", "This comes to less than was paid already.")
    changed: dict[str, Any] = _amounts(totals, invoice.paid_minor)
    if lines is not None:
        # The lines are in no column of the row; its ETag has to change with them.
        changed["updated_at"] = time.now()
    if invoice.status != InvoiceStatus.draft:
        due_on = values.get("due_on", invoice.due_on)
        status = standing(totals.total_minor, invoice.paid_minor, due_on, today(session))
        changed["status"] = status.value
    return changed


INVOICES = register(
    RecordService(INVOICE, create_invoice, update_invoice, delete_invoice, restore_invoice, draft_invoice)
)
