"""What a proposal is."""

from typing import Any

from sqlalchemy import ColumnElement, select

from quintet.commerce.lines.models import LINE_FIELDS
from quintet.commerce.proposals.models import Proposal, ProposalLine
from quintet.commerce.proposals.schemas import ProposalCreate, ProposalUpdate
from quintet.commerce.proposals.status import ProposalStatus
from quintet.foundation.db.json import json_objects
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed


def _words(proposal: Proposal) -> list[str | None]:
    return [proposal.number, proposal.introduction]


def _lines() -> ColumnElement[Any]:
    own = (ProposalLine.workspace_id == Proposal.workspace_id, ProposalLine.proposal_id == Proposal.id)
    documents = json_objects(ProposalLine.position, {name: getattr(ProposalLine, name) for name in LINE_FIELDS})
    return select(documents).where(*own).correlate(Proposal).scalar_subquery()


PROPOSAL: ObjectSpec[Proposal, ProposalCreate, ProposalUpdate] = ObjectSpec(
    name="proposal",
    plural="proposals",
    label="Proposal",
    label_plural="Proposals",
    icon="proposal",
    model=Proposal,
    create=ProposalCreate,
    update=ProposalUpdate,
    title=Proposal.title,
    subtitle=Proposal.number,
    search=_words,
    visibility=Visibility(
        owners=(Proposal.owner_id, Proposal.created_by),
        parents=(
            Parent(Proposal.company_id, "company"),
            Parent(Proposal.contact_id, "contact"),
            Parent(Proposal.deal_id, "deal"),
            Parent(Proposal.lead_id, "lead"),
        ),
    ),
    links=(
        Link(Proposal.company_id, "company"),
        Link(Proposal.contact_id, "contact"),
        Link(Proposal.deal_id, "deal"),
        Link(Proposal.lead_id, "lead"),
    ),
    fields=(
        Field(Proposal.number, "Number", readonly=True, default=True, indexed=True),
        Field(Proposal.title, "Title", required=True, default=True),
        Field(
            Proposal.status,
            "Status",
            FieldType.select,
            options=ProposalStatus,
            readonly=True,
            indexed=True,
            default=True,
        ),
        Field(Proposal.company_id, "Company", FieldType.relation, relation="company", indexed=True, default=True),
        Field(Proposal.contact_id, "Contact", FieldType.relation, relation="contact", indexed=True),
        Field(Proposal.deal_id, "Deal", FieldType.relation, relation="deal", indexed=True),
        Field(Proposal.lead_id, "Lead", FieldType.relation, relation="lead", indexed=True),
        Field(Proposal.owner_id, "Owner", FieldType.relation, relation="user", indexed=True),
        Field(Proposal.total_minor, "Total", FieldType.money, readonly=True, default=True),
        Field(Proposal.currency, "Currency", readonly=True),
        Field(Proposal.valid_until, "Valid until", FieldType.date, default=True),
        Field(Proposal.introduction, "Introduction", FieldType.long_text, sortable=False),
        Field(Proposal.terms, "Terms", FieldType.long_text, sortable=False),
        Field(Proposal.subtotal_minor, "Subtotal", FieldType.money, readonly=True),
        Field(Proposal.discount_minor, "Discount", FieldType.money),
        Field(Proposal.tax_minor, "Tax", FieldType.money, readonly=True),
        Field(Proposal.tax_name, "Tax is called", readonly=True),
        Field(Proposal.tax_percent, "Tax in percent", FieldType.number, readonly=True),
        Field(Proposal.tax_rate_id, "Tax rate", FieldType.relation, relation="tax_rate"),
        Field(Proposal.sent_at, "Sent", FieldType.datetime, readonly=True, tracked=False),
        Field(Proposal.sent_to, "Sent to", FieldType.email, readonly=True, tracked=False),
        Field(Proposal.viewed_at, "First viewed", FieldType.datetime, readonly=True, tracked=False),
        Field(Proposal.last_viewed_at, "Last viewed", FieldType.datetime, readonly=True, tracked=False),
        Field(Proposal.view_count, "Views", FieldType.integer, readonly=True, tracked=False),
        Field(Proposal.accepted_at, "Accepted", FieldType.datetime, readonly=True, tracked=False),
        Field(Proposal.signed_name, "Signed by", readonly=True, tracked=False),
        Field(Proposal.declined_at, "Declined", FieldType.datetime, readonly=True, tracked=False),
        Field(Proposal.decline_reason, "Declined because", readonly=True, tracked=False, sortable=False),
        Field(Proposal.invoice_id, "Invoice", FieldType.relation, relation="invoice", readonly=True, tracked=False),
    ),
    computed=(Computed("lines", "Lines", FieldType.json, _lines, nullable=False, readonly=False),),
)
