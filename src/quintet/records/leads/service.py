"""What can be done with leads. Converting them: `converting`."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Event, Ref
from quintet.foundation.events.log import Emission
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import change_record, record_to_change
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import is_id, new_id
from quintet.kit.values import fold_phone
from quintet.records.companies.models import Company
from quintet.records.contacts.models import Contact
from quintet.records.deals.service import currency_of
from quintet.records.leads.facts import LeadBogus, LeadLost, LeadReopened, LeadStageChanged, LeadWon
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD
from quintet.records.leads.schemas import NAMING, LeadCreate, LeadMove, LeadStatus, LeadUpdate
from quintet.records.phones import region_of
from quintet.records.photos import check_photo
from quintet.records.pipelines import ranks
from quintet.records.pipelines.defaults import BOGUS
from quintet.records.pipelines.entering import end_in_place, enter
from quintet.records.pipelines.models import Stage
from quintet.records.pipelines.schemas import PipelineKind, StageKind
from quintet.records.pipelines.staging import (
    Staged,
    StageMove,
    lock_stage,
    register_staged,
    stage_of_kind,
    standing,
    starting_stage,
)
from quintet.records.tags.tagging import draft_tags, set_tags

_BESIDE = {"custom", "tag_ids", "pipeline_id", "stage_id"}


def _moved(lead: Lead, step: StageMove) -> Event:
    return LeadStageChanged(lead.name, step.from_stage_id, step.from_stage, step.to_stage_id, step.to_stage)


def _became(lead: Lead, status: str, reason: str | None) -> Event:
    match status:
        case LeadStatus.won:
            return LeadWon(lead.name)
        case LeadStatus.lost:
            return LeadLost(lead.name, reason)
        case LeadStatus.bogus:
            return LeadBogus(lead.name)
        case _:
            return LeadReopened(lead.name)


STAGED: Staged[Lead] = register_staged(
    Staged(PipelineKind.lead, LEAD, Lead, Lead.estimated_revenue_minor, Lead.currency, _moved, _became)
)


def draft_lead(session: Session, actor: Actor, data: LeadCreate) -> Draft[Lead]:
    """A lead to be added, with its tags. Without an owner it belongs to whoever adds it."""
    check_photo(session, actor, data.photo_file_id)
    stage = starting_stage(session, actor, PipelineKind.lead, data.pipeline_id, data.stage_id)
    id_ = new_id()
    values: dict[str, Any] = data.model_dump(mode="json", exclude=_BESIDE) | standing(stage)
    if "owner_id" not in data.model_fields_set:
        values["owner_id"] = actor.user_id
    if "currency" not in data.model_fields_set:
        values["currency"] = currency_of(session)
    if data.phone:
        values["phone"] = fold_phone(data.phone, region_of(session))
    name = _name(session, values)
    values |= {"id": id_, "name": name, "name_folded": name.casefold(), "position": ranks.top()}
    tags = draft_tags(session, LEAD, id_, data.tag_ids)
    facts = list(tags.facts)
    if values["status"] == LeadStatus.open:
        values["lost_reason"] = None
    else:
        values["closed_at"] = time.now()
        facts.append(Emission(_became(Lead(**values), values["status"], data.lost_reason), Ref("lead", id_)))
    return Draft(Lead, values, data.custom, tags.rows, facts)


def create_lead(session: Session, actor: Actor, data: LeadCreate) -> Lead:
    """Add a lead, on top of its stage."""
    return add_draft(session, actor, LEAD, draft_lead(session, actor, data))


def update_lead(session: Session, actor: Actor, lead_id: str, data: LeadUpdate) -> Lead:
    """Change a lead. Another stage, or pipeline, is a change of stage as `move_lead` makes it."""
    check_known(session, actor, lead_id)
    check_photo(session, actor, data.photo_file_id)
    stage: Stage | None = None
    if data.stage_id is not None:
        stage = starting_stage(session, actor, PipelineKind.lead, data.pipeline_id, data.stage_id, share=False)
    elif data.pipeline_id is not None and data.pipeline_id != _pipeline_of(session, lead_id):
        stage = starting_stage(session, actor, PipelineKind.lead, data.pipeline_id, None, share=False)
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    if stage is not None and stage.id != lead.stage_id:
        change_stage(session, actor, lead, stage, reason=data.lost_reason)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    if lead.status == LeadStatus.open:
        values.pop("lost_reason", None)
    if data.phone:
        values["phone"] = fold_phone(data.phone, region_of(session))
    known = ("contact_id", "company_id")
    if data.model_fields_set & {*NAMING, *known}:
        now = {name: values.get(name, getattr(lead, name)) for name in (*NAMING, *known)}
        values["name"] = _name(session, now)
        lead.name_folded = values["name"].casefold()
    change_record(session, actor, LEAD, lead, values, custom=data.custom)
    if "tag_ids" in data.model_fields_set:
        set_tags(session, actor, LEAD, lead, data.tag_ids)
    return lead


def move_lead(session: Session, actor: Actor, lead_id: str, data: LeadMove) -> Lead:
    """Put a lead into a stage, next to another there or on top. Conflict when it is converted already."""
    check_known(session, actor, lead_id)
    stage = lock_stage(session, PipelineKind.lead, data.stage_id)
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    place = ranks.place(session, Lead, lead.id, stage.id, after_id=data.after_id, before_id=data.before_id)
    change_stage(session, actor, lead, stage, reason=data.reason, position=place)
    return lead


def close_lead(session: Session, actor: Actor, lead_id: str, outcome: StageKind, reason: str | None = None) -> Lead:
    """Win or lose a lead: it goes to its pipeline's first stage of that kind, or is closed where it stands.

    Nothing happens when it has ended so already.
    """
    check_known(session, actor, lead_id)
    stage_id = stage_of_kind(session, _pipeline_of(session, lead_id) or "", outcome)
    stage = lock_stage(session, PipelineKind.lead, stage_id) if stage_id is not None else None
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    if lead.status == outcome:
        return lead
    # A pipeline's only lost stage may be the one for what is not real: being lost is something else.
    if stage is None or stage.system is not None:
        refuse_converted(lead)
        end_in_place(session, actor, STAGED, lead, outcome, reason=reason)
    else:
        change_stage(session, actor, lead, stage, reason=reason)
    return lead


def delete_lead(session: Session, actor: Actor, lead_id: str) -> None:
    """Say that a lead is not real: it goes to the pipeline's stage for those. Nothing when it is there."""
    check_known(session, actor, lead_id)
    require(actor, LEAD.right("delete"))
    stage = lock_stage(session, PipelineKind.lead, _bogus_stage(session, lead_id))
    lead: Lead = record_to_change(session, actor, LEAD, lead_id, "delete")
    if lead.status != LeadStatus.bogus:
        change_stage(session, actor, lead, stage)


