"""Making a converted lead a lead again, as long as nobody has built on what it became.

What the conversion did stands in its fact in the log; what was done since with the records it made is read there too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, allowed, require
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.objects.reading import read_record
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import change_record, record_to_change
from quintet.kit.errors import Conflict, Forbidden, Stale
from quintet.records.companies.object import COMPANY
from quintet.records.companies.service import delete_company
from quintet.records.contacts.models import Contact
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactUpdate
from quintet.records.contacts.service import delete_contact, update_contact
from quintet.records.deals.object import DEAL
from quintet.records.deals.service import delete_deal
from quintet.records.leads.facts import LeadConversionUndone, LeadConverted
from quintet.records.leads.models import Lead
from quintet.records.leads.object import LEAD
from quintet.records.leads.schemas import LeadStatus
from quintet.records.leads.service import STAGED, check_known, last_open
from quintet.records.pipelines import ranks
from quintet.records.pipelines.entering import enter
from quintet.records.pipelines.models import Stage
from quintet.records.pipelines.schemas import PipelineKind, StageKind
from quintet.records.pipelines.staging import lock_stage

# In this order, so that nothing names what is gone already.
_MADE: dict[str, tuple[AnySpec, Any]] = {
    "deal": (DEAL, delete_deal),
    "contact": (CONTACT, delete_contact),
    "company": (COMPANY, delete_company),
}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What was done since with a record that the conversion made: the type of the fact, by whom and when."""

    object: str
    id: str
    event: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing a lead's conversion would take away (ids by object), and what stands in its way."""

    removes: dict[str, str]
    in_the_way: list[InTheWay]
    allowed: bool
    """Whether the actor may do it, if nothing stands in the way."""


@dataclass(frozen=True, slots=True)
class _Conversion:
    event: EventRow
    made: dict[str, str]
    before: Mapping[str, Any]

    @property
    def data(self) -> Mapping[str, Any]:
        return self.event.data


def look_at_undoing(session: Session, actor: Actor, lead_id: str) -> Undoing:
    """How it stands with undoing a conversion; nothing is allowed for leads that have none to be undone."""
    row = read_record(session, actor, LEAD, lead_id)
    try:
        done = _conversion(session, lead_id, row["status"])
    except Conflict:
        return Undoing({}, [], False)
    live = _live(session, done)
    seen = all(visible_ids(session, actor, _MADE[name][0], [id_]) for name, id_ in live.items())
    rights = [LEAD.right("update"), *(_MADE[name][0].right("delete") for name in live)]
    may = seen and all(allowed(actor, right) for right in rights)
    return Undoing(live, _in_the_way(session, done, row, live), may)


def undo_conversion(session: Session, actor: Actor, lead_id: str) -> Lead:
    """Make a converted lead what it was; the contact, company and deal that were made for it go to the bin.

    Conflict `conversion_in_use`, with the record in the way, when somebody has worked with one of them since;
    `not_converted` for other leads, `not_undoable` for those of which it was not kept how they stood. Forbidden without
    the right to delete what was made.
    """
    check_known(session, actor, lead_id)
    done = _conversion(session, lead_id, session.scalars(select(Lead.status).where(Lead.id == lead_id)).one())
    stage = lock_stage(session, PipelineKind.lead, _stage_before(session, lead_id, done))
    lead: Lead = record_to_change(session, actor, LEAD, lead_id)
    if _conversion(session, lead_id, lead.status).event.id != done.event.id:
        raise Stale
    live = _live(session, done)
    for name, id_ in live.items():
        spec = _MADE[name][0]
        require(actor, spec.right("delete"))
        if not visible_ids(session, actor, spec, [id_]):
            raise Forbidden(f"You do not see the {name} that was made of the lead.")
        record_to_change(session, actor, spec, id_, "delete")  # locked, before it is looked at
    names = ("id", "contact_id", "company_id", "deal_id")
    _refuse_used(_in_the_way(session, done, {name: getattr(lead, name) for name in names}, live))
    _bring_back(session, actor, lead, stage, done, live)
    if done.data["joined"] and "company" in live:
        _leave(session, actor, done.data["contact_id"], live["company"])
    for name, (_, delete) in _MADE.items():
        if name in live:
            delete(session, actor, live[name])
    return lead


def _conversion(session: Session, lead_id: str, status: str) -> _Conversion:
    if status != LeadStatus.converted:
        raise Conflict("This lead is not converted.", code="not_converted")
    event = session.scalar(
        select(EventRow)
        .join(EventLink, and_(EventLink.event_id == EventRow.id, EventLink.workspace_id == EventRow.workspace_id))
        .where(
            EventLink.record_type == LEAD.name,
            EventLink.record_id == lead_id,
            EventRow.type == LeadConverted.type,
            EventRow.subject_id == lead_id,
        )
        .order_by(EventLink.event_id.desc())
        .limit(1)
    )
    before = event.data.get("before") if event is not None else None
    if event is None or before is None:
        raise Conflict("How this lead stood before was not kept.", code="not_undoable")
    return _Conversion(event, {name: event.data[f"{name}_id"] for name in event.data["made"]}, before)


