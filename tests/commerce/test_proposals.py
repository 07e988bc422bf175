"""Proposals: drawing up, sending, and what becomes of them. How customers answer: `test_public_proposals`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest

from quintet.foundation.db import Database
from quintet.foundation.jobs import JobStatus
from quintet.identity.mail.jobs import send_mail
from quintet.identity.mail.ports import Mail, MailSender
from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]
LINES = [{"description": "Consulting", "quantity": 2.5, "unit_price_minor": 10_000}]


@pytest.fixture
def mailbox(house: House) -> Mailbox:
    return Mailbox(house)


@pytest.fixture
def ann(member: Person) -> dict[str, Any]:
    company = member.made("/companies", name="Acme")
    return member.made("/contacts", first_name="Ann", emails=[{"value": "ann@acme.example"}], company_id=company["id"])


def offered(person: Person, **values: Any) -> dict[str, Any]:
    return person.made("/proposals", **{"title": "Website", "lines": LINES, **values})


def do(person: Person, proposal: dict[str, Any], verb: str, status: int = 200, **body: Any) -> Any:
    answer = person.post(f"/proposals/{proposal['id']}/{verb}", body)
    assert answer.status_code == status, answer.text
    return answer.json()


def code(person: Person, proposal: dict[str, Any], verb: str) -> tuple[int, str]:
    answer = person.post(f"/proposals/{proposal['id']}/{verb}")
    return answer.status_code, answer.json()["code"]


class TestDrawingUp:
    def test_valid(self, member: Person, manager: Person, ann: dict[str, Any], facts_of: Facts, reader: Person) -> None:
        rate = manager.made("/tax-rates", name="Usual", percent=19, is_default=True)
        proposal = offered(member, contact_id=ann["id"], discount_minor=5_000, introduction="Dear Ann")
        assert (proposal["number"], proposal["status"]) == (f"PRO-{time.now().year}-0001", "draft")
        assert (proposal["company_id"], proposal["owner_id"]) == (ann["company_id"], member.user_id)
        assert (proposal["subtotal_minor"], proposal["tax_minor"], proposal["total_minor"]) == (25_000, 3_800, 23_800)
        assert (proposal["tax_rate_id"], proposal["currency"]) == (rate["id"], "EUR")
        assert date.fromisoformat(proposal["valid_until"]) - time.now().date() == timedelta(days=30)
        assert [line["total_minor"] for line in proposal["lines"]] == [25_000]
        assert "public_token" not in proposal
        assert "proposal.created" in facts_of("company", ann["company_id"])
        assert [row["id"] for row in member.listed("/proposals", q=proposal["number"])] == [proposal["id"]]
        assert reader.post("/proposals", {"title": "x", "contact_id": ann["id"], "lines": LINES}).status_code == 403
        lead = member.made("/leads", first_name="Lee")
        assert offered(member, lead_id=lead["id"], valid_until=None)["valid_until"] is None
        invoice = member.made("/invoices", contact_id=ann["id"], lines=LINES)
        assert invoice["number"].endswith("-0001")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"title": " "}, "title"),
            ({"lines": []}, "lines"),
            ({"lines": [{"product_id": new_id()}]}, "lines.0.product_id"),
            ({"discount_minor": 25_001}, "discount_minor"),
            ({"deal_id": new_id()}, "deal_id"),
            ({"status": "accepted"}, "status"),
            ({"terms": "x" * 20_001}, "terms"),
        ],
    )
    def test_bad_input_changes_nothing(
        self, member: Person, ann: dict[str, Any], body: dict[str, Any], field: str
    ) -> None:
        answer = member.post("/proposals", {"title": "x", "contact_id": ann["id"], "lines": LINES, **body})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
        assert offered(member, contact_id=ann["id"])["number"].endswith("-0001")

    def test_numbers_without_gaps_when_many_are_made_at_once(self, owner: Person) -> None:
        company = owner.made("/companies", name="Acme")
        bodies: list[dict[str, Any]] = [{"title": "x", "company_id": company["id"], "lines": LINES} for _ in range(12)]
        for body in bodies[::3]:
            body["custom"] = {"nonsense": 1}
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda body: owner.post("/proposals", body), bodies))
        assert sorted(answer.status_code for answer in answers) == [201] * 8 + [422] * 4
        numbers = sorted(row["number"] for row in owner.listed("/proposals"))
        assert numbers == [f"PRO-{time.now().year}-{place:04d}" for place in range(1, 9)]

    def test_who_sees_and_changes(
        self, owner: Person, member: Person, colleague: Person, ann: dict[str, Any], reader: Person
    ) -> None:
        proposal = offered(owner, contact_id=ann["id"])
        elsewhere = owner.made("/companies", name="Elsewhere")
        offered(owner, company_id=elsewhere["id"])
        assert [row["id"] for row in member.listed("/proposals")] == [proposal["id"]]
        path = f"/proposals/{proposal['id']}"
        for verb in ("send", "mark-sent", "reopen", "invoice", "duplicate"):
            assert colleague.post(f"{path}/{verb}").status_code == 404
            assert reader.post(f"{path}/{verb}").status_code == 403
        assert colleague.get(f"{path}/link").status_code == colleague.get(f"{path}/signature").status_code == 404
        assert reader.get(f"{path}/link").status_code == 403
        assert reader.get(f"{path}/signature").status_code == 404
        changed = member.patch(path, {"lines": [{"description": "Less", "unit_price_minor": 5}], "title": "New"}).json()
        assert (changed["total_minor"], changed["title"], changed["version"]) == (5, "New", 2)
        assert member.patch(path, {"title": " "}).json()["errors"][0]["field"] == "title"
        assert member.patch(path, {"discount_minor": 5}).json()["total_minor"] == 0


class TestGuards:
    def test_what_was_sent_stays_until_it_is_reopened(
        self, member: Person, colleague: Person, ann: dict[str, Any], facts_of: Facts
    ) -> None:
        proposal = offered(member, contact_id=ann["id"])
        path = f"/proposals/{proposal['id']}"
        assert code(member, proposal, "reopen") == (409, "proposal_draft")
        assert code(member, proposal, "invoice") == (409, "proposal_draft")
        assert member.get(f"{path}/link").json()["shown"] is False
        sent = do(member, proposal, "mark-sent")
        assert (sent["status"], sent["sent_to"], sent["sent_at"] is not None) == ("sent", None, True)
        refused = member.patch(path, {"title": "Other"})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_a_draft")
        assert member.patch(path, {"owner_id": colleague.user_id}).json()["owner_id"] == colleague.user_id
        assert do(member, proposal, "reopen")["status"] == "draft"
        assert member.patch(path, {"title": "Other", "valid_until": "2020-01-01"}).json()["title"] == "Other"
        assert code(member, proposal, "mark-sent") == (409, "proposal_expired")
        told = ["created", "sent", "updated", "reopened", "updated"]
        assert facts_of("proposal", proposal["id"]) == [f"proposal.{fact}" for fact in told]
        events = member.get(f"/timeline/proposal/{proposal['id']}").json()["data"]
        assert [[change["field"] for change in event["changes"] or ()] for event in events[::-1]][:4] == [
            [], ["status"], ["owner_id"], ["status"],
        ]  # fmt: skip
        again = do(member, proposal, "duplicate", 201)
        assert (again["title"], again["status"], again["total_minor"]) == ("Other", "draft", 25_000)
        assert again["number"].endswith("-0002")
        assert date.fromisoformat(again["valid_until"]) > time.now().date()

    def test_expired_where_the_workspace_is(
        self, owner: Person, mailbox: Mailbox, facts_of: Facts, at: Callable[[float], None]
    ) -> None:
        company = owner.made("/companies", name="Acme")
        assert owner.patch("/workspace", {"timezone": "Pacific/Honolulu"}).status_code == 200
        # From noon in Honolulu, so that no midnight comes by itself. Its day ends ten hours later than in Greenwich.
        noon = time.now().replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=1)
        ahead = (noon - time.now()).total_seconds()
        at(ahead)
        ends, lasts = (
            do(owner, offered(owner, company_id=company["id"], valid_until=day), "mark-sent")
            for day in (noon.date().isoformat(), None)
        )
        left = ahead + 12 * 3600
        at(left - 600)
        mailbox.run_schedule("commerce.note_expired")
        assert owner.get(f"/proposals/{ends['id']}").json()["status"] == "sent"
        at(left + 60)
        mailbox.run_schedule("commerce.note_expired")
        mailbox.run_schedule("commerce.note_expired")
        assert owner.get(f"/proposals/{ends['id']}").json()["status"] == "expired"
        assert owner.get(f"/proposals/{lasts['id']}").json()["status"] == "sent"
        assert facts_of("proposal", ends["id"])[-2:] == ["proposal.sent", "proposal.expired"]
        assert [notice["kind"] for notice in owner.get("/notifications").json()["data"]] == ["proposal_expired"]
        assert code(owner, ends, "invoice") == (409, "proposal_expired")


class TestSending:
    def test_by_mail_with_its_link(self, member: Person, ann: dict[str, Any], mailbox: Mailbox) -> None:
        proposal = offered(member, contact_id=ann["id"], title="Site <b>", valid_until="2099-02-03")
        sent = do(member, proposal, "send", message="Dear Ann,\n\nhere it is.")
        assert (sent["status"], sent["sent_to"]) == ("sent", "ann@acme.example")
        [mail] = mailbox.messages()
        assert (mail.recipient, mail.recipient_name) == ("ann@acme.example", "Ann")
        assert mail.subject == f"Proposal {proposal['number']} from Home Ltd: Site <b>"
        assert "here it is." in mail.text
        assert "3 February 2099" in mail.text
        assert "<b>" not in mail.html
        link = member.get(f"/proposals/{proposal['id']}/link").json()
        assert link["url"] in mail.text
        assert link == {"url": f"http://testserver/proposal/{mailbox.token(mail.recipient, 'proposal')}", "shown": True}
        do(member, proposal, "send", to="Other@Acme.example")
        assert mailbox.messages()[-1].recipient == "other@acme.example"
        for _ in range(9):
            do(member, proposal, "send", to="other@acme.example")
        assert member.post(f"/proposals/{proposal['id']}/send", {"to": "other@acme.example"}).status_code == 429
        nobody = offered(member, company_id=ann["company_id"])
        refused = member.post(f"/proposals/{nobody['id']}/send")
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "to")

    def test_never_twice_after_a_crash(
        self, member: Person, ann: dict[str, Any], house: House, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        do(member, offered(member, contact_id=ann["id"]), "send")
        sender = house.services.get(MailSender)  # type: ignore[type-abstract]
        tries: list[str] = []

        def die(mail: Mail) -> str:
            tries.append(mail.to)
            raise SystemExit

        monkeypatch.setattr(sender, "send", die)
        [mail] = mailbox.outgoing()
        with pytest.raises(SystemExit):
            send_mail.run(mailbox.context("identity.send_mail"), mail.id)
        assert mailbox.statuses() == [JobStatus.FAILED]
        assert tries == ["ann@acme.example"]
        assert [(row.status, bool(row.error)) for row in mailbox.outgoing()] == [("failed", True)]
        [notice] = member.get("/notifications").json()["data"]
        assert notice["kind"] == "proposal_not_sent"
        assert "may have arrived" in notice["text"]

    def test_a_sender_that_says_no_is_told_to_the_owner(
        self, member: Person, ann: dict[str, Any], mailbox: Mailbox
    ) -> None:
        proposal = offered(member, contact_id=ann["id"])
        do(member, proposal, "send", to="ann@unavailable.example")
        assert mailbox.statuses() == [JobStatus.RETRYING]
        assert [row.status for row in mailbox.outgoing()] == ["queued"]
        do(member, proposal, "send", to="ann@rejected.example")
        mailbox.run_jobs()
        [notice] = member.get("/notifications").json()["data"]
        assert "no mailbox ann@rejected.example" in notice["text"]


class TestInvoice:
    def test_once_however_many_ask(
        self, manager: Person, ann: dict[str, Any], facts_of: Facts, db: Database, member: Person
    ) -> None:
        product = manager.made("/products", name="Gadget", price_minor=4_800)
        rate = manager.made("/tax-rates", name="Usual", percent=10)
        lines = [*LINES, {"product_id": product["id"], "quantity": 2}]
        proposal = offered(manager, contact_id=ann["id"], lines=lines, tax_rate_id=rate["id"], discount_minor=100)
        do(manager, proposal, "mark-sent")
        assert manager.delete(f"/products/{product['id']}").status_code == 204
        # What was offered stays what is billed, whatever becomes of the rate and the company.
        assert manager.patch(f"/tax-rates/{rate['id']}", {"percent": 20}).status_code == 200
        assert manager.delete(f"/tax-rates/{rate['id']}").status_code == 204
        assert manager.patch(f"/companies/{ann['company_id']}", {"taxable": False}).status_code == 200
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: manager.post(f"/proposals/{proposal['id']}/invoice"), range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        [invoice] = [answer.json() for answer in answers if answer.status_code == 201]
        assert (invoice["total_minor"], invoice["reference"]) == (proposal["total_minor"], proposal["number"])
        assert (invoice["tax_name"], invoice["tax_percent"]) == ("Usual", 10)
        assert (invoice["contact_id"], invoice["company_id"]) == (ann["id"], ann["company_id"])
        assert [line["description"] for line in invoice["lines"]] == ["Consulting", "Gadget"]
        for answer in answers:
            if answer.status_code == 409:
                assert (answer.json()["code"], answer.json()["existing_id"]) == ("already_invoiced", invoice["id"])
                assert invoice["number"] in answer.json()["detail"]
        shown = manager.get(f"/proposals/{proposal['id']}").json()
        assert (shown["status"], shown["invoice_id"], shown["signed_name"]) == ("accepted", invoice["id"], None)
        told = ["created", "sent", "invoiced", "accepted"]
        assert facts_of("proposal", proposal["id"]) == [f"proposal.{fact}" for fact in told]
        refused = manager.delete(f"/proposals/{proposal['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "proposal_accepted")
        assert len(manager.listed("/invoices")) == 1
        lead = member.made("/leads", first_name="Lee")
        for_lead = offered(member, lead_id=lead["id"])
        do(member, for_lead, "mark-sent")
        answer = member.post(f"/proposals/{for_lead['id']}/invoice")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "company_id")
