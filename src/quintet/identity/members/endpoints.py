"""`/api/v1/members`."""

from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.members import service
from quintet.identity.members.schemas import MemberCreate, MemberCreated, MemberPage, MemberRead, MemberUpdate
from quintet.identity.members.service import MemberFilter
from quintet.identity.sessions.replay import ShownOnce, write_shown_once
from quintet.identity.users.passwords import hash_password
from quintet.kit.crypto import new_token
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

routes = router("/members", "Identity")
MemberId = Annotated[str, Path(max_length=36)]


@routes.get("", response_model=MemberPage, responses=ERRORS)
async def list_members(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    role: Role | None = None,
    active: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
    count: bool = False,
) -> Response:
    """The members of the workspace; `q` looks in names and e-mail addresses."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")
    wanted = MemberFilter(q=q.strip(), role=role, active=active)

    def work(session: Session, actor: Actor) -> Reply:
        people = service.list_members(session, actor, wanted, limit=limit + 1, after=cursor)
        page = [MemberRead.of(person) for person in people[:limit]]
        content: dict[str, Any] = {"data": page, "next_cursor": page[-1].id if len(people) > limit else None}
        if count:
            content["total"] = service.count_members(session, actor, wanted)
        return Reply.json(content)

    return (await door_of(request).read(request, work)).response()


@routes.post("", status_code=201, response_model=MemberCreated, responses=ERRORS)
async def create_member(request: Request, body: MemberCreate) -> Response:
    """Make a user with a temporary password a member. Prefer an invitation where there is mail."""

    def check(_: Session, actor: Actor) -> None:
        require(actor, service.CREATE)
        service.check_may_give(actor, body.role)

    await door_of(request).read(request, check)
    made_up = new_token(16) if body.password is None else None
    password_hash = await hash_password(body.password or made_up or "")

    def work(session: Session, actor: Actor) -> ShownOnce:
        person = service.create_managed_member(
            session, actor, email=body.email, name=body.name, role=body.role, password_hash=password_hash
        )
        seen = dict(MemberRead.of(person))
        headers = {"Location": f"/api/v1/members/{person.member.id}", "Cache-Control": "no-store"}
        return ShownOnce(
            Reply.json(MemberCreated(**seen, temporary_password=made_up), 201, headers),
            Reply.json(MemberCreated(**seen, temporary_password=None), 201, headers),
        )

    return await write_shown_once(request, work)


@routes.get("/{member_id}", response_model=MemberRead, responses=ERRORS)
async def read_member(request: Request, member_id: MemberId) -> Response:
    """One member."""
    found = await door_of(request).read(request, lambda s, a: MemberRead.of(service.get_member(s, a, member_id)))
    return Reply.json(found).response()


@routes.patch("/{member_id}", response_model=MemberRead, responses=ERRORS)
async def update_member(request: Request, member_id: MemberId, body: MemberUpdate) -> Response:
    """Change a member's role, deactivate them or let them in again."""
    given = body.model_fields_set

    def work(session: Session, actor: Actor) -> Reply:
        require(actor, service.UPDATE)
        person = service.get_member(session, actor, member_id)
        if "role" in given:
            person = service.change_role(session, actor, member_id, body.role)
        if "active" in given:
            change = service.reactivate_member if body.active else service.deactivate_member
            person = change(session, actor, member_id)
        return Reply.json(MemberRead.of(person))

    return await door_of(request).write(request, work)
