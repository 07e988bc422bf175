"""When a task's assignee is reminded of it, and how."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from quintet.foundation.db import as_workspace
from quintet.foundation.events import Ref
from quintet.identity.public import Notice, active_user_ids, notify
from quintet.kit import time
from quintet.records.tasks.models import Task
from quintet.records.tasks.schemas import TaskStatus

BATCH = 100


def next_reminder(due_at: datetime | None, reminders: Sequence[int], after: datetime) -> datetime | None:
    """The next time to remind of something due: `reminders` are minutes before, and when it is due one is reminded
    anyway. None when all that is past."""
    if due_at is None:
        return None
    moments = {due_at, *(due_at - timedelta(minutes=minutes) for minutes in reminders)}
    return min((moment for moment in moments if moment > after), default=None)


def remind_at(status: str, due_at: datetime | None, reminders: Sequence[int]) -> datetime | None:
    """`next_reminder` of a task from now on; what is done or cancelled needs none."""
    return next_reminder(due_at, reminders, time.now()) if status == TaskStatus.open else None


def remind_of_due(session: Session) -> int:
    """Remind of the tasks whose time has come, of all workspaces; how many those were, a hundred at most.

    Telling and moving on to the next reminder are one transaction, and nobody is told the same twice.
    """
    now = time.now()
    due = select(Task).where(Task.remind_at <= now, Task.deleted_at.is_(None)).order_by(Task.remind_at).limit(BATCH)
    tasks = session.scalars(due.with_for_update(skip_locked=True)).all()
    by_workspace: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        by_workspace[task.workspace_id].append(task)
    for workspace_id, theirs in by_workspace.items():
        with as_workspace(session, workspace_id):
            waiting = [task for task in theirs if task.status == TaskStatus.open and task.assignee_id]
            there = active_user_ids(session, workspace_id, {task.assignee_id or "" for task in waiting})
            notify(session, [_notice(task, now) for task in waiting if task.assignee_id in there])
            for task in theirs:
                # Nobody changed the task: neither its version nor its time moves.
                values = {"remind_at": next_reminder(task.due_at, task.reminders, now), "updated_at": Task.updated_at}
                moved = update(Task).where(Task.id == task.id).values(**values)
                session.execute(moved.execution_options(synchronize_session=False))
    return len(tasks)


def _notice(task: Task, now: datetime) -> Notice:
    assert task.due_at is not None  # noqa: S101 - or there were no reminder
    minutes = round((task.due_at - now).total_seconds() / 60)
    if minutes > 90:
        text = f"Due in {round(minutes / 60)} hours" if minutes < 48 * 60 else f"Due in {round(minutes / 1440)} days"
    elif minutes > 0:
        text = f"Due in {minutes} minutes" if minutes > 1 else "Due in a minute"
    else:
        text = "Due now" if minutes > -5 else "Overdue"
    key = f"task_due:{task.id}:{time.to_text(task.remind_at or now)}"
    return Notice(task.assignee_id or "", "task_due", task.title, key, text, Ref("task", task.id))
