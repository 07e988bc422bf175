"""Soshogle: Admin."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.dialect import dialect_router
from quintet.dialects.shapes import moment
from quintet.dialects.soshogle.auth import role_of
from quintet.foundation.access import Actor, Role
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.boards import totals_of_each
from quintet.foundation.objects.query import ListQuery
from quintet.foundation.objects.spec import AnySpec
from quintet.identity.public import MemberFilter, count_members, list_members
from quintet.kit.errors import Forbidden
from quintet.records.public import CONTACTS, DEALS, LEADS

routes = dialect_router("/api/admin", "Admin")
MOST = 1000


@routes.get("/users", operation_id="admin.users")
async def users(request: Request) -> Response:
    """The active members of the workspace in the order they joined, with how much each owns."""

    def work(session: Session, actor: Actor) -> Reply:
        if actor.role not in (Role.owner, Role.admin):
            raise Forbidden("This is for admins.")
        wanted = MemberFilter(active=True)
        people = list_members(session, actor, wanted, limit=MOST)
        owned = {spec.plural: _owned(session, actor, spec) for spec in (CONTACTS.spec, LEADS.spec, DEALS.spec)}
        content = [
            {
                "id": person.user.id,
                "email": person.user.email,
                "name": person.user.name,
                "role": role_of(person.member),
                "createdAt": moment(person.user.created_at),
                "stats": {plural: counts.get(person.user.id, 0) for plural, counts in owned.items()},
            }
            for person in people
        ]
        return Reply.json({"users": content, "total": count_members(session, actor, wanted)})

    return (await door_of(request).read(request, work, heavy=True)).response()


def _owned(session: Session, actor: Actor, spec: AnySpec) -> dict[str, int]:
    owner = spec.visibility.owners[0]
    totals = totals_of_each(session, actor, spec, ListQuery(), [owner], {})
    return {row[owner.key]: row["count"] for row in totals if row[owner.key]}
