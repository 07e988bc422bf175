"""What can be done with activities."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert
from quintet.foundation.events import Event, Ref
from quintet.foundation.objects import RecordService, register
from quintet.foundation.objects.facts import facts_of
from quintet.foundation.objects.visibility import visible_ids
from quintet.foundation.objects.writing import (
    add_record,
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid
from quintet.kit.ids import new_id
from quintet.records.activities.facts import ReviewResolved
from quintet.records.activities.models import Activity, ActivityParticipant
from quintet.records.activities.object import ACTIVITY
from quintet.records.activities.schemas import ActivityCreate, ActivityUpdate, ReviewResolution
from quintet.records.contacts.object import CONTACT
from quintet.records.related import check_related

_TIMES = {"starts_at", "ends_at"}
_BESIDE = {"custom", "participant_ids"} | _TIMES


def create_activity(session: Session, actor: Actor, data: ActivityCreate) -> Activity:
    """Add an activity. Without an owner it is the one's who adds it."""
    check_related(session, actor, data)
    _check_participants(session, actor, data.participant_ids)
    values = data.model_dump(mode="json", exclude=_BESIDE)
    values |= {"starts_at": data.starts_at or time.now(), "ends_at": data.ends_at}
    _check_times(values["starts_at"], data.ends_at)
    if "owner_id" not in data.model_fields_set:
        values["owner_id"] = actor.user_id
    if data.participant_ids and data.related_id is None:
        values |= {"related_type": CONTACT.name, "related_id": data.participant_ids[0]}
    activity = Activity(id=new_id(), **values)
    add_record(session, actor, ACTIVITY, activity, custom=data.custom, links=_refs(data.participant_ids))
    _add_participants(session, activity.id, data.participant_ids)
    return activity


def update_activity(session: Session, actor: Actor, activity_id: str, data: ActivityUpdate) -> Activity:
    """Change an activity."""
    activity: Activity = record_to_change(session, actor, ACTIVITY, activity_id)
    _update(session, actor, activity, data)
    return activity


def _update(
    session: Session, actor: Actor, activity: Activity, data: ActivityUpdate, fact: Event | None = None
) -> None:
    activity_id = activity.id
    check_related(session, actor, data)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude=_BESIDE)
    values |= {name: getattr(data, name) for name in _TIMES & data.model_fields_set}
    _check_times(values.get("starts_at", activity.starts_at), values.get("ends_at", activity.ends_at))
    before = set(_participants(session, activity_id))
    after = set(data.participant_ids) if "participant_ids" in data.model_fields_set else before
    if after != before:
        _check_participants(session, actor, after - before)
        # They are in no column of the row; its ETag has to change with them.
        activity.updated_at = time.now()
        fact = fact or facts_of(ACTIVITY.name).updated(title=values.get("subject", activity.subject))
    links = _refs(before | after)
    change_record(session, actor, ACTIVITY, activity, values, custom=data.custom, fact=fact, links=links)
    _remove_participants(session, activity_id, before - after)
    _add_participants(session, activity_id, after - before)


def resolve_review(session: Session, actor: Actor, activity_id: str, data: ReviewResolution) -> Activity:
    """Say that an activity is right, as it is or with what is given. Conflict when it needs no review (any more)."""
    activity: Activity = record_to_change(session, actor, ACTIVITY, activity_id)
    if not activity.needs_review:
        raise Conflict("This activity needs no review.", code="no_review_needed")
    given = data.model_dump(mode="json", exclude_unset=True)
    corrected = ActivityUpdate.model_validate({**given, "needs_review": False, "review_reason": None})
    _update(session, actor, activity, corrected, ReviewResolved(title=activity.subject))
    return activity


def delete_activity(session: Session, actor: Actor, activity_id: str) -> None:
    """Move an activity to the bin."""
    delete_record(session, actor, ACTIVITY, record_to_change(session, actor, ACTIVITY, activity_id, "delete"))


def restore_activity(session: Session, actor: Actor, activity_id: str) -> Activity:
    """Bring an activity back from the bin."""
    activity: Activity = record_to_change(session, actor, ACTIVITY, activity_id, "delete", deleted=True)
    restore_record(session, actor, ACTIVITY, activity)
    return activity


def _check_times(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at < starts_at:
        raise Invalid.one("ends_at", "before_start", "It can't end before it starts.")


def _check_participants(session: Session, actor: Actor, ids: Collection[str]) -> None:
    if len(visible_ids(session, actor, CONTACT, list(ids))) < len(set(ids)):
        raise Invalid.one("participant_ids", "unknown_reference", "There is no such contact.")


def _participants(session: Session, activity_id: str) -> list[str]:
    statement = select(ActivityParticipant.contact_id).where(ActivityParticipant.activity_id == activity_id)
    return list(session.scalars(statement))


def _add_participants(session: Session, activity_id: str, ids: Collection[str]) -> None:
    rows = [{"activity_id": activity_id, "contact_id": id_} for id_ in sorted(set(ids))]
    bulk_insert(session, ActivityParticipant, rows)


def _remove_participants(session: Session, activity_id: str, ids: Collection[str]) -> None:
    if ids:
        gone = (ActivityParticipant.activity_id == activity_id, ActivityParticipant.contact_id.in_(ids))
        session.execute(delete(ActivityParticipant).where(*gone).execution_options(synchronize_session=False))


def _refs(contact_ids: Collection[str]) -> list[Ref]:
    return [Ref(CONTACT.name, id_) for id_ in sorted(set(contact_ids))]


ACTIVITIES = register(RecordService(ACTIVITY, create_activity, update_activity, delete_activity, restore_activity))
