"""Segments: by rules and by hand, as the base of lists, files and changes of many."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from quintet.stewardship.segments import keeping
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]


def ruled(person: Person, name: str, *rules: tuple[str, str, str], object: str = "contact") -> dict[str, Any]:
    given = [{"field": field, "op": op, "value": value} for field, op, value in rules]
    return person.made("/segments", object=object, kind="rules", name=name, rules=given)


def chosen(person: Person, name: str, *ids: str, object: str = "contact") -> dict[str, Any]:
    segment = person.made("/segments", object=object, kind="list", name=name)
    if ids:
        assert person.post(f"/segments/{segment['id']}/members", {"ids": list(ids)}).json()["changed"] == len(ids)
    return segment


def names(person: Person, path: str, **parameters: Any) -> list[str]:
    return [row["first_name"] for row in person.listed(path, **parameters)]


@pytest.fixture
def people(owner: Person, member: Person) -> dict[str, str]:
    """Contacts by first name. Ann and Bob are the member's."""
    mine = {name: member.made("/contacts", first_name=name, source="Fair")["id"] for name in ("Ann", "Bob")}
    return mine | {
        "Cid": owner.made("/contacts", first_name="Cid", source="Fair")["id"],
        "Dan": owner.made("/contacts", first_name="Dan", source="Web", title="CEO")["id"],
    }


class TestRules:
    def test_what_holds_by_query(self, owner: Person, member: Person, stranger: Person, people: dict[str, str]) -> None:
        segment = ruled(owner, "Met at the fair", ("source", "eq", "Fair"))
        path = f"/segments/{segment['id']}"
        assert names(owner, "/contacts", segment_id=segment["id"], sort="first_name") == ["Ann", "Bob", "Cid"]
        assert names(owner, f"{path}/members", sort="-first_name", **{"first_name[ne]": "Ann"}) == ["Cid", "Bob"]
        assert owner.get(f"{path}/count").json() == {"count": 3}
        assert names(member, f"{path}/members", sort="first_name") == ["Ann", "Bob"]
        assert member.get(f"{path}/count").json() == {"count": 2}
        assert stranger.get(f"{path}/count").status_code == 404
        assert stranger.get("/contacts", segment_id=segment["id"]).status_code == 422
        owner.patch(f"/contacts/{people['Dan']}", {"source": "Fair"})
        owner.delete(f"/contacts/{people['Cid']}")
        assert names(owner, f"{path}/members", sort="first_name") == ["Ann", "Bob", "Dan"]
        assert owner.post(f"{path}/members", {"ids": [people["Dan"]]}).json()["code"] == "segment_of_rules"

    def test_of_any_object_and_on_one_another(self, owner: Person, people: dict[str, str]) -> None:
        mine = ruled(owner, "Mine", ("owner_id", "eq", "me"))
        assert mine["rules"] == [{"field": "owner_id", "op": "eq", "value": owner.user_id}]
        both = ruled(owner, "Mine from the web", ("segment_id", "eq", mine["id"]), ("source", "eq", "Web"))
        listed = chosen(owner, "Picked", people["Dan"])
        assert names(owner, "/contacts", segment_id=both["id"]) == ["Dan"]
        rest = ruled(owner, "The others", ("segment_id", "ne", listed["id"]))
        assert names(owner, "/contacts", segment_id=rest["id"], sort="first_name") == ["Ann", "Bob", "Cid"]
        circle = owner.patch(f"/segments/{mine['id']}", {"rules": [{"field": "segment_id", "value": both["id"]}]})
        assert (circle.status_code, circle.json()["errors"][0]["field"]) == (422, "rules.0")
        owner.made("/companies", name="Acme", status="customer")
        customers = ruled(owner, "Customers", ("status", "eq", "customer"), object="companies")
        assert [row["name"] for row in owner.listed("/companies", segment_id=customers["id"])] == ["Acme"]
        assert owner.get("/contacts", segment_id=customers["id"]).status_code == 422
        owner.delete(f"/segments/{customers['id']}")
        assert owner.get("/companies", segment_id=customers["id"]).json()["errors"][0]["field"] == "segment_id"

    def test_a_field_that_went(self, owner: Person) -> None:
        field = owner.made("/custom-fields", object="contact", key="tier", label="Tier", type="text")
        segment = ruled(owner, "Gold", ("custom.tier", "eq", "gold"))
        owner.made("/contacts", first_name="Ann", custom={"tier": "gold"})
        assert names(owner, "/contacts", segment_id=segment["id"]) == ["Ann"]
        assert owner.patch(f"/custom-fields/{field['id']}", {"archived": True}).status_code == 200
        for path in (f"/contacts?segment_id={segment['id']}", f"/segments/{segment['id']}/members"):
            [error] = owner.get(path).json()["errors"]
            assert "“Gold” asks for custom.tier" in error["message"]

    def test_what_is_refused(self, anonymous: TestClient, reader: Person, owner: Person, member: Person) -> None:
        body = {"object": "contact", "kind": "rules", "name": "x", "rules": [{"field": "source", "value": "Web"}]}
        assert anonymous.post("/api/v1/segments", json=body).status_code == 401
        assert reader.post("/segments", body).status_code == 403
        for wrong, field in (
            ({"object": "moon"}, "object"),
            ({"rules": []}, "rules"),
            ({"rules": [{"field": "source", "value": "a"}, {"field": "moon", "value": "b"}]}, "rules.1"),
            ({"rules": [{"field": "status", "op": "within", "value": "today"}]}, "rules.0"),
            ({"rules": [{"field": "limit", "value": "1"}]}, "rules.0"),
            ({"rules": [{"field": "segment_id", "value": new_id()}]}, "rules.0"),
            ({"kind": "list"}, "rules"),
            ({"timezone": "Moon/Sea"}, "timezone"),
        ):
            answer = owner.post("/segments", body | wrong)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), wrong
        segment = owner.made("/segments", **body)
        assert owner.post("/segments", body | {"name": "X"}).json()["existing_id"] == segment["id"]
        assert member.patch(f"/segments/{segment['id']}", {"name": "y"}).status_code == 403
        assert member.delete(f"/segments/{segment['id']}").status_code == 403
        theirs = member.made("/segments", **body | {"name": "Theirs"})
        assert member.patch(f"/segments/{theirs['id']}", {"description": "Ours"}).json()["description"] == "Ours"


