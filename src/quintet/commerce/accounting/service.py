"""What can be done with the books: who is synced, again, and how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from quintet.commerce.accounting.entries import connection_of, subject_of
from quintet.commerce.accounting.facts import ResyncRequested
from quintet.commerce.accounting.models import (
    AccountingConnection,
    AccountingEntry,
    AppliedPayment,
    EntryKind,
    EntryStatus,
)
from quintet.commerce.accounting.requesting import request_sync
from quintet.commerce.accounting.resyncing import in_the_books, resync_books
from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.foundation.access import Actor, Role, allowed, require
from quintet.foundation.access.rights import declare
from quintet.foundation.events import emit
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.reading import get_record
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY
from quintet.records.contacts.object import CONTACT

READ = declare("accounting.read", Role.member)
UPDATE = declare("accounting.update", Role.admin)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many there are, and how many of them are in the books."""

    total: int
    synced: int


@dataclass(frozen=True, slots=True)
class BooksCoverage:
    """`companies` are all; `invoices` those that were sent and are not void; `payments` the amounts that came."""

    companies: Coverage
    invoices: Coverage
    payments: Coverage
    items: int
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class InvoiceEntries:
    """How an invoice, who pays it and what came for it stand in the books; nothing when nobody is connected."""

    connected: bool
    invoice: AccountingEntry | None
    customer: AccountingEntry | None
    payments: Sequence[AccountingEntry]


def sync_record(
    session: Session, actor: Actor, kind: EntryKind, record_id: str, *, queued: bool = True
) -> AccountingEntry:
    """Tell the books of one record again. Conflict `not_connected`, or `not_sent` for a draft; NotFound when the actor
    doesn't see it."""
    require(actor, UPDATE)
    connection = connected(session)
    record_type = _record_type(session, actor, kind, record_id)
    entry = request_sync(
        session,
        connection,
        kind,
        record_type,
        record_id,
        force=True,
        requested_by=actor.user_id,
        queued=queued,
    )
    emit(session, actor, ResyncRequested(entry.kind, entry.title), subject=subject_of(session, entry))
    return entry


def retry_entry(session: Session, actor: Actor, entry_id: str) -> AccountingEntry:
    """Try again what failed, making anew what was deleted there. Conflict for what didn't fail."""
    require(actor, UPDATE)
    connection = connected(session)
    wanted = select(AccountingEntry).where(
        AccountingEntry.id == entry_id, AccountingEntry.books_id == connection.books_id
    )
    row = session.scalar(wanted.with_for_update()) if is_id(entry_id) else None
    if row is None:
        raise NotFound("entry")
    if row.status != EntryStatus.failed:
        raise Conflict("Only what failed can be tried again.", code="not_failed")
    return request_sync(
        session,
        connection,
        EntryKind(row.kind),
        row.record_type,
        row.record_id,
        force=True,
        requested_by=actor.user_id,
    )


def resync(session: Session, actor: Actor, *, everything: bool = False) -> str:
    """Bring all that is missing or failed into the books, or tell them `everything` again; gives the job's id."""
    require(actor, UPDATE)
    connection = connected(session)
    call = resync_books(connection.books_id, everything)
    return enqueue(
        session,
        call,
        workspace_id=actor.workspace_id,
        dedupe_key="everything" if everything else "missing",
        requested_by=actor.user_id,
    )


def list_entries(
    session: Session,
    actor: Actor,
    *,
    status: EntryStatus | None = None,
    kind: EntryKind | None = None,
    before: str | None = None,
    limit: int = 50,
) -> list[AccountingEntry]:
    """What is in the connected books, or is to be, newest first."""
    require(actor, UPDATE)
    connection = connection_of(session)
    if connection is None:
        return []
    entry = AccountingEntry
    found = select(entry).where(entry.books_id == connection.books_id)
    if status is not None:
        found = found.where(entry.status == status)
    if kind is not None:
        found = found.where(entry.kind == kind)
    if before is not None:
        found = found.where(entry.id < before)
    return list(session.scalars(found.order_by(entry.id.desc()).limit(limit)))