def restore_lead(session: Session, actor: Actor, lead_id: str) -> Lead:
    """Bring a bogus lead back to the open stage it stood in last, else the first. NotFound when it is not bogus."""
    check_known(session, actor, lead_id)
    stage = lock_stage(session, PipelineKind.lead, last_open(session, lead_id))
    lead: Lead = record_to_change(session, actor, LEAD, lead_id, "delete")
    if lead.status != LeadStatus.bogus:
        raise NotFound("bogus lead")
    change_stage(session, actor, lead, stage)
    return lead


def change_stage(
    session: Session, actor: Actor, lead: Lead, stage: Stage, *, reason: str | None = None, position: int | None = None
) -> None:
    """The one way of a lead to another stage. Lock the stage first, then the lead. Conflict for a converted lead."""
    refuse_converted(lead)
    place = ranks.place(session, Lead, lead.id, stage.id) if position is None else position
    enter(session, actor, STAGED, lead, stage, position=place, reason=reason)


def refuse_converted(lead: Lead) -> None:
    """Conflict, naming the contact it became, when a lead is converted."""
    if lead.status == LeadStatus.converted:
        raise Conflict("This lead is converted.", code="already_converted", existing_id=lead.contact_id)


def check_known(session: Session, actor: Actor, lead_id: str) -> None:
    """NotFound unless the actor sees the lead, Forbidden without the right to change it. Locks nothing."""
    if not is_id(lead_id) or not visible_ids(session, actor, LEAD, [lead_id]):
        require(actor, LEAD.right("read"))
        raise NotFound("lead")
    require(actor, LEAD.right("update"))


def _name(session: Session, values: dict[str, Any]) -> str:
    person = f"{values['first_name']} {values['last_name']}".strip()
    known = values["business_name"] or person or values["email"] or values["phone"]
    if not known and values["company_id"] is not None:
        known = session.scalar(select(Company.name).where(Company.id == values["company_id"]))
    if not known and values["contact_id"] is not None:
        known = session.scalar(select(Contact.full_name).where(Contact.id == values["contact_id"]))
    if not known:
        raise Invalid.one("body", "required", "Something has to be known of a lead.")
    return str(known)


def _pipeline_of(session: Session, lead_id: str) -> str | None:
    return session.scalar(select(Lead.pipeline_id).where(Lead.id == lead_id))


def _bogus_stage(session: Session, lead_id: str) -> str:
    wanted = select(Stage.id).where(
        Stage.pipeline_id == _pipeline_of(session, lead_id), Stage.system == BOGUS, Stage.deleted_at.is_(None)
    )
    return session.scalars(wanted).one()


def last_open(session: Session, lead_id: str) -> str:
    """The open stage that a lead stood in last, else the first open one of its pipeline."""
    row = session.execute(select(Lead.pipeline_id, Lead.open_stage_id).where(Lead.id == lead_id)).one()
    last = select(Stage.id).where(
        Stage.id == row.open_stage_id,
        Stage.pipeline_id == row.pipeline_id,
        Stage.deleted_at.is_(None),
        Stage.kind == StageKind.open.value,
    )
    return session.scalar(last) or stage_of_kind(session, row.pipeline_id, StageKind.open) or ""


LEADS = register(RecordService(LEAD, create_lead, update_lead, delete_lead, restore_lead, draft_lead))
