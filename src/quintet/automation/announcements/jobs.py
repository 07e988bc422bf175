"""Telling the team's chat, off the request."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from quintet.automation.announcements.models import Announcement, AnnouncementStatus, TeamChat
from quintet.automation.announcements.ports import ChatMessage, TeamChats
from quintet.foundation.jobs import GiveUp, JobCall, JobContext, Retry, RetryLater, job, queue, schedule
from quintet.foundation.objects.registry import objects
from quintet.foundation.settings import Settings
from quintet.kit import time
from quintet.kit.crypto import BadSecret, Keyring
from quintet.kit.errors import ProviderUnavailable

SEALED = "team chat"
KEPT = timedelta(days=90)
queue("team_chat", concurrency=2)


def _mark_failed(session: Session, error: str, call: JobCall) -> None:
    _mark(session, call.args[0], AnnouncementStatus.failed, error[:500])


@job(
    "automation.post_announcement",
    queue="team_chat",
    retry=Retry(attempts=6, first_delay=5.0, backoff=3.0, max_delay=1_800.0),
    timeout=60,
    on_failed=_mark_failed,
)
def post_announcement(ctx: JobContext, announcement_id: str) -> None:
    """Post one message into the workspace's channel."""
    told, chat = ctx.read(lambda session: (_waiting(session, announcement_id), session.scalar(select(TeamChat))))
    if told is None:
        return
    if chat is None:
        raise GiveUp("No channel is connected any more.")
    try:
        hook = ctx.service(Keyring).box(SEALED).open(chat.hook, context=chat.workspace_id) if chat.hook else None
    except BadSecret:
        raise GiveUp("The channel's address can't be read with this installation's key. Connect it again.") from None
    url = _page(ctx.service(Settings).public_url, told)
    message = ChatMessage(told.id, told.workspace_id, chat.channel, told.text, url)
    try:
        ctx.service(TeamChats).of(hook).post(hook or "", message)
    except ProviderUnavailable as unavailable:
        if unavailable.retry_after is None:
            raise
        raise RetryLater(str(unavailable), timedelta(seconds=unavailable.retry_after)) from unavailable
    ctx.write(lambda session: _mark(session, announcement_id, AnnouncementStatus.sent, None))


@schedule("automation.purge_announcements", cron="0 40 3 * * *", timeout=1800)
def purge_announcements(ctx: JobContext) -> None:
    """Delete those that are older than three months."""
    old = select(Announcement.id).where(Announcement.created_at < time.now() - KEPT).limit(1_000)
    gone = delete(Announcement).where(Announcement.id.in_(old)).returning(Announcement.id)
    unsynchronized = gone.execution_options(synchronize_session=False)
    while ctx.write(lambda session: len(session.execute(unsynchronized).all())):
        ctx.check()


def _waiting(session: Session, announcement_id: str) -> Announcement | None:
    told = session.get(Announcement, announcement_id)
    return told if told is not None and told.status == AnnouncementStatus.queued else None


def _mark(session: Session, announcement_id: str, status: AnnouncementStatus, error: str | None) -> None:
    sent_at = time.now() if status == AnnouncementStatus.sent else None
    waiting = (Announcement.id == announcement_id, Announcement.status == AnnouncementStatus.queued)
    session.execute(update(Announcement).where(*waiting).values(status=status, error=error, sent_at=sent_at))


def _page(public_url: str, told: Announcement) -> str | None:
    """The record's page in the web app."""
    if told.subject_type is None or told.subject_type not in objects():
        return None
    return f"{public_url.rstrip('/')}/o/{objects()[told.subject_type].spec.plural}/{told.subject_id}"
