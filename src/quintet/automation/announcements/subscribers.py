"""What happens is told in the team's chat, where a workspace wants that."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quintet.automation.announcements.jobs import post_announcement
from quintet.automation.announcements.kinds import KINDS, OF_FACT
from quintet.automation.announcements.models import Announcement, AnnouncementStatus, TeamChat
from quintet.foundation.db import insert_new
from quintet.foundation.events import Delivered, subscribe
from quintet.foundation.jobs import enqueue
from quintet.kit import time
from quintet.kit.ids import new_id


@subscribe(*(fact for kind in KINDS.values() for fact in kind.facts), name="automation.announce")
def announce(session: Session, delivered: Delivered[Any]) -> None:
    """Once for each fact, however often it is delivered."""
    kind = OF_FACT[delivered.fact.type]
    kinds = session.scalar(select(TeamChat.kinds))
    if kinds is None or kind.name not in kinds:
        return
    now = time.now()
    row = {
        "id": new_id(),
        "created_at": now,
        "updated_at": now,
        "kind": kind.name,
        "text": kind.words(delivered)[:1_000],
        "subject_type": delivered.subject.type,
        "subject_id": delivered.subject.id,
        "key": delivered.id,
        "status": AnnouncementStatus.queued,
    }
    for (announcement_id,) in insert_new(session, Announcement, [row], "id"):
        enqueue(session, post_announcement(announcement_id), workspace_id=delivered.workspace_id)
