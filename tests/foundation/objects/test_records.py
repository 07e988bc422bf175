"""What every object's routes do: expand, bin, versions, many at once, upsert; and how many statements lists take."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.db.raw import count_queries
from quintet.foundation.objects.query import ListQuery
from quintet.foundation.objects.reading import list_records
from quintet.foundation.objects.registry import spec_named
from quintet.kit.ids import new_id
from tests.world import Person


@pytest.fixture
def acme(owner: Person) -> dict[str, Any]:
    return owner.made("/companies", name="Acme", domain="acme.example")


def selects(statements: list[str]) -> int:
    """How many ask for rows; beginning a transaction and saying its workspace is not asking."""
    return sum(s.upper().startswith("SELECT") and not s.lower().startswith("select set_config") for s in statements)


class TestExpand:
    def test_beside_their_ids(self, owner: Person, acme: dict[str, Any]) -> None:
        child = owner.made("/companies", name="Child", parent_id=acme["id"])
        shown = owner.get(f"/companies/{child['id']}", expand="parent,owner").json()
        assert shown["parent"] == {"id": acme["id"], "object": "company", "title": "Acme"}
        assert (shown["owner"]["id"], shown["owner"]["title"]) == (owner.user_id, "Owner")
        listed = {c["name"]: c["parent"] for c in owner.listed("/companies", expand="parent")}
        assert listed == {"Acme": None, "Child": shown["parent"]}

    def test_nothing_of_what_one_does_not_see(self, owner: Person, member: Person, acme: dict[str, Any]) -> None:
        child = owner.made("/companies", name="Child", parent_id=acme["id"], owner_id=member.user_id)
        shown = member.get(f"/companies/{child['id']}", expand="parent").json()
        assert (shown["parent_id"], shown["parent"]) == (acme["id"], None)

    def test_unknown(self, owner: Person, acme: dict[str, Any]) -> None:
        answer = owner.get(f"/companies/{acme['id']}", expand="odd")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "expand")

    @pytest.mark.parametrize("size", [2, 50])
    def test_statements_do_not_grow_with_the_page(self, owner: Person, db: Database, size: int) -> None:
        """One for the page and one for each relation; signing in is the request's one more."""
        tag = owner.made("/tags", name="VIP")
        for number in range(size):
            company = owner.made("/companies", name=f"Company {number}")
            owner.made("/contacts", first_name=f"No. {number}", company_id=company["id"], tag_ids=[tag["id"]])
        query = ListQuery(limit=50, expand=("company", "owner", "tags"))

        def read(session):  # type: ignore[no-untyped-def]
            bind_workspace(session, owner.workspace_id)
            with count_queries(db.engine) as seen:
                page = list_records(session, owner.actor, spec_named("contact"), query)
            assert len(page.data) == size
            assert all(row["company"] and row["owner"] and row["tags"] for row in page.data)
            return seen

        assert selects(db.read_sync(read)) == 4
        with count_queries(db.engine) as seen:
            assert len(owner.listed("/contacts", limit="50")) == size
        assert selects(seen) == 2


class TestBin:
    def test_apart_from_the_living(self, owner: Person, acme: dict[str, Any]) -> None:
        url = f"/companies/{acme['id']}"
        assert owner.post(f"{url}/restore").status_code == 404
        assert owner.delete(url).status_code == 204
        assert owner.get(url).status_code == owner.patch(url, {"name": "x"}).status_code == 404
        assert owner.listed("/companies") == []
        gone = owner.listed("/companies", deleted="true")
        assert (gone[0]["id"], gone[0]["deleted_at"] is None) == (acme["id"], False)
        assert owner.post(f"{url}/restore").json()["deleted_at"] is None
        assert owner.listed("/companies", deleted="true") == []

    def test_members_see_only_their_own_in_it(self, owner: Person, member: Person, acme: dict[str, Any]) -> None:
        mine = member.made("/companies", name="Mine")
        for person, id_ in ((owner, acme["id"]), (member, mine["id"])):
            assert person.delete(f"/companies/{id_}").status_code == 204
        assert [c["id"] for c in member.listed("/companies", deleted="true")] == [mine["id"]]
        assert member.post(f"/companies/{acme['id']}/restore").status_code == 404


