"""The telephones that text messages go by."""

from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from quintet.foundation.db import Database, bind_workspace
from quintet.messaging.sms_gateways.models import SmsGateway
from tests.world import HOME_ID, Person

GATEWAY = {
    "label": "Office",
    "url": "https://sms.example.com",
    "username": "office",
    "password": "quite secret",
    "from_number": "+1 555 010 0001",
}


@pytest.fixture
def path(owner: Person, member: Person) -> str:
    found = f"/sms-gateways/{member.user_id}"
    assert owner.put(found, GATEWAY).status_code == 200
    return found


def test_one_is_set_up_and_changed(owner: Person, path: str, db: Database) -> None:
    shown = owner.get(path).json()
    assert (shown["from_number"], shown["active"]) == ("+15550100001", True)
    assert "password" not in shown
    changed = owner.put(path, {"active": False, "label": "Reception"}).json()
    assert (changed["label"], changed["active"], changed["url"]) == ("Reception", False, GATEWAY["url"])
    assert [each["label"] for each in owner.get("/sms-gateways").json()["data"]] == ["Reception"]

    def kept(session: Any) -> SmsGateway:
        bind_workspace(session, HOME_ID)
        found: SmsGateway = session.scalars(select(SmsGateway)).one()
        return found

    assert "quite secret" not in db.read_sync(kept).password
    assert owner.delete(path).status_code == 204
    assert (owner.get(path).status_code, owner.delete(path).status_code) == (404, 404)


def test_a_test_message_really_goes(owner: Person, path: str) -> None:
    told = owner.post(f"{path}/test", {"to": "+1 555 010 0002"})
    assert told.status_code == 200, told.text
    [message] = [each for each in owner.listed("/sandbox/messages") if each["recipient"] == "+15550100002"]
    assert (message["channel"], message["sender"]) == ("sms", "+15550100001")
    assert "Quintet" in message["text"]
    owner.put(path, {"url": "https://sms.rejected.example"})
    assert owner.post(f"{path}/test", {"to": "+15550100002"}).status_code == 502
    owner.put(path, {"url": "https://sms.unavailable.example"})
    assert owner.post(f"{path}/test", {"to": "+15550100002"}).status_code == 503
    owner.put(path, {"active": False})
    assert owner.post(f"{path}/test", {"to": "+15550100002"}).json()["code"] == "gateway_off"


def test_what_is_refused(anonymous: TestClient, owner: Person, member: Person, stranger: Person, path: str) -> None:
    assert anonymous.get("/api/v1/sms-gateways").status_code == 401
    assert [call.status_code for call in (member.get(path), member.put(path, GATEWAY), member.delete(path))] == [
        403
    ] * 3
    assert (stranger.get(path).status_code, stranger.put(path, GATEWAY).status_code) == (404, 404)
    fresh = f"/sms-gateways/{owner.user_id}"
    missing = owner.put(fresh, {"label": "Mine"}).json()["errors"]
    assert {error["field"] for error in missing} == {"url", "username", "password", "from_number"}
    for field, value in (("url", "ftp://x"), ("from_number", "call me"), ("label", "")):
        wrong = owner.put(fresh, {**GATEWAY, field: value})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, field)
    assert owner.post(f"{path}/test", {"to": "nobody"}).json()["errors"][0]["field"] == "to"
    assert owner.get(fresh).status_code == 404
