"""Members: who is in the workspace, in which role, and who may change that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db.json import folded
from quintet.foundation.events import Ref, emit
from quintet.foundation.realtime.rights import tell_readers
from quintet.identity.facts import MemberDeactivated, MemberReactivated, MemberRoleChanged
from quintet.identity.sessions.service import revoke_sessions
from quintet.identity.users.models import User
from quintet.identity.users.service import change_user, create_user, user_of
from quintet.identity.workspaces.models import Member, Workspace
from quintet.identity.workspaces.service import add_member
from quintet.kit import time
from quintet.kit.errors import Conflict, Forbidden, NotFound
from quintet.kit.ids import is_id

READ = declare("members.read", Role.member)
UPDATE = declare("members.update", Role.admin)
CREATE = declare("members.create", Role.admin)
INVITE = declare("members.invite", Role.manager)

tell_readers("member", READ)


@dataclass(frozen=True, slots=True)
class Person:
    """A member together with the user they are."""

    member: Member
    user: User


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members to list."""

    q: str = ""
    role: Role | None = None
    active: bool | None = None


def list_members(
    session: Session, actor: Actor, wanted: MemberFilter, *, limit: int, after: str | None = None
) -> list[Person]:
    """Members of the workspace in the order they joined, deactivated ones too unless `active` says otherwise."""
    require(actor, READ)
    statement = _matching(actor, wanted).order_by(Member.id).limit(limit)
    if after is not None:
        statement = statement.where(Member.id > after)
    return [Person(member, user) for member, user in session.execute(statement)]


def count_members(session: Session, actor: Actor, wanted: MemberFilter) -> int:
    """How many `list_members` would give in all."""
    require(actor, READ)
    return session.scalar(select(func.count()).select_from(_matching(actor, wanted).subquery())) or 0


def get_member(session: Session, actor: Actor, member_id: str) -> Person:
    """One member of the actor's workspace. NotFound for those of others."""
    require(actor, READ)
    row = session.execute(_all(actor).where(Member.id == member_id)).first() if is_id(member_id) else None
    if row is None:
        raise NotFound("member")
    return Person(*row)


def check_may_give(actor: Actor, role: Role) -> None:
    """Forbidden unless the actor may bring somebody in with this role.

    Owners and admins: anyone below owner. Managers: members.
    """
    if not actor.role.includes(Role.admin):
        given = role is Role.member
    else:
        given = role is not Role.owner
    if not given:
        raise Forbidden(f"Your role does not let you make somebody {role.value}.", code="role_too_high")


def member_of_user(session: Session, actor: Actor, user_id: str) -> Person:
    """The member that a user is in the actor's workspace. NotFound when they are none."""
    require(actor, READ)
    row = session.execute(_all(actor).where(Member.user_id == user_id)).first() if is_id(user_id) else None
    if row is None:
        raise NotFound("member")
    return Person(*row)


def create_managed_member(
    session: Session, actor: Actor, *, email: str, name: str, role: Role, password_hash: str, must_change: bool = True
) -> Person:
    """Make a user with a password set for them, as a member.

    They have to choose a password of their own first, unless `must_change` is false. Conflict `already_member`, or
    `email_taken` for a user of other workspaces, who is to be invited instead.
    """
    require(actor, CREATE)
    check_may_give(actor, role)
    known = session.scalar(_all(actor).with_only_columns(Member.id).where(User.email == email))
    if known is not None:
        raise Conflict(f"{email} is a member already.", code="already_member", existing_id=known, field="email")
    user = create_user(session, email=email, name=name, password_hash=password_hash, must_change_password=must_change)
    member = add_member(session, actor.workspace_id, user, role, method="managed", actor=actor)
    return Person(member, user)


def change_role(session: Session, actor: Actor, member_id: str, role: Role) -> Person:
    """Give a member another role.

    Only owners make owners and change them; admins change everybody below. Nobody changes their own role, and
    the last owner stays.
    """
    person = _to_change(session, actor, member_id)
    member, before = person.member, Role(person.member.role)
    if role is before:
        return person
    if member.user_id == actor.user_id:
        raise Forbidden("Nobody changes their own role. Ask somebody else.", code="own_role")
    if role is Role.owner and actor.role is not Role.owner:
        raise Forbidden("Only an owner makes owners.", code="role_too_high")
    if before is Role.owner:
        _check_owner_left(session, member)
    member.role = role.value
    session.flush()
    emit(
        session,
        actor,
        MemberRoleChanged(name=person.user.name, role=role.value),
        subject=Ref("member", member.id),
        links=[Ref("user", member.user_id)],
        changes={"role": [before.value, role.value]},
    )
    return person


