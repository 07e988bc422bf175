"""Connecting a team's chat, and what was told there. The connection is for administrators, and so is the list."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quintet.automation.announcements.facts import TeamChatConnected, TeamChatDisconnected
from quintet.automation.announcements.jobs import SEALED, post_announcement
from quintet.automation.announcements.kinds import USUAL
from quintet.automation.announcements.models import Announcement, AnnouncementStatus, TeamChat
from quintet.automation.announcements.ports import TeamChats
from quintet.automation.announcements.schemas import TeamChatConnect
from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import unless_taken
from quintet.foundation.events import Ref, emit
from quintet.foundation.jobs import enqueue
from quintet.kit.crypto import Keyring
from quintet.kit.errors import Conflict, NotFound
from quintet.kit.ids import is_id, new_id

READ = declare("team_chat.read", Role.admin)
UPDATE = declare("team_chat.update", Role.admin)
TEST = "test"


def get_team_chat(session: Session, actor: Actor) -> TeamChat | None:
    """The channel of the workspace, if it has one."""
    require(actor, READ)
    return _chat(session)


def connect_team_chat(
    session: Session, actor: Actor, data: TeamChatConnect, chats: TeamChats, keyring: Keyring
) -> TeamChat:
    """Connect a channel, or change the one there is: without an address it keeps the one it has.

    Invalid for an address that can't be one, and for none where there is no sandbox.
    """
    require(actor, UPDATE)
    chat = _chat(session, lock=True)
    if data.hook or chat is None or not chat.hook:
        chats.of(data.hook).check(data.hook or "")
    if chat is None:
        chat = TeamChat(id=new_id(), workspace_id=actor.workspace_id, kinds=USUAL)
        with unless_taken(session, lambda: _refuse_second(session)):
            chat.channel = data.channel
            session.add(chat)
    chat.channel = data.channel
    if data.hook:
        chat.hook = keyring.box(SEALED).seal(data.hook, context=actor.workspace_id)
    if data.kinds is not None:
        chat.kinds = [str(kind) for kind in dict.fromkeys(data.kinds)]
    session.flush()
    fact = TeamChatConnected(chat.channel, chats.of(chat.hook).name, chat.kinds)
    emit(session, actor, fact, subject=Ref("team_chat", chat.id))
    return chat


def disconnect_team_chat(session: Session, actor: Actor) -> None:
    """Tell the channel nothing more and forget its address. What was told stays in the list."""
    require(actor, UPDATE)
    chat = _connected(session)
    emit(session, actor, TeamChatDisconnected(chat.channel), subject=Ref("team_chat", chat.id))
    session.execute(delete(TeamChat).where(TeamChat.id == chat.id))


def announce_test(session: Session, actor: Actor) -> Announcement:
    """Tell the channel that it is connected, so that somebody can look there."""
    require(actor, UPDATE)
    _connected(session)
    words = f"{actor.label} connected this channel. Quintet tells here what happens."
    told = Announcement(
        id=new_id(), workspace_id=actor.workspace_id, kind=TEST, text=words[:1_000], key=f"test:{new_id()}"
    )
    session.add(told)
    session.flush()
    enqueue(session, post_announcement(told.id), workspace_id=actor.workspace_id)
    return told


def list_announcements(
    session: Session, actor: Actor, *, before: str | None = None, limit: int = 50
) -> list[Announcement]:
    """What the channel was told, newest first. Kept for three months."""
    require(actor, READ)
    found = select(Announcement)
    if before is not None:
        found = found.where(Announcement.id < before)
    return list(session.scalars(found.order_by(Announcement.id.desc()).limit(limit)))


def retry_announcement(session: Session, actor: Actor, announcement_id: str) -> Announcement:
    """Try again to tell what could not be told. Conflict for what was told or waits to be."""
    require(actor, UPDATE)
    wanted = select(Announcement).where(Announcement.id == announcement_id).with_for_update()
    told = session.scalar(wanted) if is_id(announcement_id) else None
    if told is None:
        raise NotFound("announcement")
    if told.status != AnnouncementStatus.failed:
        raise Conflict("Only what failed can be tried again.", code="not_failed")
    _connected(session)
    told.status, told.error = AnnouncementStatus.queued, None
    session.flush()
    enqueue(session, post_announcement(told.id), workspace_id=actor.workspace_id)
    return told


def _chat(session: Session, *, lock: bool = False) -> TeamChat | None:
    wanted = select(TeamChat)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def _connected(session: Session) -> TeamChat:
    chat = _chat(session, lock=True)
    if chat is None:
        raise NotFound("team_chat")
    return chat


def _refuse_second(session: Session) -> None:
    if _chat(session) is not None:
        raise Conflict("Somebody connected a channel in this moment. Read it again.", code="connected_already")
