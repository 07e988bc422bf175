"""Facts about tasks."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("task.assigned")
@dataclass(frozen=True)
class TaskAssigned(Event):
    """Somebody has to do it, who is not the one who said so."""

    title: str
    assignee_id: str


@event_type("task.completed")
@dataclass(frozen=True)
class TaskCompleted(Event):
    title: str
    task_type: str
    outcome: str | None


@event_type("task.cancelled")
@dataclass(frozen=True)
class TaskCancelled(Event):
    title: str


@event_type("task.reopened")
@dataclass(frozen=True)
class TaskReopened(Event):
    title: str
