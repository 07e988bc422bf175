"""People are reminded of their tasks, told what they are given, and mailed in the morning."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quintet.foundation.db import all_workspaces
from quintet.identity.public import Recipient
from quintet.identity.users.models import User
from quintet.kit import time
from quintet.records.tasks.digests import in_the_morning, mail_digest
from quintet.records.tasks.reminding import next_reminder, remind_of_due
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

DUE = datetime(2090, 5, 1, 12, 0, tzinfo=UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time.clock(lambda: moment):
        yield


def scan(house: House, moment: datetime) -> int:
    def work(session):  # type: ignore[no-untyped-def]
        with all_workspaces(session):
            return remind_of_due(session)

    with at(moment):
        done: int = house.db.write_sync(work)
    return done


def told(person: Person) -> list[tuple[str, str]]:
    return [(each["title"], each["text"]) for each in reversed(person.listed("/notifications"))]


def task(person: Person, **values: Any) -> dict[str, Any]:
    return person.made("/tasks", **{"title": "Call Ann", "due_at": time.to_text(DUE), "reminders": [60], **values})


class TestReminders:
    def test_before_and_when_due_and_each_once(self, member: Person, owner: Person, house: House) -> None:
        made = task(member)
        assert scan(house, DUE - timedelta(minutes=61)) == 0
        assert scan(house, DUE - timedelta(minutes=60)) == 1
        assert scan(house, DUE - timedelta(minutes=59)) == 0
        assert scan(house, DUE) == 1
        assert scan(house, DUE + timedelta(days=1)) == 0
        assert told(member) == [("Call Ann", "Due in 60 minutes"), ("Call Ann", "Due now")]
        assert told(owner) == []
        notice = member.listed("/notifications")[0]
        assert (notice["subject_type"], notice["subject_id"], notice["kind"]) == ("task", made["id"], "task_due")
        assert member.get(f"/tasks/{made['id']}").json()["version"] == made["version"]

    def test_after_a_pause_one_is_told_once(self, member: Person, house: House) -> None:
        task(member)
        assert scan(house, DUE + timedelta(hours=5)) == 1
        assert scan(house, DUE + timedelta(hours=6)) == 0
        assert told(member) == [("Call Ann", "Overdue")]

    def test_what_is_done_or_gone_needs_none(self, member: Person, house: House) -> None:
        done, cancelled, gone = task(member), task(member), task(member)
        member.post(f"/tasks/{done['id']}/complete", {})
        member.patch(f"/tasks/{cancelled['id']}", {"status": "cancelled"})
        member.delete(f"/tasks/{gone['id']}")
        assert scan(house, DUE) == 0
        member.post(f"/tasks/{done['id']}/reopen")
        member.post(f"/tasks/{gone['id']}/restore")
        assert scan(house, DUE) == 2
        assert len(told(member)) == 2

    def test_another_time_is_another_reminder(self, member: Person, house: House) -> None:
        made = task(member, reminders=[])
        assert scan(house, DUE) == 1
        later = DUE + timedelta(days=1)
        member.patch(f"/tasks/{made['id']}", {"due_at": time.to_text(later)})
        assert scan(house, DUE + timedelta(hours=1)) == 0
        member.patch(f"/tasks/{made['id']}", {"reminders": [30]})
        assert scan(house, later - timedelta(minutes=30)) == 1
        member.patch(f"/tasks/{made['id']}", {"due_at": None})
        assert scan(house, later) == 0
        assert [text for _, text in told(member)] == ["Due now", "Due in 30 minutes"]

    def test_of_the_one_who_has_to_do_it(self, owner: Person, member: Person, house: House) -> None:
        made = task(owner, assignee_id=member.user_id)
        scan(house, DUE - timedelta(minutes=60))
        owner.patch(f"/tasks/{made['id']}", {"assignee_id": owner.user_id})
        scan(house, DUE)
        assert [text for _, text in told(member)] == ["Due in 60 minutes"]
        assert [text for _, text in told(owner)] == ["Due now"]

    def test_by_the_clock(self, member: Person, house: House) -> None:
        task(member)
        with at(DUE):
            Mailbox(house).run_schedule("records.remind_of_tasks")
            Mailbox(house).run_schedule("records.remind_of_tasks")
        assert [text for _, text in told(member)] == ["Due now"]

    @given(st.lists(st.integers(0, 50_000), max_size=10), st.integers(-100_000, 100_000))
    def test_every_reminder_comes_once_and_in_order(self, reminders: list[int], start: int) -> None:
        moment, seen = DUE + timedelta(minutes=start), []
        first = moment
        while (following := next_reminder(DUE, reminders, moment)) is not None:
            assert following > moment
            seen.append(following)
            moment = following
        wanted = {DUE, *(DUE - timedelta(minutes=minutes) for minutes in reminders)}
        assert seen == sorted(each for each in wanted if each > first)


class TestHandover:
    def test_a_task(self, owner: Person, member: Person, house: House) -> None:
        task(owner, assignee_id=member.user_id)
        task(member, title="My own")
        house.deliverer.drain_all()
        assert told(member) == [("Call Ann", "Owner gave you this task")]

    @pytest.mark.parametrize(("path", "values"), [("/deals", {"title": "Big"}), ("/leads", {"first_name": "Big"})])
    def test_a_record(self, owner: Person, member: Person, house: House, path: str, values: dict[str, str]) -> None:
        made = owner.made(path, **values)
        owner.patch(f"{path}/{made['id']}", {"owner_id": member.user_id})
        owner.patch(f"{path}/{made['id']}", {"source": "Web"})
        member.patch(f"{path}/{made['id']}", {"source": "Fair"})
        house.deliverer.drain_all()
        (title, text), *more = told(member)
        assert (title, text.endswith(f"gave you this {path[1:-1]}"), more) == ("Big", True, [])
        assert told(owner) == []


class TestDigest:
    @pytest.fixture
    def morning(self, house: House, member: Person) -> datetime:
        """Seven in the morning where the member is, whose address is proved."""

        def work(session):  # type: ignore[no-untyped-def]
            user = session.get(User, member.user_id)
            user.email_verified_at = time.now()
            user.timezone = "Asia/Kathmandu"

        house.db.write_sync(work)
        return datetime(2090, 5, 1, 7, 30, tzinfo=UTC) - timedelta(hours=5, minutes=45)

    def mail(self, house: House, moment: datetime) -> list[Any]:
        """Whoever is mailed at a moment."""

        def read(session):  # type: ignore[no-untyped-def]
            with all_workspaces(session):
                return in_the_morning(session)

        def write(to: Recipient, session: Session) -> bool:
            with all_workspaces(session):
                return mail_digest(session, to)

        with at(moment):
            return [to.email for to in house.db.read_sync(read) if house.db.write_sync(partial(write, to))]

    def test_what_is_due_and_what_is_late(self, member: Person, owner: Person, house: House, morning: datetime) -> None:
        task(member, title="Today", due_at=time.to_text(morning + timedelta(hours=3)))
        task(member, title="Late", due_at=time.to_text(morning - timedelta(days=3)))
        task(member, title="Next week", due_at=time.to_text(morning + timedelta(days=6)))
        task(owner, title="Not mine", due_at=time.to_text(morning))
        assert self.mail(house, morning - timedelta(hours=1)) == []
        (address,) = self.mail(house, morning)
        assert self.mail(house, morning + timedelta(minutes=10)) == []
        with at(morning):
            (letter,) = Mailbox(house).messages(address)
        assert letter.subject == "Your tasks: 1 for today, 1 overdue"
        assert "• Today" in letter.text
        assert "• Late" in letter.text
        assert "Next week" not in letter.text
        assert "Not mine" not in letter.text
        assert member.listed("/notifications")[0]["title"] == letter.subject

    def test_by_the_clock(self, member: Person, house: House, morning: datetime) -> None:
        task(member, title="Today", due_at=time.to_text(morning + timedelta(hours=3)))
        with at(morning):
            for _ in range(2):
                Mailbox(house).run_schedule("records.mail_task_digests")
            subjects = [message.subject for message in Mailbox(house).messages()]
        assert subjects == ["Your tasks: 1 for today"]

    def test_nothing_to_say_or_not_wanted(self, member: Person, house: House, morning: datetime) -> None:
        assert self.mail(house, morning) == []
        task(member, title="Today", due_at=time.to_text(morning + timedelta(hours=3)))
        assert member.patch("/profile", {"preferences": {"task_digest": False}}).status_code == 200
        assert self.mail(house, morning) == []
        member.patch("/profile", {"preferences": {}})
        assert len(self.mail(house, morning)) == 1
        assert len(self.mail(house, morning + timedelta(days=1))) == 1
