"""Making a contact, and a company and a deal, of a lead: in one transaction, and once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import change_record, record_to_change
from quintet.kit import time
from quintet.kit.errors import Invalid
from quintet.records.companies.object import COMPANY
from quintet.records.companies.schemas import CompanyCreate
from quintet.records.companies.service import create_company
from quintet.records.contacts.models import Contact, ContactPoint
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactCreate, ContactUpdate
from quintet.records.contacts.service import create_contact, update_contact
from quintet.records.deals.models import Deal
from quintet.records.deals.schemas import DealCreate
from quintet.records.deals.service import create_deal
from quintet.records.leads.facts import LeadConverted
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD
from quintet.records.leads.schemas import Conversion, DealWanted, LeadStatus
from quintet.records.leads.service import change_stage, check_known, refuse_converted
from quintet.records.photos import photo_left
from quintet.records.pipelines.schemas import PipelineKind, StageKind
from quintet.records.pipelines.staging import lock_stage, stage_of_kind

KEPT = ("stage_id", "status", "probability", "own_probability", "lost_reason", "contact_id", "company_id")
"""Of a lead, so that a conversion can be undone."""


def convert_lead(session: Session, actor: Actor, lead_id: str, data: Conversion) -> Lead:
    """Make of a lead what is wanted; it keeps the ids. Conflict (`already_converted`) when somebody did before.

    The rights to create what is made are needed too.
    """
    check_known(session, actor, lead_id)
    pipeline_id = session.scalars(select(Lead.pipeline_id).where(Lead.id == lead_id)).one()
    won = stage_of_kind(session, pipeline_id, StageKind.won)
    stage = lock_stage(session, PipelineKind.lead, won) if won is not None else None
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    refuse_converted(lead)
    ended = lead.closed_at.isoformat() if lead.closed_at is not None else None
    before = {name: getattr(lead, name) for name in KEPT} | {"closed_at": ended}
    company_id, new_company = _company(session, actor, lead, data)
    contact_id, new_contact, joined = _contact(session, actor, lead, data, company_id)
    deal = _deal(session, actor, lead, data.deal, contact_id, company_id) if data.deal is not None else None
    deal_id = deal.id if deal is not None else None
    if stage is not None:
        change_stage(session, actor, lead, stage)
    lead.converted_at = lead.closed_at = time.now()
    lead.own_probability = False
    values = {
        "status": LeadStatus.converted.value,
        "probability": 100,
        "lost_reason": None,
        "contact_id": contact_id,
        "company_id": company_id,
        "deal_id": deal_id,
    }
    made = [name for name, new in (("contact", new_contact), ("company", new_company), ("deal", deal)) if new]
    fact = LeadConverted(lead.name, contact_id, company_id, deal_id, made, joined, before)
    change_record(session, actor, LEAD, lead, values, fact=fact)
    return lead


def _company(session: Session, actor: Actor, lead: Lead, data: Conversion) -> tuple[str | None, bool]:
    """The company's id, and whether it was made."""
    given = data.company_id or lead.company_id
    if data.company is False:
        if data.company_id is not None:
            raise Invalid.one("company", "contradiction", "Give company_id, or no company.")
        return lead.company_id, False
    if given is not None:
        if not visible_ids(session, actor, COMPANY, [given]):
            raise Invalid.one("company_id", "unknown_reference", "There is no such company.")
        return given, False
    if not lead.business_name and not data.company:
        return None, False
    made = CompanyCreate.model_validate(
        {
            "name": (lead.business_name or lead.name)[:300],
            "phone": lead.phone,
            "website": lead.website,
            "industry": lead.category,
            "source": lead.source,
            "rating": lead.rating,
            "review_count": lead.review_count,
            "photo_url": lead.photo_url,
            "photo_file_id": photo_left(session, lead.photo_file_id),
            "maps_url": lead.maps_url,
            "owner_id": lead.owner_id,
            "addresses": _addresses(lead),
        }
    )
    return create_company(session, actor, made).id, True


def _contact(
    session: Session, actor: Actor, lead: Lead, data: Conversion, company_id: str | None
) -> tuple[str, bool, bool]:
    """The contact's id, whether it was made, and whether one that was there got the company."""
    given = data.contact_id or lead.contact_id or _known_by_email(session, actor, lead)
    if given is None:
        named = {"first_name": lead.first_name, "last_name": lead.last_name}
        if not any((*named.values(), lead.email, lead.phone)):
            named["first_name"] = lead.name[:200]
        made = ContactCreate.model_validate(
            {
                **named,
                "email": lead.email,
                "phone": lead.phone,
                "title": lead.title,
                "source": lead.source,
                "company_id": company_id,
                "owner_id": lead.owner_id,
                "lifecycle_stage": "opportunity" if data.deal is not None else "sales_qualified",
            }
        )
        return create_contact(session, actor, made).id, True, False
    if not visible_ids(session, actor, CONTACT, [given]):
        raise Invalid.one("contact_id", "unknown_reference", "There is no such contact.")
    works_for = session.scalar(select(Contact.company_id).where(Contact.id == given))
    joins = company_id is not None and works_for is None
    if joins:
        update_contact(session, actor, given, ContactUpdate(company_id=company_id))
    return given, False, joins


def _known_by_email(session: Session, actor: Actor, lead: Lead) -> str | None:
    """The contact of the lead's e-mail address, if the actor sees one."""
    if lead.email is None:
        return None
    known = session.scalar(
        select(ContactPoint.contact_id).where(ContactPoint.kind == "email", ContactPoint.value == lead.email)
    )
    return known if known is not None and visible_ids(session, actor, CONTACT, [known]) else None


def _deal(
    session: Session, actor: Actor, lead: Lead, wanted: DealWanted, contact_id: str, company_id: str | None
) -> Deal:
    made = DealCreate(
        title=(wanted.title or lead.name)[:300],
        value_minor=lead.estimated_revenue_minor if wanted.value_minor is None else wanted.value_minor,
        currency=wanted.currency or lead.currency,
        pipeline_id=wanted.pipeline_id,
        stage_id=wanted.stage_id,
        contact_id=contact_id,
        company_id=company_id,
        owner_id=lead.owner_id,
        source=lead.source,
    )
    return create_deal(session, actor, made)


def _addresses(lead: Lead) -> list[dict[str, str]]:
    address = {
        "line1": (lead.address or "")[:200],
        "city": lead.city or "",
        "region": lead.region or "",
        "postal_code": lead.postal_code or "",
        "country": lead.country or "",
    }
    return [address] if any(address.values()) else []
