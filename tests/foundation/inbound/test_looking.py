"""What administrators see of inbound events, and replaying them."""

from datetime import timedelta

from quintet.foundation.inbound import InboundStatus
from quintet.foundation.inbound.handling import KEPT, purge
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.foundation.inbound.conftest import Parcels, Send, effects, set_received, stored
from tests.foundation.inbound.test_receiving import jobs, work_off
from tests.world import HOME_ID, Person


class TestList:
    def test_who_may(self, anonymous: object, member: Person, manager: Person, admin: Person, send: Send) -> None:
        from starlette.testclient import TestClient

        assert isinstance(anonymous, TestClient)
        assert anonymous.get("/api/v1/inbound-events").status_code == 401
        assert member.get("/inbound-events").status_code == 403
        assert manager.get("/inbound-events").status_code == 403
        assert admin.get("/inbound-events").status_code == 200

    def test_pages_and_filters(self, admin: Person, stranger: Person, send: Send) -> None:
        for number in range(5):
            send(id=f"evt_{number}")
        send("elsewhere", id="theirs")
        send("", id="of nobody")
        assert [e["external_id"] for e in admin.listed("/inbound-events")] == [f"evt_{n}" for n in (4, 3, 2, 1, 0)]
        assert [e["external_id"] for e in stranger.listed("/inbound-events")] == ["theirs"]
        page = admin.get("/inbound-events", limit=2).json()
        assert [e["external_id"] for e in page["data"]] == ["evt_4", "evt_3"]
        page = admin.get("/inbound-events", limit=3, cursor=page["next_cursor"]).json()
        assert [e["external_id"] for e in page["data"]] == ["evt_2", "evt_1", "evt_0"]
        assert page["next_cursor"] is None
        assert len(admin.listed("/inbound-events", provider="parcels", status="received")) == 5
        assert admin.listed("/inbound-events", provider="letters") == []
        assert admin.listed("/inbound-events", status="failed") == []
        assert admin.get("/inbound-events", status="odd").status_code == 422
        assert admin.get("/inbound-events", cursor="odd").status_code == 422

    def test_one_with_what_was_sent(self, admin: Person, stranger: Person, send: Send) -> None:
        send(note="hello")
        [listed] = admin.listed("/inbound-events")
        assert "body" not in listed
        shown = admin.get(f"/inbound-events/{listed['id']}").json()
        assert '"note": "hello"' in shown["body"]
        assert shown["size"] == len(shown["body"])
        assert shown["headers"] == {"x-parcel-attempt": "1"}
        assert stranger.get(f"/inbound-events/{listed['id']}").status_code == 404
        for unknown in (new_id(), "odd"):
            assert admin.get(f"/inbound-events/{unknown}").status_code == 404

    def test_what_is_no_text_is_not_shown(self, house: House, admin: Person, send: Send) -> None:
        send()
        set_received(house.db, body=b"\xff\xfe")
        [event] = stored(house.db)
        shown = admin.get(f"/inbound-events/{event.id}").json()
        assert (shown["body"], shown["size"]) == (None, 2)


class TestReplay:
    def test_who_may(self, admin: Person, manager: Person, stranger: Person, house: House, send: Send) -> None:
        send()
        [event] = stored(house.db)
        assert manager.post(f"/inbound-events/{event.id}/replay").status_code == 403
        assert stranger.post(f"/inbound-events/{event.id}/replay").status_code == 404
        assert admin.post(f"/inbound-events/{new_id()}/replay").status_code == 404

    def test_a_failed_event_is_handled_after_all(
        self, admin: Person, house: House, send: Send, parcels: Parcels
    ) -> None:
        send()
        work = jobs(house.db)[0]
        # The provider is gone by the time its event is to be handled: no further attempt could help.
        set_received(house.db, provider="gone")
        work_off(house)
        [event] = stored(house.db)
        assert event.status == InboundStatus.failed
        assert event.error is not None
        assert "No such provider" in event.error
        assert jobs(house.db)[0].id == work.id
        set_received(house.db, provider="parcels")

        answer = admin.post(f"/inbound-events/{event.id}/replay")
        assert (answer.status_code, answer.json()["status"], answer.json()["error"]) == (202, "received", None)
        assert effects(house.db) == {}
        work_off(house)
        assert stored(house.db)[0].status == InboundStatus.handled
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 1}

    def test_a_handled_event_can_be_handled_again(self, admin: Person, house: House, send: Send) -> None:
        send()
        work_off(house)
        [event] = stored(house.db)
        for _ in range(2):  # asked twice before it begins: once more all the same
            assert admin.post(f"/inbound-events/{event.id}/replay").status_code == 202
        work_off(house)
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 2}


def test_old_events_are_forgotten(house: House, send: Send) -> None:
    send()
    set_received(house.db, received_at=time.now() - KEPT - timedelta(days=1))
    send(id="evt_2")
    assert house.db.write_sync(purge) is False
    assert [event.external_id for event in stored(house.db)] == ["evt_2"]
