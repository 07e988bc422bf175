"""What a deal is, and how deals lend sight of their companies and contacts."""

from typing import Any

from sqlalchemy import ColumnElement, select

from quintet.foundation.db.json import json_ids
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.visibility import lend_sight, me, workspace
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact
from quintet.records.deals.models import Deal, DealContact
from quintet.records.deals.schemas import DealCreate, DealStatus, DealUpdate
from quintet.records.pipelines.staging import weighted
from quintet.records.tags.tagging import tags_field


def _words(deal: Deal) -> list[str | None]:
    return [deal.source, deal.description]


def _weighted() -> ColumnElement[Any]:
    return weighted(Deal.value_minor, Deal)


def _contacts() -> ColumnElement[Any]:
    own = (DealContact.workspace_id == Deal.workspace_id, DealContact.deal_id == Deal.id)
    return select(json_ids(DealContact.contact_id)).where(*own).correlate(Deal).scalar_subquery()


def _with_contact(contact_id: ColumnElement[Any]) -> ColumnElement[bool]:
    own = (DealContact.workspace_id == Deal.workspace_id, DealContact.contact_id == contact_id)
    return Deal.id.in_(select(DealContact.deal_id).where(*own).correlate(Deal))


DEAL: ObjectSpec[Deal, DealCreate, DealUpdate] = ObjectSpec(
    name="deal",
    plural="deals",
    label="Deal",
    label_plural="Deals",
    icon="businessplan",
    model=Deal,
    create=DealCreate,
    update=DealUpdate,
    title=Deal.title,
    search=_words,
    visibility=Visibility(
        owners=(Deal.owner_id,),
        parents=(Parent(Deal.company_id, "company"), Parent(Deal.contact_id, "contact")),
    ),
    links=(Link(Deal.company_id, "company"), Link(Deal.contact_id, "contact"), Link(Deal.product_id, "product")),
    match_keys=("title",),
    fields=(
        Field(Deal.title, "Title", required=True, default=True, sort_attr=Deal.title_folded),
        Field(Deal.value_minor, "Value", FieldType.money, indexed=True, default=True),
        Field(Deal.currency, "Currency"),
        Field(Deal.pipeline_id, "Pipeline", FieldType.relation, relation="pipeline", indexed=True),
        Field(Deal.stage_id, "Stage", FieldType.relation, relation="stage", indexed=True, default=True),
        Field(Deal.status, "Status", FieldType.select, options=DealStatus, readonly=True, indexed=True, default=True),
        Field(Deal.probability, "Probability in percent", FieldType.integer, default=True),
        Field(Deal.own_probability, "Has its own probability", FieldType.boolean, readonly=True, tracked=False),
        Field(Deal.expected_close_date, "Expected close", FieldType.date, indexed=True, default=True),
        Field(Deal.company_id, "Company", FieldType.relation, relation="company", indexed=True, default=True),
        Field(Deal.contact_id, "Primary contact", FieldType.relation, relation="contact", indexed=True),
        Field(Deal.product_id, "Product", FieldType.relation, relation="product", indexed=True),
        Field(Deal.owner_id, "Owner", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Deal.source, "Source", vocabulary="source"),
        Field(Deal.description, "Description", FieldType.long_text, sortable=False),
        Field(Deal.lost_reason, "Lost because", sortable=False),
        Field(Deal.position, "Place in its stage", FieldType.integer, readonly=True, tracked=False),
        Field(Deal.stage_changed_at, "In its stage since", FieldType.datetime, readonly=True, tracked=False),
        Field(Deal.closed_at, "Closed", FieldType.datetime, readonly=True, tracked=False),
        Field(Deal.snoozed_until, "Snoozed until", FieldType.datetime, readonly=True),
        Field(
            Deal.postmortem,
            "Postmortem",
            FieldType.json,
            readonly=True,
            tracked=False,
            filterable=False,
            sortable=False,
        ),
    ),
    computed=(
        Computed("weighted_minor", "Weighted value", FieldType.money, _weighted, sortable=True),
        Computed(
            "contact_ids",
            "Contacts",
            FieldType.relations,
            _contacts,
            has=_with_contact,
            relation="contact",
            readonly=False,
        ),
        tags_field(Deal, "deal"),
    ),
)


def _mine() -> tuple[ColumnElement[bool], ...]:
    return Deal.workspace_id == workspace(), Deal.owner_id == me(), Deal.deleted_at.is_(None)


lend_sight("company", lambda: Company.id.in_(select(Deal.company_id).where(*_mine(), Deal.company_id.is_not(None))))
lend_sight(
    "contact",
    lambda: Contact.id.in_(
        select(DealContact.contact_id)
        .join(Deal, Deal.id == DealContact.deal_id)
        .where(DealContact.workspace_id == workspace(), *_mine())
    ),
)
