"""What can be done with deals. What follows from another stage: `pipelines.entering`; closing and the like: `verbs`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import insert_new, workspace_of
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.events.log import Emission
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.registry import assignable
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    flush_current,
    links_of,
    record_to_change,
    restore_record,
)
from quintet.identity.workspaces.models import Workspace
from quintet.kit import time
from quintet.kit.errors import Invalid, NotFound
from quintet.kit.ids import is_id, new_id
from quintet.records.deals.facts import DealContactsChanged, DealLost, DealReopened, DealStageChanged, DealWon
from quintet.records.deals.models import Deal, DealContact
from quintet.records.deals.object import DEAL
from quintet.records.deals.schemas import DealCreate, DealStatus, DealUpdate
from quintet.records.pipelines import ranks
from quintet.records.pipelines.entering import enter
from quintet.records.pipelines.models import Stage
from quintet.records.pipelines.schemas import Move, PipelineKind
from quintet.records.pipelines.staging import (
    Staged,
    StageMove,
    lock_stage,
    register_staged,
    standing,
    starting_stage,
)
from quintet.records.tags.tagging import bin_tags, draft_tags, set_tags

_BESIDE = {
    "custom", "tag_ids", "contact_id", "contact_ids", "pipeline_id", "stage_id", "probability", "expected_close_date",
}  # fmt: skip


def _moved(deal: Deal, step: StageMove) -> Event:
    return DealStageChanged(
        deal.title,
        deal.value_minor,
        deal.currency,
        step.from_stage_id,
        step.from_stage,
        step.to_stage_id,
        step.to_stage,
    )


def _became(deal: Deal, status: str, reason: str | None) -> Event:
    if status == DealStatus.won:
        return DealWon(deal.title, deal.value_minor, deal.currency)
    if status == DealStatus.lost:
        return DealLost(deal.title, deal.value_minor, deal.currency, reason)
    return DealReopened(deal.title, deal.value_minor, deal.currency)


STAGED: Staged[Deal] = register_staged(
    Staged(PipelineKind.deal, DEAL, Deal, Deal.value_minor, Deal.currency, _moved, _became)
)


def draft_deal(session: Session, actor: Actor, data: DealCreate) -> Draft[Deal]:
    """A deal to be added, with its contacts and tags. Without an owner it belongs to whoever adds it."""
    stage = starting_stage(session, actor, PipelineKind.deal, data.pipeline_id, data.stage_id)
    id_ = new_id()
    values: dict[str, Any] = data.model_dump(mode="json", exclude=_BESIDE) | standing(
        stage, probability=data.probability
    )
    if "owner_id" not in data.model_fields_set:
        values["owner_id"] = actor.user_id
    if "currency" not in data.model_fields_set:
        values["currency"] = currency_of(session)
    if values["status"] == DealStatus.open:
        values["lost_reason"] = None
    else:
        values["closed_at"] = time.now()
    contacts = _with_primary(data.contact_id, data.contact_ids)
    _check_contacts(session, actor, contacts)
    values |= {
        "id": id_,
        "title_folded": data.title.casefold(),
        "position": ranks.top(),
        "expected_close_date": data.expected_close_date,
        "contact_id": contacts[0] if contacts else None,
    }
    tags = draft_tags(session, DEAL, id_, data.tag_ids)
    people = [(DealContact, {"deal_id": id_, "contact_id": contact}) for contact in sorted(contacts)]
    facts = list(tags.facts)
    subject = Ref("deal", id_)
    if len(contacts) > 1:
        changes = {"contact_ids": [[], sorted(contacts)]}
        facts.append(Emission(DealContactsChanged(data.title), subject, _refs(contacts), changes))
    if values["status"] != DealStatus.open:
        fact = _became(Deal(**values), values["status"], values["lost_reason"])
        facts.append(Emission(fact, subject, _refs(contacts)))
    return Draft(Deal, values, data.custom, [*people, *tags.rows], facts)


def create_deal(session: Session, actor: Actor, data: DealCreate) -> Deal:
    """Add a deal, on top of its stage."""
    return add_draft(session, actor, DEAL, draft_deal(session, actor, data))


def update_deal(session: Session, actor: Actor, deal_id: str, data: DealUpdate) -> Deal:
    """Change a deal. Another stage, or pipeline, is a move to its top."""
    check_known(session, actor, deal_id)
    given = data.model_fields_set
    stage: Stage | None = None
    if data.stage_id is not None:
        stage = starting_stage(session, actor, PipelineKind.deal, data.pipeline_id, data.stage_id, share=False)
    elif data.pipeline_id is not None and data.pipeline_id != _pipeline_of(session, deal_id):
        stage = starting_stage(session, actor, PipelineKind.deal, data.pipeline_id, None, share=False)
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    if "title" in given and not data.title:
        raise Invalid.one("title", "required", "A deal needs a title.")
    people = refs_of(session, deal.id)
    if stage is not None and stage.id != deal.stage_id:
        enter(
            session,
            actor,
            STAGED,
            deal,
            stage,
            position=ranks.place(session, Deal, deal.id, stage.id),
            reason=data.lost_reason,
            links=people,
        )
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    if deal.status != DealStatus.lost:
        values.pop("lost_reason", None)
    if "title" in values:
        deal.title_folded = values["title"].casefold()
    if "expected_close_date" in given:
        values["expected_close_date"] = data.expected_close_date
    if "probability" in given:
        values["probability"] = _say_probability(session, deal, data.probability)
    contacts: list[str] | None = None
    if given & {"contact_id", "contact_ids"}:
        contacts, values["contact_id"] = _contacts_after(deal, data, [ref.id for ref in people])
    change_record(session, actor, DEAL, deal, values, custom=data.custom, links=people)
    if contacts is not None:
        _set_contacts(session, actor, deal, {ref.id for ref in people}, set(contacts))
    if "tag_ids" in given:
        set_tags(session, actor, DEAL, deal, data.tag_ids)
    return deal


def move_deal(session: Session, actor: Actor, deal_id: str, data: Move) -> Deal:
    """Put a deal into a stage, next to another there or on top. Conflict when that other is not there any more."""
    check_known(session, actor, deal_id)
    stage = lock_stage(session, PipelineKind.deal, data.stage_id)
    deal: Deal = record_to_change(session, actor, DEAL, deal_id)
    place = ranks.place(session, Deal, deal.id, stage.id, after_id=data.after_id, before_id=data.before_id)
    enter(session, actor, STAGED, deal, stage, position=place, links=refs_of(session, deal.id))
    return deal


def delete_deal(session: Session, actor: Actor, deal_id: str) -> None:
    """Move a deal to the bin."""
    deal: Deal = record_to_change(session, actor, DEAL, deal_id, "delete")
    delete_record(session, actor, DEAL, deal, links=refs_of(session, deal.id))
    bin_tags(session, Ref("deal", deal_id), binned=True)


def restore_deal(session: Session, actor: Actor, deal_id: str) -> Deal:
    """Bring a deal back from the bin; into the first stage when its own is gone."""
    deal: Deal = record_to_change(session, actor, DEAL, deal_id, "delete", deleted=True)
    people = refs_of(session, deal.id)
    restore_record(session, actor, DEAL, deal, links=people)
    bin_tags(session, Ref("deal", deal_id), binned=False)
    try:
        lock_stage(session, PipelineKind.deal, deal.stage_id, share=True)
    except Invalid:
        stage = starting_stage(session, actor, PipelineKind.deal, None, None)
        enter(session, actor, STAGED, deal, stage, position=ranks.top(), links=people)
    return deal


def check_known(session: Session, actor: Actor, deal_id: str) -> None:
    """NotFound unless the actor sees the deal, Forbidden without the right to change it. Locks nothing."""
    if not is_id(deal_id) or not visible_ids(session, actor, DEAL, [deal_id]):
        require(actor, DEAL.right("read"))
        raise NotFound("deal")
    require(actor, DEAL.right("update"))


def refs_of(session: Session, deal_id: str) -> list[Ref]:
    """The deal's contacts, on whose timelines its facts belong."""
    own = select(DealContact.contact_id).where(DealContact.deal_id == deal_id).order_by(DealContact.contact_id)
    return _refs(session.scalars(own).all())


