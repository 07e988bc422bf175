"""Contacts: each operation, and the rules that are theirs alone."""

import threading
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.objects.adding import add_many
from quintet.kit.errors import Conflict
from quintet.kit.ids import new_id
from quintet.records.contacts.object import CONTACT
from quintet.records.contacts.schemas import ContactCreate
from quintet.records.contacts.service import create_contact, draft_contact
from tests.conftest import ON_POSTGRESQL
from tests.world import Person

Facts = Callable[..., list[str]]


def problem_fields(answer) -> list[str]:  # type: ignore[no-untyped-def]
    return [error["field"] for error in answer.json()["errors"]]


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/contacts", json={"first_name": "Ada"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/contacts", {"first_name": "Ada"}).status_code == 403

    def test_valid(self, member: Person, facts_of: Facts) -> None:
        answer = member.post(
            "/contacts",
            {
                "first_name": "Ada",
                "last_name": "Lovelace",
                "emails": [{"value": "Ada@Work.example"}, {"value": "ada@home.example", "type": "personal"}],
                "phones": [{"value": "+44 20 7946 0958", "type": "mobile", "sms_eligible": True}],
                "title": "Countess",
                "do_not_contact": ["call", "sms", "call"],
            },
        )
        assert answer.status_code == 201, answer.text
        ada = answer.json()
        assert answer.headers["location"] == f"/api/v1/contacts/{ada['id']}"
        assert ada["full_name"] == "Ada Lovelace"
        assert (ada["email"], ada["phone"]) == ("ada@work.example", "+442079460958")
        assert ada["emails"] == [
            {"value": "ada@work.example", "type": "work", "primary": True, "verified": False},
            {"value": "ada@home.example", "type": "personal", "primary": False, "verified": False},
        ]
        assert ada["phones"] == [
            {
                "value": "+442079460958",
                "type": "mobile",
                "primary": True,
                "verified": False,
                "sms_eligible": True,
            }
        ]
        assert ada["do_not_contact"] == ["sms", "call"]
        assert ada["owner_id"] == member.user_id
        assert (ada["status"], ada["lifecycle_stage"], ada["email_status"]) == ("active", "lead", "unknown")
        assert facts_of("contact", ada["id"]) == ["contact.created"]

    def test_owner_may_be_nobody(self, owner: Person) -> None:
        assert owner.made("/contacts", first_name="Ada", owner_id=None)["owner_id"] is None

    @pytest.mark.parametrize(
        ("given", "full", "first", "last"),
        [
            ({"full_name": "Ada King Lovelace"}, "Ada King Lovelace", "Ada King", "Lovelace"),
            ({"full_name": "  Plato "}, "Plato", "Plato", ""),
            ({"last_name": "Lovelace"}, "Lovelace", "", "Lovelace"),
            ({"email": "ada@x.example"}, "ada@x.example", "", ""),
            ({"phone": "+4930123456"}, "+4930123456", "", ""),
        ],
    )
    def test_names(self, owner: Person, given: dict[str, str], full: str, first: str, last: str) -> None:
        ada = owner.made("/contacts", **given)
        assert (ada["full_name"], ada["first_name"], ada["last_name"]) == (full, first, last)

    def test_primary_may_be_any(self, owner: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "a@x.example"}, {"value": "b@x.example", "primary": True}])
        assert ada["email"] == "b@x.example"
        assert [entry["value"] for entry in ada["emails"]] == ["b@x.example", "a@x.example"]

    def test_email_beside_emails_is_the_primary_one(self, owner: Person) -> None:
        ada = owner.made("/contacts", email="c@x.example", emails=[{"value": "a@x.example"}, {"value": "A@x.example"}])
        assert [(e["value"], e["primary"]) for e in ada["emails"]] == [("c@x.example", True), ("a@x.example", False)]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "body"),
            ({"first_name": ""}, "body"),
            ({"full_name": "A B", "first_name": "A"}, "body"),
            ({"email": "no address"}, "email"),
            ({"phone": "call me"}, "phone"),
            (
                {"emails": [{"value": "a@x.example", "primary": True}, {"value": "b@x.example", "primary": True}]},
                "emails",
            ),
            ({"emails": [{"value": "nope"}]}, "emails.0.value"),
            ({"first_name": "A", "status": "odd"}, "status"),
            ({"first_name": "A", "do_not_contact": ["pigeon"]}, "do_not_contact.0"),
            ({"first_name": "A", "score": 5}, "score"),
            ({"first_name": "A", "company_id": new_id()}, "company_id"),
            ({"first_name": "A", "company_id": "x"}, "company_id"),
            ({"first_name": "A", "owner_id": new_id()}, "owner_id"),
            ({"first_name": "A", "tag_ids": [new_id()]}, "tag_ids"),
            ({"first_name": "A", "avatar_file_id": new_id()}, "avatar_file_id"),
            ({"first_name": "A", "custom": {"odd": 1}}, "custom.odd"),
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, object], field: str) -> None:
        answer = owner.post("/contacts", body)
        assert answer.status_code == 422, answer.text
        assert problem_fields(answer) == [field]
        assert owner.listed("/contacts") == []

    def test_company_of_another_member_is_unknown(self, member: Person, colleague: Person) -> None:
        company = colleague.made("/companies", name="Theirs")
        answer = member.post("/contacts", {"first_name": "A", "company_id": company["id"]})
        assert problem_fields(answer) == ["company_id"]


