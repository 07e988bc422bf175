"""What follows from what is said of an invoice or a proposal: for whom it is, what its lines say, and come to."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.commerce.lines.models import LineRow
from quintet.commerce.lines.schemas import Line
from quintet.commerce.lines.totals import Amount, Totals, exact, reckon
from quintet.commerce.lines.usual import Tax, Usual
from quintet.commerce.products.models import Product
from quintet.commerce.products.object import PRODUCT
from quintet.commerce.terms.models import TaxRate, TermRow
from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert
from quintet.foundation.objects.reading import Row, find_row
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.kit.errors import FieldError, Invalid
from quintet.kit.ids import new_id
from quintet.records.companies.object import COMPANY
from quintet.records.contacts.object import CONTACT
from quintet.records.deals.object import DEAL
from quintet.records.leads.object import LEAD

T = TypeVar("T", bound=TermRow)
CUSTOMER = ("company_id", "contact_id", "deal_id", "lead_id")
"""The columns that say for whom it is."""


def customer_of(session: Session, actor: Actor, given: Mapping[str, Any]) -> dict[str, Any]:
    """Company and contact: those given, else those of its deal, its lead and its contact (there may be neither); and
    the currency of its deal. Invalid naming what is not there for the actor."""
    found = {name: given.get(name) for name in CUSTOMER}
    currency: str | None = None
    if found["deal_id"]:
        deal = _known(session, actor, DEAL, "deal_id", found["deal_id"])
        currency = deal["currency"]
        found["company_id"] = found["company_id"] or deal["company_id"]
        found["contact_id"] = found["contact_id"] or deal["contact_id"]
    if found["lead_id"]:
        lead = _known(session, actor, LEAD, "lead_id", found["lead_id"])
        found["company_id"] = found["company_id"] or lead["company_id"]
        found["contact_id"] = found["contact_id"] or lead["contact_id"]
    if found["contact_id"] and not found["company_id"]:
        found["company_id"] = _known(session, actor, CONTACT, "contact_id", found["contact_id"])["company_id"]
    return {**found, "currency": currency}


def tax_of(session: Session, actor: Actor, usual: Usual, company_id: str | None, tax_rate_id: str | None) -> Tax:
    """The tax: nothing for companies that are not taxable, else the rate given, else the usual one."""
    if company_id is not None and not _known(session, actor, COMPANY, "company_id", company_id)["taxable"]:
        return Tax()
    if tax_rate_id is None:
        return usual.tax
    rate = term_of(session, TaxRate, tax_rate_id, "tax_rate_id")
    return Tax(rate.id, rate.name, rate.percent)


def term_of(session: Session, model: type[T], term_id: str, field: str) -> T:
    """The term of this id. Invalid for an id that is none."""
    found = session.scalar(select(model).where(model.id == term_id, model.deleted_at.is_(None)))
    if found is None:
        raise Invalid.one(field, "unknown_reference", "There is no such choice.")
    return found


def lines_of(
    session: Session, actor: Actor, of: Mapping[str, str], currency: str, lines: Sequence[Line]
) -> list[dict[str, Any]]:
    """Rows for lines; `of` is the column of theirs that says what they belong to. Invalid naming a product that is not
    there, or priced in another currency."""
    wanted = [line.product_id for line in lines if line.product_id is not None]
    seen = visible_ids(session, actor, PRODUCT, wanted)
    products = {row.id: row for row in session.scalars(select(Product).where(Product.id.in_(seen)))} if seen else {}
    rows: list[dict[str, Any]] = []
    errors: list[FieldError] = []
    for place, line in enumerate(lines):
        product = products.get(line.product_id or "")
        if line.product_id is not None and product is None:
            errors.append(FieldError(f"lines.{place}.product_id", "unknown_reference", "There is no such product."))
            continue
        price = line.unit_price_minor
        if price is None and product is not None:
            if product.currency != currency:
                message = f"The product's price is in {product.currency}; give one in {currency}."
                errors.append(FieldError(f"lines.{place}.unit_price_minor", "other_currency", message))
                continue
            price = product.price_minor
        taxable = line.taxable if line.taxable is not None else (product.taxable if product is not None else True)
        amount = Amount(exact(line.quantity), price or 0, taxable)
        rows.append(
            {
                "id": new_id(),
                **of,
                "position": place,
                "product_id": line.product_id,
                "code": line.code or (product.sku if product is not None else None),
                "description": line.description.strip() or (product.name if product is not None else ""),
                "quantity": line.quantity,
                "unit": line.unit or (product.unit if product is not None else None),
                "unit_price_minor": amount.unit_price_minor,
                "taxable": amount.taxable,
                "total_minor": amount.total_minor,
            }
        )
    if errors:
        raise Invalid(errors)
    return rows


def lines_anew(
    session: Session,
    actor: Actor,
    model: type[LineRow],
    of: Mapping[str, str],
    record: Any,
    lines: Sequence[Line] | None,
    values: Mapping[str, Any],
) -> Totals | None:
    """Put lines in the place of a record's own, where there are any, and what all comes to with them and the changed
    `values`; None when nothing of that changes."""
    [(column, id_)] = of.items()
    own = getattr(model, column) == id_
    if lines is not None:
        rows = lines_of(session, actor, of, record.currency, lines)
        session.execute(delete(model).where(own).execution_options(synchronize_session=False))
        bulk_insert(session, model, rows)
    elif values.keys() & {"discount_minor", "shipping_minor", "tax_percent"}:
        kept = session.execute(select(model.quantity, model.unit_price_minor, model.taxable).where(own))
        rows = [dict(row) for row in kept.mappings()]
    else:
        return None
    names = ("tax_percent", "discount_minor", "shipping_minor")
    # Proposals have no shipping.
    return totals_of(rows, **{name: values.get(name, getattr(record, name, 0)) for name in names})


def totals_of(
    rows: Sequence[Mapping[str, Any]], *, tax_percent: float, discount_minor: int, shipping_minor: int
) -> Totals:
    """What rows of lines come to. Invalid naming `lines` or `discount_minor` for sums that can't be."""
    amounts = [Amount(exact(row["quantity"]), row["unit_price_minor"], row["taxable"]) for row in rows]
    try:
        return reckon(
            amounts, tax_percent=exact(tax_percent), discount_minor=discount_minor, shipping_minor=shipping_minor
        )
    except ValueError as error:
        field = "discount_minor" if "discount" in str(error) else "lines"
        raise Invalid.one(field, "invalid", str(error)) from None


def _known(session: Session, actor: Actor, spec: AnySpec, field: str, record_id: str) -> Row:
    row = find_row(session, actor, spec, record_id)
    if row is None:
        raise Invalid.one(field, "unknown_reference", f"There is no such {spec.name}.")
    return row
