"""GPS Leaders: an invoice as pages show it, with what belongs to it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.public import INVOICES, ORDERS, PAYMENTS, EntryKind, ids_in_books
from quintet.dialects.gpsleaders.fulfilment import FACE as ORDER
from quintet.dialects.gpsleaders.fulfilment import shown_order
from quintet.dialects.gpsleaders.payments import shown_payment
from quintet.dialects.lines import lines_shown
from quintet.dialects.lists import any_of, every
from quintet.dialects.records import RecordFace
from quintet.dialects.shapes import midnight
from quintet.foundation.access import Actor, allowed
from quintet.foundation.objects.reading import Row
from quintet.foundation.objects.spec import AnySpec
from quintet.records.public import TAXONOMIES, TaxonomyKind

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
    parsed=frozenset({"lines"}),
)
OF_TAXONOMIES = {
    "backend": ("backendId", TaxonomyKind.backend),
    "carrier": ("carrierId", TaxonomyKind.cellular_carrier),
    "shipping_type": ("shippingTypeId", TaxonomyKind.shipping_type),
}
Words = dict[tuple[str, str], str]
"""The ids of taxonomy values, by kind and value."""


def shown_invoices(session: Session, actor: Actor, invoices: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Invoices as lists show them. One statement each for all their payments, orders, places in the books and values
    of taxonomies."""
    if not invoices:
        return []
    ids = [invoice["id"] for invoice in invoices]
    words = words_of(session, actor)
    payments = _by_invoice(session, actor, PAYMENTS.spec, ids, shown_payment)
    orders = _by_invoice(session, actor, ORDERS.spec, ids, lambda row: shown_order(ORDER.shown(row)))
    in_books = ids_in_books(session, actor, EntryKind.invoice, ids)
    return [
        {
            **_shown(invoice, words),
            "qbInvoiceId": in_books.get(invoice["id"]),
            "payments": payments[invoice["id"]],
            "fulfillmentOrders": orders[invoice["id"]],
        }
        for invoice in invoices
    ]


def words_of(session: Session, actor: Actor) -> Words:
    """The values of taxonomies that invoices bear. One statement."""
    kinds = ",".join(kind.value for _, kind in OF_TAXONOMIES.values())
    rows = every(session, actor, TAXONOMIES.spec, [("kind[in]", kinds)])
    return {(row["kind"], row["value"]): row["id"] for row in rows}


def _shown(invoice: dict[str, Any], words: Words) -> dict[str, Any]:
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
    }


def _by_invoice(
    session: Session, actor: Actor, spec: AnySpec, ids: Sequence[str], shown: Callable[[Row], dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """The first ones first; none for API keys that may not read them."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    if allowed(actor, spec.right("read")):
        for row in every(session, actor, spec, [("invoice_id[in]", any_of(ids)), ("sort", "created_at")]):
            found[row["invoice_id"]].append(shown(row))
    return found
