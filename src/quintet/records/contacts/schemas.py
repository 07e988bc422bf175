"""Request schemas of contacts."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from quintet.foundation.http import Body
from quintet.kit.values import EmailAddress, Language, RecordId, Timezone, WebAddress
from quintet.records.addresses import Addresses
from quintet.records.phones import PhoneText
from quintet.records.tags.schemas import TagIds

Short = Annotated[str, Field(max_length=200)]
FullName = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=20_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class ContactStatus(StrEnum):
    active = "active"
    inactive = "inactive"


class LifecycleStage(StrEnum):
    subscriber = "subscriber"
    lead = "lead"
    marketing_qualified = "marketing_qualified"
    sales_qualified = "sales_qualified"
    opportunity = "opportunity"
    customer = "customer"
    evangelist = "evangelist"
    other = "other"


class EmailStatus(StrEnum):
    unknown = "unknown"
    valid = "valid"
    risky = "risky"
    invalid = "invalid"
    bounced = "bounced"


class Channel(StrEnum):
    email = "email"
    sms = "sms"
    whatsapp = "whatsapp"
    call = "call"
    post = "post"


class EmailKind(StrEnum):
    work = "work"
    personal = "personal"
    other = "other"


class PhoneKind(StrEnum):
    mobile = "mobile"
    work = "work"
    home = "home"
    fax = "fax"
    other = "other"


class Email(Body):
    """An e-mail address. What is left out keeps what is known of the same address."""

    value: EmailAddress
    type: EmailKind = EmailKind.work
    primary: bool = False
    verified: bool = False


class PhoneNumber(Body):
    """A phone number. What is left out keeps what is known of the same number."""

    value: PhoneText
    type: PhoneKind = PhoneKind.other
    primary: bool = False
    verified: bool = False
    sms_eligible: bool | None = None


def _one_primary(entries: list[Any]) -> list[Any]:
    if sum(entry.primary for entry in entries) > 1:
        raise ValueError("only one can be primary")
    return entries


Emails = Annotated[list[Email], Field(max_length=20), AfterValidator(_one_primary)]
Phones = Annotated[list[PhoneNumber], Field(max_length=20), AfterValidator(_one_primary)]


def _each_once(channels: list[Channel]) -> list[Channel]:
    return [channel for channel in Channel if channel in channels]


Channels = Annotated[list[Channel], Field(max_length=20), AfterValidator(_each_once)]


class _Fields(Body):
    """`email` and `phone` are the primary ones of `emails` and `phones`; `full_name` is split at its last space."""

    first_name: Short = ""
    last_name: Short = ""
    full_name: FullName = ""
    email: EmailAddress | None = None
    emails: Emails = []
    phone: PhoneText | None = None
    phones: Phones = []
    company_id: RecordId | None = None
    title: Short | None = None
    department: Short | None = None
    source: Short | None = None
    status: ContactStatus = ContactStatus.active
    lifecycle_stage: LifecycleStage = LifecycleStage.lead
    email_status: EmailStatus = EmailStatus.unknown
    do_not_contact: Channels = []
    timezone: Timezone | None = None
    language: Language | None = None
    website: WebAddress | None = None
    linkedin_url: WebAddress | None = None
    description: Long | None = None
    addresses: Addresses = []
    avatar_file_id: RecordId | None = None
    owner_id: RecordId | None = None
    tag_ids: TagIds = []
    custom: Custom = {}

    @model_validator(mode="after")
    def _one_way_to_name(self) -> "_Fields":
        if self.full_name and self.model_fields_set & {"first_name", "last_name"}:
            raise ValueError("give full_name, or first_name and last_name")
        return self


class ContactCreate(_Fields):
    """A new contact; something has to be known of them."""

    @model_validator(mode="after")
    def _something_known(self) -> "ContactCreate":
        if not any(getattr(self, name) for name in self.model_fields_set):
            raise ValueError("give at least a name, an e-mail address or a phone number")
        return self


class ContactUpdate(_Fields):
    """Changes to a contact; what is not given stays as it is, null empties a field."""
