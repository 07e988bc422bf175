"""GPS Leaders: Users."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import ROLES, admin_only, data, role_word
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import (
    GivenPassword,
    MemberFilter,
    NewPassword,
    Person,
    ProfileUpdate,
    auth_settings_of,
    change_email,
    change_password,
    change_profile,
    change_role,
    check_new_email,
    create_managed_member,
    deactivate_member,
    email_of,
    hash_password,
    last_logins,
    list_members,
    member_of_user,
    reactivate_member,
    update_profile,
    user_of,
)
from quintet.kit.errors import Invalid
from quintet.kit.values import EmailAddress

routes = dialect_router("/api/users", "Users")
MOST = 1000


class Inviting(CamelBody):
    email: EmailAddress
    first_name: str
    last_name: str = ""
    role: Literal["ADMIN", "REP"] = "REP"
    phone: str | None = None


class UserChange(CamelBody):
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    role: Literal["ADMIN", "REP"] | None = None
    is_active: bool | None = None


class OwnChange(CamelBody):
    first_name: str | None = None
    last_name: str | None = None
    email: EmailAddress | None = None
    phone: str | None = None
    current_password: GivenPassword | None = None
    new_password: NewPassword | None = None


@routes.get("", operation_id="users.list")
async def list_(request: Request, active: Annotated[Literal["true"] | None, Query()] = None) -> Response:
    """All users for admins; the active ones, in brief, for everybody who asks for them."""

    def work(session: Session, actor: Actor) -> Reply:
        if active is None:
            admin_only(actor)
            people = list_members(session, actor, MemberFilter(), limit=MOST)
            return data(_whole(session, actor, people))
        people = list_members(session, actor, MemberFilter(active=True), limit=MOST)
        return data([_brief(person) for person in people])

    return (await door_of(request).read(request, work)).response()


@routes.post("", operation_id="users.invite")
async def invite(request: Request, body: Inviting) -> Response:
    """A user with a temporary password, shown this once. Its front end has no page that makes them choose another."""
    password = secrets.token_urlsafe(9)
    hashed = await hash_password(password)

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        name = f"{body.first_name} {body.last_name}".strip()
        person = create_managed_member(
            session,
            actor,
            email=body.email,
            name=name,
            role=ROLES[body.role],
            password_hash=hashed,
            must_change=False,
        )
        if body.phone:
            change_profile(
                session,
                actor,
                person.user.id,
                build(ProfileUpdate, {"phone": body.phone}).model_dump(exclude_unset=True),
            )
        return data({"user": _one(session, actor, person), "tempPassword": password}, 201)

    return await door_of(request).write(request, work)


@routes.get("/me", operation_id="users.me.get")
async def me(request: Request) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        return data(_one(session, actor, member_of_user(session, actor, actor.user_id or "")))

    return (await door_of(request).read(request, work)).response()


@routes.patch("/me", operation_id="users.me.update")
async def update_me(request: Request, body: OwnChange) -> Response:
    """A new address is one's own when the link mailed to it is opened; until then it is `pendingEmail`."""
    door, settings = door_of(request), auth_settings_of(request)
    credentials = door.credentials(request)

    def look(session: Session, actor: Actor) -> bool:
        user = user_of(session, actor.user_id)
        if body.email is None or body.email == user.email:
            return False
        check_new_email(session, actor, user, body.email)
        return True

    moves = await door.read(request, look)
    password = body.current_password
    if (moves or body.new_password is not None) and password is None:
        raise Invalid.one("currentPassword", "missing", "Needed for another address or password.")
    if body.new_password is not None and password is not None:
        with in_their_names({"current_password": "currentPassword", "new_password": "newPassword"}):
            await change_password(door.db, settings, credentials, password, body.new_password)
        password = body.new_password
    if moves and body.email is not None and password is not None:
        await change_email(door.db, settings, credentials, body.email, password, field="currentPassword")

    def work(session: Session, actor: Actor) -> Reply:
        user = user_of(session, actor.user_id)
        update_profile(session, actor, _profile(body, user.name))
        pending = email_of(session, user).pending
        shown = _one(session, actor, member_of_user(session, actor, user.id))
        return data({**shown, "pendingEmail": pending.email if pending else None})

    return await door.write(request, work)


@routes.patch("/{id}", operation_id="users.update")
async def update(request: Request, id: str, body: UserChange) -> Response:
    """Name and phone, role, and whether they may come in; for oneself name and phone only."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        person = member_of_user(session, actor, id)
        if profile := _profile(body, person.user.name):
            person = change_profile(session, actor, id, profile)
        if body.is_active is True:
            person = reactivate_member(session, actor, person.member.id)
        if body.role is not None and body.role != role_word(person.member.role):
            person = change_role(session, actor, person.member.id, ROLES[body.role])
        if body.is_active is False:
            person = deactivate_member(session, actor, person.member.id)
        return data(_one(session, actor, person))

    return await door_of(request).write(request, work)


@routes.delete("/{id}", operation_id="users.delete")
async def delete(request: Request, id: str) -> Response:
    """They are out at their next request."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        person = member_of_user(session, actor, id)
        return data(_one(session, actor, deactivate_member(session, actor, person.member.id)))

    return await door_of(request).write(request, work)


def _profile(body: UserChange | OwnChange, name: str) -> dict[str, Any]:
    """What is to be changed of a user who is called `name` now."""
    given = body.model_fields_set
    values: dict[str, Any] = {"phone": body.phone or None} if "phone" in given else {}
    if given & {"first_name", "last_name"}:
        first, _, last = name.partition(" ")
        first = first if body.first_name is None else body.first_name
        last = last if body.last_name is None else body.last_name
        values["name"] = f"{first} {last}".strip()
    return build(ProfileUpdate, values, {"name": "firstName"}).model_dump(exclude_unset=True)


def shown_user(user: Any, role: str) -> dict[str, Any]:
    first, _, last = str(user.name).partition(" ")
    return {
        "id": user.id,
        "email": user.email,
        "firstName": first,
        "lastName": last,
        "role": role_word(role),
        "phone": user.phone,
        "createdAt": moment(user.created_at),
    }


def _one(session: Session, actor: Actor, person: Person) -> dict[str, Any]:
    return _whole(session, actor, [person])[0]


def _whole(session: Session, actor: Actor, people: Sequence[Person]) -> list[dict[str, Any]]:
    """With who invited them, and when they were here last."""
    logins = last_logins(session, [person.user.id for person in people])
    inviters = {person.member.invited_by for person in people} - {None}
    known = {person.user.id: person for person in people if person.user.id in inviters}
    if inviters - known.keys():
        everybody = list_members(session, actor, MemberFilter(), limit=MOST)
        known = {person.user.id: person for person in everybody if person.user.id in inviters}
    return [
        {
            **shown_user(person.user, person.member.role),
            "isActive": person.member.deactivated_at is None,
            "lastLoginAt": moment(logins.get(person.user.id)),
            "invitedById": person.member.invited_by,
            "invitedBy": _inviter(known, person),
            "invitedAt": moment(person.member.created_at) if person.member.invited_by else None,
        }
        for person in people
    ]


def _inviter(known: Mapping[str, Person], person: Person) -> dict[str, Any] | None:
    inviter = known.get(person.member.invited_by or "")
    return _brief(inviter) if inviter is not None else None


def _brief(person: Person) -> dict[str, Any]:
    shown = shown_user(person.user, person.member.role)
    return {name: shown[name] for name in ("id", "firstName", "lastName", "email", "role")}
