"""What a lead is, and how leads lend sight of their companies and contacts."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.visibility import lend_sight, me, workspace
from quintet.records.companies.models import Company
from quintet.records.companies.schemas import CompanyStatus
from quintet.records.contacts.models import Contact
from quintet.records.leads.models import Lead
from quintet.records.leads.schemas import LeadCreate, LeadStatus, LeadUpdate
from quintet.records.pipelines.staging import weighted
from quintet.records.tags.tagging import tags_field


def _words(lead: Lead) -> list[str | None]:
    person = f"{lead.first_name} {lead.last_name}".strip()
    return [person, lead.email, lead.phone, lead.category, lead.city, lead.website, lead.source, lead.campaign]


def _weighted() -> ColumnElement[Any]:
    return weighted(Lead.estimated_revenue_minor, Lead)


def _of_company(attribute: InstrumentedAttribute[Any]) -> Callable[[], ColumnElement[Any]]:
    def value() -> ColumnElement[Any]:
        own = (Company.workspace_id == Lead.workspace_id, Company.id == Lead.company_id, Company.deleted_at.is_(None))
        return select(attribute).where(*own).correlate(Lead).scalar_subquery()

    return value


LEAD: ObjectSpec[Lead, LeadCreate, LeadUpdate] = ObjectSpec(
    name="lead",
    plural="leads",
    label="Lead",
    label_plural="Leads",
    icon="target",
    model=Lead,
    create=LeadCreate,
    update=LeadUpdate,
    title=Lead.name,
    subtitle=Lead.email,
    search=_words,
    visibility=Visibility(
        owners=(Lead.owner_id,),
        parents=(Parent(Lead.company_id, "company"), Parent(Lead.contact_id, "contact")),
    ),
    links=(Link(Lead.company_id, "company"), Link(Lead.contact_id, "contact"), Link(Lead.deal_id, "deal")),
    match_keys=("email", "place_id"),
    fields=(
        Field(Lead.name, "Name", readonly=True, default=True, sort_attr=Lead.name_folded),
        Field(Lead.first_name, "First name"),
        Field(Lead.last_name, "Last name"),
        Field(Lead.business_name, "Business", default=True),
        Field(Lead.title, "Job title"),
        Field(Lead.email, "E-mail", FieldType.email, indexed=True, default=True),
        Field(Lead.phone, "Phone", FieldType.phone, default=True),
        Field(Lead.status, "Status", FieldType.select, options=LeadStatus, readonly=True, indexed=True, default=True),
        Field(Lead.pipeline_id, "Pipeline", FieldType.relation, relation="pipeline"),
        Field(Lead.stage_id, "Stage", FieldType.relation, relation="stage", indexed=True, default=True),
        Field(Lead.score, "Score", FieldType.integer, tracked=False, indexed=True, default=True),
        Field(Lead.owner_id, "Owner", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Lead.source, "Source", default=True, vocabulary="source"),
        Field(Lead.campaign, "Campaign"),
        Field(Lead.category, "Category"),
        Field(Lead.address, "Address", sortable=False),
        Field(Lead.city, "City"),
        Field(Lead.region, "Region"),
        Field(Lead.postal_code, "Postal code"),
        Field(Lead.country, "Country"),
        Field(Lead.website, "Website", FieldType.url),
        Field(Lead.rating, "Rating", FieldType.number),
        Field(Lead.review_count, "Reviews", FieldType.integer),
        Field(Lead.place_id, "Place id", indexed=True),
        Field(Lead.photo_url, "Photo link", FieldType.url, filterable=False, sortable=False),
        Field(Lead.photo_file_id, "Photo", FieldType.relation, filterable=False, sortable=False),
        Field(Lead.maps_url, "Maps link", FieldType.url, filterable=False, sortable=False),
        Field(Lead.description, "Description", FieldType.long_text, sortable=False),
        Field(Lead.estimated_units, "Estimated units", FieldType.integer),
        Field(Lead.estimated_revenue_minor, "Estimated revenue", FieldType.money),
        Field(Lead.currency, "Currency"),
        Field(Lead.probability, "Probability in percent", FieldType.integer, readonly=True),
        Field(Lead.contact_id, "Contact", FieldType.relation, relation="contact", indexed=True),
        Field(Lead.company_id, "Company", FieldType.relation, relation="company", indexed=True),
        Field(Lead.deal_id, "Deal", FieldType.relation, relation="deal", readonly=True),
        Field(Lead.lost_reason, "Lost because", sortable=False),
        Field(Lead.position, "Place in its stage", FieldType.integer, readonly=True, tracked=False),
        Field(Lead.stage_changed_at, "In its stage since", FieldType.datetime, readonly=True, tracked=False),
        Field(Lead.closed_at, "Closed", FieldType.datetime, readonly=True, tracked=False),
        Field(Lead.converted_at, "Converted", FieldType.datetime, readonly=True, tracked=False),
    ),
    computed=(
        Computed("weighted_minor", "Weighted revenue", FieldType.money, _weighted, sortable=True),
        Computed("icp_tag", "ICP of its company", FieldType.text, _of_company(Company.icp_tag)),
        Computed(
            "company_status",
            "Status of its company",
            FieldType.select,
            _of_company(Company.status),
            options=CompanyStatus,
        ),
        tags_field(Lead, "lead"),
    ),
)


def _mine() -> tuple[ColumnElement[bool], ...]:
    return Lead.workspace_id == workspace(), Lead.owner_id == me(), Lead.deleted_at.is_(None)


lend_sight("company", lambda: Company.id.in_(select(Lead.company_id).where(*_mine(), Lead.company_id.is_not(None))))
lend_sight("contact", lambda: Contact.id.in_(select(Lead.contact_id).where(*_mine(), Lead.contact_id.is_not(None))))
