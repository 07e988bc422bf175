"""Prospects from elsewhere become companies, contacts and leads, or fill those that are known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from quintet.kit.errors import Invalid
from quintet.kit.ids import new_id
from quintet.stewardship.prospects.maps import businesses
from tests.stewardship.porter import Porter
from tests.world import Person

BOLT = {
    "business_name": "Bolt Plumbing",
    "category": "Plumber",
    "website": "https://www.bolt.example/about",
    "phone": "+19185550100",
    "address": "1 Mill Road",
    "city": "Tulsa",
    "rating": 4.5,
    "place_id": "place-1",
}


def ingest(person: Person, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = person.post("/prospects", {"rows": list(rows), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def outcomes(answer: dict[str, Any]) -> list[str]:
    return [each["outcome"] for each in answer["results"]]


def test_anonymous(anonymous: TestClient) -> None:
    assert anonymous.post("/api/v1/prospects", json={"rows": [BOLT]}).status_code == 401


def test_a_business(member: Person) -> None:
    (row,) = ingest(member, BOLT, defaults={"icp_tag": "icp-best-fit", "source": "Maps"})["results"]
    lead = member.get(f"/leads/{row['lead_id']}").json()
    company = member.get(f"/companies/{row['company_id']}").json()
    assert (row["contact_id"], row["made"]) == (None, ["lead", "company"])
    assert (lead["name"], lead["company_id"], lead["place_id"]) == ("Bolt Plumbing", company["id"], "place-1")
    shown = ("name", "domain", "industry", "phone", "status", "icp_tag", "source", "rating", "owner_id")
    assert [company[name] for name in shown] == [
        "Bolt Plumbing", "bolt.example", "Plumber", "+19185550100", "lead", "icp-best-fit", "Maps", 4.5, member.user_id,
    ]  # fmt: skip
    assert [(each["line1"], each["city"]) for each in company["addresses"]] == [("1 Mill Road", "Tulsa")]


def test_known_ones_are_filled_and_never_overwritten(member: Person) -> None:
    first = ingest(member, BOLT)["results"][0]
    assert outcomes(ingest(member, BOLT)) == ["skipped"]
    more = {**BOLT, "business_name": "Bolt", "category": "Heating", "review_count": 12}
    answer = ingest(member, more)
    assert outcomes(answer) == ["merged"]
    assert (answer["results"][0]["lead_id"], answer["results"][0]["made"]) == (first["lead_id"], [])
    company = member.get(f"/companies/{first['company_id']}").json()
    assert (company["name"], company["industry"], company["review_count"]) == ("Bolt Plumbing", "Plumber", 12)
    assert member.get(f"/leads/{first['lead_id']}").json()["category"] == "Plumber"


def test_a_person_is_known_by_address_and_by_number(member: Person) -> None:
    known = member.made("/contacts", first_name="Ann", emails=[{"value": "ann@bolt.example"}], phone="+19185550111")
    by_mail = ingest(member, {"first_name": "Ann", "email": "Ann@Bolt.example", "business_name": "Bolt"})
    by_number = ingest(member, {"first_name": "Ann", "phone": "+1 918 555 0111", "title": "CEO"})
    assert outcomes(by_mail) == ["created"]
    assert outcomes(by_number) == ["merged"]
    assert {each["results"][0]["contact_id"] for each in (by_mail, by_number)} == {known["id"]}
    contact = member.get(f"/contacts/{known['id']}").json()
    assert (contact["title"], contact["company_id"]) == ("CEO", by_mail["results"][0]["company_id"])


def test_a_closed_lead_is_not_taken_up_again(member: Person) -> None:
    row = {"first_name": "Ann", "email": "ann@bolt.example"}
    first = ingest(member, row)["results"][0]["lead_id"]
    won = next(
        stage for pipeline in member.listed("/pipelines", kind="lead") for stage in pipeline["stages"]
        if stage["kind"] == "won"
    )  # fmt: skip
    assert member.post(f"/leads/{first}/move", {"stage_id": won["id"]}).status_code == 200
    again = ingest(member, row)
    assert outcomes(again) == ["created"]
    assert again["results"][0]["lead_id"] != first


def test_a_wrong_row_leaves_the_others_be(member: Person) -> None:
    wrong = {**BOLT, "rating": 9}
    answer = ingest(member, wrong, {"category": "Plumber"}, {"first_name": "Ann"}, {"first_name": "Bo", "odd": 1})
    assert outcomes(answer) == ["error", "error", "created", "error"]
    assert [each["field"] for each in answer["results"][0]["errors"]] == ["rating"]
    assert (answer["created"], answer["failed"]) == (1, 3)
    assert member.listed("/companies") == []


def test_a_dry_run_changes_nothing(member: Person, owner: Person) -> None:
    known = member.made("/companies", name="Acme")
    answer = ingest(member, BOLT, BOLT, {"business_name": "acme", "rating": 3}, dry_run=True)
    assert (answer["dry_run"], outcomes(answer)) == (True, ["created", "skipped", "created"])
    assert [each["lead_id"] for each in answer["results"]] == [None, None, None]
    assert answer["results"][2]["company_id"] == known["id"]
    assert member.listed("/leads") == []
    assert member.get(f"/companies/{known['id']}").json()["rating"] is None
    assert [event["type"] for event in owner.listed("/events")].count("lead.created") == 0


def test_what_others_know_is_not_told(member: Person, colleague: Person, manager: Person) -> None:
    theirs = ingest(colleague, BOLT)["results"][0]
    mine = ingest(member, BOLT)["results"][0]
    assert mine["outcome"] == "created"
    assert {mine["lead_id"], mine["company_id"]}.isdisjoint({theirs["lead_id"], theirs["company_id"]})
    assert outcomes(ingest(manager, BOLT)) == ["skipped"]


def test_shared_addresses_tell_nobody(member: Person) -> None:
    for name in ("One", "Two"):
        ingest(member, {"business_name": name, "website": f"https://facebook.com/{name}"})
    assert [company["domain"] for company in member.listed("/companies")] == [None, None]


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": [{}] * 501}, {"rows": [BOLT], "odd": 1}])
def test_invalid(member: Person, body: dict[str, Any]) -> None:
    assert member.post("/prospects", body).status_code == 422


class TestReading:
    TABLE = b"name,city,site\nBolt,Tulsa,bolt.example\n,,\nNut,Tulsa,\n"

    def test_anonymous(self, anonymous: TestClient) -> None:
        assert anonymous.post("/api/v1/prospects/read", json={"file_id": new_id()}).status_code == 401

    def test_a_file_is_read_and_ingested(self, manager: Person) -> None:
        file = Porter(manager).upload(self.TABLE, "map.csv")
        answer = manager.post("/prospects/read", {"file_id": file})
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "file_name": "map.csv",
            "rows": [
                {"row": 2, "values": {"business_name": "Bolt", "city": "Tulsa", "website": "https://bolt.example"}},
                {"row": 4, "values": {"business_name": "Nut", "city": "Tulsa"}},
            ],
        }
        rows = [row["values"] for row in answer.json()["rows"]]
        assert outcomes(ingest(manager, *rows)) == ["created", "created"]

    def test_others_may_not(self, manager: Person, member: Person, stranger: Person) -> None:
        file = Porter(manager).upload(self.TABLE)
        assert member.post("/prospects/read", {"file_id": file}).status_code == 403
        answer = stranger.post("/prospects/read", {"file_id": file})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file_id")

    def test_no_table_of_businesses(self, manager: Person) -> None:
        answer = manager.post("/prospects/read", {"file_id": Porter(manager).upload(b"a,b\n1,2\n")})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file_id")


class TestMaps:
    def test_words_of_exporters(self) -> None:
        table = (
            "title,categoryName,street,city,postalCode,countryCode,totalScore,reviewsCount,url,website,phone\n"
            'Bolt,Plumber,1 Mill Road,Tulsa,74103,US,"4,7","1,203",https://maps.example/x,bolt.example,918\n'
        )
        ((number, row),) = businesses(table.encode())
        assert number == 2
        assert row == {
            "business_name": "Bolt",
            "category": "Plumber",
            "address": "1 Mill Road",
            "city": "Tulsa",
            "postal_code": "74103",
            "country": "US",
            "rating": 4.7,
            "review_count": 1203,
            "maps_url": "https://maps.example/x",
            "website": "https://bolt.example",
            "phone": "918",
        }

    @pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"name\n" + b"x\n" * 501])
    def test_what_is_no_table_of_businesses(self, content: bytes) -> None:
        with pytest.raises(Invalid) as raised:
            businesses(content)
        assert raised.value.errors[0].field == "file"

    @given(st.text(max_size=200))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            found = businesses(f"name,rating,reviews,website\n{text}".encode("utf-8", "replace"))
        except Invalid:
            return
        assert all(set(row) <= {"business_name", "rating", "review_count", "website"} for _, row in found)
