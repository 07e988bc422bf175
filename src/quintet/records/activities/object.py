"""What an activity is."""

from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from quintet.foundation.db import UTCDateTime
from quintet.foundation.db.json import json_ids
from quintet.foundation.objects import Field, FieldType, ObjectSpec, Related, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.visibility import workspace
from quintet.records.activities.models import Activity, ActivityParticipant
from quintet.records.activities.schemas import ActivityCreate, ActivityType, ActivityUpdate, Direction, Timing

_RELATED = Related(Activity.related_type, Activity.related_id)


class _database_time(FunctionElement[Any]):  # noqa: N801 - reads as the SQL function it is
    """The database's clock, in the form of its times."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(_database_time, "sqlite")
def _sqlite(*_: Any, **__: Any) -> str:
    return "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')"


@compiles(_database_time, "postgresql")
def _postgresql(*_: Any, **__: Any) -> str:
    return "now()"


def _timing() -> ColumnElement[Any]:
    return case((Activity.starts_at > _database_time(), Timing.upcoming.value), else_=Timing.past.value)


def _participant_ids() -> ColumnElement[Any]:
    part = (
        ActivityParticipant.workspace_id == Activity.workspace_id,
        ActivityParticipant.activity_id == Activity.id,
    )
    return select(json_ids(ActivityParticipant.contact_id)).where(*part).correlate(Activity).scalar_subquery()


def _has_participant(contact_id: ColumnElement[Any]) -> ColumnElement[bool]:
    part = (ActivityParticipant.workspace_id == workspace(), ActivityParticipant.contact_id == contact_id)
    return Activity.id.in_(select(ActivityParticipant.activity_id).where(*part))


def _words(activity: Activity) -> list[str | None]:
    return [activity.body, activity.location, activity.outcome]


ACTIVITY: ObjectSpec[Activity, ActivityCreate, ActivityUpdate] = ObjectSpec(
    name="activity",
    plural="activities",
    label="Activity",
    label_plural="Activities",
    icon="calendar-event",
    model=Activity,
    create=ActivityCreate,
    update=ActivityUpdate,
    title=Activity.subject,
    search=_words,
    visibility=Visibility(owners=(Activity.owner_id,), related=_RELATED),
    related=_RELATED,
    default_sort="-starts_at",
    fields=(
        Field(Activity.subject, "Subject", required=True, default=True),
        Field(Activity.type, "Type", FieldType.select, options=ActivityType, required=True, default=True),
        Field(Activity.direction, "Direction", FieldType.select, options=Direction),
        Field(Activity.starts_at, "Starts", FieldType.datetime, indexed=True, default=True),
        Field(Activity.ends_at, "Ends", FieldType.datetime),
        Field(Activity.owner_id, "Owner", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Activity.related_type, "On"),
        Field(Activity.related_id, "Related", FieldType.relation, indexed=True, default=True, sortable=False),
        Field(Activity.body, "Text", FieldType.long_text, sortable=False),
        Field(Activity.location, "Place"),
        Field(Activity.outcome, "Outcome", sortable=False, default=True),
        Field(Activity.needs_review, "Needs review", FieldType.boolean, indexed=True),
        Field(Activity.review_reason, "To be reviewed because", sortable=False),
    ),
    computed=(
        Computed("timing", "Upcoming or past", FieldType.select, _timing, options=Timing),
        Computed(
            "participant_ids",
            "Participants",
            FieldType.relations,
            _participant_ids,
            has=_has_participant,
            relation="contact",
            readonly=False,
        ),
    ),
)
