"""Request schemas of tasks."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from quintet.foundation.http import Body
from quintet.kit.values import RecordId
from quintet.records.moments import Moment
from quintet.records.related import OnRecord

Title = Annotated[str, Field(min_length=1, max_length=300)]
Long = Annotated[str, Field(max_length=20_000)]
Outcome = Annotated[str, Field(max_length=2000)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]
Minutes = Annotated[int, Field(ge=0, le=100_000)]


class TaskType(StrEnum):
    todo = "todo"
    call = "call"
    email = "email"
    sms = "sms"
    meeting = "meeting"
    follow_up = "follow_up"
    other = "other"


class TaskPriority(StrEnum):
    low = "low"
    normal = "normal"
    high = "high"
    urgent = "urgent"


class TaskStatus(StrEnum):
    open = "open"
    done = "done"
    cancelled = "cancelled"


def _each_once(minutes: list[int]) -> list[int]:
    return sorted(set(minutes), reverse=True)


Reminders = Annotated[list[Minutes], Field(max_length=10), AfterValidator(_each_once)]


class _Fields(OnRecord):
    description: Long | None = None
    type: TaskType = TaskType.todo
    priority: TaskPriority = TaskPriority.normal
    status: TaskStatus = TaskStatus.open
    due_at: Moment | None = None
    duration_minutes: Minutes | None = None
    reminders: Reminders = []
    outcome: Outcome | None = None
    assignee_id: RecordId | None = None
    custom: Custom = {}


class TaskCreate(_Fields):
    """A new task; only the title is needed. `reminders` are minutes before it is due."""

    title: Title


class TaskUpdate(_Fields):
    """Changes to a task; what is not given stays as it is, null empties a field."""

    title: Title = ""


class Completion(Body):
    """How a task ended."""

    outcome: Outcome | None = None
