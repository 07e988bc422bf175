"""What a company is."""

from typing import Any

from sqlalchemy import ColumnElement, select

from quintet.foundation.db.json import json_objects
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.records.companies.models import Company, CompanyAddress
from quintet.records.companies.schemas import CompanyCreate, CompanyStatus, CompanyUpdate
from quintet.records.contacts.models import Contact
from quintet.records.tags.tagging import tags_field


def _words(company: Company) -> list[str | None]:
    return [company.domain, company.email, company.phone, company.industry, company.website, company.places]


_ADDRESS = (
    "id", "label", "kind", "line1", "line2", "city", "region", "postal_code", "country", "latitude", "longitude",
    "notes", "default_billing", "default_shipping",
)  # fmt: skip


def _addresses() -> ColumnElement[Any]:
    theirs = (CompanyAddress.workspace_id == Company.workspace_id, CompanyAddress.company_id == Company.id)
    documents = json_objects(CompanyAddress.position, {name: getattr(CompanyAddress, name) for name in _ADDRESS})
    return select(documents).where(*theirs).correlate(Company).scalar_subquery()


def _first_contact() -> ColumnElement[Any]:
    theirs = (
        Contact.workspace_id == Company.workspace_id,
        Contact.company_id == Company.id,
        Contact.deleted_at.is_(None),
    )
    return select(Contact.id).where(*theirs).order_by(Contact.id).limit(1).correlate(Company).scalar_subquery()


COMPANY: ObjectSpec[Company, CompanyCreate, CompanyUpdate] = ObjectSpec(
    name="company",
    plural="companies",
    label="Company",
    label_plural="Companies",
    icon="building",
    model=Company,
    create=CompanyCreate,
    update=CompanyUpdate,
    title=Company.name,
    subtitle=Company.domain,
    search=_words,
    visibility=Visibility(owners=(Company.owner_id,), parents=(Parent(Company.parent_id, "company"),)),
    links=(Link(Company.parent_id, "company"),),
    match_keys=("domain", "name"),
    fields=(
        Field(Company.name, "Name", required=True, default=True, sort_attr=Company.name_folded),
        Field(Company.domain, "Domain", indexed=True, default=True),
        Field(Company.status, "Status", FieldType.select, options=CompanyStatus, indexed=True, default=True),
        Field(Company.owner_id, "Owner", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Company.phone, "Phone", FieldType.phone, default=True),
        Field(Company.email, "E-mail", FieldType.email),
        Field(Company.website, "Website", FieldType.url),
        Field(Company.industry, "Industry", default=True, vocabulary="industry"),
        Field(Company.icp_tag, "ICP"),
        Field(Company.business_label, "Business label"),
        Field(Company.source, "Source", vocabulary="source"),
        Field(Company.vendor, "Vendor", vocabulary="vendor"),
        Field(Company.sales_note, "Sales note", FieldType.long_text, sortable=False),
        Field(Company.description, "Description", FieldType.long_text, sortable=False),
        Field(Company.taxable, "Taxable", FieldType.boolean),
        Field(Company.employees, "Employees", FieldType.integer),
        Field(Company.annual_revenue_minor, "Annual revenue", FieldType.money),
        Field(Company.currency, "Currency"),
        Field(Company.linkedin_url, "LinkedIn", FieldType.url),
        Field(Company.rating, "Rating", FieldType.number),
        Field(Company.review_count, "Reviews", FieldType.integer),
        Field(Company.photo_url, "Photo link", FieldType.url, filterable=False, sortable=False),
        Field(Company.photo_file_id, "Photo", FieldType.relation, filterable=False, sortable=False),
        Field(Company.maps_url, "Maps link", FieldType.url, filterable=False, sortable=False),
        Field(Company.parent_id, "Parent company", FieldType.relation, relation="company", indexed=True),
    ),
    computed=(
        Computed("addresses", "Addresses", FieldType.json, _addresses, nullable=False, readonly=False),
        tags_field(Company, "company"),
        Computed("primary_contact_id", "Primary contact", FieldType.relation, _first_contact, relation="contact"),
    ),
)
