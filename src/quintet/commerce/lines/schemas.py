"""What requests may say of lines: so many of something at a price."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

MOST_LINES = 500
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(9998, 12, 31))]
Short = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=5_000)]
Amount = Annotated[int, Field(ge=0, le=10**13)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


def _four_decimals(value: float) -> float:
    if round(value, 4) != value:
        raise ValueError("at most four decimals")
    return value


Quantity = Annotated[float, Field(gt=0, le=10**6, allow_inf_nan=False), AfterValidator(_four_decimals)]


class Line(Body):
    """So many of something at a price (in minor units; negative takes off). What a line with a product does not say,
    the product says: description, code, unit, price and whether it is taxed."""

    product_id: RecordId | None = None
    code: Annotated[str, Field(max_length=60)] | None = None
    description: Annotated[str, Field(max_length=1_000)] = ""
    quantity: Quantity = 1
    unit: Annotated[str, Field(max_length=40)] | None = None
    unit_price_minor: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None
    taxable: bool | None = None

    @model_validator(mode="after")
    def _something_sold(self) -> "Line":
        if self.product_id is None and (not self.description.strip() or self.unit_price_minor is None):
            raise ValueError("give a product, or a description and a unit price")
        return self


def _something_billed(lines: list[Line]) -> list[Line]:
    if not lines:
        raise ValueError("give at least one line")
    return lines


Lines = Annotated[list[Line], Field(max_length=MOST_LINES), AfterValidator(_something_billed)]