class TestVersions:
    def test_not_modified(self, owner: Person, acme: dict[str, Any]) -> None:
        answer = owner.get(f"/companies/{acme['id']}")
        again = owner.http.get(f"/api/v1/companies/{acme['id']}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    def test_if_match(self, owner: Person, acme: dict[str, Any]) -> None:
        url = f"/companies/{acme['id']}"
        etag = owner.get(url).headers["etag"]
        changed = owner.patch(url, {"name": "Acme 2"}, **{"If-Match": etag})
        assert (changed.status_code, changed.headers["etag"] != etag) == (200, True)
        for stale in (
            owner.patch(url, {"name": "Acme 3"}, **{"If-Match": etag}),
            owner.delete(url, **{"If-Match": etag}),
        ):
            assert (stale.status_code, stale.json()["code"]) == (412, "stale")
        assert owner.get(url).json()["name"] == "Acme 2"
        for match in ("*", f'"0", {changed.headers["etag"]}'):
            assert owner.patch(url, {"industry": match}, **{"If-Match": match}).status_code in (200, 412)
        assert owner.delete(url, **{"If-Match": "*"}).status_code == 204

    def test_the_same_again_is_no_new_version(self, owner: Person, acme: dict[str, Any]) -> None:
        again = owner.patch(f"/companies/{acme['id']}", {"name": "Acme"}).json()
        assert (again["version"], again["updated_at"]) == (acme["version"], acme["updated_at"])


class TestBulk:
    def test_anonymous(self, anonymous: TestClient) -> None:
        body = {"operations": [{"op": "create", "data": {"name": "x"}}]}
        assert anonymous.post("/api/v1/companies/bulk", json=body).status_code == 401

    def test_each_for_itself(self, owner: Person, acme: dict[str, Any]) -> None:
        old = owner.made("/companies", name="Old")
        operations = [
            {"op": "create", "data": {"name": "New"}},
            {"op": "create", "data": {"name": ""}},
            {"op": "update", "id": acme["id"], "data": {"name": "Acme 2"}},
            {"op": "update", "id": acme["id"], "data": {"employees": "many"}},
            {"op": "update", "id": acme["id"], "data": {"name": "Acme 3"}, "if_match": '"1"'},
            {"op": "update", "data": {"name": "x"}},
            {"op": "delete", "id": old["id"]},
            {"op": "delete", "id": new_id()},
            {"op": "restore", "id": old["id"]},
        ]
        answer = owner.post("/companies/bulk", {"operations": operations})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert [result["status"] for result in body["results"]] == [201, 422, 200, 422, 412, 422, 204, 404, 200]
        assert (body["succeeded"], body["failed"]) == (4, 5)
        assert body["results"][1]["error"]["errors"][0]["field"] == "name"
        assert body["results"][5]["error"]["errors"][0]["field"] == "id"
        assert {c["name"] for c in owner.listed("/companies")} == {"New", "Acme 2", "Old"}

    def test_a_failed_one_leaves_nothing_behind(self, owner: Person, acme: dict[str, Any]) -> None:
        """The second fails after it has changed the row in memory; the third must not carry that along."""
        operations = [
            {"op": "update", "id": acme["id"], "data": {"name": "Half", "custom": {"odd": 1}}},
            {"op": "update", "id": acme["id"], "data": {"industry": "Tea"}},
        ]
        answer = owner.post("/companies/bulk", {"operations": operations}).json()
        assert [result["status"] for result in answer["results"]] == [422, 200]
        after = owner.get(f"/companies/{acme['id']}").json()
        assert (after["name"], after["industry"]) == ("Acme", "Tea")

    def test_only_what_one_sees(self, member: Person, stranger: Person, acme: dict[str, Any]) -> None:
        operations = [{"op": op, "id": acme["id"], "data": {"name": "x"}} for op in ("update", "delete")]
        for person in (member, stranger):
            results = person.post("/companies/bulk", {"operations": operations}).json()["results"]
            assert [result["status"] for result in results] == [404, 404]

    @pytest.mark.parametrize(
        "operations", [[], [{"op": "odd"}], [{"op": "create", "odd": 1}], [{"op": "create"}] * 501]
    )
    def test_invalid(self, owner: Person, operations: list[dict[str, Any]]) -> None:
        assert owner.post("/companies/bulk", {"operations": operations}).status_code == 422


class TestUpsert:
    def test_anonymous(self, anonymous: TestClient) -> None:
        body = {"match": "domain", "data": {"domain": "x.example"}}
        assert anonymous.put("/api/v1/companies/upsert", json=body).status_code == 401

    def test_by_each_key(self, owner: Person, acme: dict[str, Any]) -> None:
        for match, value in (("domain", "https://www.ACME.example/about"), ("name", "Acme")):
            answer = owner.put("/companies/upsert", {"match": match, "data": {match: value, "industry": match}})
            assert (answer.status_code, answer.json()["id"], answer.json()["industry"]) == (200, acme["id"], match)

    def test_creates(self, owner: Person) -> None:
        answer = owner.put("/companies/upsert", {"match": "name", "data": {"name": "New"}})
        assert answer.status_code == 201
        assert [c["id"] for c in owner.listed("/companies")] == [answer.json()["id"]]

    def test_never_what_one_does_not_see(self, member: Person, acme: dict[str, Any]) -> None:
        assert member.put("/companies/upsert", {"match": "name", "data": {"name": "Acme"}}).status_code == 404

    @pytest.mark.parametrize(
        "body",
        [
            {"match": "industry", "data": {"industry": "Tea"}},
            {"match": "domain", "data": {"name": "x"}},
            {"match": "domain", "data": {"domain": "no domain", "name": "x"}},
            {"match": "domain", "data": {"domain": "new.example"}},
            {"match": "name", "data": {"name": "x", "odd": 1}},
        ],
    )
    def test_invalid(self, owner: Person, body: dict[str, Any]) -> None:
        assert owner.put("/companies/upsert", body).status_code == 422
        assert owner.listed("/companies") == []


class TestIds:
    @pytest.mark.parametrize("id", ["x", "1", "019A0000-0000-7000-8000-000000000001", "%00", "ü"])
    def test_no_id_no_record(self, owner: Person, id: str) -> None:
        for answer in (
            owner.get(f"/companies/{id}"),
            owner.patch(f"/companies/{id}", {}),
            owner.delete(f"/companies/{id}"),
        ):
            assert answer.status_code in (400, 404)


def test_unknown_body_fields(owner: Person) -> None:
    answer = owner.post("/companies", {"name": "x", "nmae": "y", "version": 7})
    assert {error["field"] for error in answer.json()["errors"]} == {"nmae", "version"}
