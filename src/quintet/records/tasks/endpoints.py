"""How tasks are reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.records.tasks import jobs, subscribers  # noqa: F401 - registers them
from quintet.records.tasks.object import TASK
from quintet.records.tasks.schemas import Completion
from quintet.records.tasks.service import TASKS, complete_task, reopen_task

routes = record_router(TASKS)


@routes.post("/{id}/complete", operation_id="complete_task", response_model=read_model(TASK), responses=ERRORS)
async def complete(request: Request, id: str, body: Completion) -> Response:
    """Say that a task is done."""

    def work(session: Session, actor: Actor) -> Reply:
        complete_task(session, actor, id, body.outcome)
        return record_reply(session, actor, TASK, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/reopen", operation_id="reopen_task", response_model=read_model(TASK), responses=ERRORS)
async def reopen(request: Request, id: str) -> Response:
    """Say that a done or cancelled task is still to do."""

    def work(session: Session, actor: Actor) -> Reply:
        reopen_task(session, actor, id)
        return record_reply(session, actor, TASK, id)

    return await door_of(request).write(request, work)
