"""The Command Center's conventions: bare objects by the name of what they hold, errors `{error, details?}`."""

from typing import Annotated, Any

from fastapi import Body
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.errors import sentences, status_of
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import QuintetError, Unauthenticated

Given = Annotated[dict[str, Any], Body()]
"""Our fields as they are named, money in major units."""


def answer(error: QuintetError) -> Reply:
    content: dict[str, object] = {
        "error": "Unauthorized" if isinstance(error, Unauthenticated) else error.message,
        **error.details,
    }
    if told := sentences(error):
        content["details"] = told
    return Reply.json(content, status_of(error))


async def listed(
    request: Request, plural: str, face: RecordFace, asked: list[tuple[str, str]], *, limit: int
) -> Response:
    """`{<plural>: […], count}`; `count` is that of all that pass the filters."""

    def work(session: Session, actor: Actor) -> Reply:
        rows, found = face.page(session, actor, asked, page=1, limit=limit)
        return Reply.json({plural: rows, "count": found.total})

    return (await door_of(request).read(request, work, heavy=True)).response()


async def one(request: Request, name: str, face: RecordFace, id_: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({name: face.one(session, actor, id_)})

    return (await door_of(request).read(request, work)).response()


async def created(request: Request, name: str, face: RecordFace, body: dict[str, Any], **more: Any) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({name: face.create(session, actor, body, **more)}, 201)

    return await door_of(request).write(request, work)


async def updated(request: Request, name: str, face: RecordFace, id_: str, body: dict[str, Any]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({name: face.update(session, actor, id_, body)})

    return await door_of(request).write(request, work)


async def deleted(request: Request, face: RecordFace, id_: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        face.service.delete(session, actor, id_)
        return Reply.json({"success": True, "id": id_})

    return await door_of(request).write(request, work)
