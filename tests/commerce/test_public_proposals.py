"""The page of a proposal: what whoever has its link may see and do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.commerce.test_proposals import LINES, do, offered
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def company(member: Person) -> dict[str, Any]:
    return member.made("/companies", name="Acme")


def page_of(person: Person, proposal: dict[str, Any]) -> str:
    """Where its page is read."""
    url: str = person.get(f"/proposals/{proposal['id']}/link").json()["url"]
    return f"/api/v1/public/proposals/{url.rpartition('/')[2]}"


class TestReading:
    def test_what_it_shows_and_to_whom(
        self, anonymous: TestClient, member: Person, company: dict[str, Any], facts_of: Facts, stranger: Person
    ) -> None:
        proposal = offered(member, company_id=company["id"], terms="Net 30", lines=LINES)
        path = page_of(member, proposal)
        for nothing in (path, path[:-1], "/api/v1/public/proposals/x"):
            assert anonymous.get(nothing).status_code == 404
        do(member, proposal, "mark-sent")
        # Members don't count, wherever they come from.
        assert member.http.get(path).json()["status"] == "open"
        cookie = {"Cookie": f"quintet_session={member.token}"}
        assert anonymous.get(path, headers=cookie).status_code == 200
        assert member.get(f"/proposals/{proposal['id']}").json()["view_count"] == 0
        answer = anonymous.get(path)
        page = answer.json()
        assert answer.headers["cache-control"] == "no-store"
        assert (page["status"], page["revision"], page["customer"], page["terms"]) == ("open", 1, "Acme", "Net 30")
        assert (page["seller"]["name"], page["seller"]["contact_email"]) == ("Home Ltd", "member@example.com")
        assert (page["total_minor"], page["lines"][0]["description"]) == (25_000, "Consulting")
        assert not {"id", "workspace_id", "owner_id", "company_id", "view_count"} & page.keys()
        shown = member.get(f"/proposals/{proposal['id']}").json()
        assert (shown["status"], shown["view_count"], shown["version"]) == ("viewed", 1, 3)
        # Somebody of another workspace is a customer like any other.
        assert stranger.http.get(path).status_code == 200
        assert member.get(f"/proposals/{proposal['id']}").json()["view_count"] == 2
        assert facts_of("company", company["id"])[-2:] == ["proposal.viewed"] * 2
        do(member, proposal, "reopen")
        assert anonymous.get(path).status_code == 404
        do(member, proposal, "mark-sent")
        assert anonymous.get(path).json()["revision"] == 2
        member.delete(f"/proposals/{proposal['id']}")
        assert anonymous.get(path).status_code == 404

    def test_the_owner_is_told_once_a_minute(
        self, anonymous: TestClient, member: Person, company: dict[str, Any], at: Callable[[float], None]
    ) -> None:
        proposal = offered(member, company_id=company["id"])
        path = page_of(member, proposal)
        do(member, proposal, "mark-sent")
        for seconds, told in ((0, 1), (30, 1), (59, 1), (61, 2), (100, 2), (122, 3)):
            at(seconds)
            anonymous.get(path)
            kinds = [notice["kind"] for notice in member.get("/notifications").json()["data"]]
            assert kinds == ["proposal_viewed"] * told
        shown = member.get(f"/proposals/{proposal['id']}").json()
        assert (shown["view_count"], shown["version"]) == (6, 3)


class TestAnswering:
    def test_signed_once_and_frozen(
        self, app: FastAPI, member: Person, owner: Person, company: dict[str, Any], facts_of: Facts
    ) -> None:
        proposal = offered(member, company_id=company["id"], introduction="Hello")
        path = page_of(member, proposal)
        do(member, proposal, "mark-sent")
        assert member.get(f"/proposals/{proposal['id']}/signature").status_code == 404
        browser = TestClient(app, client=("203.0.113.9", 5000), headers={"User-Agent": "Browser/1"})
        for body, field in (({"name": " Jo ", "revision": 1}, "name"), ({"name": "Jon Doe"}, "revision")):
            refused = browser.post(f"{path}/accept", json=body)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
        refused = browser.post(f"{path}/accept", json={"name": "Jon Doe", "revision": 0})
        assert (refused.status_code, refused.json()["code"]) == (409, "proposal_changed")
        names = [f"Jon Doe {number}" for number in range(4)]
        with ThreadPoolExecutor(4) as pool:
            said = list(
                pool.map(lambda name: browser.post(f"{path}/accept", json={"name": name, "revision": 1}), names)
            )
        assert sorted(answer.status_code for answer in said) == [200, 409, 409, 409]
        assert {answer.json().get("code") for answer in said} == {None, "proposal_accepted"}
        [page] = [answer.json() for answer in said if answer.status_code == 200]
        assert page["status"] == "accepted"
        assert page["signed_name"] in names
        signature = member.get(f"/proposals/{proposal['id']}/signature").json()
        assert (signature["name"], signature["ip"], signature["user_agent"]) == (
            page["signed_name"], "203.0.113.9", "Browser/1",
        )  # fmt: skip
        assert (signature["snapshot"]["introduction"], signature["snapshot"]["total_minor"]) == ("Hello", 25_000)
        # What was signed stays, whatever is renamed later.
        owner.patch(f"/companies/{company['id']}", {"name": "Renamed"})
        assert browser.get(path).json() == page
        assert page["customer"] == "Acme"
        assert member.patch(f"/proposals/{proposal['id']}", {"title": "x"}).status_code == 409
        for verb in ("send", "mark-sent", "reopen"):
            assert member.post(f"/proposals/{proposal['id']}/{verb}").json()["code"] == "proposal_accepted"
        assert browser.post(f"{path}/decline", json={"revision": 1}).json()["code"] == "proposal_accepted"
        kinds = [notice["kind"] for notice in member.get("/notifications").json()["data"]]
        assert kinds == ["proposal_accepted"]
        assert facts_of("proposal", proposal["id"]) == ["proposal.created", "proposal.sent", "proposal.accepted"]
        [event] = [
            event
            for event in owner.get(f"/timeline/proposal/{proposal['id']}").json()["data"]
            if event["type"] == "proposal.accepted"
        ]
        assert (event["actor"]["kind"], event["actor"]["label"]) == ("visitor", page["signed_name"])
        assert do(member, proposal, "invoice", 201)["total_minor"] == 25_000

    def test_declined_and_too_late(
        self, anonymous: TestClient, member: Person, company: dict[str, Any], at: Callable[[float], None]
    ) -> None:
        proposal = offered(member, company_id=company["id"])
        path = page_of(member, proposal)
        assert anonymous.post(f"{path}/decline", json={"revision": 0}).status_code == 404
        do(member, proposal, "mark-sent")
        declined = anonymous.post(f"{path}/decline", json={"revision": 1, "reason": " Too dear "}).json()
        assert (declined["status"], "decline_reason" in declined) == ("declined", False)
        assert member.get(f"/proposals/{proposal['id']}").json()["decline_reason"] == "Too dear"
        again = anonymous.post(f"{path}/accept", json={"name": "Jon Doe", "revision": 1})
        assert (again.status_code, again.json()["code"]) == (409, "proposal_declined")
        do(member, proposal, "reopen")
        sent = do(member, proposal, "mark-sent")
        assert (sent["declined_at"], sent["decline_reason"]) == (None, None)
        at(32 * 24 * 3600)
        # The scan has not come by yet.
        assert anonymous.get(path).json()["status"] == "expired"
        late = anonymous.post(f"{path}/accept", json={"name": "Jon Doe", "revision": 2})
        assert (late.status_code, late.json()["code"]) == (409, "proposal_expired")
