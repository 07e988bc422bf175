"""Lines of invoices both ways: our fields in camelCase, prices in major units."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy.orm import Session

from quintet.commerce.public import PRODUCTS
from quintet.dialects.lists import any_of, every
from quintet.dialects.shapes import amount, minor_of
from quintet.foundation.access import Actor
from quintet.kit.errors import Invalid

MOST = 500
_AS_THEY_ARE = {
    "product_id": "productId",
    "description": "description",
    "quantity": "quantity",
    "unit": "unit",
    "taxable": "taxable",
}


def lines_shown(lines: Iterable[Mapping[str, Any]], currency: str, code: str = "code") -> list[dict[str, Any]]:
    """As they are shown; `code` is what the reference calls a product's number."""
    return [
        {
            "id": line["id"],
            **{theirs: line[ours] for ours, theirs in _AS_THEY_ARE.items()},
            code: line["code"],
            "unitPrice": amount(line["unit_price_minor"], currency),
            "total": amount(line["total_minor"], currency),
        }
        for line in lines
    ]


def lines_given(
    session: Session, actor: Actor, given: Any, currency: str, *, field: str, code: str = "code"
) -> list[dict[str, Any]]:
    """As the service takes them. A line is of the product that has its number, unless it names one. Invalid, naming
    the field, for what is no list of lines."""
    if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
        raise Invalid.one(field, "invalid", "Must be a list of lines.")
    if len(given) > MOST:
        raise Invalid.one(field, "too_many", f"At most {MOST}.")
    codes = {each[code] for each in given if isinstance(each.get(code), str) and "," not in each[code]}
    known = {}
    if codes:
        known = {row["sku"]: row["id"] for row in every(session, actor, PRODUCTS.spec, [("sku[in]", any_of(codes))])}
    lines = []
    for place, each in enumerate(given):
        line = {ours: each[theirs] for ours, theirs in _AS_THEY_ARE.items() if each.get(theirs) is not None}
        number = each.get(code)
        if number is not None:
            line["code"] = number
            if "product_id" not in line and number in known:
                line["product_id"] = known[number]
        if each.get("unitPrice") is not None:
            line["unit_price_minor"] = _minor(each["unitPrice"], currency, f"{field}.{place}.unitPrice")
        lines.append(line)
    return lines


def _minor(price: Any, currency: str, field: str) -> int:
    try:
        exact = Decimal(str(price))
        if isinstance(price, bool) or not exact.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid.one(field, "invalid", "Must be a number.") from None
    return minor_of(exact, currency, field)
