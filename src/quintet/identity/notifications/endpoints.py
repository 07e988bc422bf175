"""How one's notifications are reached: `/api/v1/notifications`."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Body, Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.notifications import jobs, service  # noqa: F401 - registers the job
from quintet.identity.notifications.models import Notification
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

routes = router("/notifications", "Notifications")


class NotificationRead(BaseModel):
    """Something you should know of. `subject_type` and `subject_id` name the record it is about."""

    id: str
    kind: str
    title: str
    text: str
    subject_type: str | None
    subject_id: str | None
    created_at: datetime
    read_at: datetime | None

    @classmethod
    def of(cls, row: Notification) -> "NotificationRead":
        return cls(
            id=row.id,
            kind=row.kind,
            title=row.title,
            text=row.text,
            subject_type=row.subject_type,
            subject_id=row.subject_id,
            created_at=row.created_at,
            read_at=row.read_at,
        )


class NotificationPage(BaseModel):
    data: list[NotificationRead]
    next_cursor: str | None
    unread: int


class NotificationUpdate(Body):
    read: bool


class AllRead(BaseModel):
    marked: int


@routes.get("", operation_id="list_notifications", response_model=NotificationPage, responses=ERRORS)
async def list_(
    request: Request,
    unread: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """Your notifications, newest first, and how many of all are unread. Kept for three months."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_notifications(session, actor, unread=unread, before=cursor, limit=limit + 1)
        return Reply.json(
            {
                "data": [NotificationRead.of(row) for row in found[:limit]],
                "next_cursor": found[limit - 1].id if len(found) > limit else None,
                "unread": service.count_unread(session, actor),
            }
        )

    return (await door_of(request).read(request, work)).response()


@routes.post("/read-all", operation_id="read_all_notifications", response_model=AllRead, responses=ERRORS)
async def read_all(request: Request) -> Response:
    """Say that you have read them all."""
    return await door_of(request).write(request, lambda s, a: Reply.json({"marked": service.mark_all_read(s, a)}))


@routes.patch("/{id}", operation_id="update_notification", response_model=NotificationRead, responses=ERRORS)
async def update(request: Request, id: str, body: NotificationUpdate) -> Response:
    """Say that you have read one, or that you have not."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(NotificationRead.of(service.mark_read(session, actor, id, read=body.read)))

    return await door_of(request).write(request, work)
