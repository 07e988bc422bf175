"""What is asked about contacts, and what is answered."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from quintet.foundation.http import Body
from quintet.kit.values import EmailAddress
from quintet.records.contacts.schemas import EmailStatus
from quintet.records.enrichment.ports import Line
from quintet.records.phones import PhoneText


class EmailToVerify(Body):
    """Which address of the contact; without one the primary."""

    email: EmailAddress | None = None


class PhoneToVerify(Body):
    """Which number of the contact; without one the primary."""

    phone: PhoneText | None = None


class Finding(Body):
    """What is found becomes the contact's when it has nothing of the kind; with `overwrite` it becomes the primary one
    even so, before those that were there."""

    overwrite: bool = False


class _Said(BaseModel):
    provider: str
    confidence: int | None = Field(description="How sure the provider is, 0 to 100.")
    checked_at: datetime


class EmailVerdict(_Said):
    email: str
    status: EmailStatus
    reason: str = Field(description="The provider's own word for it.")


class PhoneVerdict(_Said):
    phone: str
    valid: bool | None
    line: Line
    carrier: str | None
    sms_eligible: bool


class EmailFinding(_Said):
    email: str | None
    applied: bool = Field(description="Whether the contact has it now; otherwise it is a suggestion.")


class MobileFinding(_Said):
    phone: str | None
    applied: bool = Field(description="Whether the contact has it now; otherwise it is a suggestion.")


class PhotoFinding(BaseModel):
    """A photo of a place, which the record has now; null when the map has none. `author` took it."""

    photo_file_id: str | None
    author: str | None
    provider: str
    checked_at: datetime


class PlaceRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    place_id: str
    name: str
    address: str | None
    category: str | None
    phone: str | None
    website: str | None
    maps_url: str | None
    rating: float | None
    review_count: int | None


class PlaceList(BaseModel):
    data: list[PlaceRead]
    provider: str
    checked_at: datetime


class Enriched(BaseModel):
    """Which fields were filled in, and by whom. `found` is false when the provider knows nobody or nothing like it."""

    found: bool
    fields: list[str]
    providers: list[str]
    checked_at: datetime
