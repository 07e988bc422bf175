"""Fulfilment orders: where they come from, what is picked for them, and their way to the customer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db.raw import count_queries
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]
LINES = [{"description": "GTX Pro", "quantity": 2, "unit_price_minor": 4_800}]
ICCIDS = ("8944500102198304826", "8944500102198304834")
SENT = {"carrier": "DHL", "tracking_number": "00340434161094000000"}


@pytest.fixture
def box(house: House) -> Mailbox:
    return Mailbox(house)


@pytest.fixture
def company(member: Person) -> dict[str, Any]:
    address = {"kind": "both", "line1": "Hauptstr. 1", "city": "Berlin", "postal_code": "10115", "country": "DE"}
    return member.made("/companies", name="Acme", email="billing@acme.example", addresses=[address])


def sold(person: Person, box: Mailbox, company: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """An invoice that was sent, and its order."""
    invoice = person.made("/invoices", company_id=company["id"], lines=LINES)
    assert person.post(f"/invoices/{invoice['id']}/mark-sent").status_code == 200
    box.house.deliverer.drain_all()
    [order] = person.listed("/fulfilment-orders", invoice_id=invoice["id"])
    return invoice, order


def stocked(person: Person, *serials: str) -> list[str]:
    answer = person.post("/devices/intake", {"text": "\n".join(serials)})
    ids: list[str] = answer.json()["ids"]
    return ids


def did(person: Person, order: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    answer = person.post(f"/fulfilment-orders/{order['id']}/{verb}", body)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def picking(*devices: str, **sims: str) -> list[dict[str, str]]:
    return [{"device": each} | ({"sim": sims[each]} if each in sims else {}) for each in devices]


class TestOrders:
    def test_sent_invoices_have_one_and_void_ones_none(
        self, member: Person, manager: Person, box: Mailbox, company: dict[str, Any], facts_of: Facts
    ) -> None:
        invoice, order = sold(member, box, company)
        assert (order["number"], order["status"], order["company_id"]) == (invoice["number"], "pending", company["id"])
        assert order["ship_to"] == "Acme\nHauptstr. 1\nBerlin 10115\nDE"
        assert order["items"] == []
        again = manager.post("/fulfilment-orders", {"invoice_id": invoice["id"]})
        assert (again.status_code, again.json()["existing_id"]) == (409, order["id"])
        stocked(manager, "A-1")
        did(manager, order, "pick", items=picking("A-1"))
        assert manager.post(f"/invoices/{invoice['id']}/void").status_code == 200
        box.house.deliverer.drain_all()
        cancelled = manager.get(f"/fulfilment-orders/{order['id']}").json()
        assert (cancelled["status"], cancelled["items"]) == ("cancelled", [])
        assert manager.listed("/devices", status="in_stock")[0]["invoice_id"] is None
        assert "fulfilment_order.cancelled" in facts_of("company", company["id"])
        refused = manager.post("/fulfilment-orders", {"invoice_id": invoice["id"]})
        assert (refused.status_code, refused.json()["code"]) == (409, "invoice_void")
        unsent = manager.made("/invoices", company_id=company["id"], lines=LINES)
        own = manager.made("/fulfilment-orders", invoice_id=unsent["id"], ship_to="The back door")
        manager.post(f"/invoices/{unsent['id']}/mark-sent")
        box.house.deliverer.drain_all()
        assert [row["id"] for row in manager.listed("/fulfilment-orders", invoice_id=unsent["id"])] == [own["id"]]
        did(manager, own, "ship", **SENT, notify=False)
        manager.post(f"/invoices/{unsent['id']}/void")
        box.house.deliverer.drain_all()
        assert manager.get(f"/fulfilment-orders/{own['id']}").json()["status"] == "shipped"
        assert box.messages("billing@acme.example") == []
        work = manager.made("/products", name="Set-up", price_minor=100, shipped=False)["id"]
        of_work = manager.made("/invoices", company_id=company["id"], lines=[{"product_id": work}])
        manager.post(f"/invoices/{of_work['id']}/mark-sent")
        box.house.deliverer.drain_all()
        assert manager.listed("/fulfilment-orders", invoice_id=of_work["id"]) == []
        deleted, pending = sold(member, box, company)
        assert member.delete(f"/invoices/{deleted['id']}").status_code == 204
        box.house.deliverer.drain_all()
        shown = manager.get(f"/fulfilment-orders/{pending['id']}").json()
        assert (shown["status"], shown["cancel_reason"]) == ("cancelled", "The invoice was deleted.")

    def test_who_may(
        self,
        anonymous: TestClient,
        member: Person,
        colleague: Person,
        stranger: Person,
        manager: Person,
        box: Mailbox,
        company: dict[str, Any],
    ) -> None:
        invoice, order = sold(member, box, company)
        path, bodies = f"/fulfilment-orders/{order['id']}", {"pick": {"items": picking("A-1")}, "ship": SENT}
        for verb in ("pick", "ship", "deliver", "hold", "resume", "cancel"):
            body = bodies.get(verb, {})
            assert anonymous.post(f"/api/v1{path}/{verb}", json=body).status_code == 401
            assert member.post(f"{path}/{verb}", body).status_code == 403
            assert stranger.post(f"{path}/{verb}", body).status_code == 404
        assert member.delete(f"{path}/items/{new_id()}").status_code == 403
        serials = f"/invoices/{invoice['id']}/serials"
        for person in (colleague, stranger):
            assert person.get(path).status_code == 404
            assert person.get(serials).status_code == 404
            assert person.post(serials, {"serials": ["A-1"]}).status_code == 404
        assert colleague.listed("/fulfilment-orders") == []
        assert manager.patch(path, {"notes": "Ring twice"}).json()["notes"] == "Ring twice"
        assert manager.delete(path).status_code == 204
        assert manager.post(f"{path}/restore").json()["status"] == "pending"


class TestWay:
    def test_picked_shipped_delivered(
        self,
        member: Person,
        manager: Person,
        admin: Person,
        box: Mailbox,
        company: dict[str, Any],
        facts_of: Facts,
        house: House,
    ) -> None:
        invoice, order = sold(member, box, company)
        first, second = stocked(manager, "A-1", "A-2")
        sims = [manager.made("/sims", iccid=iccid)["id"] for iccid in ICCIDS]
        shown = did(manager, order, "pick", items=picking("a-1", second, **{"a-1": ICCIDS[0], second: sims[1]}))
        assert shown["status"] == "picking"
        assert shown["version"] > order["version"]
        assert [(i["serial"], i["iccid"]) for i in shown["items"]] == [("A-1", ICCIDS[0]), ("A-2", ICCIDS[1])]
        device = manager.get(f"/devices/{first}").json()
        assert (device["status"], device["company_id"], device["invoice_id"], device["order_id"], device["sim_id"]) == (
            "assigned", company["id"], invoice["id"], order["id"], sims[0],
        )  # fmt: skip
        assert manager.patch(f"/devices/{first}", {"status": "in_stock"}).json()["code"] == "device_assigned"
        assert manager.delete(f"/devices/{first}").json()["code"] == "device_assigned"
        assert manager.delete(f"/fulfilment-orders/{order['id']}").json()["code"] == "has_devices"
        assert len(did(manager, order, "pick", items=picking("A-1"))["items"]) == 2

        item = shown["items"][1]["id"]
        shown = manager.delete(f"/fulfilment-orders/{order['id']}/items/{item}").json()
        assert [each["serial"] for each in shown["items"]] == ["A-1"]
        back, card = manager.get(f"/devices/{second}").json(), manager.get(f"/sims/{sims[1]}").json()
        assert (back["status"], back["company_id"], card["status"], card["device_id"]) == (
            "in_stock", None, "in_stock", None,
        )  # fmt: skip

        assert did(manager, order, "hold", reason="Not paid")["hold_reason"] == "Not paid"
        refused = manager.post(f"/fulfilment-orders/{order['id']}/ship", SENT)
        assert (refused.status_code, refused.json()["code"]) == (409, "order_on_hold")
        assert did(manager, order, "resume")["status"] == "picking"
        assert manager.post(f"/fulfilment-orders/{order['id']}/deliver").json()["code"] == "order_picking"

        assert admin.put("/team-chat", {"channel": "#ops", "kinds": ["order_shipped"]}).status_code == 200
        shown = did(manager, order, "ship", **SENT)
        assert (shown["status"], shown["carrier"], shown["shipped_at"] is not None) == ("shipped", "DHL", True)
        assert manager.get(f"/devices/{first}").json()["status"] == "shipped"
        assert did(manager, order, "deliver")["status"] == "delivered"
        for verb, body in (("ship", SENT), ("deliver", {}), ("cancel", {}), ("pick", {"items": picking("A-2")})):
            assert manager.post(f"/fulfilment-orders/{order['id']}/{verb}", body).json()["code"] == "order_delivered"
        sent, arrived = box.messages("billing@acme.example")
        assert sent.subject == f"Your order {invoice['number']} is on its way"
        for words in ("Home Ltd", "DHL", SENT["tracking_number"], "A-1", "Hauptstr. 1"):
            assert words in sent.text
        [chat] = [message.subject for message in box.messages() if message.channel == "chat"]
        assert chat == f"Order shipped: {invoice['number']}, by DHL ({SENT['tracking_number']})"
        assert arrived.subject == f"Your order {invoice['number']} was delivered"
        told = [
            "fulfilment_order.created",
            "fulfilment_order.device_assigned",
            "fulfilment_order.device_released",
            "fulfilment_order.held",
            "fulfilment_order.resumed",
            "fulfilment_order.device_shipped",
            "fulfilment_order.delivered",
        ]
        assert facts_of("fulfilment_order", order["id"]) == told
        assert [fact for fact in facts_of("invoice", invoice["id"]) if fact.startswith("fulfilment")] == told
        assert set(told[1::4]) <= set(facts_of("device", first))
        assert member.get(f"/invoices/{invoice['id']}/serials").json()["data"] == [
            {"device_id": first, "serial": "A-1", "imei": None, "status": "shipped", "iccid": ICCIDS[0]}
        ]
        assert [row["id"] for row in member.listed("/fulfilment-orders", q="0034043416")] == [order["id"]]
        groups = member.get("/fulfilment-orders/groups", by="status").json()["groups"]
        assert [(g["value"], g["count"]) for g in groups if g["count"]] == [("delivered", 1)]
        with count_queries(house.db.engine) as seen:
            member.listed("/fulfilment-orders", expand="company,invoice")
        assert len(seen) <= 5

    def test_nothing_is_taken_unless_all_is(
        self, manager: Person, member: Person, box: Mailbox, company: dict[str, Any]
    ) -> None:
        _, order = sold(member, box, company)
        _, rival = sold(member, box, company)
        stocked(manager, "A-1", "A-2", "A-3")
        sim = manager.made("/sims", iccid=ICCIDS[0])["id"]
        did(manager, rival, "pick", items=picking("A-1", **{"A-1": sim}))
        path = f"/fulfilment-orders/{order['id']}/pick"
        for items, status, field, code in (
            (picking("A-2", "A-1"), 409, "items.1.device", "device_taken"),
            (picking("A-2", **{"A-2": sim}), 409, "items.0.sim", "sim_taken"),
            (picking("A-2", "nobody"), 422, "items.1.device", "unknown_reference"),
            (picking("A-2", "a-2"), 422, "items.1.device", "repeated"),
            (picking("A-2", **{"A-2": "89"}), 422, "items.0.sim", "unknown_reference"),
            ([], 422, "items", "too_short"),
        ):
            answer = manager.post(path, {"items": items})
            error = answer.json()["errors"][0]
            assert (answer.status_code, error["field"], error["code"]) == (status, field, code)
        assert manager.get(f"/fulfilment-orders/{order['id']}").json()["status"] == "pending"
        assert {row["serial"] for row in manager.listed("/devices", status="in_stock")} == {"A-2", "A-3"}
        for body, field in (({"carrier": "DHL"}, "tracking_number"), ({**SENT, "carrier": " "}, "carrier")):
            answer = manager.post(f"/fulfilment-orders/{order['id']}/ship", body)
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)

    def test_a_device_is_in_one_order_whoever_picks_at_once(
        self, manager: Person, member: Person, box: Mailbox, company: dict[str, Any]
    ) -> None:
        orders = [sold(member, box, company)[1] for _ in range(4)]
        serials = [f"S-{number}" for number in range(6)]
        stocked(manager, *serials)

        def take(order: dict[str, Any], mine: list[str]) -> int:
            return manager.post(f"/fulfilment-orders/{order['id']}/pick", {"items": picking(*mine)}).status_code

        # Each wants one that another wants, and asks in another order.
        wishes = [serials[:3], serials[2::-1], serials[2:5], [serials[4], serials[0], serials[5]]]
        with ThreadPoolExecutor(4) as pool:
            statuses = list(pool.map(take, orders, wishes))
        assert set(statuses) == {200, 409}
        held = [
            item["serial"] for row in manager.listed("/fulfilment-orders", status="picking") for item in row["items"]
        ]
        assert len(held) == len(set(held)) == 3 * statuses.count(200)
        assert len(manager.listed("/devices", status="assigned")) == len(held)


class TestSerials:
    def test_whoever_bills_says_what_was_sold(
        self, member: Person, manager: Person, company: dict[str, Any], facts_of: Facts
    ) -> None:
        invoice = member.made("/invoices", company_id=company["id"], lines=LINES)
        path = f"/invoices/{invoice['id']}/serials"
        stocked(member, "A-1")
        shown = member.post(path, {"serials": ["a-1", "NEW-1"]}).json()["data"]
        assert [(each["serial"], each["status"]) for each in shown] == [("A-1", "assigned"), ("NEW-1", "assigned")]
        assert len(member.post(path, {"serials": ["NEW-1", "NEW-2"]}).json()["data"]) == 3
        [order] = member.listed("/fulfilment-orders", invoice_id=invoice["id"])
        assert (order["status"], len(order["items"])) == ("picking", 3)
        assert facts_of("invoice", invoice["id"]).count("fulfilment_order.device_assigned") == 2
        other = member.made("/invoices", company_id=company["id"], lines=LINES)
        for serials, field in ((["A-1"], "serials.0"), (["NEW-3", "two words"], "serials.1"), ([], "serials")):
            answer = member.post(f"/invoices/{other['id']}/serials", {"serials": serials})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) in ((409, field), (422, field))
        assert [row["serial"] for row in member.listed("/devices", q="NEW-3")] == []
        did(manager, order, "ship", **SENT, notify=False)
        assert member.post(path, {"serials": ["NEW-4"]}).json()["code"] == "order_shipped"
        returned = manager.listed("/devices", q="NEW-1")[0]
        manager.patch(f"/devices/{returned['id']}", {"status": "in_stock"})
        assert [each["serial"] for each in member.get(path).json()["data"]] == ["A-1", "NEW-2"]
        assert len(manager.get(f"/fulfilment-orders/{order['id']}").json()["items"]) == 3
