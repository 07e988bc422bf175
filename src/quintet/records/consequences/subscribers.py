"""What a tag means for a lead, whoever put it there and through whichever face."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, system_actor
from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.writing import change_record
from quintet.kit.errors import Conflict
from quintet.records.companies.models import Company
from quintet.records.companies.object import COMPANY
from quintet.records.consequences.jobs import order_outreach
from quintet.records.consequences.ports import Step
from quintet.records.contacts.models import Contact
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import Channel
from quintet.records.leads.facts import LeadConversionUndone
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD
from quintet.records.leads.service import close_lead
from quintet.records.pipelines.schemas import StageKind
from quintet.records.tags.facts import TagApplied, TagRemoved
from quintet.records.tags.models import RecordTag, Tag
from quintet.records.tags.schemas import TagCategory
from quintet.records.tags.system import DNC, WON
from quintet.records.tags.tagging import change_tags

REASON = "Do not contact"


@subscribe(TagApplied, name="records.tag_consequences")
def tag_applied(session: Session, delivered: Delivered[TagApplied]) -> None:
    """Profile of the company, end of what ran before the call, stage, and sequences."""
    found = _lead_and_tag(session, delivered.subject.type, delivered.subject.id, delivered.fact.tag_id)
    if found is None:
        return
    lead_id, tag = found
    actor = system_actor(delivered.workspace_id)
    # Moving the lead locks its stage before itself; so it comes first.
    if tag.slug == WON:
        _close(session, actor, lead_id, StageKind.won)
    elif tag.slug == DNC:
        _close(session, actor, lead_id, StageKind.lost, REASON)
    lead = session.scalars(select(Lead).where(Lead.id == lead_id).with_for_update()).one()
    if tag.slug.startswith("icp-"):
        _profile(session, actor, lead, tag)
    if tag.slug == DNC:
        _silence(session, actor, lead, [channel.value for channel in Channel])
    ended = tag.slug in (WON, DNC)
    if ended or tag.slug.startswith("spoke-"):
        _end_precall(session, actor, lead)
        _order(session, delivered, lead, Step.end_precall)
        _order(session, delivered, lead, Step.stop if ended else Step.pause)
    if tag.category == TagCategory.disposition:
        _order(session, delivered, lead, Step.start, tag.slug)


@subscribe(TagRemoved, name="records.tag_consequences_end")
def tag_removed(session: Session, delivered: Delivered[TagRemoved]) -> None:
    """Who is no longer marked as not to be contacted may be contacted; the lead stays lost, without that reason."""
    found = _lead_and_tag(session, delivered.subject.type, delivered.subject.id, delivered.fact.tag_id)
    if found is None or found[1].slug != DNC:
        return
    actor = system_actor(delivered.workspace_id)
    lead = session.scalars(select(Lead).where(Lead.id == found[0]).with_for_update()).one()
    _silence(session, actor, lead, [])
    if lead.lost_reason == REASON:
        change_record(session, actor, LEAD, lead, {"lost_reason": None})


@subscribe(LeadConversionUndone, name="records.tag_consequences_again")
def conversion_undone(session: Session, delivered: Delivered[LeadConversionUndone]) -> None:
    """What came of tags put on it while it was converted, when it had no stage of its own: it is won or lost."""
    borne = select(Tag.slug).join(RecordTag, RecordTag.tag_id == Tag.id)
    slugs = set(session.scalars(borne.where(RecordTag.record_id == delivered.subject.id, Tag.slug.in_((WON, DNC)))))
    actor = system_actor(delivered.workspace_id)
    if DNC in slugs:
        _close(session, actor, delivered.subject.id, StageKind.lost, REASON)
    elif WON in slugs:
        _close(session, actor, delivered.subject.id, StageKind.won)


def _lead_and_tag(session: Session, kind: str, record_id: str, tag_id: str) -> tuple[str, Tag] | None:
    if kind != LEAD.name:
        return None
    known = session.scalar(select(Lead.id).where(Lead.id == record_id, Lead.deleted_at.is_(None)))
    tag = session.get(Tag, tag_id)
    return (known, tag) if known is not None and tag is not None else None


def _close(session: Session, actor: Actor, lead_id: str, outcome: StageKind, reason: str | None = None) -> None:
    try:
        close_lead(session, actor, lead_id, outcome, reason)
    except Conflict:
        return  # converted: what it became has a stage of its own


def _profile(session: Session, actor: Actor, lead: Lead, tag: Tag) -> None:
    if lead.company_id is None:
        return
    wanted = select(Company).where(Company.id == lead.company_id, Company.deleted_at.is_(None))
    company = session.scalar(wanted.with_for_update())
    if company is not None:
        change_record(session, actor, COMPANY, company, {"icp_tag": tag.slug, "business_label": tag.name})


def _silence(session: Session, actor: Actor, lead: Lead, channels: list[str]) -> None:
    if lead.contact_id is None:
        return
    wanted = select(Contact).where(Contact.id == lead.contact_id, Contact.deleted_at.is_(None))
    contact = session.scalar(wanted.with_for_update())
    if contact is not None:
        change_record(session, actor, CONTACT, contact, {"do_not_contact": channels})


def _end_precall(session: Session, actor: Actor, lead: Lead) -> None:
    borne = select(RecordTag.tag_id).where(RecordTag.record_type == LEAD.name, RecordTag.record_id == lead.id)
    wanted = select(Tag).where(Tag.id.in_(borne), Tag.category == TagCategory.precall, Tag.deleted_at.is_(None))
    change_tags(session, actor, LEAD, [lead], remove=session.scalars(wanted).all())


def _order(
    session: Session, delivered: Delivered[TagApplied], lead: Lead, step: Step, sequence: str | None = None
) -> None:
    call = order_outreach(lead.id, step.value, sequence, f"{delivered.id}:{step.value}")
    enqueue(session, call, workspace_id=delivered.workspace_id)
