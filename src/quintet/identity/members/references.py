"""Members as others point at them: owners and assignees of records, by user id."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import Id
from quintet.foundation.db.raw import Lookup, plain
from quintet.foundation.objects.registry import register_reference
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

_MOST = 256


def user_titles(session: Session, actor: Actor, ids: Iterable[str]) -> Mapping[str, Mapping[str, Any]]:
    """Id, name and e-mail address of members of the workspace, one statement for up to 256 of them.

    Deactivated members too: what they own keeps their name. Whether somebody may be *given* a record is
    `check_assignable`.
    """
    wanted = sorted({id_ for id_ in ids if is_id(id_)})
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), _MOST):
        part = wanted[start : start + _MOST]
        # A few sizes only, so that there are few statements: the last id fills up.
        size = 1 << (len(part) - 1).bit_length()
        padded = part + part[-1:] * (size - len(part))
        given = {f"i{number}": id_ for number, id_ in enumerate(padded)}
        for id_, name, email in _titles(size).rows(session, ws=actor.workspace_id, **given):
            found[id_] = {"id": id_, "object": "user", "title": name, "email": email}
    return found


def active_user_ids(session: Session, workspace_id: str, ids: Iterable[str]) -> set[str]:
    """Those of the user ids that are active members."""
    wanted = sorted({id_ for id_ in ids if is_id(id_)})
    return set(
        session.scalars(
            select(Member.user_id)
            .join(User, User.id == Member.user_id)
            .where(
                Member.workspace_id == workspace_id,
                Member.user_id.in_(wanted),
                Member.deactivated_at.is_(None),
                User.deactivated_at.is_(None),
            )
        )
    )


def check_assignable(session: Session, actor: Actor, user_id: str | None, field: str = "owner_id") -> None:
    """Invalid unless the user is an active member, to whom a record can be given (None: to nobody)."""
    if user_id is not None and not active_user_ids(session, actor.workspace_id, [user_id]):
        raise Invalid.one(field, "unknown_reference", "There is no such active member.")


@cache
def _titles(size: int) -> Lookup:
    ids = [bindparam(f"i{number}", type_=Id) for number in range(size)]
    return Lookup(
        lambda dialect: (
            select(plain(User.id.expression, dialect), User.name, User.email)
            .join(Member, Member.user_id == User.id)
            .where(Member.workspace_id == bindparam("ws", type_=Id), Member.user_id.in_(ids))
        )
    )


def _assignable(session: Session, actor: Actor, ids: Iterable[str]) -> set[str]:
    return active_user_ids(session, actor.workspace_id, ids)


register_reference("user", user_titles, _assignable)
