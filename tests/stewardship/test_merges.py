"""Merging contacts and companies: what becomes of all that belongs to them, and the way back."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from tests.world import Person

Row = dict[str, Any]


def merged(person: Person, plural: str, winner: Row, losers: Sequence[Row], **choose: str) -> Row:
    body = {"ids": [loser["id"] for loser in losers], "choose": choose}
    answer = person.post(f"/{plural}/{winner['id']}/merge", body)
    assert answer.status_code == 200, answer.text
    merge: Row = answer.json()
    return merge


def undone(person: Person, merge: Row) -> Row:
    answer = person.post(f"/merges/{merge['id']}/undo")
    assert answer.status_code == 200, answer.text
    undo: Row = answer.json()
    return undo


def read(person: Person, plural: str, row: Row) -> Row:
    answer = person.get(f"/{plural}/{row['id']}")
    assert answer.status_code == 200, answer.text
    found: Row = answer.json()
    return found


def said(row: Row) -> Row:
    """What a record says, without what every change raises."""
    return {name: value for name, value in row.items() if name not in ("version", "updated_at")}


def types(person: Person, kind: str, row: Row) -> list[str]:
    return [event["type"] for event in person.get(f"/timeline/{kind}/{row['id']}").json()["data"]]


@pytest.fixture
def pair(admin: Person) -> tuple[Row, Row]:
    """Two contacts that are one person."""
    winner = admin.made("/contacts", first_name="Ada", last_name="Byron", emails=[{"value": "ada@one.example"}])
    loser = admin.made(
        "/contacts",
        first_name="A.",
        last_name="Lovelace",
        emails=[{"value": "ada@two.example", "type": "personal"}, {"value": "al@two.example"}],
        phones=[{"value": "+4930123456"}],
        title="Countess",
        do_not_contact=["sms"],
    )
    return winner, loser


class TestMerge:
    def test_anonymous(self, anonymous: TestClient, pair: tuple[Row, Row]) -> None:
        body = {"ids": [pair[1]["id"]]}
        assert anonymous.post(f"/api/v1/contacts/{pair[0]['id']}/merge", json=body).status_code == 401

    def test_other_workspace(self, admin: Person, stranger: Person, pair: tuple[Row, Row]) -> None:
        theirs = stranger.made("/contacts", first_name="Theirs")
        assert stranger.post(f"/contacts/{theirs['id']}/merge", {"ids": [pair[1]["id"]]}).status_code == 404
        assert stranger.post(f"/contacts/{pair[0]['id']}/merge", {"ids": [theirs["id"]]}).status_code == 404
        assert read(admin, "contacts", pair[1]) == pair[1]

    def test_members_need_to_see_all_of_them(self, member: Person, pair: tuple[Row, Row]) -> None:
        own = member.made("/contacts", first_name="Own")
        assert member.post(f"/contacts/{own['id']}/merge", {"ids": [pair[1]["id"]]}).status_code == 404
        other = member.made("/contacts", first_name="Other", title="Boss")
        merged(member, "contacts", own, [other])
        assert read(member, "contacts", own)["title"] == "Boss"

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"ids": []}, "ids"),
            ({"ids": ["winner"]}, "ids"),
            ({"ids": ["loser"], "choose": {"title": new_id()}}, "choose.title"),
            ({"ids": ["loser"], "choose": {"emails": "loser"}}, "choose.emails"),
            ({"ids": ["loser"], "choose": {"custom.nothing": "loser"}}, "choose.custom.nothing"),
        ],
    )
    def test_invalid(self, admin: Person, pair: tuple[Row, Row], body: Row, field: str) -> None:
        names = {"winner": pair[0]["id"], "loser": pair[1]["id"]}
        body = {"ids": [names[id_] for id_ in body["ids"]]} | (
            {"choose": {f: names.get(i, i) for f, i in body["choose"].items()}} if "choose" in body else {}
        )
        answer = admin.post(f"/contacts/{pair[0]['id']}/merge", body)
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == [field]

    def test_fills_what_is_empty_and_unites_lists(self, admin: Person, pair: tuple[Row, Row]) -> None:
        tags = [admin.made("/tags", name=name)["id"] for name in ("One", "Two")]
        for row, tag in zip(pair, tags, strict=True):
            admin.patch(f"/contacts/{row['id']}", {"tag_ids": [tag]})
        merged(admin, "contacts", pair[0], [pair[1]])
        ada = read(admin, "contacts", pair[0])
        assert (ada["full_name"], ada["title"], ada["phone"]) == ("Ada Byron", "Countess", "+4930123456")
        assert ada["email"] == "ada@one.example"
        assert [(e["value"], e["primary"]) for e in ada["emails"]] == [
            ("ada@one.example", True),
            ("ada@two.example", False),
            ("al@two.example", False),
        ]
        assert ada["do_not_contact"] == ["sms"]
        assert sorted(ada["tag_ids"]) == sorted(tags)
        assert [c["id"] for c in admin.listed("/contacts", q="al@two.example")] == [ada["id"]]

    def test_chosen_values(self, admin: Person, pair: tuple[Row, Row]) -> None:
        admin.made("/custom-fields", object="contact", key="size", label="Size", type="text")
        admin.made("/custom-fields", object="contact", key="shoe", label="Shoe", type="text")
        admin.patch(f"/contacts/{pair[0]['id']}", {"custom": {"size": "S", "shoe": "39"}})
        admin.patch(f"/contacts/{pair[1]['id']}", {"custom": {"size": "L", "shoe": "40"}})
        loser = pair[1]["id"]
        choose = {"last_name": loser, "email": loser, "custom.size": loser}
        merged(admin, "contacts", pair[0], [pair[1]], **choose)
        ada = read(admin, "contacts", pair[0])
        assert (ada["full_name"], ada["email"]) == ("Ada Lovelace", "ada@two.example")
        assert ada["custom"] == {"size": "L", "shoe": "39"}

    def test_all_that_pointed_at_it_points_at_the_winner(self, admin: Person, pair: tuple[Row, Row]) -> None:
        winner, loser = pair
        hangs = {"related_type": "contact", "related_id": loser["id"]}
        task = admin.made("/tasks", title="Call", **hangs)
        note = admin.made("/notes", body="Likes engines", **hangs)
        deal = admin.made("/deals", title="Engine", contact_ids=[loser["id"], winner["id"]])
        other = admin.made("/deals", title="Loom", contact_ids=[loser["id"]])
        field = {"object": "company", "key": "patron", "label": "Patron", "type": "relation", "options": ["contact"]}
        admin.made("/custom-fields", **field)
        company = admin.made("/companies", name="Acme", custom={"patron": loser["id"]})
        merge = merged(admin, "contacts", winner, [loser])
        assert read(admin, "tasks", task)["related_id"] == winner["id"]
        assert read(admin, "notes", note)["related_id"] == winner["id"]
        assert read(admin, "deals", deal)["contact_ids"] == [winner["id"]]
        moved = read(admin, "deals", other)
        assert (moved["contact_id"], moved["contact_ids"]) == (winner["id"], [winner["id"]])
        assert moved["version"] > other["version"]
        assert read(admin, "companies", company)["custom"] == {"patron": winner["id"]}
        assert types(admin, "contact", winner)[0] == "contact.merged"
        assert "note.created" in types(admin, "contact", winner)

        assert undone(admin, merge)["left"] == []
        assert said(read(admin, "contacts", winner)) == said(winner)
        assert said(read(admin, "contacts", loser)) == said(loser)
        for plural, row in (("tasks", task), ("notes", note), ("deals", other), ("companies", company)):
            assert said(read(admin, plural, row)) == said(row)
        assert sorted(read(admin, "deals", deal)["contact_ids"]) == sorted(deal["contact_ids"])
        assert "note.created" not in types(admin, "contact", winner)

    def test_an_old_id_says_where_it_went(self, admin: Person, stranger: Person, pair: tuple[Row, Row]) -> None:
        third = admin.made("/contacts", first_name="Third")
        merged(admin, "contacts", pair[0], [pair[1]])
        merge = merged(admin, "contacts", third, [pair[0]])
        answer = admin.get(f"/contacts/{pair[1]['id']}")
        assert (answer.status_code, answer.json()["code"]) == (404, "merged")
        assert answer.json()["merged_into_id"] == third["id"]
        assert "merged_into_id" not in stranger.get(f"/contacts/{pair[1]['id']}").json()
        undone(admin, merge)
        assert admin.get(f"/contacts/{pair[1]['id']}").json()["merged_into_id"] == pair[0]["id"]

    def test_companies(self, admin: Person) -> None:
        top = admin.made("/companies", name="Acme Ltd", addresses=[{"city": "Bonn", "default_billing": True}])
        middle = admin.made("/companies", name="Between", parent_id=top["id"])
        acme = admin.made("/companies", name="Acme", parent_id=middle["id"], addresses=[{"city": "Kiel"}])
        contact = admin.made("/contacts", first_name="Ada", company_id=top["id"])
        top = read(admin, "companies", top)
        merge = merged(admin, "companies", acme, [top])
        found = read(admin, "companies", acme)
        assert found["parent_id"] is None
        assert [address["city"] for address in found["addresses"]] == ["Kiel", "Bonn"]
        assert read(admin, "companies", middle)["parent_id"] == acme["id"]
        assert read(admin, "contacts", contact)["company_id"] == acme["id"]
        assert undone(admin, merge)["left"] == []
        for row in (top, middle, acme):
            assert said(read(admin, "companies", row)) == said(row)

    def test_a_company_and_the_one_above_it(self, admin: Person) -> None:
        top = admin.made("/companies", name="Acme Ltd")
        acme = admin.made("/companies", name="Acme", parent_id=top["id"])
        for winner, loser in ((acme, top), (top, acme)):
            merge = merged(admin, "companies", winner, [loser])
            assert read(admin, "companies", winner)["parent_id"] is None
            assert undone(admin, merge)["left"] == []
            assert read(admin, "companies", acme)["parent_id"] == top["id"]
            assert read(admin, "companies", top)["parent_id"] is None

    def test_two_at_once(self, admin: Person, pair: tuple[Row, Row]) -> None:
        """Each into the other: one of them wins, and nobody is lost."""

        def merge(winner: Row, loser: Row) -> int:
            return admin.post(f"/contacts/{winner['id']}/merge", {"ids": [loser["id"]]}).status_code

        with ThreadPoolExecutor(2) as pool:
            statuses = sorted(pool.map(merge, pair, reversed(pair)))
        assert statuses == [200, 404]
        [left] = admin.listed("/contacts")
        assert {e["value"] for e in left["emails"]} == {"ada@one.example", "ada@two.example", "al@two.example"}


class TestUndo:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post(f"/api/v1/merges/{new_id()}/undo").status_code == 401

    def test_others(self, admin: Person, stranger: Person, member: Person, pair: tuple[Row, Row]) -> None:
        merge = merged(admin, "contacts", pair[0], [pair[1]])
        for person in (stranger, member):
            assert person.get(f"/merges/{merge['id']}").status_code == 404
            assert person.post(f"/merges/{merge['id']}/undo").status_code == 404
        assert admin.get(f"/merges/{merge['id']}").json() == merge

    def test_once(self, admin: Person, pair: tuple[Row, Row]) -> None:
        merge = merged(admin, "contacts", pair[0], [pair[1]])
        assert undone(admin, merge)["undone_at"] is not None
        answer = admin.post(f"/merges/{merge['id']}/undo")
        assert (answer.status_code, answer.json()["code"]) == (409, "already_undone")
        assert types(admin, "contact", pair[0])[0] == "contact.unmerged"

    def test_leaves_what_was_changed_since(self, admin: Person, pair: tuple[Row, Row]) -> None:
        winner, loser = pair
        task = admin.made("/tasks", title="Call", related_type="contact", related_id=loser["id"])
        deal = admin.made("/deals", title="Engine", contact_ids=[loser["id"]])
        merge = merged(admin, "contacts", winner, [loser])
        third = admin.made("/contacts", first_name="Third")
        admin.patch(f"/contacts/{winner['id']}", {"title": "Queen"})
        admin.patch(f"/tasks/{task['id']}", {"related_type": "contact", "related_id": third["id"]})
        left = undone(admin, merge)["left"]
        assert {(part["object"], part["id"], part["field"]) for part in left} == {
            ("contact", winner["id"], "title"),
            ("task", task["id"], "related_id"),
        }
        assert read(admin, "contacts", winner)["title"] == "Queen"
        assert read(admin, "tasks", task)["related_id"] == third["id"]
        assert read(admin, "deals", deal)["contact_ids"] == [loser["id"]]

    def test_not_while_an_address_is_taken(self, admin: Person, pair: tuple[Row, Row]) -> None:
        merge = merged(admin, "contacts", pair[0], [pair[1]])
        admin.patch(f"/contacts/{pair[0]['id']}", {"emails": [{"value": "al@two.example"}]})
        answer = admin.post(f"/merges/{merge['id']}/undo")
        assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
        assert admin.get(f"/contacts/{pair[1]['id']}").json()["code"] == "merged"
