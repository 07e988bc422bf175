"""Enriching contacts, the same behind several references: asked outside every lane, kept in one transaction."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.records.public import Answer, Lookups, Profile, Search, keep_profile, somebody_to_enrich

Told = Callable[[Session, Actor, list[str], Answer[Profile | None]], Reply]


def lookups_of(request: Request) -> Lookups:
    lookups: Lookups = request.app.state.house.services.get(Lookups)
    return lookups


async def enrich_contact(
    request: Request, contact_id: str, tell: Told, *, allow: Callable[[Actor], None] = lambda _: None
) -> Response:
    """Fill the contact; `tell` makes the answer of which fields were filled."""

    def look(session: Session, actor: Actor) -> Search:
        allow(actor)
        return somebody_to_enrich(session, actor, contact_id)

    search = await door_of(request).read(request, look)
    answer = await lookups_of(request).enrich_person(search.workspace_id, search.who)

    def work(session: Session, actor: Actor) -> Reply:
        fields = keep_profile(session, actor, contact_id, answer)
        session.flush()
        return tell(session, actor, fields, answer)

    return await door_of(request).write(request, work)