def invoice_entries(session: Session, actor: Actor, invoice_id: str) -> InvoiceEntries:
    """How an invoice stands in the books. NotFound when the actor doesn't see it."""
    require(actor, READ)
    invoice: Invoice = get_record(session, actor, INVOICE, invoice_id)
    connection = connection_of(session)
    if connection is None:
        return InvoiceEntries(False, None, None, ())
    paid = select(AppliedPayment.id).where(AppliedPayment.invoice_id == invoice_id)
    ours = [invoice_id, *session.scalars(paid.limit(200))]
    payer = invoice.company_id or invoice.contact_id
    entry = AccountingEntry
    own = entry.books_id == connection.books_id
    kinds = (EntryKind.customer, EntryKind.invoice, EntryKind.payment)
    wanted = select(entry).where(own, entry.kind.in_(kinds), entry.record_id.in_([*ours, payer] if payer else ours))
    found = list(session.scalars(wanted.order_by(entry.id)))
    payers = [row for row in found if row.kind == EntryKind.customer and row.currency in ("", invoice.currency)]
    return InvoiceEntries(
        True,
        next((row for row in found if row.kind == EntryKind.invoice), None),
        next((row for row in payers if row.currency == invoice.currency), next(iter(payers), None)),
        [row for row in found if row.kind == EntryKind.payment],
    )


def ids_in_books(session: Session, actor: Actor, kind: EntryKind, record_ids: Sequence[str]) -> dict[str, str]:
    """By record the id it has in the connected books, of those that are there; none for who may not see the books.
    For records that the actor was shown. One statement."""
    if not allowed(actor, READ):
        return {}
    entry, here = AccountingEntry, AccountingConnection
    connected = and_(here.workspace_id == entry.workspace_id, here.books_id == entry.books_id)
    wanted = select(entry.record_id, entry.theirs_id).join(here, connected)
    wanted = wanted.where(entry.kind == kind, entry.record_id.in_(record_ids), entry.theirs_id.is_not(None))
    wanted = wanted.where(entry.currency == "")
    return {row.record_id: row.theirs_id for row in session.execute(wanted)}


def coverage(session: Session, actor: Actor) -> BooksCoverage:
    """How much of ours is in the connected books. Counts whole tables: on the heavy lane."""
    require(actor, READ)
    connection = connection_of(session)
    entry = AccountingEntry
    books_id = connection.books_id if connection is not None else ""
    own = entry.books_id == books_id
    counted = session.execute(select(entry.status, func.count()).where(own).group_by(entry.status))
    by_status = {status: count for status, count in counted}  # noqa: C416 - rows are no pairs to the type checker
    return BooksCoverage(
        _coverage(session, own, EntryKind.customer, Company.id, Company.deleted_at.is_(None)),
        _coverage(session, own, EntryKind.invoice, Invoice.id, *in_the_books()),
        _coverage(session, own, EntryKind.payment, AppliedPayment.id, AppliedPayment.amount_minor > 0),
        session.scalar(select(func.count()).where(own, entry.kind == EntryKind.item)) or 0,
        by_status.get(EntryStatus.waiting.value, 0),
        by_status.get(EntryStatus.failed.value, 0),
    )


def _coverage(
    session: Session,
    own: ColumnElement[bool],
    kind: EntryKind,
    id_: InstrumentedAttribute[str],
    *those: ColumnElement[bool],
) -> Coverage:
    entry = AccountingEntry
    there = select(entry.record_id).where(own, entry.kind == kind, entry.theirs_id.is_not(None))
    total = session.scalar(select(func.count(id_)).where(*those)) or 0
    return Coverage(total, session.scalar(select(func.count(id_)).where(*those, id_.in_(there))) or 0)


def connected(session: Session) -> AccountingConnection:
    """How the workspace is connected. Conflict `not_connected`."""
    connection = connection_of(session)
    if connection is None:
        raise Conflict("No books are connected.", code="not_connected")
    return connection


def _record_type(session: Session, actor: Actor, kind: EntryKind, record_id: str) -> str:
    if kind == EntryKind.customer:
        try:
            get_record(session, actor, COMPANY, record_id)
        except NotFound:
            get_record(session, actor, CONTACT, record_id)
            return CONTACT.name
        return COMPANY.name
    if kind == EntryKind.invoice:
        invoice: Invoice = get_record(session, actor, INVOICE, record_id)
        if invoice.status == InvoiceStatus.draft:
            raise Conflict("A draft is not in the books yet: send it first.", code="not_sent")
        return INVOICE.name
    if kind == EntryKind.payment:
        if not is_id(record_id) or session.get(AppliedPayment, record_id) is None:
            raise NotFound("payment")
        return "applied_payment"
    raise Invalid.one("kind", "invalid", "Items come from the books.")