class TestLists:
    def test_putting_and_taking(
        self, owner: Person, member: Person, colleague: Person, people: dict[str, str], facts_of: Facts
    ) -> None:
        segment = chosen(owner, "Dinner", people["Ann"], people["Dan"])
        path = f"/segments/{segment['id']}/members"
        answer = owner.post(path, {"ids": [people["Dan"], people["Cid"], people["Cid"], new_id()]}).json()
        assert (answer["changed"], answer["unchanged"], len(answer["missing"])) == (1, 1, 1)
        unseen = member.post(path, {"ids": [people["Bob"], people["Dan"]]}).json()
        assert (unseen["changed"], unseen["missing"]) == (1, [people["Dan"]])
        [ann, bob] = member.listed(path, sort="first_name")
        assert (ann["added_by"], bob["added_by"]) == (owner.user_id, member.user_id)
        assert ann["added_at"].endswith("Z")
        assert names(owner, path, sort="first_name", limit=3) == ["Ann", "Bob", "Cid"]
        taken = member.post(f"{path}/remove", {"ids": [people["Ann"], people["Bob"]]}).json()
        assert (taken["changed"], taken["unchanged"]) == (1, 1)
        assert facts_of("contact", people["Bob"])[1:] == ["segment.member_added", "segment.member_removed"]
        assert facts_of("segment", segment["id"]).count("segment.member_added") == 4
        assert colleague.get(f"/segments/{segment['id']}/count").json() == {"count": 0}
        assert owner.post(path, {"ids": []}).status_code == 422

    def test_two_at_once(self, owner: Person, manager: Person, people: dict[str, str], facts_of: Facts) -> None:
        segment = chosen(owner, "Dinner")

        def change(person: Person, verb: str) -> int:
            answer = person.post(f"/segments/{segment['id']}/members{verb}", {"ids": list(people.values())})
            assert answer.status_code == 200, answer.text
            changed: int = answer.json()["changed"]
            return changed

        with ThreadPoolExecutor(4) as pool:
            for verb in ("", "/remove"):
                done = [pool.submit(change, person, verb) for person in (owner, manager, owner, manager)]
                assert sum(each.result() for each in done) == len(people)
        assert len(facts_of("segment", segment["id"])) == 1 + 2 * len(people)

    def test_members_in_the_bin_come_back(self, owner: Person, people: dict[str, str]) -> None:
        segment = chosen(owner, "Dinner", people["Ann"], people["Dan"])
        owner.delete(f"/contacts/{people['Ann']}")
        assert names(owner, "/contacts", segment_id=segment["id"]) == ["Dan"]
        owner.post(f"/contacts/{people['Ann']}/restore")
        assert owner.get(f"/segments/{segment['id']}/count").json() == {"count": 2}
        owner.delete(f"/segments/{segment['id']}")
        owner.post(f"/segments/{segment['id']}/restore")
        assert owner.get(f"/segments/{segment['id']}/count").json() == {"count": 2}

    def test_merging(self, owner: Person, people: dict[str, str]) -> None:
        first = chosen(owner, "One", people["Ann"])
        second = chosen(owner, "Two", people["Ann"], people["Dan"])
        merge = owner.post(f"/contacts/{people['Dan']}/merge", {"ids": [people["Ann"]]})
        assert merge.status_code == 200, merge.text
        for segment in (first, second):
            assert names(owner, f"/segments/{segment['id']}/members") == ["Dan"]
        assert owner.post(f"/merges/{merge.json()['id']}/undo").status_code == 200
        assert names(owner, f"/segments/{first['id']}/members") == ["Ann"]
        assert names(owner, f"/segments/{second['id']}/members", sort="first_name") == ["Ann", "Dan"]

    def test_all_that_match(self, owner: Person, member: Person, people: dict[str, str], house: House) -> None:
        operations = [{"op": "create", "data": {"first_name": f"N{n}", "source": "Fair"}} for n in range(250)]
        assert owner.post("/contacts/bulk", {"operations": operations}).json()["failed"] == 0
        segment = chosen(owner, "All", people["Dan"])
        path = f"/segments/{segment['id']}/members/matching"
        job = owner.post(path, {"filters": "source=Fair&sort=-first_name"})
        assert job.status_code == 202, job.text
        assert member.post(path, {"filters": "source=Fair"}).status_code == 202
        assert [ran.error for ran in Mailbox(house).run_jobs()] == [None, None]
        shown = owner.get(f"/jobs/{job.json()['job_id']}").json()
        assert (shown["progress"]["done"], shown["progress"]["total"]) == (253, 253)
        assert owner.get(f"/segments/{segment['id']}/count").json() == {"count": 254}
        owner.post(path, {"action": "remove", "filters": f"segment_id={segment['id']}&source=Fair"})
        Mailbox(house).run_jobs()
        assert names(owner, f"/segments/{segment['id']}/members") == ["Dan"]
        assert owner.post(path, {"filters": "limit=5"}).status_code == 422
        assert owner.post(path, {"filters": "moon=5"}).status_code == 422

    def test_as_the_base_of_other_things(self, owner: Person, people: dict[str, str]) -> None:
        segment = chosen(owner, "Dinner", people["Ann"], people["Dan"])
        lines = owner.get("/contacts/export.csv", segment_id=segment["id"], columns="first_name", sort="first_name")
        assert lines.text.split() == ["First", "name", "Ann", "Dan"]
        groups = owner.get("/contacts/groups", by="lifecycle_stage", segment_id=segment["id"]).json()["groups"]
        assert sum(group["count"] for group in groups) == 2
        view = owner.post(
            "/views", {"object": "contact", "name": "V", "filters": [{"field": "segment_id", "value": segment["id"]}]}
        )
        assert view.status_code == 201, view.text

    def test_long_lists(self, owner: Person, people: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keeping, "LONG", 2)
        segment = chosen(owner, "Most", people["Ann"], people["Bob"], people["Dan"])
        short = chosen(owner, "One", people["Ann"])
        assert names(owner, "/contacts", segment_id=segment["id"], sort="first_name") == ["Ann", "Bob", "Dan"]
        assert names(owner, "/contacts", segment_id=short["id"]) == ["Ann"]
        assert names(owner, "/contacts", **{"segment_id[ne]": segment["id"]}) == ["Cid"]

    @pytest.mark.parametrize("kind", ["list", "rules"])
    def test_statements(self, owner: Person, db: Database, people: dict[str, str], kind: str) -> None:
        """Who asks, the segment, the page; of its own page also the segment's row and who put them there."""
        rules = ("source", "in", "Fair,Web")
        segment = chosen(owner, "Few") if kind == "list" else ruled(owner, "Few", rules)
        if kind == "list":
            owner.post(f"/segments/{segment['id']}/members", {"ids": list(people.values())})

        def statements(path: str, **parameters: str) -> int:
            assert len(owner.listed(path, **parameters)) == 4
            with count_queries(db.engine, db.write_engine) as seen:
                owner.listed(path, **parameters)
            return len([sql for sql in seen if "from" in sql.lower()])

        assert statements("/contacts", segment_id=segment["id"]) <= 3
        assert statements(f"/segments/{segment['id']}/members") <= (5 if kind == "list" else 4)
