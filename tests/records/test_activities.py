"""Activities: each operation, who took part, and upcoming or past."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person

Facts = Callable[..., list[str]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/activities", json={"type": "call", "subject": "x"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/activities", {"type": "call", "subject": "x"}).status_code == 403

    def test_valid(self, member: Person, facts_of: Facts) -> None:
        acme = member.made("/companies", name="Acme")
        ada, bob = (member.made("/contacts", first_name=name) for name in ("Ada", "Bob"))
        activity = member.made(
            "/activities",
            type="meeting",
            direction="outbound",
            subject="Demo",
            starts_at="2026-01-05T09:00:00Z",
            ends_at="2026-01-05T10:00:00Z",
            related_type="company",
            related_id=acme["id"],
            participant_ids=[ada["id"], bob["id"], ada["id"]],
        )
        assert activity["participant_ids"] == sorted([ada["id"], bob["id"]])
        assert (activity["timing"], activity["owner_id"]) == ("past", member.user_id)
        for name, record in (("company", acme), ("contact", ada), ("contact", bob)):
            assert facts_of(name, record["id"])[-1] == "activity.created"

    def test_hangs_on_its_first_participant(self, owner: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        activity = owner.made("/activities", type="call", subject="x", participant_ids=[ada["id"]])
        assert (activity["related_type"], activity["related_id"]) == ("contact", ada["id"])
        assert activity["starts_at"] is not None

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"subject": "x"}, "type"),
            ({"type": "call"}, "subject"),
            ({"type": "dance", "subject": "x"}, "type"),
            ({"type": "call", "subject": "x", "direction": "up"}, "direction"),
            ({"type": "call", "subject": "x", "participant_ids": [new_id()]}, "participant_ids"),
            ({"type": "call", "subject": "x", "owner_id": new_id()}, "owner_id"),
            ({"type": "call", "subject": "x", "related_type": "contact"}, "related_id"),
            (
                {
                    "type": "call",
                    "subject": "x",
                    "starts_at": "2026-01-05T09:00:00Z",
                    "ends_at": "2026-01-05T08:00:00Z",
                },
                "ends_at",
            ),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any], field: str) -> None:
        answer = owner.post("/activities", body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    def test_participants_have_to_be_visible(self, owner: Person, member: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        body = {"type": "call", "subject": "x", "participant_ids": [ada["id"]]}
        assert member.post("/activities", body).status_code == 422


class TestRead:
    def test_others(self, owner: Person, stranger: Person, member: Person) -> None:
        activity = owner.made("/activities", type="call", subject="x")
        for person in (stranger, member):
            assert person.get(f"/activities/{activity['id']}").status_code == 404
            assert person.listed("/activities") == []

    def test_seen_with_the_record(self, owner: Person, member: Person) -> None:
        acme = member.made("/companies", name="Acme")
        activity = owner.made("/activities", type="call", subject="x", related_type="company", related_id=acme["id"])
        assert [a["id"] for a in member.listed("/activities")] == [activity["id"]]

    def test_upcoming_and_past(self, owner: Person) -> None:
        now = datetime.now(UTC)
        for subject, days in (("later", 2), ("before", -2), ("soon", 1)):
            owner.made("/activities", type="call", subject=subject, starts_at=(now + timedelta(days=days)).isoformat())
        assert [a["subject"] for a in owner.listed("/activities")] == ["later", "soon", "before"]
        assert [a["subject"] for a in owner.listed("/activities", timing="past")] == ["before"]
        assert [a["subject"] for a in owner.listed("/activities", timing="upcoming", sort="starts_at")] == [
            "soon",
            "later",
        ]
        assert owner.get("/activities", timing="never").status_code == 422

    def test_of_a_participant(self, owner: Person) -> None:
        ada, bob = (owner.made("/contacts", first_name=name) for name in ("Ada", "Bob"))
        both = owner.made("/activities", type="call", subject="x", participant_ids=[ada["id"], bob["id"]])
        owner.made("/activities", type="call", subject="y", participant_ids=[ada["id"]])
        assert [a["id"] for a in owner.listed("/activities", participant_ids=bob["id"])] == [both["id"]]
        shown = owner.get(f"/activities/{both['id']}", expand="participants").json()
        assert sorted(p["title"] for p in shown["participants"]) == ["Ada", "Bob"]


class TestUpdate:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        activity = owner.made("/activities", type="call", subject="x")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.patch(f"/activities/{activity['id']}", {"subject": "y"}).status_code == status

    def test_participants(self, owner: Person, facts_of: Facts) -> None:
        ada, bob = (owner.made("/contacts", first_name=name) for name in ("Ada", "Bob"))
        activity = owner.made("/activities", type="call", subject="x", participant_ids=[ada["id"]])
        after = owner.patch(f"/activities/{activity['id']}", {"participant_ids": [bob["id"]]}).json()
        assert (after["participant_ids"], after["version"]) == ([bob["id"]], activity["version"] + 1)
        for contact in (ada, bob):
            assert facts_of("contact", contact["id"])[-1] == "activity.updated"
        same = owner.patch(f"/activities/{activity['id']}", {"participant_ids": [bob["id"]], "subject": "x"}).json()
        assert same["version"] == after["version"]
        assert owner.patch(f"/activities/{activity['id']}", {"outcome": "good"}).json()["participant_ids"] == [
            bob["id"]
        ]

    def test_times_stay_in_order(self, owner: Person) -> None:
        activity = owner.made("/activities", type="call", subject="x", starts_at="2026-01-05T09:00:00Z")
        url = f"/activities/{activity['id']}"
        assert owner.patch(url, {"ends_at": "2026-01-05T08:00:00Z"}).status_code == 422
        assert owner.patch(url, {"ends_at": "2026-01-05T09:30:00Z"}).status_code == 200
        assert owner.patch(url, {"starts_at": "2026-01-05T09:45:00Z"}).status_code == 422
        assert owner.patch(url, {"starts_at": None}).status_code == 422


class TestDelete:
    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        activity = owner.made("/activities", type="call", subject="x")
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.delete(f"/activities/{activity['id']}").status_code == status

    def test_to_the_bin_and_back(self, owner: Person) -> None:
        activity = owner.made("/activities", type="call", subject="x")
        assert owner.delete(f"/activities/{activity['id']}").status_code == 204
        assert owner.listed("/activities") == []
        assert owner.post(f"/activities/{activity['id']}/restore").status_code == 200


class TestReview:
    @pytest.fixture
    def unsure(self, member: Person) -> dict[str, Any]:
        values = {"type": "call", "subject": "Somebody called", "needs_review": True, "review_reason": "Unknown number"}
        return member.made("/activities", **values)

    def test_it_is_found_and_put_right_once(self, member: Person, unsure: dict[str, Any], facts_of: Facts) -> None:
        member.made("/activities", type="call", subject="Certain")
        assert [each["id"] for each in member.listed("/activities", needs_review="true")] == [unsure["id"]]
        ada = member.made("/contacts", first_name="Ada")
        path = f"/activities/{unsure['id']}/resolve-review"
        right = {"related_type": "contact", "related_id": ada["id"], "participant_ids": [ada["id"]]}
        done = member.post(path, right).json()
        assert (done["needs_review"], done["review_reason"]) == (False, None)
        assert (done["related_id"], done["participant_ids"]) == (ada["id"], [ada["id"]])
        assert facts_of("contact", ada["id"])[-1] == "activity.review_resolved"
        again = member.post(path, {})
        assert (again.status_code, again.json()["code"]) == (409, "no_review_needed")
        # Taken back, as the web app does.
        member.patch(f"/activities/{unsure['id']}", {"needs_review": True, "review_reason": "Unknown number"})
        assert member.post(path, {}).json()["related_id"] == ada["id"]

    def test_what_is_refused(
        self, anonymous: TestClient, reader: Person, colleague: Person, stranger: Person, unsure: dict[str, Any],
        member: Person,
    ) -> None:  # fmt: skip
        path = f"/activities/{unsure['id']}/resolve-review"
        assert anonymous.post(f"/api/v1{path}", json={}).status_code == 401
        assert [person.post(path, {}).status_code for person in (reader, colleague, stranger)] == [403, 404, 404]
        wrong = member.post(path, {"related_type": "contact", "related_id": new_id()})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "related_id")
        assert member.get(f"/activities/{unsure['id']}").json()["needs_review"] is True
