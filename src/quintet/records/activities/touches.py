"""What was done with a contact, for a deal, with a company through all that belongs to it; of what the reader sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.objects import statements
from quintet.foundation.objects.query import ListQuery
from quintet.foundation.objects.reading import custom_types, get_record
from quintet.foundation.objects.spec import AnySpec
from quintet.foundation.objects.visibility import visible_ids, workspace
from quintet.kit import time
from quintet.records.activities.models import Activity, ActivityParticipant
from quintet.records.activities.object import ACTIVITY
from quintet.records.companies.object import COMPANY
from quintet.records.contacts.models import Contact
from quintet.records.contacts.object import CONTACT
from quintet.records.deals.models import Deal, DealContact
from quintet.records.deals.object import DEAL
from quintet.records.leads.models import Lead

MOST = 2_000
_SPECS: dict[str, AnySpec] = {spec.name: spec for spec in (COMPANY, CONTACT, DEAL)}
_BELONGING: tuple[tuple[str, Any], ...] = (("contact", Contact), ("deal", Deal), ("lead", Lead))


@dataclass(frozen=True, slots=True)
class Touch:
    """One activity that is past; `people` are the ids of the contacts it was with."""

    at: datetime
    type: str
    direction: str | None
    owner_id: str | None
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Touches:
    """Newest first, at most 2,000; when the last one was ever, and when the next one is to be."""

    recent: Sequence[Touch]
    last_at: datetime | None
    next_at: datetime | None


def touches(session: Session, actor: Actor, object_name: str, record_id: str, *, since: datetime) -> Touches:
    """What was done since then with a `contact` or `company`, or for a `deal` and with its contacts. NotFound for one
    that the actor doesn't see.

    Four statements, and as many for any number of activities.
    """
    require(actor, ACTIVITY.right("read"))
    get_record(session, actor, _SPECS[object_name], record_id, lock=False)
    given = {"ws": actor.workspace_id, "me": actor.user_id}
    now = time.now()
    theirs = Activity.id.in_(_ids_of(object_name, record_id))
    seen = statements.filtered(session, ACTIVITY, ListQuery(), custom_types(session, ACTIVITY), actor.sees_all)
    seen = seen.where(theirs)
    past, coming = Activity.starts_at <= now, Activity.starts_at > now
    type_ = Activity.starts_at.type
    ends = seen.with_only_columns(
        func.max(case((past, Activity.starts_at)), type_=type_),
        func.min(case((coming, Activity.starts_at)), type_=type_),
    )
    last_at, next_at = session.execute(ends, given).one()
    recent = seen.where(past, Activity.starts_at >= since).order_by(Activity.starts_at.desc(), Activity.id).limit(MOST)
    columns = (
        Activity.id, Activity.starts_at, Activity.type, Activity.direction, Activity.owner_id,
        Activity.related_type, Activity.related_id,
    )  # fmt: skip
    rows = session.execute(recent.with_only_columns(*columns), given).all()
    people = _people(session, recent.with_only_columns(Activity.id), given, object_name, record_id)
    found = []
    for id_, at, kind, direction, owner_id, related_type, related_id in rows:
        with_ = people.get(id_, set())
        if related_type == "contact" and related_id is not None:
            with_ = with_ | {related_id}
        found.append(Touch(at, kind, direction, owner_id, frozenset(with_)))
    return Touches(found, last_at, next_at)


def activities_of(
    session: Session, actor: Actor, object_name: str, record_id: str, query: ListQuery
) -> tuple[list[str], int]:
    """The ids of the activities with a `contact`, or with a `company` through all that belongs to it, that pass the
    query's filters: at most its limit, by their start in the direction of its sort; and how many there are in all. None
    for a record that the actor doesn't see. Two statements."""
    require(actor, ACTIVITY.right("read"))
    if not visible_ids(session, actor, COMPANY if object_name == "company" else CONTACT, [record_id]):
        return [], 0
    seen = statements.filtered(session, ACTIVITY, query, custom_types(session, ACTIVITY), actor.sees_all)
    seen = seen.where(Activity.id.in_(_ids_of(object_name, record_id)))
    given = statements.parameters(query, actor.workspace_id, actor.user_id)
    total = session.scalar(seen.with_only_columns(func.count()), given) or 0
    by = Activity.starts_at.desc() if query.sort and query.sort[0][1] else Activity.starts_at.asc()
    chosen = seen.with_only_columns(Activity.id).order_by(by, Activity.id).limit(query.limit)
    return list(session.scalars(chosen, given)), total


def _ids_of(object_name: str, record_id: str) -> Select[str]:
    """As a union, so that each part is found by its own index."""
    ours = Activity.workspace_id == workspace()
    own = select(Activity.id).where(ours, Activity.related_type == object_name, Activity.related_id == record_id)
    taking_part = select(ActivityParticipant.activity_id).where(ActivityParticipant.workspace_id == workspace())
    if object_name == "contact":
        parts = [own, taking_part.where(ActivityParticipant.contact_id == record_id)]
    elif object_name == "deal":
        theirs = Activity.related_id.in_(_made_with(record_id))
        parts = [
            own,
            taking_part.where(ActivityParticipant.contact_id.in_(_made_with(record_id))),
            select(Activity.id).where(ours, Activity.related_type == CONTACT.name, theirs),
        ]
    else:
        parts = [own, taking_part.where(ActivityParticipant.contact_id.in_(_belonging(Contact, record_id)))]
        for kind, model in _BELONGING:
            related = Activity.related_id.in_(_belonging(model, record_id))
            parts.append(select(Activity.id).where(ours, Activity.related_type == kind, related))
    return select(union(*parts).subquery().c[0])


def _belonging(model: Any, company_id: str) -> Select[str]:
    return select(model.id).where(
        model.workspace_id == workspace(), model.company_id == company_id, model.deleted_at.is_(None)
    )


def _made_with(deal_id: str) -> Select[str]:
    return select(DealContact.contact_id).where(DealContact.workspace_id == workspace(), DealContact.deal_id == deal_id)


def _people(
    session: Session, activities: Select[str], given: dict[str, Any], object_name: str, record_id: str
) -> dict[str, set[str]]:
    """By activity, which of the contact's, deal's or company's people took part."""
    theirs: ColumnElement[bool] = ActivityParticipant.contact_id == record_id
    if object_name != "contact":
        people = _belonging(Contact, record_id) if object_name == "company" else _made_with(record_id)
        theirs = ActivityParticipant.contact_id.in_(people)
    wanted = select(ActivityParticipant.activity_id, ActivityParticipant.contact_id).where(
        ActivityParticipant.workspace_id == workspace(),
        theirs,
        ActivityParticipant.activity_id.in_(select(activities.subquery().c[0])),
    )
    found: dict[str, set[str]] = {}
    for activity_id, contact_id in session.execute(wanted, given):
        found.setdefault(activity_id, set()).add(contact_id)
    return found
