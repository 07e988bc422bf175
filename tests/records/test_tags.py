"""Tags, and putting them on records."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.kit.ids import new_id
from quintet.records.tags.models import Tag
from tests.world import Person

Facts = Callable[..., list[str]]


def counts(person: Person) -> dict[str, int]:
    return {tag["name"]: tag["usage_count"] for tag in person.listed("/tags")}


class TestCreate:
    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/tags", json={"name": "VIP"}).status_code == 401

    def test_forbidden(self, reader: Person) -> None:
        assert reader.post("/tags", {"name": "VIP"}).status_code == 403

    def test_valid(self, member: Person) -> None:
        tag = member.made("/tags", name="VIP", color="#ff0000")
        assert (tag["name"], tag["color"], tag["system"], tag["usage_count"]) == ("VIP", "#ff0000", None, 0)

    def test_name_is_unique_whatever_its_case(self, owner: Person, stranger: Person) -> None:
        tag = owner.made("/tags", name="Straße")
        answer = owner.post("/tags", {"name": "STRASSE"})
        assert (answer.status_code, answer.json()["existing_id"]) == (409, tag["id"])
        stranger.made("/tags", name="Straße")

    @pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 101}, {"name": "x", "color": "red"}])
    def test_invalid(self, owner: Person, body: dict[str, str]) -> None:
        assert owner.post("/tags", body).status_code == 422

    def test_system_key_is_ours(self, owner: Person) -> None:
        assert owner.post("/tags", {"name": "x", "system": "dnc"}).status_code == 422


class TestList:
    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        tag = owner.made("/tags", name="VIP")
        assert stranger.listed("/tags") == []
        assert stranger.get(f"/tags/{tag['id']}").status_code == 404

    def test_everybody_sees_all_by_name(self, owner: Person, member: Person) -> None:
        for name in ("beta", "Alpha", "gamma"):
            owner.made("/tags", name=name)
        assert [tag["name"] for tag in member.listed("/tags")] == ["Alpha", "beta", "gamma"]
        assert [tag["name"] for tag in member.listed("/tags", q="gam")] == ["gamma"]

    def test_usage(self, owner: Person) -> None:
        hot, cold = owner.made("/tags", name="hot"), owner.made("/tags", name="cold")
        ada = owner.made("/contacts", first_name="Ada", tag_ids=[hot["id"]])
        owner.made("/companies", name="Acme", tag_ids=[hot["id"], cold["id"]])
        assert counts(owner) == {"cold": 1, "hot": 2}
        assert [tag["name"] for tag in owner.listed("/tags", sort="-usage_count")] == ["hot", "cold"]
        owner.delete(f"/contacts/{ada['id']}")
        assert counts(owner) == {"cold": 1, "hot": 1}
        owner.post(f"/contacts/{ada['id']}/restore")
        assert counts(owner) == {"cold": 1, "hot": 2}


class TestUpdate:
    def test_forbidden(self, member: Person, reader: Person) -> None:
        tag = member.made("/tags", name="VIP")
        assert member.patch(f"/tags/{tag['id']}", {"name": "x"}).status_code == 403
        assert reader.patch(f"/tags/{tag['id']}", {"name": "x"}).status_code == 403

    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        tag = owner.made("/tags", name="VIP")
        assert stranger.patch(f"/tags/{tag['id']}", {"name": "x"}).status_code == 404

    def test_rename(self, manager: Person) -> None:
        tag, other = manager.made("/tags", name="vip"), manager.made("/tags", name="Hot")
        assert manager.patch(f"/tags/{tag['id']}", {"name": "VIP"}).json()["name"] == "VIP"
        answer = manager.patch(f"/tags/{tag['id']}", {"name": "HOT"})
        assert (answer.status_code, answer.json()["existing_id"]) == (409, other["id"])
        assert manager.patch(f"/tags/{tag['id']}", {"color": "#000000"}).json()["name"] == "VIP"


class TestDelete:
    def test_forbidden(self, member: Person) -> None:
        tag = member.made("/tags", name="VIP")
        assert member.delete(f"/tags/{tag['id']}").status_code == 403

    def test_other_workspace(self, owner: Person, stranger: Person) -> None:
        tag = owner.made("/tags", name="VIP")
        assert stranger.delete(f"/tags/{tag['id']}").status_code == 404

    def test_takes_it_from_records(self, manager: Person) -> None:
        tag, other = manager.made("/tags", name="VIP"), manager.made("/tags", name="Hot")
        ada = manager.made("/contacts", first_name="Ada", tag_ids=[tag["id"], other["id"]])
        before = manager.get(f"/contacts/{ada['id']}")
        assert manager.delete(f"/tags/{tag['id']}").status_code == 204
        after = manager.get(f"/contacts/{ada['id']}")
        assert after.json()["tag_ids"] == [other["id"]]
        assert after.headers["etag"] != before.headers["etag"]
        assert manager.listed("/contacts", tag_ids=tag["id"]) == []

    def test_its_name_is_free_and_it_comes_back_if_it_still_is(self, manager: Person) -> None:
        tag = manager.made("/tags", name="VIP")
        manager.delete(f"/tags/{tag['id']}")
        other = manager.made("/tags", name="vip")
        assert manager.post(f"/tags/{tag['id']}/restore").status_code == 409
        manager.delete(f"/tags/{other['id']}")
        assert manager.post(f"/tags/{tag['id']}/restore").status_code == 200

    def test_system_tags_stay(self, owner: Person, db: Database) -> None:
        def make(session):  # type: ignore[no-untyped-def]
            bind_workspace(session, owner.workspace_id)
            tag = Tag(name="DNC", name_folded="dnc", slug="dnc", color="#000000", system="dnc")
            session.add(tag)
            session.flush()
            return tag.id

        answer = owner.delete(f"/tags/{db.write_sync(make)}")
        assert (answer.status_code, answer.json()["code"]) == (409, "system_tag")


@pytest.mark.parametrize("plural", ["contacts", "companies"])
class TestOnRecords:
    def make(self, person: Person, plural: str, **values: Any) -> dict[str, Any]:
        name = {"first_name": "Ada"} if plural == "contacts" else {"name": "Acme"}
        return person.made(f"/{plural}", **name, **values)

    def test_anonymous(self, plural: str, anonymous: TestClient) -> None:
        url = f"/api/v1/{plural}/{new_id()}/tags"
        assert anonymous.post(url, json={"names": ["x"]}).status_code == 401
        assert anonymous.delete(f"{url}/{new_id()}").status_code == 401
        assert anonymous.post(f"/api/v1/{plural}/bulk-tags", json={"ids": [new_id()]}).status_code in (401, 422)

    def test_others(self, plural: str, owner: Person, stranger: Person, member: Person, reader: Person) -> None:
        tag = owner.made("/tags", name="VIP")
        record = self.make(owner, plural, tag_ids=[tag["id"]])
        for person, status in ((stranger, 404), (member, 404), (reader, 403)):
            assert person.post(f"/{plural}/{record['id']}/tags", {"names": ["x"]}).status_code == status
            assert person.delete(f"/{plural}/{record['id']}/tags/{tag['id']}").status_code == status
        assert owner.get(f"/{plural}/{record['id']}").json()["tag_ids"] == [tag["id"]]

    def test_apply_by_id_and_name(self, plural: str, member: Person) -> None:
        vip = member.made("/tags", name="VIP")
        record = self.make(member, plural)
        answer = member.post(f"/{plural}/{record['id']}/tags", {"tag_ids": [vip["id"]], "names": ["vip", "New", "new"]})
        assert answer.status_code == 200
        names = {tag["id"]: tag["name"] for tag in member.listed("/tags")}
        assert sorted(names[id_] for id_ in answer.json()["tag_ids"]) == ["New", "VIP"]
        assert answer.json()["version"] == record["version"] + 1

    def test_again_is_nothing(self, plural: str, owner: Person, facts_of: Facts) -> None:
        record = self.make(owner, plural)
        first = owner.post(f"/{plural}/{record['id']}/tags", {"names": ["VIP"]})
        again = owner.post(f"/{plural}/{record['id']}/tags", {"names": ["VIP"]})
        assert again.headers["etag"] == first.headers["etag"]
        name = {"contacts": "contact", "companies": "company"}[plural]
        assert facts_of(name, record["id"]) == [f"{name}.created", "tag.applied"]

    def test_remove(self, plural: str, owner: Person, facts_of: Facts) -> None:
        vip = owner.made("/tags", name="VIP")
        record = self.make(owner, plural, tag_ids=[vip["id"]])
        for _ in range(2):
            assert owner.delete(f"/{plural}/{record['id']}/tags/{vip['id']}").status_code == 204
        after = owner.get(f"/{plural}/{record['id']}").json()
        assert (after["tag_ids"], after["version"]) == ([], record["version"] + 1)
        assert owner.delete(f"/{plural}/{record['id']}/tags/{new_id()}").status_code == 404
        name = {"contacts": "contact", "companies": "company"}[plural]
        assert facts_of(name, record["id"])[-2:] == ["tag.applied", "tag.removed"]

    @pytest.mark.parametrize("body", [{}, {"tag_ids": [new_id()]}, {"tag_ids": ["x"]}, {"names": [""]}])
    def test_invalid(self, plural: str, owner: Person, body: dict[str, Any]) -> None:
        record = self.make(owner, plural)
        assert owner.post(f"/{plural}/{record['id']}/tags", body).status_code == 422

    def test_tags_of_others_are_unknown(self, plural: str, owner: Person, stranger: Person) -> None:
        theirs = stranger.made("/tags", name="VIP")
        record = self.make(owner, plural)
        assert owner.post(f"/{plural}/{record['id']}/tags", {"tag_ids": [theirs["id"]]}).status_code == 422

    def test_set_by_update(self, plural: str, owner: Person, facts_of: Facts) -> None:
        a, b, c = (owner.made("/tags", name=name)["id"] for name in "abc")
        record = self.make(owner, plural, tag_ids=[a, b])
        after = owner.patch(f"/{plural}/{record['id']}", {"tag_ids": [b, c]}).json()
        assert after["tag_ids"] == sorted([b, c])
        assert after["version"] > record["version"]
        assert owner.patch(f"/{plural}/{record['id']}", {"source": "web"}).json()["tag_ids"] == sorted([b, c])
        name = {"contacts": "contact", "companies": "company"}[plural]
        facts = facts_of(name, record["id"])
        assert facts[1:3] == ["tag.applied", "tag.applied"]
        assert sorted(facts[3:5]) == ["tag.applied", "tag.removed"]

    def test_filters_and_expand(self, plural: str, owner: Person) -> None:
        a, b = (owner.made("/tags", name=name)["id"] for name in "ab")
        one, two, none = (
            self.make(owner, plural, tag_ids=[a]),
            self.make(owner, plural, tag_ids=[a, b]),
            self.make(owner, plural),
        )

        def found(**filters: str) -> set[str]:
            return {record["id"] for record in owner.listed(f"/{plural}", **filters)}

        assert found(tag_ids=a) == {one["id"], two["id"]}
        assert found(**{"tag_ids[ne]": a}) == {none["id"]}
        assert found(**{"tag_ids[in]": f"{b},{new_id()}"}) == {two["id"]}
        assert found(**{"tag_ids[is_null]": "true"}) == {none["id"]}
        assert found(**{"tag_ids[is_null]": "false"}) == {one["id"], two["id"]}
        shown = owner.get(f"/{plural}/{two['id']}", expand="tags").json()
        assert [tag["title"] for tag in shown["tags"]] == ["a", "b"]

    def test_bulk(self, plural: str, owner: Person, member: Person, facts_of: Facts) -> None:
        add, remove = owner.made("/tags", name="add")["id"], owner.made("/tags", name="remove")["id"]
        mine, theirs = self.make(member, plural, tag_ids=[remove]), self.make(owner, plural)
        unknown = new_id()
        ids = [mine["id"], theirs["id"], unknown]
        answer = member.post(f"/{plural}/bulk-tags", {"ids": ids, "add": [add], "remove": [remove]}).json()
        assert [result["status"] for result in answer["results"]] == [200, 404, 404]
        assert (answer["succeeded"], answer["failed"]) == (1, 2)
        assert owner.get(f"/{plural}/{mine['id']}").json()["tag_ids"] == [add]
        assert owner.get(f"/{plural}/{theirs['id']}").json()["tag_ids"] == []
        name = {"contacts": "contact", "companies": "company"}[plural]
        assert sorted(facts_of(name, mine["id"])[-2:]) == ["tag.applied", "tag.removed"]

    def test_bulk_refuses(self, plural: str, owner: Person, reader: Person) -> None:
        tag = owner.made("/tags", name="VIP")["id"]
        record = self.make(owner, plural)
        url, ids = f"/{plural}/bulk-tags", [record["id"]]
        assert reader.post(url, {"ids": ids, "add": [tag]}).status_code == 403
        for body in ({"ids": ids}, {"ids": [], "add": [tag]}, {"ids": ids, "add": [tag], "remove": [tag]}):
            assert owner.post(url, body).status_code == 422
        answer = owner.post(url, {"ids": ids, "add": [new_id()]})
        assert [error["field"] for error in answer.json()["errors"]] == ["add"]


def test_fact_says_which_tag(owner: Person) -> None:
    tag = owner.made("/tags", name="VIP")
    ada = owner.made("/contacts", first_name="Ada", tag_ids=[tag["id"]])
    event = owner.get(f"/timeline/contact/{ada['id']}").json()["data"][0]
    assert event["data"] == {"tag_id": tag["id"], "name": "VIP", "system": None}
    assert event["subject"] == {"type": "contact", "id": ada["id"]}
