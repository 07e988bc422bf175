"""What can be done with products."""

import re
import unicodedata
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quintet.commerce.products.models import Product
from quintet.commerce.products.object import PRODUCT
from quintet.commerce.products.schemas import ProductCreate, ProductUpdate, Reordering
from quintet.foundation.access import Actor, require
from quintet.foundation.db import unless_taken
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, FieldError, Invalid, NotFound
from quintet.records.public import currency_of

_SKU = 40
"""Characters of a name that go into a SKU made of it."""
_TRIES = 20


def create_product(session: Session, actor: Actor, data: ProductCreate) -> Product:
    """Add a product. Conflict when there is one with its SKU; without one it gets a SKU made of its name."""
    values = data.model_dump(mode="json", exclude={"custom"})
    if "currency" not in data.model_fields_set:
        values["currency"] = currency_of(session)
    if data.position is None:
        last = session.scalar(select(func.max(Product.position)).where(Product.deleted_at.is_(None)))
        values["position"] = 0 if last is None else last + 1
    values["name_folded"] = data.name.casefold()
    if data.sku is not None:
        return _add(session, actor, data, values, data.sku)
    for _ in range(_TRIES):
        try:
            return _add(session, actor, data, values, _free_sku(session, data.name))
        except Conflict:
            continue  # somebody took it in this moment
    raise Conflict("No SKU is free for this name. Give one.", code="duplicate", field="sku")


def update_product(session: Session, actor: Actor, product_id: str, data: ProductUpdate) -> Product:
    """Change a product. Conflict when another has the SKU; Invalid for a parent that is a module of it."""
    product: Product = record_to_change(session, actor, PRODUCT, product_id)
    values = data.model_dump(mode="json", exclude_unset=True, exclude={"custom"})
    for name in ("name", "sku", "position"):
        if name in values and values[name] in (None, ""):
            raise Invalid.one(name, "required", "This can't be empty.")
    if values.get("parent_id"):
        _check_parent(session, product_id, values["parent_id"])
    product.name_folded = values.get("name", product.name).casefold()
    sku = values.get("sku", product.sku)
    with unless_taken(session, partial(_refuse_taken, session, sku, but=product_id)):
        product.sku_folded = sku.casefold()
        change_record(session, actor, PRODUCT, product, values, custom=data.custom)
    return product


def delete_product(session: Session, actor: Actor, product_id: str) -> None:
    """Move a product to the bin. Conflict while modules are part of it. What was sold keeps its words and prices."""
    product: Product = record_to_change(session, actor, PRODUCT, product_id, "delete")
    modules = select(func.count()).select_from(Product)
    if session.scalar(modules.where(Product.parent_id == product_id, Product.deleted_at.is_(None))):
        raise Conflict("Products are part of this one. Delete or move those first.", code="has_modules")
    delete_record(session, actor, PRODUCT, product)


def restore_product(session: Session, actor: Actor, product_id: str) -> Product:
    """Bring a product back from the bin. Conflict when another has its SKU by now."""
    product: Product = record_to_change(session, actor, PRODUCT, product_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_taken, session, product.sku)):
        restore_record(session, actor, PRODUCT, product)
    return product


def reorder_products(session: Session, actor: Actor, data: Reordering) -> None:
    """Put products in this order, before all others, which keep theirs. Invalid naming those that are not there."""
    require(actor, PRODUCT.right("update"))
    seen = visible_ids(session, actor, PRODUCT, data.ids)
    errors = [
        FieldError(f"ids.{place}", "unknown_reference", "There is no such product.")
        for place, id_ in enumerate(data.ids)
        if id_ not in seen
    ]
    if errors:
        raise Invalid(errors)
    first = list(dict.fromkeys(data.ids))
    others = select(Product.id).where(Product.deleted_at.is_(None), Product.id.not_in(first))
    rest = session.scalars(others.order_by(Product.position, Product.name_folded, Product.id)).all()
    _place(session, [*first, *rest])


def product_of_sku(session: Session, actor: Actor, sku: str) -> str:
    """The id of the product with this SKU, without regard to case. NotFound."""
    require(actor, PRODUCT.right("read"))
    same = (Product.sku_folded == sku.casefold(), Product.deleted_at.is_(None))
    found = session.scalar(select(Product.id).where(*same))
    if found is None:
        raise NotFound("product")
    return found


def _place(session: Session, ids: Sequence[str]) -> None:
    # Their places are no news of the products: neither versions nor times move.
    rows = [{"id": id_, "position": place} for place, id_ in enumerate(ids)]
    present = {row.id: row.position for row in session.execute(select(Product.id, Product.position))}
    for row in rows:
        if present.get(str(row["id"])) != row["position"]:
            moved = update(Product).where(Product.id == row["id"])
            values = {"position": row["position"], "updated_at": Product.updated_at}
            session.execute(moved.values(**values).execution_options(synchronize_session=False))


def _add(session: Session, actor: Actor, data: ProductCreate, values: dict[str, Any], sku: str) -> Product:
    product = Product(**{**values, "sku": sku, "sku_folded": sku.casefold()})
    with unless_taken(session, partial(_refuse_taken, session, sku)):
        add_record(session, actor, PRODUCT, product, custom=data.custom)
    return product


def _free_sku(session: Session, name: str) -> str:
    """Of the name's letters and digits, with a number where that is taken: `GTX Pro` → `GTX-PRO`, `GTX-PRO-2`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    base = re.sub(r"[^A-Z0-9]+", "-", plain.upper()).strip("-")[:_SKU].strip("-") or "PRODUCT"
    like = select(Product.sku_folded).where(
        Product.sku_folded.startswith(base.casefold(), autoescape=True), Product.deleted_at.is_(None)
    )
    taken = set(session.scalars(like))
    if base.casefold() not in taken:
        return base
    number = next(n for n in range(2, len(taken) + 3) if f"{base}-{n}".casefold() not in taken)
    return f"{base}-{number}"


def _refuse_taken(session: Session, sku: str, *, but: str | None = None) -> None:
    same = (Product.sku_folded == sku.casefold(), Product.deleted_at.is_(None))
    taken = session.scalar(select(Product.id).where(*same))
    if taken is not None and taken != but:
        raise Conflict("Another product has this SKU.", code="duplicate", existing_id=taken, field="sku")


def _check_parent(session: Session, product_id: str, parent_id: str) -> None:
    above: str | None = parent_id
    seen: set[str] = set()
    while above is not None and above not in seen:
        if above == product_id:
            raise Invalid.one("parent_id", "cycle", "A product can't be part of itself or of its modules.")
        seen.add(above)
        above = session.scalar(select(Product.parent_id).where(Product.id == above))


PRODUCTS = register(RecordService(PRODUCT, create_product, update_product, delete_product, restore_product))
