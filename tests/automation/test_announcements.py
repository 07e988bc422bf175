"""Telling a team's chat what happened: the sandbox's channel, and Slack's at a server that speaks its format."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from quintet.automation.announcements.models import TeamChat
from quintet.automation.announcements.ports import ChatMessage, NoTeamChat, TeamChats
from quintet.foundation.db import Database, all_workspaces
from quintet.foundation.jobs import JobStatus
from quintet.kit import time
from quintet.kit.errors import Invalid, NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.providers.sandbox.chat import SandboxChat
from quintet.providers.slack.chat import SlackChat
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import HOME_ID, Person

CHAT = "/team-chat"
TOLD = "/team-chat/announcements"


@pytest.fixture
def box(house: House) -> Mailbox:
    return Mailbox(house)


def told(box: Mailbox) -> list[str]:
    return [message.subject for message in box.messages() if message.channel == "chat"]


def won(person: Person, title: str, **values: Any) -> str:
    deal = person.made("/deals", title=title, **values)
    answer = person.post(f"/deals/{deal['id']}/close", {"outcome": "won"})
    assert answer.status_code == 200, answer.text
    return str(deal["id"])


def connected(person: Person, channel: str = "#sales", **values: Any) -> dict[str, Any]:
    answer = person.put(CHAT, {"channel": channel, **values})
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


class TestConnecting:
    def test_nobody_and_people_without_the_right(self, anonymous: Any, manager: Person, member: Person) -> None:
        assert anonymous.get("/api/v1/team-chat").status_code == 401
        for person in (manager, member):
            assert person.get(CHAT).status_code == 403
            assert person.put(CHAT, {"channel": "#sales"}).status_code == 403
            assert person.delete(CHAT).status_code == 403
            assert person.post(f"{CHAT}/test").status_code == 403
            assert person.get(TOLD).status_code == 403

    def test_a_workspace_connects_changes_and_disconnects_one_channel(self, admin: Person, stranger: Person) -> None:
        empty = admin.get(CHAT).json()
        assert (empty["connected"], empty["provider"], empty["needs_hook"]) == (False, None, False)
        assert {each["name"] for each in empty["offered"]} >= {"deal_won", "lead_converted"}
        assert (
            connected(admin)["kinds"] == empty["kinds"] == ["deal_won", "lead_won", "proposal_accepted", "invoice_paid"]
        )
        assert connected(admin, "#wins", kinds=["deal_lost", "deal_lost"])["kinds"] == ["deal_lost"]
        shown = connected(admin, "#wins")
        assert (shown["provider"], shown["channel"], shown["kinds"]) == ("sandbox", "#wins", ["deal_lost"])
        assert stranger.get(CHAT).json()["connected"] is False
        assert stranger.delete(CHAT).status_code == 404
        assert admin.delete(CHAT).status_code == 204
        assert admin.get(CHAT).json()["connected"] is False
        assert admin.post(f"{CHAT}/test").status_code == 404

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "channel"),
            ({"channel": ""}, "channel"),
            ({"channel": "x" * 101}, "channel"),
            ({"channel": "#a", "kinds": ["weather"]}, "kinds.0"),
            ({"channel": "#a", "hook": "https://elsewhere.example/services/T/B/x"}, "hook"),
            ({"channel": "#a", "hook": "http://hooks.slack.com/services/T/B/x"}, "hook"),
            ({"channel": "#a", "hook": "https://hooks.slack.com@elsewhere.example/services"}, "hook"),
            ({"channel": "#a", "hook": "https://hooks.slack.com:444/services/T/B/x"}, "hook"),
            ({"channel": "#a", "hook": "https://hooks.slack.com/"}, "hook"),
            ({"channel": "#a", "hook": "nonsense"}, "hook"),
            ({"channel": "#a", "surprise": 1}, "surprise"),
        ],
    )
    def test_bad_input_names_the_field_and_changes_nothing(self, admin: Person, body: Any, field: str) -> None:
        answer = admin.put(CHAT, body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == field
        assert admin.get(CHAT).json()["connected"] is False

    def test_the_address_is_sealed_and_never_shown(self, admin: Person, db: Database) -> None:
        hook = "https://hooks.slack.com/services/T000/B000/secret"
        answer = admin.put(CHAT, {"channel": "#sales", "hook": hook})
        assert answer.json()["provider"] == "slack"
        assert connected(admin, "#other")["provider"] == "slack"
        assert "secret" not in answer.text + admin.get(CHAT).text + admin.get("/events").text

        def kept(session: Any) -> str | None:
            with all_workspaces(session):
                return session.scalar(select(TeamChat.hook))  # type: ignore[no-any-return]

        assert "secret" not in (db.read_sync(kept) or "")

    def test_without_a_sandbox_an_address_is_needed(self, admin: Person, house: House) -> None:
        chats = house.services.get(TeamChats)
        house.services.add(TeamChats, TeamChats(chats.real, NoTeamChat()))
        assert admin.get(CHAT).json()["needs_hook"] is True
        answer = admin.put(CHAT, {"channel": "#sales"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "hook")
        with pytest.raises(NotConfigured):
            NoTeamChat().post("", ChatMessage("1", HOME_ID, "#sales", "Hello"))


class TestTelling:
    def test_what_was_chosen_is_told_once(self, admin: Person, member: Person, stranger: Person, box: Mailbox) -> None:
        connected(admin, kinds=["deal_won", "lead_created"])
        deal = won(member, "Big <order>", value_minor=120_000, currency="EUR")
        lead = member.made("/leads", first_name="Ann", last_name="Ames")
        member.post(f"/deals/{member.made('/deals', title='Gone')['id']}/close", {"outcome": "lost", "reason": "No"})
        won(stranger, "Elsewhere")
        assert sorted(told(box)) == ["Deal won: Big <order>, €1,200.00, by Member", "New lead: Ann Ames"]
        first = next(each for each in admin.listed(TOLD) if each["kind"] == "deal_won")
        assert (first["status"], first["subject_id"]) == ("sent", deal)
        assert stranger.listed(TOLD) == []
        page = next(message for message in box.messages() if "New lead" in message.subject)
        assert page.text.endswith(f"/o/leads/{lead['id']}")

    def test_what_customers_say_to_proposals(self, admin: Person, anonymous: TestClient, box: Mailbox) -> None:
        connected(admin, kinds=["proposal_accepted", "proposal_declined"])
        company = admin.made("/companies", name="Acme")
        for number, (verb, said) in enumerate((("accept", {"name": "Jon Doe"}), ("decline", {"reason": "Too dear"}))):
            lines = [{"description": "Site", "unit_price_minor": 25_000}]
            offer = admin.made("/proposals", title=f"Site {number}", company_id=company["id"], lines=lines)
            admin.post(f"/proposals/{offer['id']}/mark-sent")
            token = admin.get(f"/proposals/{offer['id']}/link").json()["url"].rpartition("/")[2]
            answer = anonymous.post(f"/api/v1/public/proposals/{token}/{verb}", json={**said, "revision": 1})
            assert answer.status_code == 200
        year = time.now().year
        assert sorted(told(box)) == [
            f"Proposal accepted: Site 0 (PRO-{year}-0001), €250.00, by Jon Doe",
            f"Proposal declined: Site 1 (PRO-{year}-0002): Too dear",
        ]

    def test_nothing_is_told_where_no_channel_is(self, admin: Person, box: Mailbox) -> None:
        won(admin, "Quiet")
        assert (told(box), admin.listed(TOLD)) == ([], [])
        connected(admin)
        assert told(box) == []

    def test_a_disconnected_channel_hears_nothing_of_what_waited(self, admin: Person, house: House) -> None:
        connected(admin)
        won(admin, "Late")
        house.deliverer.drain_all()
        assert admin.delete(CHAT).status_code == 204
        box = Mailbox(house)
        assert told(box) == []
        [left] = admin.listed(TOLD)
        assert (left["status"], left["error"]) == ("failed", "No channel is connected any more.")

    def test_trying_it_out(self, admin: Person, box: Mailbox) -> None:
        connected(admin)
        answer = admin.post(f"{CHAT}/test")
        assert (answer.status_code, answer.json()["status"]) == (202, "queued")
        assert told(box) == ["Admin connected this channel. Quintet tells here what happens."]
        assert admin.post(f"{TOLD}/{answer.json()['id']}/retry").status_code == 409

    def test_what_failed_says_why_and_is_tried_again(self, admin: Person, stranger: Person, box: Mailbox) -> None:
        connected(admin, "#rejected")
        won(admin, "Stuck")
        assert told(box) == []
        [failed] = admin.listed(TOLD)
        assert failed["status"] == "failed"
        assert "no such channel" in failed["error"]
        retry = f"{TOLD}/{failed['id']}/retry"
        assert stranger.post(retry).status_code == 404
        assert admin.post(f"{TOLD}/none/retry").status_code == 404
        connected(admin, "#sales")
        assert admin.post(retry).json()["status"] == "queued"
        assert told(box) == ["Deal won: Stuck, by Admin"]
        assert admin.listed(TOLD)[0]["error"] is None

    def test_a_chat_without_an_answer_is_asked_again_later(self, admin: Person, house: House) -> None:
        connected(admin, "#unavailable")
        won(admin, "Patient")
        house.deliverer.drain_all()
        box = Mailbox(house)
        assert JobStatus.RETRYING in box.statuses()
        assert admin.listed(TOLD)[0]["status"] == "queued"

    def test_pages(self, admin: Person, box: Mailbox) -> None:
        connected(admin)
        for _ in range(3):
            admin.post(f"{CHAT}/test")
        first = admin.get(TOLD, limit=2).json()
        rest = admin.get(TOLD, limit=2, cursor=first["next_cursor"]).json()
        assert (len(first["data"]), len(rest["data"]), rest["next_cursor"]) == (2, 1, None)
        assert admin.get(TOLD, cursor="nonsense").status_code == 422


class Slack:
    """Takes what is posted, or answers as the test wants."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[dict[str, Any]] = []
        self.answer: Response = PlainTextResponse("ok")
        self.app = Starlette(routes=[Route("/services/{rest:path}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        self.taken.append(await request.json())
        return self.answer


@pytest.fixture(scope="module")
def served() -> Iterator[Slack]:
    slack = Slack()
    listener = socket.create_server(("127.0.0.1", 0))
    slack.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(slack.app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    yield slack
    server.should_exit = True
    thread.join()


@pytest.fixture
def slack(served: Slack) -> Slack:
    served.taken.clear()
    served.answer = PlainTextResponse("ok")
    return served


class TestSlack:
    MESSAGE = ChatMessage("1", HOME_ID, "#sales", "Deal won: R&D <big>", "http://localhost/o/deals/1")

    def test_it_is_posted_in_their_words(self, slack: Slack) -> None:
        SlackChat(slack.url, timeout=5).post(f"{slack.url}/services/T/B/x", self.MESSAGE)
        text = "Deal won: R&amp;D &lt;big&gt;\n<http://localhost/o/deals/1|Open in Quintet>"
        assert slack.taken == [{"text": text, "unfurl_links": False}]

    @pytest.mark.parametrize(
        ("status", "said", "told"),
        [
            (404, "no_service", "removed or turned off"),
            (410, "channel_is_archived", "archived"),
            (403, "something_new", "something_new"),
            (302, "", "it answered 302"),
        ],
    )
    def test_what_it_refuses(self, slack: Slack, status: int, said: str, told: str) -> None:
        slack.answer = PlainTextResponse(said, status, {"Location": f"{slack.url}/services/other"})
        with pytest.raises(ProviderRejected, match=told):
            SlackChat(slack.url, timeout=5).post(f"{slack.url}/services/T/B/x", self.MESSAGE)
        assert len(slack.taken) == 1

    @pytest.mark.parametrize(("status", "wait"), [(429, 7), (500, None)])
    def test_when_it_is_busy(self, slack: Slack, status: int, wait: int | None) -> None:
        slack.answer = PlainTextResponse("rollup_error", status, {"Retry-After": "7"})
        with pytest.raises(ProviderUnavailable) as caught:
            SlackChat(slack.url, timeout=5).post(f"{slack.url}/services/T/B/x", self.MESSAGE)
        assert caught.value.retry_after == wait

    def test_when_it_is_not_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with pytest.raises(ProviderUnavailable):
                SlackChat(url, timeout=0.2).post(f"{url}/services/T/B/x", self.MESSAGE)

    def test_it_posts_nowhere_else(self, slack: Slack) -> None:
        with pytest.raises(Invalid):
            SlackChat("https://hooks.slack.com/", timeout=5).post(f"{slack.url}/services/T/B/x", self.MESSAGE)
        assert slack.taken == []

    def test_the_whole_way(self, admin: Person, house: House, slack: Slack) -> None:
        house.services.add(TeamChats, TeamChats(SlackChat(slack.url, timeout=5), SandboxChat(house.db)))
        connected(admin, hook=f"{slack.url}/services/T/B/x")
        won(admin, "Real")
        box = Mailbox(house)
        assert told(box) == []
        assert [each["text"].partition("\n")[0] for each in slack.taken] == ["Deal won: Real, by Admin"]
        slack.answer = PlainTextResponse("slow down", 429, {"Retry-After": "30"})
        admin.post(f"{CHAT}/test")
        assert JobStatus.RETRYING in box.statuses()
