"""Vocabularies: words that are offered, and that records carry as text."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from quintet.foundation.jobs import REGISTRY, Job, JobContext, JobStatus
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/taxonomies", json={"kind": "source", "value": "Fair"}).status_code == 401

    def test_forbidden(self, owner: Person, member: Person, reader: Person) -> None:
        owner.made("/taxonomies", kind="source", value="Known")
        for person in (member, reader):
            for value in ("Fair", "Known"):
                assert person.post("/taxonomies", {"kind": "source", "value": value}).status_code == 403

    def test_each_comes_after_the_last_of_its_vocabulary(self, owner: Person, member: Person) -> None:
        for value in ("Fair", "Web"):
            owner.made("/taxonomies", kind="source", value=value)
        owner.made("/taxonomies", kind="vendor", value="Bolt")
        shown = member.listed("/taxonomies")
        assert [(word["kind"], word["value"], word["position"]) for word in shown] == [
            ("source", "Fair", 0),
            ("source", "Web", 1),
            ("vendor", "Bolt", 0),
        ]
        assert [word["value"] for word in member.listed("/taxonomies", kind="vendor")] == ["Bolt"]

    def test_a_vocabulary_has_a_word_once(self, owner: Person, stranger: Person) -> None:
        word = owner.made("/taxonomies", kind="source", value="Straße")
        answer = owner.post("/taxonomies", {"kind": "source", "value": "STRASSE"})
        assert (answer.status_code, answer.json()["existing_id"]) == (409, word["id"])
        owner.made("/taxonomies", kind="vendor", value="Straße")
        stranger.made("/taxonomies", kind="source", value="Straße")

    @pytest.mark.parametrize(
        "body",
        [
            {"kind": "source"},
            {"value": "x"},
            {"kind": "mood", "value": "x"},
            {"kind": "source", "value": "  "},
            {"kind": "source", "value": "x" * 201},
            {"kind": "source", "value": "x", "position": -1},
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, object]) -> None:
        assert owner.post("/taxonomies", body).status_code == 422


class TestUpdate:
    def test_others(self, owner: Person, manager: Person, member: Person, stranger: Person) -> None:
        word = owner.made("/taxonomies", kind="source", value="Fair")
        path = f"/taxonomies/{word['id']}"
        for person, status in ((member, 403), (stranger, 404), (manager, 200)):
            assert person.patch(path, {"active": False}).status_code == status

    def test_records_follow_a_new_name(self, owner: Person, member: Person, house: House, facts_of: Facts) -> None:
        word = owner.made("/taxonomies", kind="source", value="Fair")
        mine = member.made("/contacts", first_name="Ann", source="fair")
        lead = member.made("/leads", first_name="Bo", source="Fair")
        company = member.made("/companies", name="Acme", source="Fair", industry="Fair")
        other = member.made("/companies", name="Bolt", source="Fairness")
        binned = member.made("/contacts", first_name="Cid", source="Fair")
        member.delete(f"/contacts/{binned['id']}")
        assert owner.patch(f"/taxonomies/{word['id']}", {"value": "Trade fair"}).status_code == 200
        assert [job.error for job in Mailbox(house).run_jobs()] == [None]
        assert member.get(f"/contacts/{mine['id']}").json()["source"] == "Trade fair"
        assert member.get(f"/leads/{lead['id']}").json()["source"] == "Trade fair"
        shown = member.get(f"/companies/{company['id']}").json()
        assert (shown["source"], shown["industry"]) == ("Trade fair", "Fair")
        assert member.get(f"/companies/{other['id']}").json()["source"] == "Fairness"
        assert [found["id"] for found in member.listed("/contacts", q="trade")] == [mine["id"]]
        assert facts_of("contact", mine["id"])[-1] == "contact.updated"

    @pytest.mark.parametrize("newest_first", [False, True])
    def test_two_renames_in_a_row_end_at_the_last_word(
        self, owner: Person, member: Person, house: House, newest_first: bool
    ) -> None:
        word = owner.made("/taxonomies", kind="source", value="Fair")
        contact = member.made("/contacts", first_name="Ann", source="Fair")
        for value in ("Trade fair", "Exhibition"):
            owner.patch(f"/taxonomies/{word['id']}", {"value": value})
        queued = select(Job).where(Job.name == "records.rename_taxonomy_value").order_by(Job.id)
        jobs = house.db.read_sync(lambda session: list(session.scalars(queued)))
        assert len(jobs) == 2
        house.db.write_sync(lambda session: session.execute(update(Job).values(status=JobStatus.RUNNING)))
        for job in reversed(jobs) if newest_first else jobs:
            stopping = threading.Event()
            context = JobContext(
                house.db, house.services, job, attempts=1, timeout=60, stopping=stopping, progress_seconds=60
            )
            REGISTRY.jobs[job.name].run(context, *job.arguments["args"], **job.arguments["kwargs"])
        assert member.get(f"/contacts/{contact['id']}").json()["source"] == "Exhibition"

    def test_nothing_to_do_without_another_name(self, owner: Person, house: House) -> None:
        word = owner.made("/taxonomies", kind="source", value="Fair")
        owner.patch(f"/taxonomies/{word['id']}", {"position": 4, "value": "Fair"})
        assert Mailbox(house).run_jobs() == []
        # Its letters may change without it being in its own way.
        assert owner.patch(f"/taxonomies/{word['id']}", {"value": "FAIR"}).status_code == 200

    def test_the_word_of_another_is_refused(self, owner: Person, house: House) -> None:
        owner.made("/taxonomies", kind="source", value="Fair")
        word = owner.made("/taxonomies", kind="source", value="Web")
        assert owner.patch(f"/taxonomies/{word['id']}", {"value": "fair"}).status_code == 409
        assert owner.patch(f"/taxonomies/{word['id']}", {"kind": "vendor"}).status_code == 422
        assert Mailbox(house).run_jobs() == []


class TestDelete:
    def test_records_keep_the_word(self, owner: Person, member: Person) -> None:
        word = owner.made("/taxonomies", kind="source", value="Fair")
        contact = member.made("/contacts", first_name="Ann", source="Fair")
        assert member.delete(f"/taxonomies/{word['id']}").status_code == 403
        assert owner.delete(f"/taxonomies/{word['id']}").status_code == 204
        assert member.get(f"/contacts/{contact['id']}").json()["source"] == "Fair"
        again = owner.made("/taxonomies", kind="source", value="fair")
        assert owner.post(f"/taxonomies/{word['id']}/restore").status_code == 409
        owner.delete(f"/taxonomies/{again['id']}")
        assert owner.post(f"/taxonomies/{word['id']}/restore").status_code == 200


def test_fields_say_whose_words_they_take(member: Person) -> None:
    fields = {field["name"]: field["vocabulary"] for field in member.get("/meta/objects/company").json()["fields"]}
    assert {name: word for name, word in fields.items() if word} == {
        "industry": "industry",
        "source": "source",
        "vendor": "vendor",
    }
