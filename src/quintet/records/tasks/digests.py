"""Who is mailed their tasks in the morning, and which."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quintet.foundation.db import as_workspace
from quintet.identity.public import Notice, Recipient, mail_recipients, notify, post_letter, workspace_settings
from quintet.kit import time
from quintet.records.tasks.letters import SHOWN, TaskDigestLetter
from quintet.records.tasks.models import Task
from quintet.records.tasks.schemas import TaskStatus

HOUR = 7
PREFERENCE = "task_digest"
"""A user's preference: false turns the mail off."""


def in_the_morning(session: Session) -> list[Recipient]:
    """Those for whom it is morning now, wherever they are, and who did not turn the mail off."""
    now = time.now()
    return [
        each
        for each in mail_recipients(session)
        if now.astimezone(ZoneInfo(each.timezone)).hour == HOUR and each.preferences.get(PREFERENCE) is not False
    ]


def mail_digest(session: Session, to: Recipient) -> bool:
    """Mail somebody what is due and overdue, once a day; whether there was something."""
    here = time.now().astimezone(ZoneInfo(to.timezone))
    morning = here.replace(hour=0, minute=0, second=0, microsecond=0)
    with as_workspace(session, to.workspace_id):
        today = _due(session, to.user_id, morning, morning + timedelta(days=1))
        overdue = _due(session, to.user_id, None, morning)
        if not today.count and not overdue.count:
            return False
        letter = TaskDigestLetter(
            workspace=workspace_settings(session, to.workspace_id).name,
            today=today.titles,
            today_count=today.count,
            overdue=overdue.titles,
            overdue_count=overdue.count,
            language=to.language,
        )
        # The notice is told once a day; with it goes the mail.
        # Notices are kept in English, and shown in other words.
        told = replace(letter, language="en").subject
        notice = Notice(to.user_id, "task_digest", told, f"task_digest:{here.date().isoformat()}")
        if not notify(session, [notice]):
            return False
        post_letter(session, letter, to=to.email, name=to.name, workspace_id=to.workspace_id)
        return True


@dataclass(frozen=True, slots=True)
class _Due:
    count: int
    titles: list[str]


def _due(session: Session, user_id: str, since: datetime | None, until: datetime) -> _Due:
    mine = [Task.assignee_id == user_id, Task.status == TaskStatus.open, Task.deleted_at.is_(None)]
    mine += [Task.due_key < until, *([Task.due_key >= since] if since is not None else [])]
    count = session.scalar(select(func.count()).select_from(Task).where(*mine)) or 0
    titles = session.scalars(select(Task.title).where(*mine).order_by(Task.due_key, Task.id).limit(SHOWN))
    return _Due(count, list(titles))