def change_avatar(session: Session, actor: Actor, user_id: str, file_id: str | None) -> Person:
    """Give a member another picture: oneself, or as an admin anyone below owner, or as an owner anyone."""
    person = member_of_user(session, actor, user_id)
    if user_id != actor.user_id:
        _to_change(session, actor, person.member.id)
    change_user(session, actor, user_of(session, user_id), {"avatar_file_id": file_id})
    return person


def change_profile(session: Session, actor: Actor, user_id: str, values: Mapping[str, Any]) -> Person:
    """Change a member's name or phone: one's own, or as an admin that of anyone below owner, or as an owner anyone's.

    Forbidden `shared_account` for others who are members elsewhere too: what they are called there is not ours.
    """
    person = member_of_user(session, actor, user_id)
    if user_id != actor.user_id:
        _to_change(session, actor, person.member.id)
        elsewhere = select(Member.id).where(Member.user_id == user_id, Member.workspace_id != actor.workspace_id)
        if session.scalar(elsewhere.limit(1)) is not None:
            raise Forbidden("They change this themselves.", code="shared_account")
    change_user(session, actor, user_of(session, user_id), values)
    return person


def deactivate_member(session: Session, actor: Actor, member_id: str) -> Person:
    """Shut a member out of the workspace: their sessions in it end and their API keys stop working, at once."""
    person = _to_change(session, actor, member_id)
    member = person.member
    if member.user_id == actor.user_id:
        raise Forbidden("Nobody deactivates themselves. Ask somebody else.", code="own_membership")
    if member.deactivated_at is not None:
        return person
    if member.role == Role.owner:
        _check_owner_left(session, member)
    member.deactivated_at = time.now()
    session.flush()
    revoke_sessions(session, member.user_id, workspace_id=actor.workspace_id)
    fact = MemberDeactivated(name=person.user.name)
    emit(session, actor, fact, subject=Ref("member", member.id), links=[Ref("user", member.user_id)])
    return person


def reactivate_member(session: Session, actor: Actor, member_id: str) -> Person:
    """Let a deactivated member in again, in the role they had."""
    person = _to_change(session, actor, member_id)
    member = person.member
    if member.deactivated_at is None:
        return person
    member.deactivated_at = None
    session.flush()
    fact = MemberReactivated(name=person.user.name)
    emit(session, actor, fact, subject=Ref("member", member.id), links=[Ref("user", member.user_id)])
    return person


def _to_change(session: Session, actor: Actor, member_id: str) -> Person:
    """The member, with the workspace locked: two owners who demote each other at once take turns."""
    require(actor, UPDATE)
    session.execute(select(Workspace.id).where(Workspace.id == actor.workspace_id).with_for_update())
    person = get_member(session, actor, member_id)
    session.refresh(person.member)
    if person.member.role == Role.owner and actor.role is not Role.owner:
        raise Forbidden("Only an owner changes an owner.", code="role_too_high")
    if actor.member_id is not None:
        # The actor may have been demoted while we waited.
        own = session.get_one(Member, actor.member_id, populate_existing=True)
        if own.deactivated_at is not None or not Role(own.role).includes(actor.role):
            raise Forbidden("Your role has just changed.")
    return person


def _check_owner_left(session: Session, leaving: Member) -> None:
    left = session.scalar(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(
            Member.workspace_id == leaving.workspace_id,
            Member.id != leaving.id,
            Member.role == Role.owner.value,
            Member.deactivated_at.is_(None),
            User.deactivated_at.is_(None),
        )
        .limit(1)
    )
    if left is None:
        raise Conflict("The last owner stays. Make somebody else an owner first.", code="last_owner")


def _all(actor: Actor) -> Select[Member, User]:
    return select(Member, User).join(User, User.id == Member.user_id).where(Member.workspace_id == actor.workspace_id)


def _matching(actor: Actor, wanted: MemberFilter) -> Select[Member, User]:
    statement = _all(actor)
    if wanted.role is not None:
        statement = statement.where(Member.role == wanted.role.value)
    if wanted.active is not None:
        live = Member.deactivated_at.is_(None), User.deactivated_at.is_(None)
        statement = statement.where(*live) if wanted.active else statement.where(or_(*(~each for each in live)))
    if wanted.q:
        text = wanted.q.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = f"%{text}%"
        statement = statement.where(or_(folded(User.name).like(like, escape="\\"), User.email.like(like, escape="\\")))
    return statement