def currency_of(session: Session) -> str:
    """The workspace's currency."""
    return session.get_one(Workspace, workspace_of(session)).currency


def _refs(contact_ids: Sequence[str]) -> list[Ref]:
    return [Ref("contact", contact_id) for contact_id in contact_ids]


def _pipeline_of(session: Session, deal_id: str) -> str | None:
    return session.scalar(select(Deal.pipeline_id).where(Deal.id == deal_id))


def _say_probability(session: Session, deal: Deal, probability: int | None) -> int:
    if deal.status != DealStatus.open:
        raise Invalid.one("probability", "certain", "The deal is closed: its probability is certain.")
    deal.own_probability = probability is not None
    return session.get_one(Stage, deal.stage_id).probability if probability is None else probability


def _with_primary(primary: str | None, others: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*([primary] if primary is not None else []), *others]))


def _contacts_after(deal: Deal, data: DealUpdate, before: list[str]) -> tuple[list[str], str | None]:
    """All contacts and the primary one after a change of either."""
    given = data.model_fields_set
    contacts = list(dict.fromkeys(data.contact_ids)) if "contact_ids" in given else before
    if "contact_id" in given:
        return _with_primary(data.contact_id, contacts), data.contact_id
    if deal.contact_id in contacts:
        return contacts, deal.contact_id
    return contacts, contacts[0] if contacts else None


def _check_contacts(session: Session, actor: Actor, contact_ids: Sequence[str]) -> None:
    if contact_ids and len(assignable("contact")(session, actor, contact_ids)) < len(contact_ids):
        raise Invalid.one("contact_ids", "unknown_reference", "There is no such contact.")


def _set_contacts(session: Session, actor: Actor, deal: Deal, before: set[str], after: set[str]) -> None:
    if before == after:
        return
    _check_contacts(session, actor, sorted(after - before))
    gone = delete(DealContact).where(DealContact.deal_id == deal.id, DealContact.contact_id.in_(before - after))
    session.execute(gone.execution_options(synchronize_session=False))
    new = [{"deal_id": deal.id, "contact_id": contact_id} for contact_id in sorted(after - before)]
    insert_new(session, DealContact, new, "contact_id")
    # The contacts are in no column of the row; its ETag has to change with them.
    deal.updated_at = time.now()
    flush_current(session)
    links = [*links_of(DEAL, deal), *_refs(sorted(before | after))]
    changes = {"contact_ids": [sorted(before), sorted(after)]}
    emit(session, actor, DealContactsChanged(deal.title), subject=Ref("deal", deal.id), links=links, changes=changes)


DEALS = register(RecordService(DEAL, create_deal, update_deal, delete_deal, restore_deal, draft_deal))
