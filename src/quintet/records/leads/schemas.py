"""Request schemas of leads."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field, model_validator

from quintet.foundation.http import Body
from quintet.kit.values import Currency, EmailAddress, RecordId, WebAddress
from quintet.records.phones import PhoneText
from quintet.records.pipelines.schemas import Reason
from quintet.records.tags.schemas import TagIds

Short = Annotated[str, Field(max_length=200)]
Business = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=20_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]
Amount = Annotated[int, Field(ge=0, le=10**13)]
NAMING = ("first_name", "last_name", "business_name", "email", "phone")


class LeadStatus(StrEnum):
    open = "open"
    won = "won"
    lost = "lost"
    bogus = "bogus"
    converted = "converted"


class _Fields(Body):
    """`estimated_revenue_minor` is in minor units of `currency`; rating 0 to 5, score 0 to 100."""

    first_name: Short = ""
    last_name: Short = ""
    business_name: Business | None = None
    title: Short | None = None
    email: EmailAddress | None = None
    phone: PhoneText | None = None
    website: WebAddress | None = None
    category: Short | None = None
    address: Annotated[str, Field(max_length=500)] | None = None
    city: Short | None = None
    region: Short | None = None
    postal_code: Annotated[str, Field(max_length=20)] | None = None
    country: Annotated[str, Field(max_length=100)] | None = None
    rating: Annotated[float, Field(ge=0, le=5)] | None = None
    review_count: Count | None = None
    place_id: Annotated[str, Field(max_length=300)] | None = None
    photo_url: WebAddress | None = None
    photo_file_id: RecordId | None = None
    maps_url: WebAddress | None = None
    source: Short | None = None
    campaign: Short | None = None
    description: Long | None = None
    estimated_units: Count | None = None
    estimated_revenue_minor: Amount = 0
    currency: Currency = "USD"
    score: Annotated[int, Field(ge=0, le=100)] = 0
    contact_id: RecordId | None = None
    company_id: RecordId | None = None
    owner_id: RecordId | None = None
    pipeline_id: RecordId | None = None
    stage_id: RecordId | None = None
    lost_reason: Reason | None = None
    tag_ids: TagIds = []
    custom: Custom = {}


class LeadCreate(_Fields):
    """A new lead: something has to be known of the person or the business."""

    @model_validator(mode="after")
    def _something_known(self) -> "LeadCreate":
        if not any(getattr(self, name) for name in (*NAMING, "contact_id", "company_id")):
            raise ValueError("give a name, a business name, an e-mail address, a phone number, a contact or a company")
        return self


class LeadUpdate(_Fields):
    """Changes to a lead; what is not given stays as it is, null empties a field."""


class LeadMove(Body):
    """To a stage, on top of it or right after or before a lead that is in it; `reason` for a lost one."""

    stage_id: RecordId
    after_id: RecordId | None = None
    before_id: RecordId | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _one_place(self) -> "LeadMove":
        if self.after_id is not None and self.before_id is not None:
            raise ValueError("give after_id or before_id")
        return self


class DealWanted(Body):
    """The deal that is made of a lead; without a title it gets the lead's name, without a value the estimate."""

    title: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    value_minor: Amount | None = None
    currency: Currency | None = None
    pipeline_id: RecordId | None = None
    stage_id: RecordId | None = None


class InTheWayRead(BaseModel):
    """What was done since with a record that the conversion made: the type of the event, by whom and when."""

    object: str
    id: str
    event: str
    by: str
    at: datetime


class UndoingRead(BaseModel):
    """Whether a conversion can be undone by you: ids of what would go to the bin, by object, and what is in the way."""

    possible: bool
    removes: dict[str, str]
    in_the_way: list[InTheWayRead]


class Conversion(Body):
    """What a lead becomes. Without ids: its own contact and company, those of its e-mail address, or new ones.

    `company` says whether it shall have a company (by default when it names a business); `deal` asks for a deal.
    """

    contact_id: RecordId | None = None
    company_id: RecordId | None = None
    company: bool | None = None
    deal: DealWanted | None = None
