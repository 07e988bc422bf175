"""What a task is."""

from quintet.foundation.objects import Field, FieldType, ObjectSpec, Related, Visibility
from quintet.records.tasks.models import Task
from quintet.records.tasks.schemas import TaskCreate, TaskPriority, TaskStatus, TaskType, TaskUpdate

_RELATED = Related(Task.related_type, Task.related_id)


def _words(task: Task) -> list[str | None]:
    return [task.description, task.outcome]


TASK: ObjectSpec[Task, TaskCreate, TaskUpdate] = ObjectSpec(
    name="task",
    plural="tasks",
    label="Task",
    label_plural="Tasks",
    icon="checkbox",
    model=Task,
    create=TaskCreate,
    update=TaskUpdate,
    title=Task.title,
    search=_words,
    visibility=Visibility(owners=(Task.assignee_id, Task.created_by), related=_RELATED),
    related=_RELATED,
    default_sort="due_at",
    fields=(
        Field(Task.title, "Title", required=True, default=True),
        Field(Task.status, "Status", FieldType.select, options=TaskStatus, indexed=True, default=True),
        Field(Task.type, "Type", FieldType.select, options=TaskType, default=True),
        Field(Task.priority, "Priority", FieldType.select, options=TaskPriority, default=True),
        Field(Task.due_at, "Due", FieldType.datetime, sort_attr=Task.due_key, default=True),
        Field(Task.assignee_id, "Assignee", FieldType.relation, relation="user", indexed=True, default=True),
        Field(Task.related_type, "On"),
        Field(Task.related_id, "Related", FieldType.relation, indexed=True, default=True, sortable=False),
        Field(Task.description, "Description", FieldType.long_text, sortable=False),
        Field(Task.duration_minutes, "Duration in minutes", FieldType.integer),
        Field(Task.reminders, "Reminders", FieldType.json, filterable=False, sortable=False),
        Field(Task.outcome, "Outcome", sortable=False),
        Field(Task.completed_at, "Completed", FieldType.datetime, readonly=True),
        Field(Task.completed_by, "Completed by", FieldType.relation, relation="user", readonly=True),
    ),
)
