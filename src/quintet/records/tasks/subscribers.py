"""Whoever is given a task is told so."""

from sqlalchemy.orm import Session

from quintet.foundation.events import Delivered, subscribe
from quintet.identity.public import Notice, notify
from quintet.records.tasks.facts import TaskAssigned


@subscribe(TaskAssigned, name="records.tell_assignee")
def tell_assignee(session: Session, delivered: Delivered[TaskAssigned]) -> None:
    """Not those who gave it to themselves: the fact is only of others."""
    fact = delivered.fact
    text = f"{delivered.actor_label} gave you this task"
    notify(session, [Notice(fact.assignee_id, "task_assigned", fact.title, delivered.id, text, delivered.subject)])
