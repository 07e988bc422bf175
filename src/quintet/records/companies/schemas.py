"""Request schemas of companies."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from quintet.foundation.http import Body
from quintet.records.values import Currency, DomainName, EmailAddress, Latitude, Longitude, Phone, RecordId, WebAddress

Name = Annotated[str, Field(min_length=1, max_length=300)]
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


class AddressKind(StrEnum):
    billing = "billing"
    shipping = "shipping"
    both = "both"


class Address(Body):
    """A postal address. One is the default for billing, one for shipping."""

    kind: AddressKind = AddressKind.both
    line1: Short = ""
    line2: Short = ""
    city: Short = ""
    region: Short = ""
    postal_code: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(max_length=100)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    is_default: bool = False


def _one_default(addresses: list[Address]) -> list[Address]:
    for wanted in (AddressKind.billing, AddressKind.shipping):
        chosen = [a for a in addresses if a.is_default and a.kind in (wanted, AddressKind.both)]
        if len(chosen) > 1:
            raise ValueError(f"only one default {wanted} address")
    return addresses


Addresses = Annotated[list[Address], Field(max_length=20), AfterValidator(_one_default)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]
Amount = Annotated[int, Field(ge=0, le=2**53)]
Rating = Annotated[float, Field(ge=0, le=5)]


class _Fields(Body):
    domain: DomainName | None = None
    website: WebAddress | None = None
    phone: Phone | None = None
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
    maps_url: WebAddress | None = None
    parent_id: RecordId | None = None
    owner_id: RecordId | None = None
    custom: Custom = {}


class CompanyCreate(_Fields):
    """A new company; only the name is needed."""

    name: Name
    status: CompanyStatus = CompanyStatus.lead
    taxable: bool = True
    addresses: Addresses = []


class CompanyUpdate(_Fields):
    """Changes to a company; what is not given stays as it is, null empties a field."""

    name: Name = ""
    status: CompanyStatus = CompanyStatus.lead
    taxable: bool = True
    addresses: Addresses = []
