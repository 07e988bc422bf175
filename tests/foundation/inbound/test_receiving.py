"""Webhooks from the provider's call to their effect."""

import threading
from time import monotonic, sleep

from sqlalchemy import select

from quintet.foundation.db import Database
from quintet.foundation.inbound import InboundStatus, receive
from quintet.foundation.jobs import Job, JobStatus
from quintet.wiring import House
from tests.foundation.inbound.conftest import Parcels, Send, effects, stored
from tests.world import ELSEWHERE_ID, HOME_ID


def jobs(db: Database) -> list[Job]:
    handling = select(Job).where(Job.name == "inbound.handle_event").order_by(Job.id)
    return db.read_sync(lambda session: list(session.scalars(handling)))


def work_off(house: House) -> None:
    """Run jobs until none is left that could run at once."""
    house.jobs.start()
    end = monotonic() + 15
    while any(job.status in (JobStatus.QUEUED, JobStatus.RUNNING) for job in jobs(house.db)):
        assert monotonic() < end, [vars(job) for job in jobs(house.db)]
        sleep(0.02)
    house.jobs.stop()


class TestReceiving:
    def test_an_event_is_stored_as_it_came_and_handled(self, house: House, send: Send) -> None:
        answer = send(note="é")
        assert (answer.status_code, answer.json()) == (200, {"received": True})
        [event] = stored(house.db)
        assert (event.provider, event.external_id, event.type) == ("parcels", "evt_1", "parcel.sent")
        assert (event.workspace_id, event.status, event.handled_at) == (HOME_ID, InboundStatus.received, None)
        assert b'"note"' in event.body
        assert event.headers == {"x-parcel-attempt": "1"}, "only what the provider names is kept"

        work_off(house)
        [event] = stored(house.db)
        assert event.status == InboundStatus.handled
        assert event.handled_at is not None
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 1}

    def test_the_same_event_ten_times_at_once_is_stored_and_handled_once(self, house: House, parcels: Parcels) -> None:
        start, news = threading.Barrier(10), []

        def deliver() -> None:
            start.wait()
            news.append(
                house.db.write_sync(
                    lambda session: receive(session, "parcels", "evt_1", body=b"{}", workspace_id=HOME_ID)
                )
            )

        threads = [threading.Thread(target=deliver) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(news) == [False] * 9 + [True]
        assert len(stored(house.db)) == len(jobs(house.db)) == 1
        work_off(house)
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 1}

    def test_the_same_event_later_is_answered_and_not_handled_again(self, house: House, send: Send) -> None:
        send()
        work_off(house)
        assert send().status_code == 200
        assert len(stored(house.db)) == len(jobs(house.db)) == 1

    def test_one_workspace_cannot_stand_in_the_way_of_another(self, house: House, send: Send) -> None:
        for key in ("home", "elsewhere", ""):
            assert send(key).status_code == 200
        assert [event.workspace_id for event in stored(house.db)] == [HOME_ID, ELSEWHERE_ID, None]
        work_off(house)
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 1, f"{ELSEWHERE_ID}/evt_1": 1, "/evt_1": 1}

    def test_a_forged_call_leaves_nothing_behind(self, house: House, send: Send) -> None:
        answer = send(signature="0" * 64)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert stored(house.db) == []

    def test_unknown_providers_and_keys(self, house: House, send: Send, parcels: Parcels) -> None:
        assert send("nobody").status_code == 404
        parcels.name = "letters"
        assert send("home").status_code == 200  # the registry knows it by the name it was added with
        assert stored(house.db)[0].provider == "letters"

    def test_a_handshake_is_answered_in_the_providers_words(
        self, house: House, send: Send, parcels: Parcels, anonymous: object
    ) -> None:
        from starlette.testclient import TestClient

        assert isinstance(anonymous, TestClient)
        answer = anonymous.get("/api/v1/inbound/parcels/home", params={"challenge": "say this"})
        assert (answer.status_code, answer.text) == (200, "say this")
        assert answer.headers["content-type"].startswith("text/plain")
        assert stored(house.db) == []

    def test_the_provider_sees_the_address_it_was_given(self, send: Send, parcels: Parcels) -> None:
        send()
        [call] = parcels.calls
        assert (call.method, call.key) == ("POST", "home")
        assert call.url == "http://testserver/api/v1/inbound/parcels/home"


class TestFailing:
    def test_what_a_failed_handling_did_is_taken_back_and_it_is_tried_again(
        self, house: House, send: Send, parcels: Parcels
    ) -> None:
        parcels.failing = True
        send()
        house.jobs.start()
        end = monotonic() + 15
        while jobs(house.db)[0].attempt < 2:
            assert monotonic() < end
            sleep(0.02)
        assert effects(house.db) == {}
        parcels.failing = False
        while stored(house.db)[0].status != InboundStatus.handled:
            assert monotonic() < end
            sleep(0.02)
        assert effects(house.db) == {f"{HOME_ID}/evt_1": 1}