class TestEmailIsUnique:
    def test_duplicate_names_the_one_in_the_way(self, owner: Person, member: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "ada@x.example"}, {"value": "second@x.example"}])
        for address in ("ADA@x.example", "second@x.example"):
            answer = member.post("/contacts", {"email": address})
            assert answer.status_code == 409
            assert (answer.json()["code"], answer.json()["existing_id"]) == ("duplicate", ada["id"])
            assert problem_fields(answer) == ["email"]
        assert len(owner.listed("/contacts")) == 1

    def test_update(self, owner: Person) -> None:
        ada, bob = owner.made("/contacts", email="ada@x.example"), owner.made("/contacts", email="bob@x.example")
        answer = owner.patch(f"/contacts/{bob['id']}", {"email": "ada@x.example"})
        assert (answer.status_code, answer.json()["existing_id"]) == (409, ada["id"])
        assert owner.get(f"/contacts/{bob['id']}").json()["email"] == "bob@x.example"

    def test_an_address_given_up_is_free(self, owner: Person) -> None:
        ada = owner.made("/contacts", email="ada@x.example")
        assert owner.patch(f"/contacts/{ada['id']}", {"email": "new@x.example"}).status_code == 200
        owner.made("/contacts", email="ada@x.example")

    def test_deleting_frees_and_restoring_claims(self, owner: Person) -> None:
        ada = owner.made("/contacts", email="ada@x.example", tag_ids=[])
        assert owner.delete(f"/contacts/{ada['id']}").status_code == 204
        other = owner.made("/contacts", email="ada@x.example")
        answer = owner.post(f"/contacts/{ada['id']}/restore")
        assert (answer.status_code, answer.json()["existing_id"]) == (409, other["id"])
        assert owner.get(f"/contacts/{ada['id']}").status_code == 404
        assert owner.delete(f"/contacts/{other['id']}").status_code == 204
        assert owner.post(f"/contacts/{ada['id']}/restore").status_code == 200
        assert owner.post("/contacts", {"email": "ada@x.example"}).status_code == 409

    def test_workspaces_do_not_share(self, owner: Person, stranger: Person) -> None:
        owner.made("/contacts", email="ada@x.example")
        stranger.made("/contacts", email="ada@x.example")

    def test_bulk_gives_the_second_the_conflict(self, owner: Person) -> None:
        create = {"op": "create", "data": {"email": "ada@x.example"}}
        answer = owner.post("/contacts/bulk", {"operations": [create, create]}).json()
        assert [result["status"] for result in answer["results"]] == [201, 409]
        assert answer["results"][1]["error"]["existing_id"] == answer["results"][0]["id"]

    def test_two_at_once(self, owner: Person, db: Database) -> None:
        """Both look before either has written; the index decides, and the other hears of it."""
        barrier = threading.Barrier(2, timeout=10)
        outcomes: list[str] = []

        def work(session):  # type: ignore[no-untyped-def]
            bind_workspace(session, owner.workspace_id)
            if ON_POSTGRESQL:
                barrier.wait()
            return create_contact(session, owner.actor, ContactCreate(email="ada@x.example")).id

        def run() -> None:
            try:
                outcomes.append(db.write_sync(work))
            except Conflict as error:
                outcomes.append(f"conflict with {error.existing_id}")

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        made = [outcome for outcome in outcomes if not outcome.startswith("conflict")]
        assert len(made) == 1
        assert f"conflict with {made[0]}" in outcomes


