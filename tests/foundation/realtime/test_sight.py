"""Whose eyes see which events."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, ActorKind, system_actor
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.events import Ref, emit
from quintet.foundation.events.feed import Position, end_of_log
from quintet.foundation.realtime.feed import Wanted, after
from quintet.kit.errors import Forbidden
from quintet.kit.ids import new_id
from tests.foundation.events.program import Happened
from tests.world import HOME_ID, Person


def shown(db: Database, actor: Actor, position: Position) -> list[tuple[str, list[str]]]:
    """Type of the subject and types of the links of each event that the actor sees."""

    def work(session: Session) -> list[tuple[str, list[str]]]:
        bind_workspace(session, actor.workspace_id)
        batch = after(session, actor, position, Wanted())
        return [(event.subject.type, [ref.type for ref in event.links]) for _, event in batch.events]

    return db.read_sync(work)


def log(db: Database, subject: Ref, *links: Ref) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, HOME_ID)
        emit(session, system_actor(HOME_ID), Happened("x"), subject=subject, links=links)

    db.write_sync(work)


def key_of(person: Person, *scopes: str) -> Actor:
    return replace(person.actor, kind=ActorKind.api_key, api_key_id=new_id(), scopes=frozenset(scopes))


def test_managers_see_what_concerns_records_and_members_what_is_linked_to_theirs(
    db: Database, admin: Person, manager: Person, member: Person, colleague: Person
) -> None:
    start = db.read_sync(end_of_log)
    mine = Ref("company", member.made("/companies", name="Mine", owner_id=member.user_id)["id"])
    thing = Ref("thing", new_id())
    log(db, thing)
    log(db, thing, mine)
    log(db, thing, Ref("user", member.user_id))
    log(db, thing, Ref("user", colleague.user_id))
    log(db, thing, Ref("user", manager.user_id))
    assert [len(shown(db, person.actor, start)) for person in (admin, manager)] == [6, 3]
    assert len(admin.listed("/events")) == 6
    own = [("thing", ["company"]), ("thing", ["user"])]
    assert [(type_, [link for link in links if link != "thing"]) for type_, links in shown(db, manager.actor, start)][
        1:
    ] == own
    assert shown(db, member.actor, start) == [("company", ["company"]), ("thing", ["company"]), ("thing", ["user"])]
    assert shown(db, colleague.actor, start) == [("thing", ["user"])]


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        (("event_stream:read",), []),
        (("event_stream:read", "companies:read"), [("company", ["company"])]),
        (("event_stream:read", "companies:write"), [("company", ["company"])]),
        (("event_stream:read", "events:read"), [("thing", ["thing"])]),
        (("*:read",), [("company", ["company", "thing"]), ("thing", ["company", "thing"])]),
    ],
)
def test_keys_see_what_their_scopes_let_them_read(
    db: Database, admin: Person, scopes: tuple[str, ...], seen: list[tuple[str, list[str]]]
) -> None:
    company, thing = Ref("company", new_id()), Ref("thing", new_id())
    start = db.read_sync(end_of_log)
    log(db, company, thing)
    log(db, thing, company)
    assert shown(db, key_of(admin, *scopes), start) == seen


def test_a_key_needs_the_scope_of_streams(db: Database, owner: Person) -> None:
    start = db.read_sync(end_of_log)
    with pytest.raises(Forbidden):
        shown(db, key_of(owner, "companies:read"), start)


def test_who_may_read_the_members_or_the_invitations_sees_what_happens_to_them(
    db: Database, owner: Person, manager: Person, member: Person, colleague: Person, stranger: Person
) -> None:
    start = db.read_sync(end_of_log)
    assert owner.patch(f"/members/{colleague.member_id}", {"role": "manager"}).status_code == 200
    assert owner.patch(f"/members/{colleague.member_id}", {"role": "member"}).status_code == 200
    owner.made("/invitations", email="new@example.com", role="member")
    owner.made("/api-keys", name="Key", scopes=["*:read"])
    told = [[type_ for type_, _ in shown(db, person.actor, start)] for person in (owner, manager, member, stranger)]
    assert told == [["member", "member", "invitation", "api_key"], ["member"] * 2 + ["invitation"], ["member"] * 2, []]
    keys = [key_of(manager, "event_stream:read", scope) for scope in ("members:read", "contacts:read")]
    assert [[type_ for type_, _ in shown(db, key, start)] for key in keys] == [["member"] * 2, []]
