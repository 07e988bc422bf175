"""Tasks: each operation, and who has to know."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person

Facts = Callable[..., list[str]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/tasks", json={"title": "Call"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/tasks", {"title": "Call"}).status_code == 403

    def test_valid(self, member: Person, facts_of: Facts) -> None:
        ada = member.made("/contacts", first_name="Ada")
        task = member.made(
            "/tasks",
            title="Call Ada",
            type="call",
            priority="high",
            due_at="2030-05-01T11:00:00+02:00",
            duration_minutes=30,
            reminders=[10, 60, 10],
            related_type="contact",
            related_id=ada["id"],
        )
        assert task["due_at"] == "2030-05-01T09:00:00.000000Z"
        assert (task["status"], task["assignee_id"], task["reminders"]) == ("open", member.user_id, [60, 10])
        assert facts_of("contact", ada["id"]) == ["contact.created", "task.created"]

    def test_for_somebody_else(self, member: Person, colleague: Person, facts_of: Facts) -> None:
        task = member.made("/tasks", title="Call", assignee_id=colleague.user_id)
        assert facts_of("task", task["id"]) == ["task.created", "task.assigned"]
        assert [t["id"] for t in colleague.listed("/tasks", assignee_id="me")] == [task["id"]]
        assert [t["id"] for t in member.listed("/tasks")] == [task["id"]]

    def test_already_done(self, member: Person) -> None:
        task = member.made("/tasks", title="Called", status="done")
        assert (task["completed_by"], task["completed_at"] is None) == (member.user_id, False)

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "title"),
            ({"title": ""}, "title"),
            ({"title": "x", "type": "dance"}, "type"),
            ({"title": "x", "priority": "odd"}, "priority"),
            ({"title": "x", "due_at": "soon"}, "due_at"),
            ({"title": "x", "due_at": "2030-05-01T11:00:00"}, "due_at"),
            ({"title": "x", "due_at": "9999-12-31T23:59:59-12:00"}, "due_at"),
            ({"title": "x", "due_at": "0001-01-01T00:00:00+12:00"}, "due_at"),
            ({"title": "x", "reminders": [-1]}, "reminders.0"),
            ({"title": "x", "assignee_id": new_id()}, "assignee_id"),
            ({"title": "x", "completed_at": "2030-05-01T11:00:00Z"}, "completed_at"),
            ({"title": "x", "related_id": new_id()}, "related_type"),
            ({"title": "x", "related_type": "contact"}, "related_id"),
            ({"title": "x", "related_type": "contact", "related_id": new_id()}, "related_id"),
            ({"title": "x", "related_type": "tag", "related_id": new_id()}, "related_type"),
            ({"title": "x", "related_type": "task", "related_id": new_id()}, "related_type"),
            ({"title": "x", "related_type": "odd", "related_id": new_id()}, "related_type"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/tasks", body)
        assert answer.status_code == 422, answer.text
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    def test_related_record_has_to_be_visible(self, owner: Person, member: Person, stranger: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        body = {"title": "x", "related_type": "contact", "related_id": ada["id"]}
        for person in (member, stranger):
            assert person.post("/tasks", body).status_code == 422


class TestRead:
    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        task = owner.made("/tasks", title="x")
        assert stranger.get(f"/tasks/{task['id']}").status_code == 404
        assert stranger.listed("/tasks") == []

    def test_members_see_theirs_and_those_on_records_they_see(
        self, owner: Person, member: Person, colleague: Person
    ) -> None:
        company = member.made("/companies", name="Acme")
        ada = owner.made("/contacts", first_name="Ada", company_id=company["id"])
        on_contact = owner.made("/tasks", title="on contact", related_type="contact", related_id=ada["id"])
        assigned = owner.made("/tasks", title="assigned", assignee_id=member.user_id)
        other = owner.made("/tasks", title="other")
        assert {t["id"] for t in member.listed("/tasks")} == {on_contact["id"], assigned["id"]}
        assert member.get(f"/tasks/{other['id']}").status_code == 404
        assert colleague.listed("/tasks") == []

    def test_of_a_record_with_the_record(self, owner: Person) -> None:
        ada, acme = owner.made("/contacts", first_name="Ada"), owner.made("/companies", name="Acme")
        one = owner.made("/tasks", title="1", related_type="contact", related_id=ada["id"])
        two = owner.made("/tasks", title="2", related_type="company", related_id=acme["id"])
        three = owner.made("/tasks", title="3")
        assert [t["id"] for t in owner.listed("/tasks", related_id=ada["id"])] == [one["id"]]
        titles = {t["id"]: t["related"] for t in owner.listed("/tasks", expand="related")}
        assert titles[one["id"]] == {"id": ada["id"], "object": "contact", "title": "Ada"}
        assert (titles[two["id"]]["title"], titles[three["id"]]) == ("Acme", None)

    def test_by_due_time_with_those_without_last(self, owner: Person) -> None:
        for title, due in (("b", "2030-02-01T00:00:00Z"), ("c", None), ("a", "2030-01-01T00:00:00Z"), ("d", None)):
            owner.made("/tasks", title=title, due_at=due)
        assert [t["title"] for t in owner.listed("/tasks")] == ["a", "b", "c", "d"]
        page = owner.get("/tasks", limit=3).json()
        assert [t["title"] for t in owner.listed("/tasks", cursor=page["next_cursor"])] == ["d"]
        assert [t["title"] for t in owner.listed("/tasks", **{"due_at[lt]": "2030-01-15T00:00:00Z"})] == ["a"]
        assert [t["title"] for t in owner.listed("/tasks", **{"due_at[is_null]": "true"})] == ["c", "d"]


class TestCompleteAndReopen:
    def test_anonymous(self, anonymous: TestClient, owner: Person) -> None:
        task = owner.made("/tasks", title="x")
        for verb in ("complete", "reopen"):
            assert anonymous.post(f"/api/v1/tasks/{task['id']}/{verb}", json={}).status_code == 401

    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        task = owner.made("/tasks", title="x")
        for verb in ("complete", "reopen"):
            for person, status in ((stranger, 404), (member, 404), (reader, 403)):
                assert person.post(f"/tasks/{task['id']}/{verb}").status_code == status

    def test_there_and_back(self, owner: Person, member: Person, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        body = {"assignee_id": member.user_id, "related_type": "contact", "related_id": ada["id"]}
        task = owner.made("/tasks", title="Call Ada", **body)
        done = member.post(f"/tasks/{task['id']}/complete", {"outcome": "She is in"})
        assert done.status_code == 200
        assert (done.json()["status"], done.json()["outcome"]) == ("done", "She is in")
        assert done.json()["completed_by"] == member.user_id
        again = member.post(f"/tasks/{task['id']}/complete")
        assert again.json()["version"] == done.json()["version"]
        opened = member.post(f"/tasks/{task['id']}/reopen").json()
        assert (opened["status"], opened["completed_at"], opened["completed_by"]) == ("open", None, None)
        facts = ["contact.created", "task.created", "task.assigned", "task.completed", "task.reopened"]
        assert facts_of("contact", ada["id"]) == facts

    def test_by_update(self, owner: Person, facts_of: Facts) -> None:
        task = owner.made("/tasks", title="x")
        assert owner.patch(f"/tasks/{task['id']}", {"status": "done"}).json()["completed_at"]
        assert owner.patch(f"/tasks/{task['id']}", {"status": "cancelled"}).json()["completed_at"] is None
        assert owner.patch(f"/tasks/{task['id']}", {"title": "y"}).json()["status"] == "cancelled"
        facts = ["task.created", "task.completed", "task.cancelled", "task.updated"]
        assert facts_of("task", task["id"]) == facts


class TestUpdate:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        task = owner.made("/tasks", title="x")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.patch(f"/tasks/{task['id']}", {"title": "y"}).status_code == status

    def test_handing_on(self, member: Person, colleague: Person, facts_of: Facts) -> None:
        task = member.made("/tasks", title="x", due_at="2030-01-01T00:00:00Z")
        after = member.patch(f"/tasks/{task['id']}", {"assignee_id": colleague.user_id, "due_at": None}).json()
        assert (after["assignee_id"], after["due_at"]) == (colleague.user_id, None)
        assert facts_of("task", task["id"]) == ["task.created", "task.updated", "task.assigned"]
        colleague.patch(f"/tasks/{task['id']}", {"priority": "low"})
        assert facts_of("task", task["id"])[3:] == ["task.updated"]

    def test_moving_to_another_record_shows_on_both(self, owner: Person, facts_of: Facts) -> None:
        a, b = owner.made("/companies", name="A"), owner.made("/companies", name="B")
        task = owner.made("/tasks", title="x", related_type="company", related_id=a["id"])
        owner.patch(f"/tasks/{task['id']}", {"related_type": "company", "related_id": b["id"]})
        assert facts_of("company", a["id"])[-1] == facts_of("company", b["id"])[-1] == "task.updated"
        assert owner.patch(f"/tasks/{task['id']}", {"related_id": a["id"]}).status_code == 422
        loose = owner.patch(f"/tasks/{task['id']}", {"related_type": None, "related_id": None})
        assert (loose.json()["related_type"], loose.json()["related_id"]) == (None, None)


class TestDelete:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        task = owner.made("/tasks", title="x")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.delete(f"/tasks/{task['id']}").status_code == status

    def test_to_the_bin_and_back(self, owner: Person) -> None:
        task = owner.made("/tasks", title="x")
        assert owner.delete(f"/tasks/{task['id']}").status_code == 204
        assert owner.listed("/tasks") == []
        assert owner.post(f"/tasks/{task['id']}/restore").json()["title"] == "x"
