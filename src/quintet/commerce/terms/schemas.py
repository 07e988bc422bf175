"""Request schemas of tax rates, payment terms and contract terms."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from quintet.foundation.http import Body

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
GivenName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _four_decimals(value: float) -> float:
    if round(value, 4) != value:
        raise ValueError("at most four decimals")
    return value


TaxPercent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), AfterValidator(_four_decimals)]
Days = Annotated[int, Field(ge=0, le=365)]
Months = Annotated[int, Field(ge=0, le=600)]


class TaxRateCreate(Body):
    """A tax of so many percent. As the default it takes the place of the one before."""

    name: GivenName
    percent: TaxPercent
    is_default: bool = False
    active: bool = True


class TaxRateUpdate(Body):
    """Changes to a tax rate; what is not given stays as it is. Invoices keep the percentage they were made with."""

    name: Name = ""
    percent: TaxPercent = 0
    is_default: bool = False
    active: bool = True


class PaymentTermCreate(Body):
    """Payment within so many days after the invoice was issued; 0 is due on receipt."""

    name: GivenName
    days: Days
    is_default: bool = False
    active: bool = True


class PaymentTermUpdate(Body):
    """Changes to a payment term; what is not given stays as it is. Invoices keep the day on which they are due."""

    name: Name = ""
    days: Days = 0
    is_default: bool = False
    active: bool = True


class ContractTermCreate(Body):
    """A contract for so many months; 0 lasts until it is ended."""

    name: GivenName
    months: Months
    is_default: bool = False
    active: bool = True


class ContractTermUpdate(Body):
    """Changes to a contract term; what is not given stays as it is."""

    name: Name = ""
    months: Months = 0
    is_default: bool = False
    active: bool = True
