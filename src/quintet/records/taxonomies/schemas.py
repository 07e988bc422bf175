"""Request schemas of taxonomies."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from quintet.foundation.http import Body

Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Position = Annotated[int, Field(ge=0, le=10_000)]


class TaxonomyKind(StrEnum):
    """The vocabularies there are."""

    industry = "industry"
    source = "source"
    vendor = "vendor"
    cellular_carrier = "cellular_carrier"
    backend = "backend"
    payment_interval = "payment_interval"
    shipping_type = "shipping_type"
    payment_method = "payment_method"


class TaxonomyCreate(Body):
    """A new word of a vocabulary, at its end unless `position` says where."""

    kind: TaxonomyKind
    value: Value
    position: Position | None = None
    active: bool = True


class TaxonomyUpdate(Body):
    """Changes to a word; what is not given stays as it is. Records that carry the word get the new one."""

    value: Value = ""
    position: Position = 0
    active: bool = True