def _live(session: Session, done: _Conversion) -> dict[str, str]:
    """What was made and is not in the bin."""
    found: dict[str, str] = {}
    for name, (spec, _) in _MADE.items():
        model, id_ = spec.model, done.made.get(name)
        if id_ is not None and session.scalar(select(model.id).where(model.id == id_, model.deleted_at.is_(None))):
            found[name] = id_
    return found


def _in_the_way(
    session: Session, done: _Conversion, lead: Mapping[str, Any], live: Mapping[str, str]
) -> list[InTheWay]:
    """The first things done with what was made. What the product itself keeps count of (scores, segments) is none."""
    merged = [
        InTheWay(name, lead[f"{name}_id"], f"{name}.merged", "", done.event.at)
        for name, id_ in done.made.items()
        if lead[f"{name}_id"] not in (id_, None)
    ]
    if merged or not live:
        return merged
    # What concerns only the lead, who was there before, or what is in the bin.
    there = (done.data[f"{name}_id"] for name in ("contact", "company") if name not in done.made)
    apart = [lead["id"], *(id_ for id_ in there if id_ is not None), *(set(done.made.values()) - set(live.values()))]
    changed = [f"{name}.{verb}" for name in _WORK for verb in ("created", "updated")]
    rows = session.execute(
        select(
            EventRow.id, EventLink.record_type, EventLink.record_id, EventRow.type, EventRow.actor_label, EventRow.at
        )
        .add_columns((EventRow.subject_id == EventLink.record_id).label("itself"))
        .join(EventRow, and_(EventRow.id == EventLink.event_id, EventRow.workspace_id == EventLink.workspace_id))
        .where(
            or_(*(and_(EventLink.record_type == name, EventLink.record_id == id_) for name, id_ in live.items())),
            or_(EventLink.event_id > done.event.id, EventRow.position > done.event.position),
            EventRow.subject_id.not_in(apart),
            or_(EventRow.actor_kind != ActorKind.system.value, EventRow.type.in_(changed)),
        )
        .order_by(EventLink.event_id)
        .limit(_SHOWN * len(live))
    )
    # One fact may concern all that was made: it is told of its own subject, if that is among them.
    found: dict[str, InTheWay] = {}
    for event_id, name, id_, type_, by, at, itself in rows:
        if itself or event_id not in found:
            found[event_id] = InTheWay(name, id_, type_, by, at)
    return list(found.values())[:_SHOWN]


_WORK = ("contact", "company", "deal", "task", "note", "activity", "invoice", "proposal", "fulfilment_order")


def _refuse_used(found: list[InTheWay]) -> None:
    if found:
        first = found[0]
        by = f" by {first.by}" if first.by else ""
        message = f"The {first.object} that was made of it has been worked with since: {first.event}{by}."
        raise Conflict(message, code="conversion_in_use", existing_id=first.id)


def _stage_before(session: Session, lead_id: str, done: _Conversion) -> str:
    """Where the lead stood, or where it stood last while it was open if that is no stage of its pipeline any more."""
    wanted = select(Stage.id).join(Lead, Lead.pipeline_id == Stage.pipeline_id)
    stood = wanted.where(Lead.id == lead_id, Stage.id == done.before["stage_id"], Stage.deleted_at.is_(None))
    return session.scalar(stood) or last_open(session, lead_id)


def _bring_back(
    session: Session, actor: Actor, lead: Lead, stage: Stage, done: _Conversion, live: Mapping[str, str]
) -> None:
    before = done.before
    enter(session, actor, STAGED, lead, stage, position=ranks.place(session, Lead, lead.id, stage.id))
    values: dict[str, Any] = {"deal_id": None}
    for name, spec in (("contact_id", CONTACT), ("company_id", COMPANY)):
        known = before[name]
        values[name] = known if known is not None and visible_ids(session, actor, spec, [known]) else None
    if stage.kind == StageKind.open and before["own_probability"]:
        lead.own_probability, values["probability"] = True, before["probability"]
    if stage.kind == StageKind.lost:
        values["lost_reason"] = before["lost_reason"]
    if stage.kind != StageKind.open and before["closed_at"] is not None:
        lead.closed_at = datetime.fromisoformat(before["closed_at"])
    lead.converted_at = None
    fact = LeadConversionUndone(lead.name, sorted(live))
    change_record(session, actor, LEAD, lead, values, fact=fact)


def _leave(session: Session, actor: Actor, contact_id: str, company_id: str) -> None:
    """A contact that was there and got the company has none again, unless it is another by now."""
    works_for = session.scalar(select(Contact.company_id).where(Contact.id == contact_id, Contact.deleted_at.is_(None)))
    if works_for == company_id and visible_ids(session, actor, CONTACT, [contact_id]):
        update_contact(session, actor, contact_id, ContactUpdate(company_id=None))
