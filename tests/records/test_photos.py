"""Photos of companies and leads, with the sandbox as the map."""

from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from quintet.kit.ids import new_id
from quintet.records.enrichment.lookups import Lookups
from quintet.records.enrichment.ports import EnrichmentProviders, NoEnrichment
from quintet.records.enrichment.settings import EnrichmentSettings
from quintet.wiring import House
from tests.identity.test_profile import upload
from tests.world import Person


def find(person: Person, path: str) -> Any:
    return person.post(f"{path}/find-photo")


def test_of_a_company(
    anonymous: TestClient, member: Person, colleague: Person, stranger: Person, reader: Person
) -> None:
    made = member.made("/companies", name="Engines")
    path = f"/companies/{made['id']}"
    assert anonymous.post(f"/api/v1{path}/find-photo").status_code == 401
    for person, status in ((stranger, 404), (colleague, 404), (reader, 403)):
        assert find(person, path).status_code == status
    found = find(member, path)
    assert found.status_code == 200, found.text
    file_id = found.json()["photo_file_id"]
    assert (found.json()["provider"], found.json()["author"]) == ("sandbox", "The sandbox")
    assert member.get(path).json()["photo_file_id"] == file_id
    content = colleague.get(f"/files/{file_id}/content")  # all of the workspace see it
    assert (content.headers["content-type"], content.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert stranger.get(f"/files/{file_id}/content").status_code == 404
    again = find(member, path)
    assert (again.status_code, again.json()["code"]) == (409, "has_photo")
    assert member.patch(path, {"photo_file_id": None}).json()["photo_file_id"] is None
    assert find(member, path).status_code == 200


def test_of_a_lead_and_what_it_becomes(member: Person) -> None:
    made = member.made("/leads", business_name="Bolt", place_id="place-1")
    file_id = find(member, f"/leads/{made['id']}").json()["photo_file_id"]
    assert member.get(f"/leads/{made['id']}").json()["photo_file_id"] == file_id
    became = member.post(f"/leads/{made['id']}/convert", {}).json()
    assert member.get(f"/companies/{became['company_id']}").json()["photo_file_id"] == file_id
    by_name = member.made("/leads", business_name="Acme Pipes", city="Tulsa")
    assert find(member, f"/leads/{by_name['id']}").json()["photo_file_id"]
    person = member.made("/leads", first_name="Ada")
    assert find(member, f"/leads/{person['id']}").json()["errors"][0]["field"] == "business_name"


def test_what_the_map_says(app: FastAPI, house: House, member: Person) -> None:
    for place, status in (("unknown.example", 200), ("rejected.example", 502), ("unavailable.example", 503)):
        made = member.made("/leads", business_name="Bolt", place_id=place)
        answer = find(member, f"/leads/{made['id']}")
        assert answer.status_code == status, answer.text
        assert member.get(f"/leads/{made['id']}").json()["photo_file_id"] is None
        assert status != 200 or answer.json()["photo_file_id"] is None
    house.services.add(Lookups, Lookups(EnrichmentProviders(*[NoEnrichment()] * 8), EnrichmentSettings()))
    answer = find(member, f"/leads/{made['id']}")
    assert (answer.status_code, "QUINTET_GOOGLE" in answer.json()["detail"]) == (501, True)


def test_ones_own_picture(member: Person, stranger: Person) -> None:
    photo = upload(member, "photo")
    for path, name in (("/companies", "name"), ("/leads", "business_name")):
        made = member.made(path, **{name: "Engines", "photo_file_id": photo})
        assert made["photo_file_id"] == photo
        for wrong in (upload(member, "avatar"), upload(stranger, "photo"), new_id()):
            answer = member.patch(f"{path}/{made['id']}", {"photo_file_id": wrong})
            assert answer.json()["errors"][0]["field"] == "photo_file_id"
            assert member.post(path, {name: "X", "photo_file_id": wrong}).status_code == 422
