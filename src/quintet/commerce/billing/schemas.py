"""Billing settings as the API shows and takes them."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quintet.commerce.billing.models import BillingSettings
from quintet.commerce.documents.words import Language
from quintet.foundation.http import Body

Prefix = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,18}$")]
Text = Annotated[str, Field(max_length=5_000)]


class Paper(StrEnum):
    a4 = "a4"
    us_letter = "us-letter"


class BillingUpdate(Body):
    """Changes to how a workspace bills; what is not given stays as it is. Another prefix begins a series of its own."""

    invoice_prefix: Prefix = "INV"
    due_days: Annotated[int, Field(ge=0, le=365)] = 30
    invoice_notes: Text = ""
    invoice_terms: Text = ""
    language: Language = Language.en
    paper: Paper = Paper.a4
    accent_color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#2f5bea"


class BillingRead(BaseModel):
    """How a workspace bills. `next_number` is what an invoice made now would bear."""

    invoice_prefix: str
    due_days: int
    invoice_notes: str
    invoice_terms: str
    language: str
    paper: str
    accent_color: str
    next_number: str

    @classmethod
    def of(cls, settings: BillingSettings, next_number: str) -> "BillingRead":
        names = set(cls.model_fields) - {"next_number"}
        return cls(**{name: getattr(settings, name) for name in names}, next_number=next_number)
