"""What tax rates, payment terms and contract terms are: everybody reads them, managers change them."""

from typing import TypeVar

from sqlalchemy.orm import InstrumentedAttribute

from quintet.commerce.terms.models import ContractTerm, PaymentTerm, TaxRate, TermRow
from quintet.commerce.terms.schemas import (
    ContractTermCreate,
    ContractTermUpdate,
    PaymentTermCreate,
    PaymentTermUpdate,
    TaxRateCreate,
    TaxRateUpdate,
)
from quintet.foundation.access import Role
from quintet.foundation.http import Body
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Visibility
from quintet.foundation.objects.spec import Rights

M = TypeVar("M", bound=TermRow)
C = TypeVar("C", bound=Body)
U = TypeVar("U", bound=Body)


def _term(
    model: type[M],
    create: type[C],
    update: type[U],
    label: str,
    icon: str,
    value: InstrumentedAttribute[float] | InstrumentedAttribute[int],
    value_label: str,
    value_type: FieldType,
) -> ObjectSpec[M, C, U]:
    name = label.lower().replace(" ", "_")
    plural = label.lower().replace(" ", "-") + "s"
    return ObjectSpec(
        name=name,
        plural=plural,
        label=label,
        label_plural=f"{label}s",
        icon=icon,
        model=model,
        create=create,
        update=update,
        title=model.name,
        visibility=Visibility(everyone=True),
        rights=Rights(create=Role.manager, update=Role.manager, delete=Role.manager),
        default_sort="name",
        match_keys=("name",),
        custom_fields=False,
        fields=(
            Field(model.name, "Name", required=True, default=True, sort_attr=model.name_folded),
            Field(value, value_label, value_type, required=True, default=True),
            Field(model.is_default, "Default", FieldType.boolean, default=True),
            Field(model.active, "Offered", FieldType.boolean, default=True),
        ),
    )


TAX_RATE = _term(
    TaxRate, TaxRateCreate, TaxRateUpdate, "Tax rate", "percentage", TaxRate.percent, "Percent", FieldType.number
)
PAYMENT_TERM = _term(
    PaymentTerm,
    PaymentTermCreate,
    PaymentTermUpdate,
    "Payment term",
    "calendar",
    PaymentTerm.days,
    "Days",
    FieldType.integer,
)
CONTRACT_TERM = _term(
    ContractTerm,
    ContractTermCreate,
    ContractTermUpdate,
    "Contract term",
    "calendar",
    ContractTerm.months,
    "Months",
    FieldType.integer,
)
