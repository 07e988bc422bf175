"""Their items become our products: known again by what was linked before, by SKU, by name; otherwise new."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.commerce.accounting.entries import connection_of
from quintet.commerce.accounting.models import AccountingEntry, EntryKind, EntryStatus
from quintet.commerce.accounting.ports import Item
from quintet.commerce.accounting.service import UPDATE
from quintet.commerce.accounting.wanted import digest_of
from quintet.commerce.products.models import Product
from quintet.commerce.products.schemas import ProductCreate, ProductUpdate
from quintet.commerce.products.service import create_product, update_product
from quintet.foundation.access import Actor, require
from quintet.kit import time
from quintet.kit.errors import Conflict


class Outcome(StrEnum):
    created = "created"
    linked = "linked"
    updated = "updated"
    unchanged = "unchanged"
    skipped = "skipped"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one item. `reason` says why it was left out."""

    item_id: str
    name: str
    sku: str | None
    outcome: Outcome
    product_id: str | None = None
    reason: str | None = None


def take_in(session: Session, actor: Actor, books_id: str, items: Sequence[Item]) -> list[Imported]:
    """Take in a batch of their items. What is ours already keeps its price and words until theirs change. The
    connection is locked, so that two imports at once are one after the other."""
    require(actor, UPDATE)
    connection = connection_of(session, lock=True)
    if connection is None or connection.books_id != books_id:
        raise Conflict("The books were disconnected in the meantime.", code="not_connected")
    known = _Known(session, books_id, items)
    return [_take_in(session, actor, known, connection.currency, item) for item in items]


class _Known:
    """What may be one of these items already; three statements for all of them."""

    def __init__(self, session: Session, books_id: str, items: Sequence[Item]) -> None:
        self.books_id = books_id
        entry = AccountingEntry
        own = select(entry).where(entry.books_id == books_id, entry.kind == EntryKind.item)
        found = list(session.scalars(own.where(entry.theirs_id.in_([item.id for item in items]))))
        self.entries = {row.theirs_id: row for row in found}
        skus = [item.sku.casefold() for item in items if item.sku]
        names = [item.name.casefold() for item in items]
        live = select(Product).where(Product.deleted_at.is_(None))
        by_sku = session.scalars(live.where(Product.sku_folded.in_(skus))).all() if skus else []
        by_name = session.scalars(live.where(Product.name_folded.in_(names)).order_by(Product.id)).all()
        linked = session.scalars(live.where(Product.id.in_([row.record_id for row in found]))).all()
        self.products = {product.id: product for product in (*by_sku, *by_name, *linked)}
        self.by_sku = {product.sku_folded: product for product in by_sku}
        self.by_name: dict[str, list[Product]] = {}
        for product in by_name:
            self.by_name.setdefault(product.name_folded, []).append(product)
        ours = own.where(entry.record_id.in_(self.products)).with_only_columns(entry.record_id)
        self.taken = set(session.scalars(ours))


def _take_in(session: Session, actor: Actor, known: _Known, currency: str, item: Item) -> Imported:
    digest = digest_of(item)
    entry = known.entries.get(item.id)
    if entry is not None:
        return _follow(session, actor, known, entry, currency, item, digest)
    product = known.by_sku.get(item.sku.casefold()) if item.sku else None
    if product is None:
        named = [each for each in known.by_name.get(item.name.casefold(), []) if each.id not in known.taken]
        if len(named) > 1:
            return _left(item, "Several products have this name.")
        product = named[0] if named else None
    if product is not None and product.id in known.taken:
        return _left(item, f"Another item is the product {product.sku} already.")
    outcome = Outcome.linked
    if product is None:
        product = create_product(session, actor, _new(item, currency))
        outcome = Outcome.created
    _link(session, known, product, item, digest)
    return Imported(item.id, item.name, item.sku, outcome, product.id)


def _follow(
    session: Session, actor: Actor, known: _Known, entry: AccountingEntry, currency: str, item: Item, digest: str
) -> Imported:
    if entry.record_id not in known.products:
        return _left(item, "Its product was deleted here.")
    outcome = Outcome.unchanged
    if entry.digest != digest:
        values: dict[str, Any] = {"name": item.name, "description": item.description, "taxable": item.taxable}
        if item.price_minor is not None:
            values.update(price_minor=item.price_minor, currency=currency)
        update_product(session, actor, entry.record_id, ProductUpdate.model_validate(values))
        outcome = Outcome.updated
    entry.digest, entry.title, entry.synced_at = digest, item.name, time.now()
    session.flush()
    return Imported(item.id, item.name, item.sku, outcome, entry.record_id)


def _new(item: Item, currency: str) -> ProductCreate:
    values: dict[str, Any] = {
        "name": item.name,
        "description": item.description,
        "taxable": item.taxable,
        "currency": currency,
    }
    if item.sku:
        values["sku"] = item.sku
    return ProductCreate.model_validate({**values, "price_minor": item.price_minor or 0})


def _link(session: Session, known: _Known, product: Product, item: Item, digest: str) -> None:
    entry = AccountingEntry(
        books_id=known.books_id,
        kind=EntryKind.item.value,
        record_type="product",
        record_id=product.id,
        title=item.name,
        theirs_id=item.id,
        digest=digest,
        status=EntryStatus.synced.value,
        synced_at=time.now(),
    )
    session.add(entry)
    session.flush()
    known.taken.add(product.id)
    known.products[product.id] = product
    known.by_sku.setdefault(product.sku_folded, product)


def _left(item: Item, reason: str) -> Imported:
    return Imported(item.id, item.name, item.sku, Outcome.skipped, None, reason)
