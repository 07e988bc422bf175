"""What can be done with tasks."""

from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.events.log import Emission
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    links_of,
    record_to_change,
    restore_record,
)
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.records.related import check_related
from quintet.records.tasks.facts import TaskAssigned, TaskCancelled, TaskCompleted, TaskReopened
from quintet.records.tasks.models import NEVER, Task
from quintet.records.tasks.object import TASK
from quintet.records.tasks.reminding import remind_at
from quintet.records.tasks.schemas import TaskCreate, TaskStatus, TaskUpdate


def draft_task(session: Session, actor: Actor, data: TaskCreate) -> Draft[Task]:
    """A task to be added. Without an assignee it is for whoever adds it."""
    check_related(session, actor, data)
    values = data.model_dump(mode="json", exclude={"custom", "due_at"})
    if "assignee_id" not in data.model_fields_set:
        values["assignee_id"] = actor.user_id
    values |= {"due_at": data.due_at, "due_key": data.due_at or NEVER}
    values["remind_at"] = remind_at(values["status"], data.due_at, data.reminders)
    if data.status is TaskStatus.done:
        values |= _completed_now(actor)
    id_ = new_id()
    assigned = _assigned(actor, data.title, values["assignee_id"])
    facts = [Emission(assigned, Ref("task", id_))] if assigned is not None else []
    return Draft(Task, {"id": id_, **values}, data.custom, facts=facts)


def create_task(session: Session, actor: Actor, data: TaskCreate) -> Task:
    """Add a task."""
    return add_draft(session, actor, TASK, draft_task(session, actor, data))


def update_task(session: Session, actor: Actor, task_id: str, data: TaskUpdate) -> Task:
    """Change a task. A change of its status is completing, cancelling or reopening it."""
    task: Task = record_to_change(session, actor, TASK, task_id)
    check_related(session, actor, data)
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude={"custom", "due_at"})
    if "due_at" in data.model_fields_set:
        values["due_at"] = data.due_at
    _change(session, actor, task, values, data.custom)
    return task


def complete_task(session: Session, actor: Actor, task_id: str, outcome: str | None = None) -> Task:
    """Say that a task is done. Nothing happens when it is already."""
    task: Task = record_to_change(session, actor, TASK, task_id)
    if task.status != TaskStatus.done:
        values: dict[str, Any] = {"status": TaskStatus.done.value}
        if outcome is not None:
            values["outcome"] = outcome
        _change(session, actor, task, values)
    return task


def reopen_task(session: Session, actor: Actor, task_id: str) -> Task:
    """Say that a done or cancelled task is still to do. Nothing happens when it is open."""
    task: Task = record_to_change(session, actor, TASK, task_id)
    if task.status != TaskStatus.open:
        _change(session, actor, task, {"status": TaskStatus.open.value})
    return task


def delete_task(session: Session, actor: Actor, task_id: str) -> None:
    """Move a task to the bin."""
    delete_record(session, actor, TASK, record_to_change(session, actor, TASK, task_id, "delete"))


def restore_task(session: Session, actor: Actor, task_id: str) -> Task:
    """Bring a task back from the bin."""
    task: Task = record_to_change(session, actor, TASK, task_id, "delete", deleted=True)
    restore_record(session, actor, TASK, task)
    return task


def _change(
    session: Session, actor: Actor, task: Task, values: dict[str, Any], custom: dict[str, Any] | None = None
) -> None:
    fact: Event | None = None
    status = values.get("status", task.status)
    if status != task.status:
        values |= _completed_now(actor) if status == TaskStatus.done else {"completed_at": None, "completed_by": None}
        title = values.get("title", task.title)
        if status == TaskStatus.done:
            fact = TaskCompleted(title, values.get("type", task.type), values.get("outcome", task.outcome))
        else:
            fact = TaskCancelled(title) if status == TaskStatus.cancelled else TaskReopened(title)
    if "due_at" in values:
        task.due_key = values["due_at"] or NEVER
    if values.keys() & {"due_at", "reminders", "status"}:
        due_at, reminders = (values.get(name, getattr(task, name)) for name in ("due_at", "reminders"))
        task.remind_at = remind_at(status, due_at, reminders)
    assignee_before = task.assignee_id
    change_record(session, actor, TASK, task, values, custom=custom, fact=fact)
    assigned = _assigned(actor, task.title, task.assignee_id)
    if assigned is not None and task.assignee_id != assignee_before:
        emit(session, actor, assigned, subject=Ref("task", task.id), links=links_of(TASK, task))


def _completed_now(actor: Actor) -> dict[str, Any]:
    return {"completed_at": time.now(), "completed_by": actor.user_id}


def _assigned(actor: Actor, title: str, assignee_id: str | None) -> TaskAssigned | None:
    return TaskAssigned(title, assignee_id) if assignee_id not in (None, actor.user_id) else None


TASKS = register(RecordService(TASK, create_task, update_task, delete_task, restore_task, draft_task))
