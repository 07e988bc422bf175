"""Devices and SIM cards: what everybody may, what is there once, and taking in many."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.world import Person

Facts = Callable[..., list[str]]
IMEI, OTHER_IMEI = "352099001761481", "490154203237518"
ICCID, OTHER_ICCID = "8944500102198304826", "8944500102198304834"


def taken_in(person: Person, path: str, text: str, **values: Any) -> dict[str, Any]:
    answer = person.post(f"/{path}/intake", {"text": text, **values})
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


class TestDevices:
    def test_members_add_managers_change(
        self, anonymous: TestClient, reader: Person, member: Person, manager: Person, stranger: Person, facts_of: Facts
    ) -> None:
        assert anonymous.post("/api/v1/devices", json={"serial": "A-1"}).status_code == 401
        assert anonymous.post("/api/v1/devices/intake", json={"text": "A-1"}).status_code == 401
        assert reader.post("/devices", {"serial": "A-1"}).status_code == 403
        assert reader.post("/devices/intake", {"text": "A-1"}).status_code == 403
        product = manager.made("/products", name="GTX Pro")
        company = manager.made("/companies", name="Acme")
        made = member.made("/devices", serial=" A-1 ", imei="35-209900-176148-1", product_id=product["id"])
        assert (made["serial"], made["imei"], made["status"], made["sim_id"]) == ("A-1", IMEI, "in_stock", None)
        assert member.patch(f"/devices/{made['id']}", {"notes": "Scratched"}).status_code == 403
        assert member.delete(f"/devices/{made['id']}").status_code == 403
        assert stranger.get(f"/devices/{made['id']}").status_code == 404
        fleet = manager.made("/devices", imei=OTHER_IMEI, company_id=company["id"], status="shipped")
        assert (fleet["serial"], fleet["status"]) == (OTHER_IMEI, "shipped")
        assert [row["id"] for row in member.listed("/devices", q="352099")] == [made["id"]]
        assert [row["id"] for row in member.listed("/devices", status="shipped")] == [fleet["id"]]
        assert "device.created" in facts_of("company", company["id"])
        back = manager.patch(f"/devices/{fleet['id']}", {"status": "in_stock"}).json()
        assert (back["status"], back["company_id"]) == ("in_stock", None)
        assert manager.delete(f"/devices/{made['id']}").status_code == 204

    def test_numbers_are_there_once(self, manager: Person) -> None:
        first = manager.made("/devices", serial="A-1", imei=IMEI)
        for body, field in (({"serial": "a-1"}, "serial"), ({"serial": "B", "imei": IMEI}, "imei")):
            taken = manager.post("/devices", body).json()
            assert (taken["status"], taken["existing_id"], taken["errors"][0]["field"]) == (409, first["id"], field)
        other = manager.made("/devices", serial="B")
        assert manager.patch(f"/devices/{other['id']}", {"serial": "A-1"}).status_code == 409
        manager.delete(f"/devices/{first['id']}")
        assert manager.patch(f"/devices/{other['id']}", {"serial": "A-1"}).status_code == 200
        assert manager.post(f"/devices/{first['id']}/restore").status_code == 409

    @pytest.mark.parametrize(
        ("path", "body", "field"),
        [
            ("devices", {}, "body"),
            ("devices", {"serial": "two words"}, "serial"),
            ("devices", {"imei": "352099001761482"}, "imei"),
            ("devices", {"serial": "A", "status": "assigned"}, "status"),
            ("devices", {"serial": "A", "product_id": new_id()}, "product_id"),
            ("sims", {"iccid": "123"}, "iccid"),
            ("sims", {"iccid": ICCID, "phone_number": "call me"}, "phone_number"),
            ("sims", {"iccid": ICCID, "device_id": new_id()}, "device_id"),
            ("devices/intake", {"text": " \n "}, "text"),
            ("devices/intake", {"text": "A\n" * 2_001}, "text"),
            ("devices/intake", {"text": "A", "product_id": new_id()}, "product_id"),
        ],
    )
    def test_bad_input(self, manager: Person, path: str, body: dict[str, Any], field: str) -> None:
        answer = manager.post(f"/{path}", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


class TestSims:
    def test_a_device_has_one_card(self, manager: Person, facts_of: Facts) -> None:
        device = manager.made("/devices", serial="A-1")
        sim = manager.made("/sims", iccid=f"{ICCID}F", phone_number="+49 30 12345671", device_id=device["id"])
        assert (sim["iccid"], sim["phone_number"], sim["status"]) == (ICCID, "+493012345671", "assigned")
        shown = manager.get(f"/devices/{device['id']}", expand="sim").json()
        assert (shown["sim_id"], shown["sim"]["title"]) == (sim["id"], ICCID)
        assert facts_of("device", device["id"]) == ["device.created", "sim.created"]
        other = manager.made("/sims", iccid=OTHER_ICCID)
        taken = manager.patch(f"/sims/{other['id']}", {"device_id": device["id"]}).json()
        assert (taken["status"], taken["errors"][0]["field"]) == (409, "device_id")
        assert manager.post("/sims", {"iccid": ICCID}).json()["existing_id"] == sim["id"]
        assert manager.delete(f"/devices/{device['id']}").json()["code"] == "has_sim"
        assert manager.delete(f"/sims/{sim['id']}").json()["code"] == "in_device"
        refused = manager.patch(f"/sims/{sim['id']}", {"status": "retired"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "status")
        loose = manager.patch(f"/sims/{sim['id']}", {"device_id": None, "status": "retired"}).json()
        assert (loose["device_id"], loose["status"]) == (None, "retired")
        assert manager.patch(f"/sims/{other['id']}", {"device_id": device["id"]}).json()["status"] == "assigned"


class TestIntake:
    def test_what_can_be_is_added_and_the_rest_told(self, member: Person, manager: Person, house: House) -> None:
        product = manager.made("/products", name="GTX Pro")
        known = member.made("/devices", serial="K-1")
        text = f"A-1\n\n{IMEI}\n k-1 \nA-2, {OTHER_IMEI}\na-1\n352099001761482\nB-1 B-2 B-3\n{OTHER_IMEI}\tA-3\nC;"
        report = taken_in(member, "devices", text, product_id=product["id"])
        assert report["added"] == len(report["ids"]) == 4
        told = [(each["line"], each["code"], each["existing_id"]) for each in report["duplicates"]]
        assert told == [(4, "known", known["id"]), (6, "repeated", None), (9, "repeated", None)]
        assert [(each["line"], each["value"]) for each in report["invalid"]] == [
            (7, "352099001761482"),
            (8, "B-1 B-2 B-3"),
        ]
        rows = {row["serial"]: row for row in member.listed("/devices", product_id=product["id"])}
        assert set(rows) == {"A-1", IMEI, "A-2", "C"}
        assert (rows[IMEI]["imei"], rows["A-2"]["imei"]) == (IMEI, OTHER_IMEI)
        sims = taken_in(member, "sims", f"{ICCID} +49 30 12345671\n{OTHER_ICCID}f\n{ICCID}\nnone", carrier="Orbit")
        assert (sims["added"], len(sims["duplicates"]), len(sims["invalid"])) == (2, 1, 1)
        assert {row["phone_number"] for row in member.listed("/sims", carrier="Orbit")} == {"+493012345671", None}
        with count_queries(house.db.engine) as seen:
            many = taken_in(member, "devices", "\n".join(f"S{number}" for number in range(1_000)))
        assert many["added"] == 1_000
        assert len(seen) < 40

    def test_the_same_at_once_comes_in_once(self, member: Person) -> None:
        text = "\n".join(f"S{number}" for number in range(40))
        with ThreadPoolExecutor(4) as pool:
            reports = list(pool.map(lambda _: taken_in(member, "devices", text), range(4)))
        assert sum(report["added"] for report in reports) == 40
        assert sum(len(report["duplicates"]) for report in reports) == 120
        assert len(member.listed("/devices", limit=200)) == 40
