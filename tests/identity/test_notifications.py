"""Notifications: everybody their own."""

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.identity.notifications.jobs import purge_notifications
from quintet.identity.notifications.service import KEPT, Notice, delete_old, notify
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

PATH = "/notifications"


def tell(db: Database, person: Person, *keys: str) -> int:
    def work(session):  # type: ignore[no-untyped-def]
        bind_workspace(session, person.workspace_id)
        return notify(session, [Notice(person.user_id, "task_due", f"Title {key}", key) for key in keys])

    told: int = db.write_sync(work)
    return told


def titles(person: Person, **asked: str) -> list[str]:
    return [each["title"] for each in person.listed(PATH, **asked)]


class TestReading:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/notifications").status_code == 401

    def test_ones_own_newest_first_and_once(self, db: Database, member: Person, owner: Person) -> None:
        assert tell(db, member, "a", "b") == 2
        assert tell(db, member, "b", "c") == 1
        assert titles(member) == ["Title c", "Title b", "Title a"]
        assert member.get(PATH).json()["unread"] == 3
        assert (titles(owner), owner.get(PATH).json()["unread"]) == ([], 0)
        first = member.get(PATH, limit=2).json()
        assert [each["title"] for each in first["data"]] == ["Title c", "Title b"]
        assert titles(member, cursor=first["next_cursor"]) == ["Title a"]

    @pytest.mark.parametrize(("name", "value"), [("limit", "0"), ("limit", "201"), ("cursor", "x")])
    def test_invalid(self, member: Person, name: str, value: str) -> None:
        assert member.get(PATH, **{name: value}).status_code == 422


class TestMarking:
    def test_read_and_unread(self, db: Database, member: Person, owner: Person, stranger: Person) -> None:
        tell(db, member, "a", "b")
        id_ = member.listed(PATH)[0]["id"]
        for other in (owner, stranger):
            assert other.patch(f"{PATH}/{id_}", {"read": True}).status_code == 404
        assert member.patch(f"{PATH}/{id_}", {"read": True}).json()["read_at"] is not None
        assert titles(member, unread="true") == ["Title a"]
        assert member.patch(f"{PATH}/{id_}", {"read": False}).json()["read_at"] is None
        assert member.patch(f"{PATH}/{new_id()}", {"read": True}).status_code == 404
        assert member.patch(f"{PATH}/{id_}", {}).status_code == 422

    def test_all(self, db: Database, member: Person, owner: Person) -> None:
        tell(db, member, "a", "b")
        tell(db, owner, "a")
        assert member.post(f"{PATH}/read-all").json() == {"marked": 2}
        assert member.post(f"{PATH}/read-all").json() == {"marked": 0}
        assert owner.get(PATH).json()["unread"] == 1


def test_they_are_kept_for_a_while(db: Database, house: House, member: Person) -> None:
    tell(db, member, "a")

    def sweep() -> int:
        def work(session):  # type: ignore[no-untyped-def]
            bind_workspace(session, member.workspace_id)
            return delete_old(session)

        gone: int = db.write_sync(work)
        return gone

    assert sweep() == 0
    later = time.now() + KEPT
    with time.clock(lambda: later):
        Mailbox(house).run_schedule(purge_notifications.name)
        assert sweep() == 0
    assert titles(member) == []