class TestRead:
    def test_anonymous(self, anonymous: TestClient, owner: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert anonymous.get(f"/api/v1/contacts/{ada['id']}").status_code == 401

    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert stranger.get(f"/contacts/{ada['id']}").status_code == 404
        assert stranger.listed("/contacts") == []

    def test_members_see_their_own_and_those_of_their_companies(
        self, owner: Person, manager: Person, member: Person, colleague: Person
    ) -> None:
        company = member.made("/companies", name="Acme")
        mine = member.made("/contacts", first_name="Mine")
        there = owner.made("/contacts", first_name="There", company_id=company["id"])
        other = owner.made("/contacts", first_name="Other")
        assert {c["id"] for c in member.listed("/contacts")} == {mine["id"], there["id"]}
        assert colleague.listed("/contacts") == []
        assert len(manager.listed("/contacts")) == 3
        assert member.get(f"/contacts/{there['id']}").status_code == 200
        assert member.get(f"/contacts/{other['id']}").status_code == 404

    def test_found_by_words(self, owner: Person) -> None:
        ada = owner.made("/contacts", full_name="Ada Lovelace", email="countess@x.example", phone="+442079460958")
        owner.made("/contacts", full_name="Bob")
        for q in ("love", "countess", "7946", "ada countess"):
            assert [c["id"] for c in owner.listed("/contacts", q=q)] == [ada["id"]], q
        assert owner.listed("/contacts", q="nobody") == []


class TestUpdate:
    def test_anonymous(self, anonymous: TestClient, owner: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert anonymous.patch(f"/api/v1/contacts/{ada['id']}", json={"title": "x"}).status_code == 401

    def test_other_workspace_and_invisible(self, owner: Person, stranger: Person, member: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        for nobody in (stranger, member):
            assert nobody.patch(f"/contacts/{ada['id']}", {"title": "x"}).status_code == 404

    def test_forbidden(self, owner: Person, reader: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert reader.patch(f"/contacts/{ada['id']}", {"title": "x"}).status_code == 403

    def test_valid(self, owner: Person, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada", last_name="Byron", title="Countess")
        answer = owner.patch(f"/contacts/{ada['id']}", {"last_name": "Lovelace", "title": None})
        assert answer.status_code == 200
        assert (answer.json()["full_name"], answer.json()["title"]) == ("Ada Lovelace", None)
        assert answer.json()["version"] == ada["version"] + 1
        event = owner.get(f"/timeline/contact/{ada['id']}").json()["data"][0]
        assert event["type"] == "contact.updated"
        changes = {change["field"]: (change["before"], change["after"]) for change in event["changes"]}
        assert changes["last_name"] == ("Byron", "Lovelace")
        assert changes["title"] == ("Countess", None)

    def test_nothing_new_is_no_change(self, owner: Person, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada", email="ada@x.example", phone="+4930123456")
        same = {"first_name": "Ada", "emails": ada["emails"], "phones": ada["phones"], "tag_ids": []}
        answer = owner.patch(f"/contacts/{ada['id']}", same)
        assert answer.json()["version"] == ada["version"]
        assert facts_of("contact", ada["id"]) == ["contact.created"]

    def test_another_primary(self, owner: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "a@x.example", "verified": True}, {"value": "b@x.example"}])
        after = owner.patch(f"/contacts/{ada['id']}", {"email": "b@x.example"}).json()
        assert [(e["value"], e["primary"], e["verified"]) for e in after["emails"]] == [
            ("b@x.example", True, False),
            ("a@x.example", False, True),
        ]

    def test_primary_replaced_or_emptied(self, owner: Person) -> None:
        ada = owner.made("/contacts", emails=[{"value": "a@x.example", "verified": True}, {"value": "b@x.example"}])
        after = owner.patch(f"/contacts/{ada['id']}", {"email": "c@x.example"}).json()
        assert [e["value"] for e in after["emails"]] == ["c@x.example", "b@x.example"]
        assert after["emails"][0]["verified"] is False
        after = owner.patch(f"/contacts/{ada['id']}", {"email": None}).json()
        assert (after["email"], [e["value"] for e in after["emails"]]) == ("b@x.example", ["b@x.example"])
        after = owner.patch(f"/contacts/{ada['id']}", {"email": None}).json()
        assert (after["email"], after["emails"]) == (None, [])

    def test_list_keeps_what_is_not_said(self, owner: Person) -> None:
        phones = [{"value": "+4930123456", "type": "work", "verified": True, "sms_eligible": False}]
        ada = owner.made("/contacts", first_name="Ada", phones=phones)
        after = owner.patch(f"/contacts/{ada['id']}", {"phones": [{"value": "+49 30 123456", "type": "home"}]}).json()
        assert after["phones"] == [{**ada["phones"][0], "type": "home"}]

    def test_email_status_is_of_the_primary_address(self, owner: Person) -> None:
        ada = owner.made("/contacts", email="a@x.example", email_status="valid")
        assert owner.patch(f"/contacts/{ada['id']}", {"title": "x"}).json()["email_status"] == "valid"
        assert owner.patch(f"/contacts/{ada['id']}", {"email": "b@x.example"}).json()["email_status"] == "unknown"

    def test_moving_to_another_company_shows_on_both(self, owner: Person, facts_of: Facts) -> None:
        old, new = owner.made("/companies", name="Old"), owner.made("/companies", name="New")
        ada = owner.made("/contacts", first_name="Ada", company_id=old["id"])
        assert owner.patch(f"/contacts/{ada['id']}", {"company_id": new["id"]}).status_code == 200
        assert facts_of("company", old["id"])[-1] == "contact.updated"
        assert facts_of("company", new["id"])[-1] == "contact.updated"

    def test_stale(self, owner: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        etag = owner.get(f"/contacts/{ada['id']}").headers["etag"]
        assert owner.patch(f"/contacts/{ada['id']}", {"title": "x"}, **{"If-Match": etag}).status_code == 200
        assert owner.patch(f"/contacts/{ada['id']}", {"title": "y"}, **{"If-Match": etag}).status_code == 412


class TestDelete:
    def test_anonymous(self, anonymous: TestClient, owner: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert anonymous.delete(f"/api/v1/contacts/{ada['id']}").status_code == 401

    def test_others(self, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert stranger.delete(f"/contacts/{ada['id']}").status_code == 404
        assert member.delete(f"/contacts/{ada['id']}").status_code == 404
        assert reader.delete(f"/contacts/{ada['id']}").status_code == 403

    def test_to_the_bin_and_back(self, owner: Person, facts_of: Facts) -> None:
        ada = owner.made("/contacts", first_name="Ada")
        assert owner.delete(f"/contacts/{ada['id']}").status_code == 204
        assert owner.get(f"/contacts/{ada['id']}").status_code == 404
        assert owner.delete(f"/contacts/{ada['id']}").status_code == 404
        assert owner.listed("/contacts") == []
        assert owner.listed("/contacts", q="ada") == []
        assert [c["id"] for c in owner.listed("/contacts", deleted="true")] == [ada["id"]]
        assert owner.post(f"/contacts/{ada['id']}/restore").status_code == 200
        assert [c["id"] for c in owner.listed("/contacts", q="ada")] == [ada["id"]]
        assert facts_of("contact", ada["id"]) == ["contact.created", "contact.deleted", "contact.restored"]


class TestPhones:
    def test_region_of_the_workspace(self, stranger: Person) -> None:
        """Elsewhere Inc reckons in dollars, so its numbers are American."""
        ada = stranger.made("/contacts", phone="(212) 555-0142")
        assert ada["phone"] == "+12125550142"

    def test_unknown_region_leaves_the_number_alone(self, owner: Person) -> None:
        """Home Ltd reckons in euros, which many countries do."""
        assert owner.made("/contacts", phone="030 123456")["phone"] == "030 123456"

    def test_region_of_the_workspaces_own_number(self, owner: Person, db: Database) -> None:
        from quintet.identity.workspaces.models import Workspace

        db.write_sync(lambda s: setattr(s.get_one(Workspace, owner.workspace_id), "phone", "+4989123456"))
        assert owner.made("/contacts", phone="030 123456")["phone"] == "+4930123456"
        assert owner.made("/companies", name="Acme", phone="030 123456")["phone"] == "+4930123456"


class TestUpsert:
    def test_by_email(self, owner: Person) -> None:
        body = {"match": "email", "data": {"email": "Ada@x.example", "first_name": "Ada"}}
        created = owner.put("/contacts/upsert", body)
        assert created.status_code == 201
        body["data"] = {"email": "ada@X.example", "title": "Countess"}
        changed = owner.put("/contacts/upsert", body)
        assert changed.status_code == 200
        assert (changed.json()["id"], changed.json()["title"]) == (created.json()["id"], "Countess")


def test_many_at_once_are_made_by_the_same_rules(owner: Person, db: Database, facts_of: Facts) -> None:
    """What imports add is what the API adds: row, e-mail addresses that are taken, tags, facts."""
    tag = owner.made("/tags", name="VIP")
    body = {
        "full_name": "Ada Lovelace",
        "emails": [{"value": "a@x.example"}, {"value": "b@x.example", "primary": True}],
        "phone": "+49 30 123456",
        "tag_ids": [tag["id"]],
    }
    one = owner.made("/contacts", **body)
    assert owner.delete(f"/contacts/{one['id']}").status_code == 204

    def work(session):  # type: ignore[no-untyped-def]
        bind_workspace(session, owner.workspace_id)
        draft = draft_contact(session, owner.actor, ContactCreate.model_validate(body))
        assert add_many(session, owner.actor, CONTACT, [draft]) == [None]
        return draft.id

    id_ = db.write_sync(work)
    many = owner.get(f"/contacts/{id_}").json()
    apart = {"id", "created_at", "updated_at", "version"}
    assert {k: v for k, v in many.items() if k not in apart} == {k: v for k, v in one.items() if k not in apart}
    assert owner.post("/contacts", {"email": "a@x.example"}).json()["existing_id"] == id_
    assert [c["id"] for c in owner.listed("/contacts", q="lovelace")] == [id_]
    assert facts_of("contact", id_) == ["contact.created", "tag.applied"]
