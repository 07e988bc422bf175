"""Request schemas of companies."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from quintet.foundation.http import Body
from quintet.kit.values import Currency, DomainName, EmailAddress, RecordId, WebAddress
from quintet.records.addresses import USES, PostalAddress
from quintet.records.phones import PhoneText
from quintet.records.tags.schemas import TagIds

MOST_NAME = 300
Name = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=20_000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class CompanyStatus(StrEnum):
    lead = "lead"
    customer = "customer"
    partner = "partner"
    contact = "contact"
    inactive = "inactive"
    dead = "dead"


Count = Annotated[int, Field(ge=0, le=100_000_000)]
Amount = Annotated[int, Field(ge=0, le=2**53)]
Rating = Annotated[float, Field(ge=0, le=5)]


class AddressCreate(PostalAddress):
    """A new address of a company. The first that serves billing or shipping is the default for it unasked."""

    label: Annotated[str, Field(max_length=100)] | None = None
    notes: Annotated[str, Field(max_length=2000)] | None = None
    default_billing: bool = False
    default_shipping: bool = False

    def default_for(self, use: str) -> bool:
        return bool(getattr(self, f"default_{use}"))


class AddressUpdate(AddressCreate):
    """Changes to an address; what is not given stays as it is."""


class AddressRow(AddressCreate):
    """One of all addresses of a company; with its id when it is one that the company has."""

    id: RecordId | None = None


class AddressRead(BaseModel):
    """An address of a company as it is read."""

    id: str
    label: str | None
    kind: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    latitude: float | None
    longitude: float | None
    notes: str | None
    default_billing: bool
    default_shipping: bool


class AddressList(BaseModel):
    data: list[AddressRead]


MOST_ADDRESSES = 20


def _one_default(addresses: list[AddressRow]) -> list[AddressRow]:
    for use in USES:
        if sum(address.default_for(use) for address in addresses) > 1:
            raise ValueError(f"only one default {use} address")
    return addresses


AddressRows = Annotated[list[AddressRow], Field(max_length=MOST_ADDRESSES), AfterValidator(_one_default)]


class _Fields(Body):
    domain: DomainName | None = None
    website: WebAddress | None = None
    phone: PhoneText | None = None
    email: EmailAddress | None = None
    industry: Short | None = None
    icp_tag: Annotated[str, Field(max_length=100)] | None = None
    business_label: Short | None = None
    source: Short | None = None
    vendor: Short | None = None
    sales_note: Long | None = None
    description: Long | None = None
    employees: Count | None = None
    annual_revenue_minor: Amount | None = None
    currency: Currency | None = None
    linkedin_url: WebAddress | None = None
    rating: Rating | None = None
    review_count: Count | None = None
    photo_url: WebAddress | None = None
    photo_file_id: RecordId | None = None
    maps_url: WebAddress | None = None
    parent_id: RecordId | None = None
    owner_id: RecordId | None = None
    tag_ids: TagIds = []
    custom: Custom = {}


class CompanyCreate(_Fields):
    """A new company; only the name is needed."""

    name: Name
    status: CompanyStatus = CompanyStatus.lead
    taxable: bool = True
    addresses: AddressRows = []


class CompanyUpdate(_Fields):
    """Changes to a company; what is not given stays as it is, null empties a field."""

    name: Name = ""
    status: CompanyStatus = CompanyStatus.lead
    taxable: bool = True
    addresses: AddressRows = []
