"""Request schemas of products."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from quintet.foundation.http import Body
from quintet.kit.values import Currency, RecordId

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
GivenName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Sku = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Price = Annotated[int, Field(ge=0, le=10**13)]
Position = Annotated[int, Field(ge=0, le=1_000_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class _Fields(Body):
    """`price_minor` is in minor units of `currency`, for one `unit`. `shipped` is whether
    it has to be sent: bills of nothing that has to be get no fulfilment order."""

    sku: Sku | None = None
    description: Annotated[str, Field(max_length=20_000)] | None = None
    category: Annotated[str, Field(max_length=200)] | None = None
    price_minor: Price = 0
    currency: Currency = "USD"
    unit: Annotated[str, Field(max_length=40)] | None = None
    taxable: bool = True
    sellable: bool = True
    shipped: bool = True
    active: bool = True
    parent_id: RecordId | None = None
    position: Position | None = None
    custom: Custom = {}


class ProductCreate(_Fields):
    """A new product, at the end of the catalogue and in the workspace's currency unless it says otherwise. Without a
    SKU it gets one of its own."""

    name: GivenName


class ProductUpdate(_Fields):
    """Changes to a product; what is not given stays as it is, null empties a field. Invoices keep what they say."""

    name: Name = ""


class Reordering(Body):
    """Products in the order in which they are to stand, before all others."""

    ids: Annotated[list[RecordId], Field(min_length=1, max_length=1_000)]
